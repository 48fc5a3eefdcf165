"""Validation of values against their declaration, and the JSON Schema of both."""

from __future__ import annotations

import json
import math
from enum import Enum
from typing import Annotated, Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from isoline.catalogue import Catalogue
from isoline.errors import ParameterError
from isoline.parameters import (
    MAX_ITEMS,
    REQUIRED,
    About,
    Arity,
    Intensity,
    Parameter,
    ParameterKind,
    Slider,
    parameter,
)
from isoline.validation import json_schema, validated


class Shape(Enum):
    DISK = "disk"
    SQUARE = "square"


SIGMA = Annotated[float, Slider(0.1, 20, step=0.1, unit="px"), About("Width of the kernel.")]
WINDOW = Annotated[int, Slider(3, 99, unit="px", odd=True)]
BAND = Annotated[tuple[float, float], Slider(0, 1)]

EVERYTHING = (
    parameter("sigma", SIGMA, 2),
    parameter("window", WINDOW, 5),
    parameter("count", Annotated[int, Field(ge=0)], 1),
    parameter("level", Annotated[float, Intensity()], 128),
    parameter("weight", Annotated[float, Field(gt=0, lt=1)], 0.5),
    parameter("bright", bool, True),
    parameter("shape", Shape, Shape.DISK),
    parameter("label", str, ""),
    parameter("band", BAND, (0, 1)),
    parameter("sigmas", list[SIGMA], [1, 3]),
    parameter("maybe", Annotated[float | None, Slider(0, 1)], None),
)


def check(annotation: Any, value: Any, default: Any = REQUIRED) -> Any:
    return validated("an_algorithm", (parameter("p", annotation, default),), {"p": value})["p"]


@pytest.mark.parametrize(
    ("annotation", "value", "expected"),
    [
        (float, 5, 5.0),
        (float, np.float32(0.5), 0.5),
        (float, np.int64(5), 5.0),
        (int, 5, 5),
        (int, 5.0, 5),
        (int, np.uint8(5), 5),
        (int, np.array(5), 5),
        (bool, np.bool_(True), True),
        (str, "5", "5"),
        (str, np.str_("a"), "a"),
        (Shape, "disk", "disk"),
        (Shape, Shape.SQUARE, "square"),
        (Literal[1, 2], 2.0, 2),
        (BAND, [0, 1], (0.0, 1.0)),
        (BAND, (0.5, 0.5), (0.5, 0.5)),
        (BAND, np.array([0.25, 0.5]), (0.25, 0.5)),
        (list[int], (1, 2.0), [1, 2]),
        (list[int], [], []),
        (float | None, None, None),
        (list[float] | None, None, None),
        (Annotated[float, Intensity()], -1e6, -1e6),
        (WINDOW, 7.0, 7),
        (Annotated[float, Slider(0, 1)], 1, 1.0),
    ],
)
def test_a_fitting_value_is_taken_as_its_declared_type(
    annotation: Any, value: Any, expected: Any
) -> None:
    taken = check(annotation, value)
    assert taken == expected
    assert type(taken) is type(expected)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (float, "5"),
        (float, True),
        (float, math.nan),
        (float, math.inf),
        (float, -math.inf),
        (float, None),
        (float, [1.0]),
        (float, 10**400),
        (float, 1 + 1j),
        (float, {}),
        (Annotated[float, Intensity()], math.nan),
        (int, "5"),
        (int, 5.5),
        (int, True),
        (int, math.inf),
        (bool, 1),
        (bool, "true"),
        (str, 5),
        (str, b"bytes"),
        (Shape, "triangle"),
        (Shape, None),
        (Shape, ["disk"]),
        (Literal[1, 2], True),
        (Literal[True], 1),
        (SIGMA, 0.05),
        (SIGMA, 20.5),
        (WINDOW, 4),
        (WINDOW, 1),
        (Annotated[float, Field(gt=0)], 0),
        (Annotated[float, Field(lt=1)], 1),
        (Annotated[float, Intensity(), Field(gt=0)], 0),
        (BAND, (1, 0)),
        (BAND, (0,)),
        (BAND, (0, 0.5, 1)),
        (BAND, (0, 2)),
        (BAND, (0, math.nan)),
        (BAND, 0.5),
        (list[SIGMA], [1, 50]),
        (list[int], [True]),
        (list[int], "12"),
        (list[int], [1] * (MAX_ITEMS + 1)),
        (list[int], [[1]]),
    ],
)
def test_an_unfitting_value_is_refused(annotation: Any, value: Any) -> None:
    with pytest.raises(ParameterError) as caught:
        check(annotation, value)
    assert [refusal.loc for refusal in caught.value.refusals] == [("p",)]


def test_every_refused_parameter_is_named_at_once_with_value_and_allowed_range() -> None:
    with pytest.raises(ParameterError) as caught:
        validated("blur", EVERYTHING, {"sigma": 50, "window": 4, "band": (1, 0), "count": 3})
    assert [refusal.loc for refusal in caught.value.refusals] == [
        ("sigma",),
        ("window",),
        ("band",),
    ]
    assert [refusal.message for refusal in caught.value.refusals] == [
        "sigma: got 50, expected a number from 0.1 to 20 px",
        "window: got 4, expected an odd whole number from 3 to 99 px",
        "band: got [1, 0], expected two values, low then high, each a number from 0 to 1",
    ]
    assert str(caught.value).startswith("blur refuses 3 value(s): sigma: got 50, expected")


def test_an_unknown_parameter_is_refused_naming_the_known_ones() -> None:
    with pytest.raises(ParameterError, match="sigmaa: no such parameter; the parameters are: sig"):
        validated("blur", EVERYTHING[:2], {"sigmaa": 1})


def test_a_missing_parameter_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"sigma: missing; give a number from 0\.1 to 20 px"):
        validated("blur", (parameter("sigma", SIGMA),), {})


@pytest.mark.parametrize(
    "value", ["x" * 10_000, 10**5000, list(range(10_000))], ids=["text", "integer", "list"]
)
def test_a_huge_value_is_not_repeated_in_full(value: Any) -> None:
    with pytest.raises(ParameterError) as caught:
        check(Annotated[float, Slider(0, 1)], value)
    assert len(str(caught.value)) < 300


def test_defaults_fill_in_what_is_not_given() -> None:
    values = validated("blur", EVERYTHING, {"sigma": 3})
    assert values == {
        "sigma": 3.0,
        "window": 5,
        "count": 1,
        "level": 128.0,
        "weight": 0.5,
        "bright": True,
        "shape": "disk",
        "label": "",
        "band": (0.0, 1.0),
        "sigmas": [1.0, 3.0],
        "maybe": None,
    }


def test_a_default_equals_the_same_value_given() -> None:
    given = validated("blur", EVERYTHING, {"level": 128, "sigmas": [1, 3]})
    assert json.dumps(given) == json.dumps(validated("blur", EVERYTHING, {}))


@pytest.mark.parametrize("name", ["copy", "json", "schema", "model_config", "_private", "self"])
def test_any_argument_name_is_a_parameter_name(name: str) -> None:
    declared = (parameter(name, int, 1),)
    assert validated("odd_names", declared, {name: 2}) == {name: 2}
    assert list(json_schema("odd_names", declared)["properties"]) == [name]


def test_a_list_that_was_given_is_not_shared() -> None:
    given = [1.0, 2.0]
    taken = check(list[float], given)
    taken.append(3.0)
    assert given == [1.0, 2.0]


def value_of(p: Parameter) -> st.SearchStrategy[Any]:
    """Values that keep to the bounds a parameter's JSON Schema states."""
    one = _one(p)
    if p.arity is Arity.RANGE:
        one = st.lists(one, min_size=2, max_size=2).map(sorted)
    elif p.arity is Arity.LIST:
        one = st.lists(one, max_size=5)
    return st.none() | one if p.optional else one


def _one(p: Parameter) -> st.SearchStrategy[Any]:
    if p.kind is ParameterKind.CHOICE:
        return st.sampled_from(p.choices)
    if p.kind is ParameterKind.BOOLEAN:
        return st.booleans()
    if p.kind is ParameterKind.TEXT:
        return st.text(max_size=20)
    low, high = p.bounds.smallest(whole=p.kind is ParameterKind.INTEGER), p.bounds.maximum
    if p.kind is ParameterKind.INTEGER:
        whole = st.integers(
            None if low is None else int(low), None if high is None else math.floor(high)
        )
        return whole.filter(lambda value: value % 2 == 1) if p.odd else whole
    return st.floats(
        low,
        p.bounds.below if high is None else high,
        exclude_max=high is None and p.bounds.below is not None,
        allow_nan=False,
        allow_infinity=False,
    )


VALUES = st.fixed_dictionaries({}, optional={p.name: value_of(p) for p in EVERYTHING})


@given(values=VALUES)
def test_whatever_keeps_to_the_bounds_is_taken(values: dict[str, Any]) -> None:
    taken = validated("blur", EVERYTHING, values)
    assert list(taken) == [p.name for p in EVERYTHING]


@given(values=VALUES)
def test_parse_of_serialise_is_identity(values: dict[str, Any]) -> None:
    taken = validated("blur", EVERYTHING, values)
    assert validated("blur", EVERYTHING, json.loads(json.dumps(taken))) == taken


def test_the_schema_describes_an_object_of_known_properties() -> None:
    schema = json_schema("blur", EVERYTHING)
    assert (schema["type"], schema["additionalProperties"]) == ("object", False)
    assert list(schema["properties"]) == [p.name for p in EVERYTHING]
    assert "required" not in schema


def test_the_schema_requires_what_has_no_default() -> None:
    assert json_schema("blur", (parameter("sigma", SIGMA),))["required"] == ["sigma"]


def test_the_schema_survives_json() -> None:
    schema = json_schema("blur", EVERYTHING)
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "sigma",
            {
                "type": "number",
                "minimum": 0.1,
                "maximum": 20,
                "default": 2.0,
                "step": 0.1,
                "unit": "px",
                "scale": "linear",
                "title": "Sigma",
                "description": "Width of the kernel.",
            },
        ),
        ("window", {"type": "integer", "minimum": 3, "maximum": 99, "odd": True, "default": 5}),
        ("level", {"type": "number", "softMinimum": 0, "softMaximum": 255, "unit": "intensity"}),
        ("weight", {"exclusiveMinimum": 0, "exclusiveMaximum": 1}),
        ("bright", {"type": "boolean", "default": True}),
        ("shape", {"type": "string", "enum": ["disk", "square"], "default": "disk"}),
        ("label", {"type": "string", "default": ""}),
        ("band", {"type": "array", "minItems": 2, "maxItems": 2, "default": [0.0, 1.0]}),
        ("sigmas", {"type": "array", "maxItems": MAX_ITEMS, "default": [1.0, 3.0]}),
        ("maybe", {"default": None}),
    ],
)
def test_the_schema_of_each_parameter(name: str, expected: dict[str, Any]) -> None:
    stated = json_schema("blur", EVERYTHING)["properties"][name]
    assert {key: stated.get(key) for key in expected} == expected


def test_ends_items_and_alternatives_carry_their_bounds() -> None:
    properties = json_schema("blur", EVERYTHING)["properties"]
    assert [end["maximum"] for end in properties["band"]["prefixItems"]] == [1, 1]
    assert properties["sigmas"]["items"]["maximum"] == 20
    number, null = properties["maybe"]["anyOf"]
    assert (number["maximum"], null) == (1, {"type": "null"})


KEYWORDS = frozenset(
    {
        *("title", "description", "default", "type", "enum", "const", "anyOf"),
        *("items", "prefixItems", "minItems", "maxItems"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
        *("properties", "required", "additionalProperties"),
    }
)
ANNOTATIONS = frozenset({"unit", "step", "scale", "softMinimum", "softMaximum", "odd"})
TYPES = frozenset({"object", "array", "number", "integer", "string", "boolean", "null"})


def assert_well_formed(schema: dict[str, Any]) -> None:
    """Hold a schema to the keywords of draft 2020-12 that parameters need, and our annotations."""
    assert schema.keys() <= KEYWORDS | ANNOTATIONS
    assert schema.get("type", "object") in TYPES
    for limit in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        assert isinstance(schema.get(limit, 0), (int, float))
    parts = [*schema.get("anyOf", []), *schema.get("prefixItems", [])]
    parts += [schema["items"]] if isinstance(schema.get("items"), dict) else []
    for part in parts:
        assert_well_formed(part)


def test_a_schema_uses_draft_2020_12_and_no_references() -> None:
    schema = json_schema("blur", EVERYTHING)
    assert_well_formed(schema)
    for stated in schema["properties"].values():
        assert_well_formed(stated)


CATALOGUE = Catalogue.discover()


@pytest.mark.parametrize("identity", [entry.spec.id for entry in CATALOGUE])
def test_every_entry_of_the_catalogue_takes_its_own_defaults(identity: str) -> None:
    spec = CATALOGUE[identity].spec
    assert all(p.default is not REQUIRED for p in spec.parameters)
    values = spec.validated({})
    assert spec.validated(json.loads(json.dumps(values))) == values


@pytest.mark.parametrize("identity", [entry.spec.id for entry in CATALOGUE])
def test_every_entry_of_the_catalogue_has_a_schema(identity: str) -> None:
    schema = CATALOGUE[identity].spec.json_schema()
    for stated in json.loads(json.dumps(schema, allow_nan=False)).get("properties", {}).values():
        assert_well_formed(stated)
        assert stated["title"]
        assert stated["description"]


UNUSUAL = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 130), st.floats(), st.text(max_size=3)
)


@given(item=st.sampled_from(EVERYTHING), value=st.one_of(UNUSUAL, st.lists(UNUSUAL, max_size=3)))
def test_a_value_that_fits_at_a_glance_is_accepted_as_it_is(item: Parameter, value: Any) -> None:
    if item.fits(value):
        found = validated("an_algorithm", (item,), {item.name: value})[item.name]
        assert found == (tuple(value) if item.arity is Arity.RANGE else value)


@pytest.mark.parametrize("item", EVERYTHING, ids=lambda item: item.name)
def test_defaults_fit_at_a_glance(item: Parameter) -> None:
    assert item.fits(item.default)
