"""Points, boxes, lines and vectors as a view is told of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isoline.layers import Kind, Layer, Metadata
from isoline.run.region import Region
from isoline.server.geometry import MOST_ACROSS, Sight, visible

WHOLE = Sight(Region((0, 0), (100, 100)))
CORNER = Sight(Region((0, 0), (20, 20)))


def layer(kind: Kind, data: Any, *columns: str) -> Layer:
    return Layer("found", kind, data, Metadata(columns=columns))


def circle(radius: float, row: float = 50, column: float = 50, count: int = 400) -> Any:
    angle = np.linspace(0, 2 * np.pi, count)
    return np.column_stack([row + radius * np.sin(angle), column + radius * np.cos(angle)])


def test_boxes_that_reach_into_the_region_keep_their_numbers() -> None:
    boxes = layer(Kind.BOXES, np.array([[30, 30, 40, 40], [5, 5, 30, 9], [0, 0, 2, 2]]))
    found = visible(boxes, CORNER)
    assert found["ids"] == [2, 3]
    assert found["rows"] == [[5, 5, 30, 9], [0, 0, 2, 2]]


def test_bounds_of_a_shrunk_picture_are_told_at_full_resolution() -> None:
    found = visible(layer(Kind.BOXES, np.array([[1, 2, 3, 4]])), WHOLE, 0.25)
    assert found["rows"] == [[4, 8, 12, 16]]


def test_of_too_many_boxes_the_largest_are_shown() -> None:
    boxes = np.array([[0, 0, side, side] for side in range(1, 9)])
    found = visible(layer(Kind.BOXES, boxes), Sight(WHOLE.region, limit=3))
    assert (found["ids"], found["shown"], found["total"]) == ([6, 7, 8], 3, 8)
    assert found["truncated"]


def test_a_closed_line_stays_closed() -> None:
    (path,) = visible(layer(Kind.PATHS, [circle(20)]), Sight(WHOLE.region, 8))["paths"]
    assert path[0] == path[-1]
    assert len(path) < 60


def test_centres_of_shrunk_pixels_are_told_at_full_resolution() -> None:
    line = np.array([[0.0, 0.0], [10.0, 5.0]])
    assert visible(layer(Kind.PATHS, [line]), WHOLE, 0.5)["paths"] == [[[0.5, 0.5], [20.5, 10.5]]]


def test_a_line_that_leaves_the_region_and_comes_back_is_in_parts() -> None:
    line = np.array([[5, 5], [5, 60], [50, 60], [50, 70], [10, 60], [10, 5]], float)
    found = visible(layer(Kind.PATHS, [line]), CORNER)
    assert found["paths"] == [[[5, 5], [5, 60]], [[10, 60], [10, 5]]]
    assert (found["ids"], found["total"], found["shown"]) == ([1, 1], 1, 1)


def test_a_straight_line_across_the_region_is_seen() -> None:
    line = np.array([[-50.0, -50.0], [150.0, 150.0]])
    assert visible(layer(Kind.PATHS, [line]), CORNER)["shown"] == 1


def test_of_too_many_lines_the_largest_are_shown() -> None:
    lines = [circle(radius) for radius in (3, 30, 10)]
    found = visible(layer(Kind.PATHS, lines), Sight(WHOLE.region, 0.01, limit=850))
    assert (found["ids"], found["total"], found["shown"]) == ([2, 3], 3, 2)


@settings(max_examples=40, deadline=None)
@given(step=st.sampled_from([1.0, 2.0, 8.0]), seed=st.integers(0, 99))
def test_no_vertex_is_further_from_what_is_shown_than_half_a_pixel_of_the_view(
    step: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    line = 50 + np.cumsum(rng.normal(0, 0.4, (300, 2)), axis=0)
    sight = Sight(Region((0, 0), (200, 200)), step)
    (path,) = visible(layer(Kind.PATHS, [line]), sight)["paths"]
    distances = np.hypot(*(line[:, None] - np.array(path)[None]).transpose(2, 0, 1))
    assert distances.min(axis=1).max() <= step * np.sqrt(0.5) + 1e-3


def test_places_of_a_track_are_joined_from_frame_to_frame() -> None:
    rows = [[7, 1, 5, 6], [3, 0, 40, 40], [7, 0, 1, 2], [3, 1, 41, 48], [7, 2, 9, 12]]
    found = visible(layer(Kind.TRACKS, np.array(rows)), WHOLE)
    assert found["ids"] == [3, 7]
    assert found["paths"] == [[[40, 40], [41, 48]], [[1, 2], [5, 6], [9, 12]]]


def test_vectors_are_no_denser_than_arrows_can_be_told_apart() -> None:
    places = np.indices((200, 200)).reshape(2, -1).T
    arrows = np.hstack([places, np.ones_like(places)])
    found = visible(layer(Kind.VECTORS, arrows), Sight(Region((0, 0), (200, 200))))
    assert found["total"] == 40_000
    assert found["shown"] == len(found["rows"]) <= MOST_ACROSS**2


def test_changes_grow_with_the_picture_and_the_longest_is_the_same_in_every_region() -> None:
    arrows = np.array([[[4.0, 4.0], [1.0, 0.0]], [[40.0, 40.0], [0.0, 3.0]]])
    found = visible(layer(Kind.VECTORS, arrows), CORNER, 0.5)
    assert found["rows"] == [[8.5, 8.5, 2, 0]]
    assert found["longest"] == pytest.approx(6, rel=0.05)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.POINTS, np.array([[0, 5, 5], [1, 6, 6]])),
        (Kind.BOXES, np.array([[0, 2, 2, 1, 5, 5], [1, 3, 3, 2, 6, 6]])),
        (Kind.PATHS, [np.array([[z, 2, 2], [z, 5, 5]]) for z in (0, 1)]),
        (Kind.VECTORS, np.array([[0, 5, 5, 1, 1], [1, 6, 6, 1, 1]])),
    ],
)
def test_of_a_stack_the_plane_that_is_looked_at_is_shown(kind: Kind, data: Any) -> None:
    found = visible(layer(kind, data), Sight(CORNER.region, plane=(1,)))
    assert (found["shown"], found["total"]) == (1, 1)


@pytest.mark.parametrize("kind", [Kind.BOXES, Kind.VECTORS, Kind.TRACKS, Kind.POINTS])
def test_nothing_found_is_nothing_shown(kind: Kind) -> None:
    found = visible(layer(kind, np.empty((0, 4)), "row", "column", "a", "b"), WHOLE)
    assert (found["shown"], found["truncated"]) == (0, False)


def test_no_lines_are_no_paths() -> None:
    assert visible(layer(Kind.PATHS, []), WHOLE)["paths"] == []
