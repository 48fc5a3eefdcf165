from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from isoline.verify.fitting import Way, fitted

WAYS = ("resample", "corner")
DTYPES = ("bool", "uint8", "uint16", "int32", "float32", "float64")
FLAT = hnp.array_shapes(min_dims=2, max_dims=2, max_side=8)
EITHER = pytest.mark.parametrize("way", WAYS)


@given(
    shape=FLAT,
    like=FLAT,
    dtype=st.sampled_from(DTYPES),
    way=st.sampled_from(WAYS),
    nearest=st.booleans(),
)
def test_a_picture_takes_the_shape_and_keeps_its_dtype_and_range(
    shape: tuple[int, ...], like: tuple[int, ...], dtype: str, way: Way, nearest: bool
) -> None:
    picture = (np.arange(np.prod(shape)).reshape(shape) % 7).astype(dtype)
    found = fitted(picture, np.zeros(like), way, nearest=nearest)
    assert (found.shape, found.dtype) == (like, picture.dtype)
    assert found.max() <= picture.max()
    assert found.min() >= 0


@EITHER
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_picture_of_that_shape_stays_as_it_is(dtype: str, way: Way) -> None:
    picture = np.arange(12).reshape(3, 4).astype(dtype)
    found = fitted(picture, picture, way)
    np.testing.assert_array_equal(found, picture)
    assert not np.shares_memory(found, picture)


@given(shape=FLAT, like=FLAT)
def test_the_nearest_pixel_is_the_one_that_holds_the_centre(
    shape: tuple[int, ...], like: tuple[int, ...]
) -> None:
    picture = np.arange(np.prod(shape)).reshape(shape)
    found = fitted(picture, np.zeros(like), "resample", nearest=True)
    for place in np.ndindex(like):
        centre = [(i + 0.5) * n / m for i, n, m in zip(place, shape, like, strict=True)]
        # Where the centre lies on a border either pixel will do.
        near = [
            {int(np.floor(c - 1e-9)), int(np.floor(c + 1e-9))} & set(range(n))
            for c, n in zip(centre, shape, strict=True)
        ]
        row, column = np.unravel_index(int(found[place]), shape)
        assert row in near[0]
        assert column in near[1]


@given(factor=st.integers(1, 4))
def test_nearest_pixels_enlarged_and_shrunk_again_are_the_same(factor: int) -> None:
    labels = np.arange(12).reshape(3, 4)
    large = fitted(labels, np.zeros((3 * factor, 4 * factor)), "resample", nearest=True)
    np.testing.assert_array_equal(fitted(large, labels, "resample", nearest=True), labels)


@EITHER
def test_a_constant_picture_stays_constant_inside(way: Way) -> None:
    found = fitted(np.full((8, 9), 100, np.uint8), np.zeros((5, 4)), way)
    assert (found == 100).all()


def test_fine_stripes_become_grey_when_they_shrink() -> None:
    stripes = np.tile(np.array([0, 200], np.uint8), (64, 32))
    found = fitted(stripes, np.zeros((16, 16)), "resample")
    assert np.abs(found[:, 2:-2].astype(int) - 100).max() < 20


def test_at_the_corner_pixels_stay_in_place_and_the_rest_is_zero() -> None:
    picture = np.arange(1, 7).reshape(2, 3)
    found = fitted(picture, np.zeros((3, 2)), "corner")
    assert found.tolist() == [[1, 2], [4, 5], [0, 0]]


@EITHER
def test_colours_are_kept_whatever_the_other_picture_has(way: Way) -> None:
    colours, grey = np.full((4, 5, 3), (10, 20, 30), np.uint8), np.zeros((6, 2), np.uint8)
    found = fitted(colours, grey, way, channel_axis=-1)
    assert found.shape == (6, 2, 3)
    np.testing.assert_array_equal(found[0, 0], [10, 20, 30])
    assert fitted(grey, colours, way, channel_axis=-1).shape == (4, 5)
    assert fitted(colours, np.zeros((7, 8, 4)), way, channel_axis=-1).shape == (7, 8, 3)


@EITHER
def test_volumes_are_fitted_along_every_axis(way: Way) -> None:
    volume = np.ones((4, 6, 5), np.uint16)
    assert fitted(volume, np.zeros((3, 7, 5)), way).shape == (3, 7, 5)


def test_a_plane_is_not_taken_for_a_stack() -> None:
    with pytest.raises(ValueError, match=r"\(4, 5\).*\(3, 4, 5\).*choose a plane"):
        fitted(np.zeros((4, 5)), np.zeros((3, 4, 5)), "corner")


def test_what_has_no_pixel_cannot_be_sampled() -> None:
    with pytest.raises(ValueError, match=r"no pixel to sample.*align it at the corner"):
        fitted(np.zeros((0, 5)), np.zeros((2, 2)), "resample")


@pytest.mark.parametrize("nearest", [False, True])
@EITHER
def test_a_shape_without_pixels_has_none(way: Way, nearest: bool) -> None:
    found = fitted(np.ones((4, 5)), np.zeros((0, 3)), way, nearest=nearest)
    assert found.shape == (0, 3)


def test_holes_stay_holes_and_do_not_spread_to_the_whole() -> None:
    picture = np.ones((40, 40))
    picture[3, 3] = np.nan
    found = fitted(picture, np.zeros((20, 20)), "resample")
    assert np.isnan(found[1, 1])
    assert (found[10:, 10:] == 1).all()
