from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from isoline.layers import Kind
from isoline.server.encoding import JPEG, PNG, encode_layer, stretched

SHAPES = hnp.array_shapes(min_dims=2, max_dims=2, max_side=40)


def decoded(body: bytes) -> NDArray[Any]:
    picture = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_UNCHANGED)
    return np.asarray(picture)


@settings(max_examples=40, deadline=None)
@given(hnp.arrays(np.bool_, SHAPES))
def test_a_mask_comes_back_from_its_picture(mask: NDArray[np.bool_]) -> None:
    made = encode_layer(mask, Kind.MASK)
    np.testing.assert_array_equal(decoded(made.body) > 0, mask)


@settings(max_examples=40, deadline=None)
@given(hnp.arrays(np.int32, SHAPES, elements=st.integers(0, 2**24 - 1)))
def test_labels_come_back_from_their_picture(labels: NDArray[np.int32]) -> None:
    blue, green, red = np.moveaxis(
        decoded(encode_layer(labels, Kind.LABELS).body).astype(np.int32), -1, 0
    )
    np.testing.assert_array_equal(red + 256 * green + 65536 * blue, labels)


def test_a_byte_picture_within_its_limits_stays_as_it_is() -> None:
    picture = np.arange(256, dtype=np.uint8).reshape(16, 16)
    made = encode_layer(picture, Kind.IMAGE, (0, 255))
    np.testing.assert_array_equal(decoded(made.body), picture)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int32", "float32", "float64"])
def test_limits_become_black_and_white(dtype: str) -> None:
    shown = stretched(np.array([0, 10, 60, 110, 200], dtype), (10, 110))
    assert shown.tolist() == [0, 0, 128, 255, 255] or shown.tolist() == [0, 0, 127, 255, 255]


def test_without_limits_the_finite_range_is_shown() -> None:
    picture = np.array([[np.nan, 2.0], [4.0, np.inf]])
    made = encode_layer(picture, Kind.HEATMAP)
    assert made.limits == made.value_range == (2.0, 4.0)
    assert decoded(made.body).tolist() == [[0, 0], [255, 255]]


@pytest.mark.parametrize("value", [0.0, 7.0, np.nan])
def test_a_flat_picture_is_shown_without_warnings(value: float) -> None:
    made = encode_layer(np.full((3, 3), value), Kind.IMAGE)
    assert decoded(made.body).shape == (3, 3)


def test_a_bool_picture_is_black_and_white() -> None:
    made = encode_layer(np.eye(3, dtype=np.bool_), Kind.IMAGE)
    assert sorted(np.unique(decoded(made.body))) == [0, 255]


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5])
def test_colours_are_kept_in_order(channels: int) -> None:
    picture = np.zeros((4, 5, channels), np.uint8)
    picture[..., 0] = 200
    shown = decoded(encode_layer(picture, Kind.IMAGE, (0, 255)).body)
    assert (shown if channels == 1 else shown[..., 2]).max() == 200


@pytest.mark.parametrize(("side", "expected"), [(256, PNG), (257, JPEG)])
def test_only_large_pictures_may_become_jpeg(side: int, expected: str) -> None:
    picture = np.zeros((side, side), np.uint8)
    assert encode_layer(picture, Kind.IMAGE, (0, 255), lossy=True).media_type == expected


@given(values=hnp.arrays(np.uint16, hnp.array_shapes(min_dims=2, max_dims=2, max_side=20)))
@settings(max_examples=30)
def test_sixteen_bits_keep_every_value(values: NDArray[np.uint16]) -> None:
    made = encode_layer(values, Kind.IMAGE, (0, 65535), lossy=True, deep=True)
    shown = decoded(made.body).astype(int)
    np.testing.assert_array_equal(256 * shown[..., 2] + shown[..., 1], values)
    assert (made.depth, made.media_type) == (16, PNG)


def test_colours_are_held_by_eight_bits() -> None:
    assert encode_layer(np.zeros((4, 4, 3), np.uint16), Kind.IMAGE, (0, 1), deep=True).depth == 8
