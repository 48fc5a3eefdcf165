from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from isoline import Kind, Layer, Metadata
from isoline.run.cropping import compact, cropped, cut, extent, moved
from isoline.run.region import Region
from tests.isoline.run.synthetic import Array, noise


def raster(data: Array, axes: str = "YX", offset: tuple[int, ...] = ()) -> Layer:
    return Layer("image", Kind.IMAGE, data, Metadata(axes=axes, offset=offset))


def other(kind: Kind, data: Any) -> Layer:
    return Layer(kind.value, kind, data)


def test_the_extent_of_a_raster_leaves_channels_out() -> None:
    assert extent(raster(noise(4, 5, 3), "YXC", (2, 3))) == Region((2, 3), (6, 8))


def test_rasters_are_cut_as_views() -> None:
    picture = noise(9, 9, 3)
    layer = cropped(raster(picture, "YXC"), Region((2, 3), (5, 7)))
    assert np.array_equal(layer.data, picture[2:5, 3:7])
    assert np.shares_memory(layer.data, picture)
    assert layer.meta.offset == (2, 3)


def test_a_cut_layer_is_cut_in_coordinates_of_the_picture() -> None:
    picture = noise(9, 9)
    once = cropped(raster(picture), Region((2, 3), (8, 9)))
    assert np.array_equal(cropped(once, Region((4, 4), (6, 6))).data, picture[4:6, 4:6])


def test_points_belong_to_the_pixel_they_lie_in() -> None:
    points = np.array([[1.4, 2.0], [1.5, 2.0], [3.49, 2.0], [3.5, 2.0]])
    kept = cropped(other(Kind.POINTS, points), Region((2, 0), (4, 9))).data
    assert kept[:, 0].tolist() == [1.5, 3.49]


def test_boxes_that_reach_in_are_kept_whole() -> None:
    boxes = np.array([[0, 0, 2, 2], [0, 0, 3, 3], [5, 5, 9, 9], [8, 8, 9, 9]])
    kept = cropped(other(Kind.BOXES, boxes), Region((2, 2), (6, 6))).data
    assert kept.tolist() == [[0, 0, 3, 3], [5, 5, 9, 9]]


def test_paths_that_reach_in_are_kept_whole() -> None:
    near, far = np.array([[0.0, 0.0], [3.0, 3.0]]), np.array([[8.0, 8.0], [9.0, 9.0]])
    layer = other(Kind.PATHS, [near, far, np.zeros((0, 2))])
    (kept,) = cropped(layer, Region((2, 2), (6, 6))).data
    assert np.array_equal(kept, near)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.NUMBER, 3.0),
        (Kind.TABLE, {"area": np.arange(3)}),
        (Kind.TRACKS, np.zeros((3, 4))),
        (Kind.TEXT, "words"),
    ],
)
def test_what_has_no_one_place_stays_whole(kind: Kind, data: Any) -> None:
    layer = other(kind, data)
    assert cropped(layer, Region((2, 2), (6, 6))) is layer
    assert moved(layer, (3, 4)) is layer


def test_points_move_and_keep_what_else_they_tell() -> None:
    layer = moved(other(Kind.POINTS, np.array([[1.0, 2.0, 7.5]])), (10, 20))
    assert layer.data.tolist() == [[11.0, 22.0, 7.5]]


def test_moving_keeps_whole_numbers_and_makes_room_for_them() -> None:
    layer = moved(other(Kind.POINTS, np.array([[200, 7]], np.uint8)), (100, 0))
    assert layer.data.dtype == np.int64
    assert layer.data.tolist() == [[300, 7]]


def test_both_corners_of_a_box_move() -> None:
    layer = moved(other(Kind.BOXES, np.array([[0, 1, 2, 3]])), (10, 20))
    assert layer.data.tolist() == [[10, 21, 12, 23]]


def test_every_place_of_a_path_moves() -> None:
    layer = moved(other(Kind.PATHS, [np.array([[0.5, 1.0], [2.0, 3.0]])]), (10, -1))
    assert layer.data[0].tolist() == [[10.5, 0.0], [12.0, 2.0]]


def test_moving_leaves_the_original_alone() -> None:
    points = np.array([[1.0, 2.0]])
    moved(other(Kind.POINTS, points), (5, 5))
    assert points.tolist() == [[1.0, 2.0]]


def test_rasters_do_not_move() -> None:
    layer = raster(noise(4, 4))
    assert moved(layer, (5, 5)) is layer


def test_the_corresponding_part_of_a_larger_result_is_cut() -> None:
    data = noise(20, 20)
    layer = cut(raster(data), Region((2, 3), (5, 6)), (10, 10))
    assert np.array_equal(layer.data, data[4:10, 6:12])


def test_a_result_with_fewer_axes_stays_whole() -> None:
    layer = raster(noise(9, 9))
    assert cut(layer, Region((1, 0, 0), (2, 4, 4)), (3, 9, 9)) is layer


def test_only_small_parts_of_large_arrays_are_copied() -> None:
    picture = noise(100, 100)
    small, large = (raster(picture[:n]) for n in (10, 90))
    assert not np.shares_memory(compact(small).data, picture)
    assert np.array_equal(compact(small).data, picture[:10])
    assert compact(large) is large
