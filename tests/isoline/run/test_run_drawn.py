"""Drawings in runs: as layers, on regions, at scales, in stacks, and in keys."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from isoline import (
    Boxes,
    Catalogue,
    Image,
    Kind,
    Labels,
    Mask,
    Paths,
    Pipeline,
    Points,
    Scope,
    Step,
    Table,
    algorithm,
)
from isoline.drawings import Drawing
from isoline.images.pyramid import decimate
from isoline.run.drawn import drawn_layer
from isoline.run.engine import Engine
from isoline.run.pictures import View
from isoline.run.region import Region
from tests.isoline.run.synthetic import engine_of, noise


@algorithm(task="test", scope=Scope.PIXEL)
def within(image: Image, inside: Mask) -> Image:
    """Keep what lies in a region."""
    return np.where(inside, image, 0)


@algorithm(task="test", scope=Scope.PIXEL)
def numbered(image: Image, markers: Labels | None = None) -> Labels:
    """Give the markers back."""
    return np.zeros(image.shape, np.int32) if markers is None else np.asarray(markers)


@algorithm(task="test")
def described(image: Image, points: Points, boxes: Boxes, paths: Paths) -> Table:
    """Tell what came in."""
    return {"rows": np.array([len(points), len(boxes), len(paths)])}


SHAPES = [
    {"type": "polygon", "coordinates": [[10, 10], [60, 20], [50, 90]], "label": 1},
    {"type": "stroke", "coordinates": [[70, 10], [80, 60], [20, 110]], "label": 2, "width": 7},
    {"type": "box", "coordinates": [[90, 30], [99, 119]], "label": 3},
]
REGIONS = Drawing.model_validate({"kind": "labels", "shapes": SHAPES})
WHOLE = View()


def drawing(kind: str, *shapes: dict[str, Any]) -> Drawing:
    return Drawing.model_validate({"kind": kind, "shapes": shapes})


def recipe(name: str, wired: str, drawn: Drawing = REGIONS) -> Pipeline:
    steps = (Step(algorithm=name, inputs={wired: "drawing:d"}),)
    return Pipeline(image="main", steps=steps, drawings={"d": drawn})


@pytest.fixture
def engine() -> Engine:
    catalogue = Catalogue([within, numbered, described])
    return engine_of(catalogue=catalogue, main=noise(300, 320), stack=noise(3, 30, 40))


def test_a_step_gets_the_pixels_of_a_drawing(engine: Engine) -> None:
    found = engine.run(recipe("numbered", "markers")).layer(0, "labels")
    expected = drawn_layer(REGIONS, (300, 320), WHOLE).data
    assert set(np.unique(expected)) == {0, 1, 2, 3}
    np.testing.assert_array_equal(found.data, expected)


def test_markers_nobody_refers_to_stay_empty(engine: Engine) -> None:
    run = engine.run(Pipeline(image="main", steps=(Step(algorithm="numbered"),)))
    assert not run.layer(0, "labels").data.any()


@pytest.mark.parametrize("region", [Region((5, 9), (71, 40)), Region((80, 0), (120, 130))])
def test_a_region_equals_the_crop_of_the_whole(engine: Engine, region: Region) -> None:
    whole = engine.run(recipe("within", "inside")).layer(0, "image").data
    part = engine.run(recipe("within", "inside"), region=region)
    np.testing.assert_array_equal(part.layer(0, "image").data, whole[region.slices])


def test_an_exact_view_from_afar_equals_the_pixels_of_the_whole(engine: Engine) -> None:
    whole = engine.run(recipe("within", "inside")).layer(0, "image").data
    region = Region((1, 2), (20, 40))
    run = engine.run(recipe("within", "inside"), scale=0.5, region=region)
    assert run.exact
    found = run.layer(0, "image").data
    np.testing.assert_array_equal(found, decimate(whole, "YX", 2)[region.slices])


def test_another_drawing_is_computed_anew_and_the_same_one_is_not(engine: Engine) -> None:
    moved = drawing("labels", {**SHAPES[2], "coordinates": [[90, 30], [99, 118]]})
    first = engine.run(recipe("numbered", "markers"))
    other = engine.run(recipe("numbered", "markers", moved))
    again = engine.run(recipe("numbered", "markers"))
    assert [run.steps[0].cached for run in (first, other, again)] == [False, False, True]
    assert first.id == again.id != other.id


def test_coordinates_feed_a_step(engine: Engine) -> None:
    drawings = {
        "p": drawing("points", {"type": "point", "coordinates": [[1, 2]]}),
        "b": drawing("boxes"),
        "l": drawing("paths", *[{"type": "line", "coordinates": [[0, 0], [5, 5]]}] * 2),
    }
    inputs = {"points": "drawing:p", "boxes": "drawing:b", "paths": "drawing:l"}
    steps = (Step(algorithm="described", inputs=inputs),)
    run = engine.run(Pipeline(image="main", steps=steps, drawings=drawings))
    assert list(run.layer(0, "table").data["rows"]) == [1, 0, 2]


def _data(kind: str, *shapes: dict[str, Any], shape: tuple[int, ...] = (99, 99)) -> NDArray[Any]:
    return np.asarray(drawn_layer(drawing(kind, *shapes), shape, View(level=1)).data)


def test_points_move_with_the_centres_of_shrunk_pixels() -> None:
    found = _data("points", {"type": "point", "coordinates": [[4.5, 8.5]]})
    np.testing.assert_array_equal(found, [[2, 4]])


def test_boxes_go_from_their_low_to_their_high_corner() -> None:
    found = _data("boxes", {"type": "box", "coordinates": [[10, 4], [2, 8]]})
    np.testing.assert_array_equal(found, [[1, 2, 5, 4]])


def test_a_polygon_among_paths_is_closed() -> None:
    shape = {"type": "polygon", "coordinates": [[0, 0], [0, 9], [9, 9]]}
    (path,) = drawn_layer(drawing("paths", shape), (99, 99), WHOLE).data
    np.testing.assert_array_equal(path, [[0, 0], [0, 9], [9, 9], [0, 0]])


@pytest.mark.parametrize("kind", ["points", "boxes"])
def test_an_empty_drawing_has_the_columns_of_a_full_one(kind: str) -> None:
    ndim = {"points": 3, "boxes": 6}[kind]
    assert _data(kind, shape=(5, 99, 99)).shape == (0, ndim)


@pytest.mark.parametrize(("plane", "expected"), [(None, [0, 1, 2, 3, 4, 5]), (4, [4]), (6, [])])
def test_shapes_lie_on_their_plane_or_on_every_one(plane: int | None, expected: list[int]) -> None:
    shape = (2, 3, 20, 20)
    box = {"type": "box", "coordinates": [[2, 2], [4, 4]], "plane": plane}
    image = drawn_layer(drawing("labels", box), shape, WHOLE)
    assert image.meta.axes == "TZYX"
    assert list(np.flatnonzero(image.data.any(axis=(2, 3)))) == expected
    boxes = drawn_layer(drawing("boxes", box), shape, WHOLE).data
    assert [int(row[0]) * 3 + int(row[1]) for row in boxes] == expected
    point = {"type": "point", "coordinates": [[2, 2]], "plane": plane}
    points = drawn_layer(drawing("points", point), shape, WHOLE).data
    assert [int(row[0]) * 3 + int(row[1]) for row in points] == expected


def test_a_drawing_on_one_plane_of_a_stack_feeds_that_plane(engine: Engine) -> None:
    box = {"type": "box", "coordinates": [[2, 2], [4, 4]], "plane": 1}
    made = recipe("numbered", "markers", drawing("labels", box))
    pipeline = made.model_copy(update={"image": "stack"})
    found = engine.run(pipeline, region=Region((1, 0, 0), (2, 30, 40))).layer(0, "labels").data
    assert found.shape == (1, 30, 40)
    assert found.sum() == 4


def test_a_layer_says_what_it_is() -> None:
    layer = drawn_layer(REGIONS, (300, 320), View(level=1), Region((3, 4), (50, 60)))
    assert layer.kind is Kind.LABELS
    assert (layer.meta.offset, layer.meta.scale, layer.meta.exact) == ((3, 4), 0.5, False)
