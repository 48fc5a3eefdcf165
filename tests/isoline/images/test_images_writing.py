from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from PIL import Image

from isoline.errors import ImageError, UnknownFormatError
from isoline.images import raster, tiff
from isoline.images.formats import recognise
from isoline.images.picture import Picture
from isoline.images.writing import encode, writable_format
from tests.isoline.images.image_files import STORED_DTYPES, ramp

SHAPES = {
    "YX": (5, 6),
    "YXC": (5, 6, 3),
    "ZYX": (2, 5, 6),
    "ZYXC": (2, 5, 6, 4),
    "TYX": (3, 5, 6),
    "TZYX": (2, 3, 5, 6),
    "TZYXC": (2, 3, 5, 6, 2),
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("writing") / "file"


def read_tiff(path: Path, data: bytes) -> Picture:
    path.write_bytes(data)
    return tiff.read(path)


@settings(max_examples=50, deadline=None)
@given(data=st.data(), dtype=st.sampled_from(STORED_DTYPES), axes=st.sampled_from([*SHAPES]))
def test_tiff_and_npy_keep_every_value(
    path: Path, data: st.DataObject, dtype: str, axes: str
) -> None:
    array: NDArray[Any] = data.draw(arrays.arrays(np.dtype(dtype), SHAPES[axes]))
    loaded = np.load(io.BytesIO(encode(array, axes, "npy")), allow_pickle=False)
    assert (loaded.dtype, loaded.tobytes()) == (array.dtype, array.tobytes())
    picture = read_tiff(path, encode(array, axes, "tiff"))
    assert picture.axes == axes
    assert picture.pixels.dtype == (np.uint8 if dtype == "bool" else array.dtype)
    assert picture.pixels.tobytes() == array.tobytes()


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (5, 1), (5, 6, 1)])
def test_thin_pictures_are_written_too(path: Path, shape: tuple[int, ...]) -> None:
    array = ramp(shape, "uint16")
    picture = read_tiff(path, encode(array, "YXC"[: len(shape)], "tiff"))
    assert np.array_equal(picture.pixels, array.reshape(shape[:2]))


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("shape", [(5, 6), (5, 6, 3)])
def test_png_keeps_8_and_16_bits(path: Path, dtype: str, shape: tuple[int, ...]) -> None:
    array = ramp(shape, dtype)
    path.write_bytes(encode(array, "YXC"[: len(shape)], "png"))
    pixels = raster.read(path, "PNG").pixels
    assert pixels.dtype == array.dtype
    assert np.array_equal(pixels, array)


def read_png(data: bytes) -> NDArray[Any]:
    with Image.open(io.BytesIO(data)) as opened:
        return np.asarray(opened)


def test_masks_become_black_and_white() -> None:
    mask = ramp((5, 6), "bool")
    assert np.array_equal(read_png(encode(mask, "YX", "png")), mask * 255)


@pytest.mark.parametrize("dtype", ["int32", "int64", "uint64", "int16"])
@pytest.mark.parametrize(("top", "stored"), [(255, np.uint8), (30_000, np.uint16)])
def test_labels_that_fit_keep_their_numbers(dtype: str, top: int, stored: type[np.generic]) -> None:
    labels = np.array([[0, 1], [2, top]], dtype)
    pixels = read_png(encode(labels, "YX", "png"))
    assert pixels.dtype == stored
    assert np.array_equal(pixels, labels)


@pytest.mark.parametrize(
    ("array", "shown"),
    [
        (np.array([[-1.0, 0.0, 1.0]]), [[0, 128, 255]]),
        (np.array([[2.0, 2.0]]), [[0, 0]]),
        (np.array([[0.0, 1.0, np.nan, np.inf, -np.inf]]), [[0, 255, 0, 255, 0]]),
        (np.array([[np.nan]]), [[0]]),
        (np.array([[-100, 100]], np.int32), [[0, 255]]),
        (np.array([[0, 70_000]], np.int32), [[0, 255]]),
    ],
)
def test_other_values_are_stretched_to_8_bits(array: NDArray[Any], shown: list[Any]) -> None:
    assert read_png(encode(array, "YX", "png")).tolist() == shown


@pytest.mark.parametrize(
    ("shape", "axes"), [((2, 5, 6), "ZYX"), ((2, 5, 6), "TYX"), ((5, 6, 5), "YXC")]
)
def test_png_refuses_what_it_cannot_hold(shape: tuple[int, ...], axes: str) -> None:
    with pytest.raises(ImageError, match="npy or tiff"):
        encode(ramp(shape), axes, "png")


def test_axes_must_fit_the_array() -> None:
    with pytest.raises(ImageError, match="ZYX"):
        encode(ramp((5, 6)), "ZYX", "npy")


@pytest.mark.parametrize("name", ["jpeg", "bmp", "", "exe"])
def test_other_formats_are_not_written(name: str) -> None:
    with pytest.raises(UnknownFormatError, match="npy, tiff, png"):
        encode(ramp((5, 6)), "YX", name)


@pytest.mark.parametrize("name", ["npy", "TIFF", "png"])
def test_what_is_written_is_of_the_format_asked_for(name: str) -> None:
    assert recognise(encode(ramp((5, 6)), "YX", name)) == writable_format(name)
