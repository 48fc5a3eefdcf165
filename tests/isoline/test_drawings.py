from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from isoline.drawings import MOST_COORDINATES, MOST_SHAPES, Drawing, Shape, ShapeType
from isoline.layers import Kind

COORDINATES = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
SHAPES = st.builds(
    Shape,
    type=st.sampled_from([ShapeType.LINE, ShapeType.STROKE]),
    coordinates=st.lists(COORDINATES, min_size=2, max_size=9).map(tuple),
    label=st.integers(1, 2**31 - 1),
    width=st.floats(0.1, 1000),
    plane=st.none() | st.integers(0, 99),
)
DRAWINGS = st.builds(
    Drawing,
    kind=st.sampled_from([Kind.PATHS, Kind.LABELS]),
    shapes=st.lists(SHAPES, max_size=5).map(tuple),
)


def shape(kind: str, count: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "coordinates": [[i, 2 * i] for i in range(count)], **more}


@settings(max_examples=40, deadline=None)
@given(DRAWINGS)
def test_reading_what_was_written_gives_the_same_drawing(drawing: Drawing) -> None:
    again = Drawing.model_validate_json(drawing.model_dump_json())
    assert again == drawing
    assert again.content == drawing.content


@pytest.mark.parametrize(
    "change", [{"label": 2}, {"width": 2.0}, {"plane": 0}, {"coordinates": ((0.0, 0.5),)}]
)
def test_whatever_changes_the_drawing_changes_its_content(change: dict[str, Any]) -> None:
    stroke = Shape(type=ShapeType.STROKE, coordinates=((0.0, 0.0),))
    drawn = [
        Drawing(kind=Kind.LABELS, shapes=(s,)) for s in (stroke, stroke.model_copy(update=change))
    ]
    assert drawn[0].content != drawn[1].content


@pytest.mark.parametrize(
    ("kind", "fewest", "most"), [("point", 1, 1), ("box", 2, 2), ("line", 2, 9), ("polygon", 3, 9)]
)
def test_a_shape_has_as_many_coordinates_as_it_needs(kind: str, fewest: int, most: int) -> None:
    assert Shape.model_validate(shape(kind, fewest))
    assert Shape.model_validate(shape(kind, most))
    for count in {fewest - 1, most + 1} - {10}:
        with pytest.raises(ValidationError, match=f"a {kind} has {fewest}"):
            Shape.model_validate(shape(kind, count))


@pytest.mark.parametrize("bad", [math.nan, math.inf, 1e9, -1e9])
def test_coordinates_are_finite_and_near(bad: float) -> None:
    with pytest.raises(ValidationError):
        Shape.model_validate({"type": "point", "coordinates": [[0, bad]]})


@pytest.mark.parametrize(
    "more", [{"label": 0}, {"label": 2**31}, {"width": 0}, {"width": math.inf}, {"plane": -1}]
)
def test_what_makes_no_pixels_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Shape.model_validate(shape("point", 1, **more))


@pytest.mark.parametrize(
    ("kind", "wrong"), [("points", "box"), ("boxes", "point"), ("paths", "box")]
)
def test_a_drawing_holds_only_shapes_of_its_kind(kind: str, wrong: str) -> None:
    count = 2 if wrong == "box" else 1
    with pytest.raises(ValidationError, match=f"a drawing of {kind} is made of"):
        Drawing.model_validate({"kind": kind, "shapes": [shape(wrong, count)]})


def test_not_every_kind_of_layer_can_be_drawn() -> None:
    with pytest.raises(ValidationError, match="table cannot be drawn"):
        Drawing(kind=Kind.TABLE)


def test_a_drawing_is_bounded() -> None:
    with pytest.raises(ValidationError, match="at most"):
        Drawing.model_validate(
            {"kind": "points", "shapes": [shape("point", 1)] * (MOST_SHAPES + 1)}
        )
    half = shape("line", MOST_COORDINATES // 2 + 1)
    with pytest.raises(ValidationError, match="simplify its lines"):
        Drawing.model_validate({"kind": "paths", "shapes": [half, half]})


def test_only_strokes_of_a_label_image_erase() -> None:
    eraser = shape("stroke", 2, label=0)
    assert Drawing.model_validate({"kind": "labels", "shapes": [eraser]}).shapes[0].label == 0
    with pytest.raises(ValidationError, match="only a stroke erases"):
        Shape.model_validate(shape("line", 2, label=0))
    with pytest.raises(ValidationError, match="a drawing of paths has none"):
        Drawing.model_validate({"kind": "paths", "shapes": [eraser]})
