"""Shapes as pixels: each by itself, and any part of a grid as in the whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from isoline.drawings import Shape, ShapeType
from isoline.run.rasterisation import Grid, rasterised

SIDE = 40
PLACES = st.tuples(st.floats(-20, 60), st.floats(-20, 60))


def shape(kind: str, *coordinates: tuple[float, float], **more: Any) -> Shape:
    return Shape.model_validate({"type": kind, "coordinates": coordinates, **more})


def drawn(*shapes: Shape, side: int = SIDE) -> NDArray[np.int32]:
    return rasterised(shapes, Grid(np.arange(float(side)), np.arange(float(side))))


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    kind = draw(st.sampled_from(list(ShapeType)))
    count = {"point": 1, "box": 2}.get(kind) or draw(st.integers(3, 7))
    places = draw(st.lists(PLACES, min_size=count, max_size=count))
    label, width = draw(st.integers(1, 9)), draw(st.floats(0.5, 15))
    return shape(kind, *places, label=label, width=width)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(shapes(), min_size=1, max_size=4),
    st.tuples(*[st.integers(0, SIDE)] * 4),
    st.sampled_from([1.0, 2.0]),
)
def test_a_part_comes_out_as_in_the_whole(
    made: list[Shape], bounds: tuple[int, ...], pitch: float
) -> None:
    rows = slice(*sorted(bounds[:2]))
    columns = slice(*sorted(bounds[2:]))
    axis = np.arange(SIDE, dtype=np.float64) * pitch
    whole = rasterised(made, Grid(axis, axis, pitch))
    part = rasterised(made, Grid(axis[rows], axis[columns], pitch))
    np.testing.assert_array_equal(part, whole[rows, columns])


@settings(max_examples=30, deadline=None)
@given(st.lists(PLACES, min_size=1, max_size=5), st.floats(2, 12))
def test_a_stroke_is_what_lies_within_half_its_width(
    places: list[tuple[float, float]], width: float
) -> None:
    row, column = np.mgrid[:SIDE, :SIDE]
    away = np.full((SIDE, SIDE), np.inf)
    for a, b in zip(np.array(places), np.array(places[1:] or places), strict=False):
        along, length = b - a, float(np.sum((b - a) ** 2))
        share = ((row - a[0]) * along[0] + (column - a[1]) * along[1]) / (length or 1)
        at = np.clip(share, 0, 1)
        away = np.minimum(away, np.hypot(row - a[0] - at * along[0], column - a[1] - at * along[1]))
    found = drawn(shape("stroke", *places, width=width)) > 0
    decided = np.abs(away - width / 2) > 1e-6
    np.testing.assert_array_equal(found[decided], (away < width / 2)[decided])


@pytest.mark.parametrize("place", [(5.0, 5.0), (5.5, 5.5), (5.49, 4.51)])
def test_a_point_covers_a_pixel_wherever_it_lies(place: tuple[float, float]) -> None:
    found = np.argwhere(drawn(shape("point", place)))
    assert len(found) >= 1
    assert (np.abs(found - place) <= 1).all()


def test_a_box_is_half_open() -> None:
    found = drawn(shape("box", (7, 9), (2, 4), label=3))
    expected = np.zeros((SIDE, SIDE), np.int32)
    expected[2:7, 4:9] = 3
    np.testing.assert_array_equal(found, expected)


def test_a_polygon_is_filled_by_the_even_odd_rule() -> None:
    outer = [(2.5, 2.5), (2.5, 20.5), (20.5, 20.5), (20.5, 2.5)]
    found = drawn(
        shape(
            "polygon",
            *outer,
            (2.5, 2.5),
            (8.5, 8.5),
            (8.5, 14.5),
            (14.5, 14.5),
            (14.5, 8.5),
            (8.5, 8.5),
        )
    )
    expected = np.zeros((SIDE, SIDE), bool)
    expected[3:21, 3:21] = True
    expected[9:15, 9:15] = False
    np.testing.assert_array_equal(found > 0, expected)


def test_later_shapes_lie_over_earlier_ones() -> None:
    found = drawn(shape("box", (0, 0), (9, 9), label=1), shape("point", (4, 4), label=2, width=4))
    assert (found[4, 4], found[0, 0]) == (2, 1)


def test_a_stroke_of_label_0_erases_what_it_passes_over_and_nothing_later() -> None:
    box = shape("box", (0, 0), (20, 20), label=5)
    eraser = shape("stroke", (10, -5), (10, 50), label=0, width=7)
    later = shape("point", (10, 10), label=2, width=2)
    found = drawn(box, eraser, later)
    expected = drawn(box)
    expected[7:14] = 0
    np.testing.assert_array_equal(found, np.where(drawn(later) > 0, 2, expected))


def test_what_lies_outside_leaves_nothing() -> None:
    away = [
        shape(kind, *[(100.0 + i, 100.0 + i * i) for i in range(n)])
        for kind, n in (("point", 1), ("box", 2), ("line", 3), ("polygon", 3), ("stroke", 4))
    ]
    assert not drawn(*away).any()


@pytest.mark.parametrize("kind", ["line", "polygon"])
def test_thin_shapes_stay_visible_on_a_coarse_grid(kind: str) -> None:
    axis = np.arange(10, dtype=np.float64) * 16 + 7.5
    thin = shape(kind, (10.0, 3.0), (10.2, 140.0), (10.0, 141.0), width=1)
    assert (rasterised([thin], Grid(axis, axis, 16.0)) > 0).any(axis=0).sum() >= 8
