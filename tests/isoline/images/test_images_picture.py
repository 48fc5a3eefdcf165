from __future__ import annotations

import numpy as np
import pytest

from isoline.errors import ImageError, UnknownFormatError
from isoline.images.picture import check_axes, count_pixels, guess_axes, normalise


@pytest.mark.parametrize(
    ("shape", "axes"),
    [
        ((5, 6), "YX"),
        ((5, 6, 3), "YXC"),
        ((5, 6, 4), "YXC"),
        ((5, 6, 7), "ZYX"),
        ((3, 4, 4), "ZYX"),
        ((2, 5, 6, 3), "ZYXC"),
        ((2, 3, 5, 6), "TZYX"),
        ((2, 2, 5, 6, 3), "TZYXC"),
    ],
)
def test_axes_are_guessed_from_the_shape(shape: tuple[int, ...], axes: str) -> None:
    assert guess_axes(shape) == axes


@pytest.mark.parametrize(
    "shape", [(), (5,), (2, 2, 2, 6, 6), (1, 1, 1, 1, 1, 1), (0, 5), (5, 0, 3)]
)
def test_what_is_no_picture_has_no_axes(shape: tuple[int, ...]) -> None:
    with pytest.raises(ImageError, match="shape"):
        guess_axes(shape)


@pytest.mark.parametrize("axes", ["XY", "YXZ", "CYX", "YY", "ZYX", "Y", "QX", ""])
def test_axes_that_do_not_fit_are_refused(axes: str) -> None:
    with pytest.raises(ImageError, match="TZYXC"):
        check_axes(axes, (4, 5))


@pytest.mark.parametrize(
    ("given", "stored"),
    [("float16", "float32"), (">u2", "uint16"), (">f8", "float64"), ("longdouble", "float64")],
)
def test_pixel_types_become_native_and_common(given: str, stored: str) -> None:
    array = np.arange(6).reshape(2, 3).astype(given)
    normal = normalise(array)
    assert normal.dtype == np.dtype(stored)
    assert normal.dtype.isnative
    assert np.array_equal(normal, array)


def test_common_pixel_types_are_not_copied() -> None:
    array = np.zeros((3, 4), np.int64)
    assert np.shares_memory(normalise(array), array)


@pytest.mark.parametrize("dtype", ["complex64", "O", "U3", "M8[s]", "u1,u1"])
def test_arrays_of_other_things_are_refused(dtype: str) -> None:
    with pytest.raises(UnknownFormatError, match="bool, integer or float"):
        normalise(np.zeros((2, 2), dtype))


def test_channels_are_no_pixels() -> None:
    assert count_pixels((2, 10, 10, 3), "ZYXS") == 200
