"""Parameters: every way of declaring one means the same, and wrong ways are refused."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, IntEnum, StrEnum
from typing import Annotated, Any, Literal, Optional

import annotated_types
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from isoline.errors import DeclarationError
from isoline.parameters import (
    REQUIRED,
    About,
    Arity,
    Intensity,
    Parameter,
    ParameterKind,
    Slider,
    parameter,
)


class Shape(Enum):
    DISK = "disk"
    SQUARE = "square"


class TextShape(StrEnum):
    DISK = "disk"
    SQUARE = "square"


class Connectivity(IntEnum):
    EDGES = 1
    CORNERS = 2


FLOAT = Parameter("p", ParameterKind.FLOAT, default=2.0)
UNIT = replace(FLOAT, minimum=0, maximum=10)
OPEN = replace(FLOAT, above=0, below=10)
INTEGER = Parameter("p", ParameterKind.INTEGER, default=2)
CHOICE = Parameter("p", ParameterKind.CHOICE, default="disk", choices=("disk", "square"))
RANGE = replace(UNIT, arity=Arity.RANGE, default=(1.0, 3.0))
LIST = replace(UNIT, arity=Arity.LIST, default=(1.0, 3.0))
MAYBE = replace(UNIT, optional=True, default=None)

WAYS: list[tuple[Any, Any, Parameter]] = [
    (float, 2.0, FLOAT),
    (float, 2, FLOAT),
    (float, np.float32(2), FLOAT),
    (float | int, 2, FLOAT),
    (Annotated[float, Slider(0, 10)], 2, UNIT),
    (Annotated[float, Field(ge=0, le=10)], 2, UNIT),
    (Annotated[float, annotated_types.Ge(0), annotated_types.Le(10)], 2, UNIT),
    (Annotated[float, annotated_types.Interval(ge=0, le=10)], 2, UNIT),
    (Annotated[Annotated[float, Field(ge=0)], Field(le=10)], 2, UNIT),
    (Annotated[float, Slider(0, 20), Field(ge=-5, le=10)], 2, UNIT),
    (Annotated[float, Field(ge=-5, le=10), Slider(0, 20)], 2, UNIT),
    (Annotated[float, "a note for somebody else", Slider(0, 10)], 2, UNIT),
    (Annotated[float, Field(gt=0, lt=10)], 2, OPEN),
    (Annotated[float, annotated_types.Interval(gt=0, lt=10)], 2, OPEN),
    (int, 2, INTEGER),
    (int, np.int16(2), INTEGER),
    (bool, True, Parameter("p", ParameterKind.BOOLEAN, default=True)),
    (str, "a", Parameter("p", ParameterKind.TEXT, default="a")),
    (Literal["disk", "square"], "disk", CHOICE),
    (Shape, Shape.DISK, CHOICE),
    (TextShape, TextShape.DISK, CHOICE),
    (TextShape, "disk", CHOICE),
    (Connectivity, Connectivity.CORNERS, replace(INTEGER, kind=CHOICE.kind, choices=(1, 2))),
    (tuple[Annotated[float, Slider(0, 10)], Annotated[float, Slider(0, 10)]], (1, 3), RANGE),
    (Annotated[tuple[float, float], Slider(0, 10)], (1, 3), RANGE),
    (Annotated[tuple[float, float], Field(ge=0, le=10)], [1, 3], RANGE),
    (list[Annotated[float, Slider(0, 10)]], [1, 3], LIST),
    (Annotated[list[float], Slider(0, 10)], (1, 3), LIST),
    (Annotated[Sequence[float], Slider(0, 10)], np.array([1, 3]), LIST),
    (Annotated[tuple[float, ...], Slider(0, 10)], range(1, 4, 2), LIST),
    (Annotated[float | None, Slider(0, 10)], None, MAYBE),
    (Annotated[float, Slider(0, 10)] | None, None, MAYBE),
    (Optional[Annotated[float, Slider(0, 10)]], None, MAYBE),  # noqa: UP045
    (Annotated[float, Slider(0, 10)], None, MAYBE),
    (Literal["disk", "square"] | None, "disk", replace(CHOICE, optional=True)),
    (Literal["disk", "square", None], "disk", replace(CHOICE, optional=True)),
]


@pytest.mark.parametrize(("annotation", "default", "expected"), WAYS)
def test_every_way_of_declaring_gives_the_same_parameter(
    annotation: Any, default: Any, expected: Parameter
) -> None:
    declared = parameter("p", annotation, default)
    assert declared == expected
    assert type(declared.default) is type(expected.default)
    assert hash(declared) == hash(expected)


def test_without_a_default_a_parameter_is_required() -> None:
    assert parameter("p", float).default is REQUIRED


def test_a_slider_carries_step_scale_unit_and_oddness() -> None:
    declared = parameter(
        "p", Annotated[int, Slider(1, 99, step=2, scale="log", unit="px", odd=True)], 3
    )
    assert (declared.step, declared.scale, declared.unit, declared.odd) == (2, "log", "px", True)


def test_an_intensity_is_soft() -> None:
    declared = parameter("p", Annotated[float, Intensity(0, 1, step=0.1)], 0.5)
    assert (declared.unit, declared.soft, declared.maximum) == ("intensity", True, 1)


@pytest.mark.parametrize(
    "extra", [About("Width of it.", "Width"), Field(title="Width", description="Width of it.")]
)
def test_title_and_description_come_from_either_extra(extra: Any) -> None:
    declared = parameter("sigma_x", Annotated[float, extra], 1)
    assert (declared.label, declared.description) == ("Width", "Width of it.")


def test_without_a_title_the_name_is_the_label() -> None:
    assert parameter("low_threshold", float, 1).label == "Low threshold"


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        (dict, "annotated"),
        (list, "annotated"),
        (complex, "annotated"),
        (int | str, "annotated"),
        (tuple[float], "annotated"),
        (tuple[float, int], "annotated"),
        (tuple[float, float, float], "annotated"),
        (list[list[float]], "items"),
        (list[float | None], "items"),
        (tuple[tuple[int, int], tuple[int, int]], "items"),
        (tuple[str, str], "only numbers form a range"),
        (tuple[bool, bool], "only numbers form a range"),
        (Annotated[float, Slider(10, 0)], "minimum must lie below"),
        (Annotated[float, Slider(1, 1)], "minimum must lie below"),
        (Annotated[float, Slider(0, math.nan)], "not finite"),
        (Annotated[float, Slider(0, math.inf)], "not finite"),
        (Annotated[float, Slider(0, 1, step=0)], "step 0"),
        (Annotated[float, Slider(0, 1, step=-1)], "step -1"),
        (Annotated[float, Slider(0, 1, scale="log")], "must start above 0"),
        (Annotated[float, Slider(1, 9, odd=True)], "annotate it int"),
        (Annotated[bool, Slider(0, 1)], "only numbers"),
        (Annotated[str, Field(ge=1)], "only numbers"),
        (Annotated[Literal["a"], Slider(0, 1)], "only numbers"),
        (Annotated[float, Field(gt=1, lt=1)], "no value"),
        (Annotated[float, Field(ge=2, lt=1)], "no value"),
        (Annotated[int, Field(multiple_of=2)], "MultipleOf"),
        (Annotated[str, Field(min_length=2)], "MinLen"),
        (Annotated[list[int], annotated_types.Len(1, 3)], "Len"),
    ],
)
def test_a_wrong_declaration_is_refused_naming_the_argument(annotation: Any, reason: str) -> None:
    with pytest.raises(DeclarationError, match=f"'wrong_one'.*{reason}"):
        parameter("wrong_one", annotation)


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (float, "a number"),
        (Annotated[float, Slider(0.1, 20, unit="px")], "a number from 0.1 to 20 px"),
        (Annotated[int, Slider(1, 99, odd=True)], "an odd whole number from 1 to 99"),
        (Annotated[int, Field(gt=0)], "a whole number above 0"),
        (Annotated[float, Intensity()], "a number (intensity, usually 0 to 255)"),
        (Annotated[float, Slider(0, 1, soft=True)], "a number (usually 0 to 1)"),
        (
            Annotated[float, Slider(0, 9, unit="px", soft=True), Field(gt=0)],
            "a number above 0 (px, usually 0 to 9)",
        ),
        (Annotated[float, Slider(0, 255, unit="intensity")], "a number from 0 to 255 (intensity)"),
        (Annotated[int, Slider(0, 16_777_215)], "a whole number from 0 to 16777215"),
        (bool, "true or false"),
        (str, "text"),
        (Literal["disk", 2], "one of 'disk', 2"),
        (Annotated[tuple[float, float], Slider(0, 1)], "two values, low then high, each a number "),
        (list[int], "a list of up to 64 items, each a whole number"),
        (int | None, "a whole number, or null"),
    ],
)
def test_the_allowed_values_are_said_in_words(annotation: Any, words: str) -> None:
    assert parameter("p", annotation).allowed.startswith(words)


LENGTH = parameter("p", Annotated[float, Slider(0.1, 500, unit="px")], 1)
AREA = parameter("p", Annotated[int, Slider(0, 10_000, unit="px²")], 1)
WINDOW = parameter("p", Annotated[int, Slider(3, 999, unit="px", odd=True)], 3)
EVEN_START = parameter("p", Annotated[int, Slider(2, 999, unit="px", odd=True)], 3)
POSITIVE = parameter("p", Annotated[int, Field(gt=0), Slider(0, 99, unit="px")], 3)
SCALES = st.floats(1 / 64, 1)


@given(value=st.floats(0.1, 500))
def test_full_scale_changes_nothing(value: float) -> None:
    assert LENGTH.at_scale(value, 1) == value


@given(value=st.floats(0.1, 500), scale=SCALES)
def test_lengths_shrink_with_the_picture_down_to_their_minimum(value: float, scale: float) -> None:
    assert LENGTH.at_scale(value, scale) == max(0.1, value * scale)


@given(value=st.integers(0, 10_000), scale=SCALES)
def test_areas_shrink_with_the_square(value: int, scale: float) -> None:
    shrunk = AREA.at_scale(value, scale)
    assert isinstance(shrunk, int)
    assert abs(shrunk - value * scale**2) <= 0.5


@pytest.mark.parametrize("window", [WINDOW, EVEN_START])
@given(half=st.integers(1, 499), scale=SCALES)
def test_odd_lengths_stay_odd_and_within_bounds(window: Parameter, half: int, scale: float) -> None:
    shrunk = window.at_scale(2 * half + 1, scale)
    assert shrunk % 2 == 1
    assert 3 <= shrunk <= 2 * half + 1


@given(value=st.integers(1, 99), scale=SCALES)
def test_a_value_above_a_bound_stays_above_it(value: int, scale: float) -> None:
    assert POSITIVE.at_scale(value, scale) >= 1


@given(ends=st.lists(st.floats(0.1, 500), min_size=2, max_size=2).map(sorted), scale=SCALES)
def test_a_shrunk_range_still_ascends(ends: list[float], scale: float) -> None:
    band = replace(LENGTH, arity=Arity.RANGE, default=(1.0, 2.0))
    low, high = band.at_scale(tuple(ends), scale)
    assert low <= high


def test_every_item_of_a_list_shrinks() -> None:
    sigmas = replace(LENGTH, arity=Arity.LIST, default=(1.0,))
    assert sigmas.at_scale([2.0, 4.0], 0.5) == [1.0, 2.0]


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (Annotated[float, Intensity()], 128.0),
        (Annotated[float, Slider(0, 1)], 0.5),
        (Annotated[float | None, Slider(0, 9, unit="px")], None),
        (bool, True),
        (Literal["a", "b"], "b"),
        (str, "px"),
    ],
)
def test_what_is_no_length_ignores_the_scale(annotation: Any, value: Any) -> None:
    assert parameter("p", annotation).at_scale(value, 0.25) == value
