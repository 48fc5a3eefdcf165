from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import pytest
from dash.development.base_component import Component
from hypothesis import given, settings
from hypothesis import strategies as st

from components.parameter_controls import NONE, control, control_id, written
from isoline import About, Catalogue, Intensity, Parameter, Slider
from isoline.parameters import parameter
from tests.components.drawn import parts, properties
from tests.components.drawn import written as drawn_text

UID = "s00000001"
SIGMA = parameter("sigma", Annotated[float, Slider(0.1, 20, unit="px")], 2.0)


def made(annotation: Any, default: Any, value: Any = ...) -> Component:
    declared = parameter("value", annotation, default)
    return control(declared, declared.default if value is ... else value, UID)


def pieces(component: Component) -> dict[str, dict[str, Any]]:
    """Properties of the parts of a control, by the name of the part."""
    return {
        part["id"]["part"]: part
        for part in parts(component)
        if isinstance(part.get("id"), dict) and part["id"]["part"] != "label"
    }


@pytest.mark.parametrize(
    ("annotation", "default", "expected"),
    [
        (Annotated[float, Slider(0, 9)], 2.0, {"slider", "number"}),
        (Annotated[int, Slider(0, 9)], 2, {"slider", "number"}),
        (Annotated[float, Slider(1, 99, scale="log")], 2.0, {"slider", "number"}),
        (Annotated[float, Intensity()], 128, {"slider", "number"}),
        (Annotated[tuple[float, float], Slider(0, 9)], (2, 5), {"range", "low", "high"}),
        (bool, True, {"switch"}),
        (Literal["mean", "median"], "mean", {"choice"}),
        (Literal[1, 2] | None, None, {"choice"}),
        (list[Literal["area", "label"]], ["area"], {"choices"}),
        (str, "words", {"text"}),
        (Annotated[list[float], Slider(0, 9)], [1, 3], {"text"}),
        (Annotated[float, Slider(0, 9)] | None, None, {"text"}),
        (float, 0.5, {"text"}),
    ],
)
def test_every_kind_of_parameter_has_its_control(
    annotation: Any, default: Any, expected: set[str]
) -> None:
    assert set(pieces(made(annotation, default))) == expected


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param(item, id=f"{entry.spec.id}-{item.name}")
        for entry in Catalogue.discover()
        for item in entry.spec.parameters
    ],
)
def test_every_parameter_of_the_catalogue_has_a_control(declared: Parameter) -> None:
    component = control(declared, declared.default, UID)
    assert properties(component)["data-testid"] == f"parameter-{declared.name}"
    assert pieces(component)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("data-testid", "parameter-sigma"),
        ("data-uid", UID),
        ("data-name", "sigma"),
        ("data-kind", "float"),
        ("data-arity", "one"),
        ("data-unit", "px"),
        ("data-default", "2"),
        ("data-log", ""),
        ("data-step", "0.1"),
        ("data-choices", "[]"),
    ],
)
def test_a_control_carries_what_scripts_need(attribute: str, value: str) -> None:
    assert properties(control(SIGMA, 5.0, UID))[attribute] == value


@pytest.mark.parametrize(
    ("annotation", "default", "expected"),
    [
        (float, 2.0, "2"),
        (float, 0.25, "0.25"),
        (tuple[float, float], (2.0, 4.5), "[2,4.5]"),
        (list[int], [1, 2], "[1,2]"),
        (bool, False, "false"),
        (float | None, None, "null"),
        (str, "a b", '"a b"'),
    ],
)
def test_defaults_are_told_as_scripts_write_them(
    annotation: Any, default: Any, expected: str
) -> None:
    told = properties(made(annotation, default))["data-default"]
    assert told == expected
    json.loads(told)


def test_slider_and_number_show_the_value() -> None:
    found = pieces(control(SIGMA, 5.0, UID))
    assert (found["slider"]["min"], found["slider"]["max"]) == (0.1, 20)
    assert found["slider"]["value"] == found["number"]["value"] == 5.0


def test_a_logarithmic_slider_stands_at_the_logarithm_and_the_number_at_the_value() -> None:
    found = pieces(made(Annotated[float, Slider(1, 1000, scale="log")], 100.0))
    assert found["slider"]["value"] == pytest.approx(2)
    assert found["number"]["value"] == 100


def test_a_value_beyond_a_soft_track_stands_at_its_end_and_may_be_typed() -> None:
    found = pieces(made(Annotated[float, Intensity(0, 255)], 128, 4000.0))
    assert found["slider"]["value"] == 255
    assert found["number"]["value"] == 4000
    assert "max" not in found["number"]


def test_hard_bounds_hold_for_what_is_typed() -> None:
    number = pieces(control(SIGMA, 5.0, UID))["number"]
    assert (number["min"], number["max"]) == (0.1, 20)


@pytest.mark.parametrize(
    ("annotation", "step"),
    [
        (Annotated[int, Slider(0, 9)], 1),
        (Annotated[int, Slider(1, 9, odd=True)], 2),
        (Annotated[float, Slider(0, 9, step=0.5)], "any"),
    ],
)
def test_numbers_are_typed_in_steps_only_where_they_are_whole(annotation: Any, step: Any) -> None:
    assert pieces(made(annotation, 3))["number"]["step"] == step


def test_a_range_shows_both_ends() -> None:
    found = pieces(made(Annotated[tuple[float, float], Slider(0, 255)], (80, 150)))
    assert found["range"]["value"] == [80, 150]
    assert (found["low"]["value"], found["high"]["value"]) == (80, 150)


def test_a_choice_lists_its_words_and_none_where_it_may_be_left_out() -> None:
    plain = pieces(made(Literal["mean", "median"], "mean"))["choice"]
    assert [option["value"] for option in plain["options"]] == ["mean", "median"]
    optional = pieces(made(Literal[1, 2] | None, None))["choice"]
    assert [option["value"] for option in optional["options"]] == [NONE, "1", "2"]
    assert optional["value"] == NONE


def test_several_choices_are_picked_from_a_list() -> None:
    found = pieces(made(list[Literal["area", "label", "bbox"]], ["area", "bbox"]))["choices"]
    assert found["value"] == ["area", "bbox"]
    assert found["multi"] is True
    assert [option["value"] for option in found["options"]] == ["area", "label", "bbox"]


def test_a_list_is_typed_with_commas() -> None:
    assert pieces(made(list[float], [1, 2.5]))["text"]["value"] == "1, 2.5"


def test_an_empty_optional_field_says_it_is_automatic() -> None:
    field = pieces(made(Annotated[float, Slider(0, 9)] | None, None))["text"]
    assert field["value"] == ""
    assert field["placeholder"] == "automatic"


def test_identities_of_parts_name_step_and_parameter() -> None:
    part = pieces(control(SIGMA, 5.0, UID))["number"]
    assert part["id"] == control_id("number", UID, "sigma")


def test_help_tells_meaning_unit_range_and_default() -> None:
    about = About("Width of the kernel.", "Blur")
    declared = parameter("sigma", Annotated[float, Slider(0.1, 20, unit="px"), about], 2.0)
    shown = drawn_text(control(declared, 2.0, UID))
    assert "Width of the kernel." in shown
    assert "a number from 0.1 to 20 px. Default: 2." in shown
    assert "Help on Blur" in shown


def test_reset_is_a_button_with_a_name() -> None:
    labels = [part.get("aria-label") for part in parts(control(SIGMA, 5.0, UID))]
    assert "Reset Sigma to its default" in labels


def test_words_from_a_declaration_are_shown_as_text() -> None:
    declared = parameter("odd", Annotated[bool, About("<b>bold</b>", "<i>x</i>")], False)
    texts = [part.get("children") for part in parts(control(declared, False, UID))]
    assert "<i>x</i>" in texts
    assert "<b>bold</b>" in texts


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), ([], ""), (3.0, "3"), (0.1, "0.1"), (True, "True"), ((1.0, 2.5), "1, 2.5")],
)
def test_values_are_written_as_they_are_typed(value: Any, text: str) -> None:
    assert written(value) == text


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(-1e9, 1e9), max_size=5))
def test_written_lists_are_read_back_unchanged(values: list[float]) -> None:
    assert [float(item) for item in written(values).split(", ") if item] == values


def painted(component: Component) -> list[dict[str, Any]]:
    return [part for part in parts(component) if "track-paint" in str(part.get("className"))]


def test_a_slider_has_room_for_a_figure_along_it_and_for_its_words() -> None:
    shown = control(SIGMA, 2.0, UID)
    (canvas,) = painted(shown)
    assert canvas["aria-hidden"] == "true"
    assert f"track-{UID}-sigma" in [part.get("id") for part in parts(shown)]


@pytest.mark.parametrize(
    ("annotation", "default"),
    [(Annotated[tuple[float, float], Slider(0, 9)], (2, 5)), (bool, True), (float, 0.5)],
    ids=["range", "switch", "field"],
)
def test_only_sliders_of_one_value_have_it(annotation: Any, default: Any) -> None:
    assert not painted(made(annotation, default))
