from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.track import Track, natural_step, track_of
from isoline import Catalogue, Slider
from isoline.parameters import Parameter, parameter


def track(annotation: Any) -> Track:
    made = track_of(parameter("value", annotation))
    assert made is not None
    return made


@pytest.mark.parametrize("annotation", [float, str, bool, Literal["a", "b"], list[str]])
def test_without_two_ends_there_is_no_track(annotation: Any) -> None:
    assert track_of(parameter("value", annotation)) is None


def test_a_declared_step_is_kept() -> None:
    assert track(Annotated[float, Slider(0, 10, step=0.5)]) == Track(0, 10, 0.5, log=False)


@pytest.mark.parametrize(
    ("annotation", "step"),
    [
        (Annotated[int, Slider(0, 1000)], 1),
        (Annotated[int, Slider(1, 99, odd=True)], 2),
        (Annotated[float, Slider(0, 1)], 0.01),
        (Annotated[float, Slider(0, 255)], 1),
        (Annotated[float, Slider(0, 20)], 0.1),
    ],
)
def test_steps_are_round(annotation: Any, step: float) -> None:
    assert track(annotation).step == pytest.approx(step)


@settings(deadline=None, max_examples=50)
@given(st.floats(1e-6, 1e6))
def test_about_two_hundred_steps_make_a_track(width: float) -> None:
    made = Parameter("value", parameter("value", float).kind)
    assert 60 <= width / natural_step(made, width) <= 640


def test_a_logarithmic_track_holds_logarithms() -> None:
    made = track(Annotated[float, Slider(1, 1000, scale="log")])
    assert (made.minimum, made.maximum) == pytest.approx((0, 3))
    assert made.log
    assert made.position(100) == pytest.approx(2)


@settings(deadline=None, max_examples=50)
@given(st.floats(allow_nan=False, allow_infinity=False))
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_every_value_has_a_place_on_the_track(
    scale: Literal["linear", "log"], value: float
) -> None:
    made = track(Annotated[float, Slider(0.5, 40, scale=scale)])
    assert made.minimum <= made.position(value) <= made.maximum


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param(item, id=f"{entry.spec.id}-{item.name}")
        for entry in Catalogue.discover()
        for item in entry.spec.parameters
        if track_of(item) is not None
    ],
)
def test_every_track_of_the_catalogue_can_be_slid_along(declared: Parameter) -> None:
    made = track_of(declared)
    assert made is not None
    assert made.minimum < made.maximum
    assert 0 < made.step <= made.maximum - made.minimum
