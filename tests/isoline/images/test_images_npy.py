from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from isoline.errors import DamagedImageError, ImageError, UnknownFormatError
from isoline.images.npy import probe, read
from tests.isoline.images.image_files import STORED_DTYPES, Payload, npy, npy_declaring, ramp

SHAPES = st.sampled_from([(1, 1), (3, 5), (6, 7, 3), (2, 3, 4), (2, 3, 4, 5)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


@pytest.fixture(scope="module")
def shared_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("npy") / "file"


@settings(max_examples=40)
@given(data=st.data(), dtype=st.sampled_from(STORED_DTYPES), fortran=st.booleans())
def test_saved_arrays_are_read_back_unchanged(
    shared_path: Path, data: st.DataObject, dtype: str, fortran: bool
) -> None:
    array: NDArray[Any] = data.draw(arrays.arrays(np.dtype(dtype), data.draw(SHAPES)))
    shared_path.write_bytes(npy(np.asfortranarray(array) if fortran else array))
    pixels = read(shared_path).pixels
    assert pixels.dtype == array.dtype
    assert pixels.flags.c_contiguous
    assert pixels.tobytes() == array.tobytes()


@pytest.mark.parametrize("dtype", [">u2", ">f4", ">i8"])
def test_foreign_byte_order_is_made_native(path: Path, dtype: str) -> None:
    array = ramp((4, 5), "uint16").astype(dtype)
    path.write_bytes(npy(array))
    pixels = read(path).pixels
    assert pixels.dtype.isnative
    assert np.array_equal(pixels, array)


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_every_version_of_the_layout_is_read(path: Path, version: tuple[int, int]) -> None:
    array = ramp((4, 5))
    with path.open("wb") as stream:
        np.lib.format.write_array(stream, array, version=version)
    assert np.array_equal(read(path).pixels, array)


def test_the_header_tells_pixels_and_bytes(path: Path) -> None:
    path.write_bytes(npy(np.zeros((6, 7, 3), np.uint16)))
    header = probe(path)
    assert (header.pixels, header.decoded_bytes) == (42, 252)


def test_pickled_objects_are_refused_and_never_run(path: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    array = np.array([[Payload(str(trap))]], dtype=object)
    path.write_bytes(npy(array, allow_pickle=True))
    for reader in (probe, read):
        with pytest.raises(UnknownFormatError, match="never pickled objects"):
            reader(path)
    assert not trap.exists()


@pytest.mark.parametrize("dtype", ["complex128", "U4", "S3", "M8[s]", "u1,f4", "V8"])
def test_values_that_are_no_pixels_are_refused(path: Path, dtype: str) -> None:
    path.write_bytes(npy(np.zeros((3, 3), dtype)))
    with pytest.raises(UnknownFormatError, match="bool, integer and float"):
        probe(path)


@pytest.mark.parametrize("change", [slice(0, -1), slice(0, -40), slice(0, 128)])
def test_fewer_bytes_than_declared_are_refused(path: Path, change: slice) -> None:
    path.write_bytes(npy(ramp((8, 8)))[change])
    with pytest.raises(DamagedImageError, match="declares 64 bytes"):
        probe(path)


def test_more_bytes_than_declared_are_refused(path: Path) -> None:
    path.write_bytes(npy(ramp((8, 8))) + b"x")
    with pytest.raises(DamagedImageError, match="holds 65"):
        probe(path)


def test_a_declared_size_beyond_memory_costs_nothing(path: Path) -> None:
    header = "{'descr': '|u1', 'fortran_order': False, 'shape': (999999999, 999999999)}"
    path.write_bytes(npy_declaring(header))
    with pytest.raises(DamagedImageError, match="incomplete or broken"):
        probe(path)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "{",
        "[]",
        "{'descr': '|u1'}",
        "(" * 5000,
        "{'descr': '|u1', 'fortran_order': False, 'shape': (-1, 5)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (2.5, 5)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (True, 5)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': 5}",
        "{'descr': 'nonsense', 'fortran_order': False, 'shape': (5, 5)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (5,)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (0, 5)}",
        "__import__('os').getcwd()",
    ],
)
def test_broken_headers_are_refused(path: Path, header: str) -> None:
    path.write_bytes(npy_declaring(header))
    with pytest.raises(ImageError):
        probe(path)


def test_an_array_is_mapped_not_loaded(tmp_path: Path) -> None:
    np.save(tmp_path / "array.npy", np.zeros((30, 40), np.uint8))
    pixels: Any = read(tmp_path / "array.npy").pixels
    while isinstance(pixels.base, np.ndarray):
        pixels = pixels.base
    assert isinstance(pixels, np.memmap)
