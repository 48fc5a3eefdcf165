from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image

from isoline.errors import DamagedImageError, ImageError, UnknownFormatError
from isoline.images.picture import Picture
from isoline.images.tiff import arrange, probe, read
from tests.isoline.images.image_files import STORED_DTYPES, pillow, ramp, tiff, tiff_declaring

GREY: dict[str, Any] = {"photometric": "minisblack"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


def read_bytes(path: Path, data: bytes) -> Picture:
    path.write_bytes(data)
    header = probe(path)
    picture = read(path)
    assert header.decoded_bytes >= picture.pixels.nbytes or picture.pixels.dtype == np.float32
    return picture


@pytest.mark.parametrize("dtype", STORED_DTYPES)
def test_every_pixel_type_is_read_unchanged(path: Path, dtype: str) -> None:
    array = ramp((6, 7), dtype)
    picture = read_bytes(path, tiff(array, **GREY))
    assert picture.axes == "YX"
    assert picture.pixels.dtype == array.dtype
    assert np.array_equal(picture.pixels, array)


def test_half_floats_become_single(path: Path) -> None:
    array = ramp((6, 7), "float32").astype(np.float16)
    picture = read_bytes(path, tiff(array, **GREY))
    assert picture.pixels.dtype == np.float32
    assert np.array_equal(picture.pixels, array)


@pytest.mark.parametrize("options", [{"byteorder": ">"}, {"bigtiff": True}, {"tile": (16, 16)}])
@pytest.mark.parametrize("compression", [None, "zlib", "lzw", "packbits"])
def test_layout_and_lossless_compression_do_not_matter(
    path: Path, options: dict[str, Any], compression: str | None
) -> None:
    array = ramp((40, 50), "uint16")
    picture = read_bytes(path, tiff(array, compression=compression, **GREY, **options))
    assert picture.pixels.dtype.isnative
    assert np.array_equal(picture.pixels, array)


def test_not_a_number_and_infinity_are_kept(path: Path) -> None:
    array = np.array([[np.nan, np.inf], [-np.inf, 1]], np.float32)
    assert np.array_equal(read_bytes(path, tiff(array, **GREY)).pixels, array, equal_nan=True)


@pytest.mark.parametrize(
    ("shape", "options", "axes"),
    [
        ((3, 6, 7), {}, "ZYX"),
        ((3, 6, 7), {"metadata": None}, "ZYX"),
        ((3, 6, 7), {"metadata": {"axes": "TYX"}}, "TYX"),
        ((2, 3, 6, 7), {"metadata": {"axes": "TZYX"}}, "TZYX"),
        ((2, 3, 6, 7), {"metadata": {"axes": "TZYX"}, "ome": True}, "TZYX"),
        ((2, 3, 6, 7), {"metadata": {"axes": "TZYX"}, "imagej": True}, "TZYX"),
        ((1, 3, 6, 7), {"metadata": {"axes": "TZYX"}}, "ZYX"),
    ],
)
def test_pages_become_planes_and_times(
    path: Path, shape: tuple[int, ...], options: dict[str, Any], axes: str
) -> None:
    array = ramp(shape, "uint16")
    picture = read_bytes(path, tiff(array, **GREY, **options))
    assert picture.axes == axes
    assert np.array_equal(picture.pixels, array.reshape(picture.pixels.shape))


@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_colours_are_last_in_either_planar_configuration(path: Path, planar: str) -> None:
    array = ramp((6, 7, 3))
    stored = array if planar == "contig" else np.moveaxis(array, -1, 0)
    picture = read_bytes(path, tiff(stored, photometric="rgb", planarconfig=planar))
    assert picture.axes == "YXC"
    assert np.array_equal(picture.pixels, array)


def test_channels_of_a_microscope_are_moved_last(path: Path) -> None:
    array = ramp((4, 2, 6, 7), "uint16")
    data = tiff(array, ome=True, metadata={"axes": "ZCYX"}, **GREY)
    picture = read_bytes(path, data)
    assert picture.axes == "ZYXC"
    assert np.array_equal(picture.pixels, np.moveaxis(array, 1, -1))


@pytest.mark.parametrize("kind", ["assocalpha", "unassalpha"])
def test_opaque_alpha_is_left_out_of_tiff(path: Path, kind: str) -> None:
    array = ramp((6, 7, 4))
    array[..., 3] = 255
    picture = read_bytes(path, tiff(array, photometric="rgb", extrasamples=[kind]))
    assert np.array_equal(picture.pixels, array[..., :3])
    assert picture.notes == ()


def test_transparency_is_blended_and_noted(path: Path) -> None:
    data = tiff(np.zeros((6, 7, 4), np.uint8), photometric="rgb", extrasamples=["unassalpha"])
    picture = read_bytes(path, data)
    assert (picture.pixels == 255).all()
    assert "white" in picture.notes[0]


@pytest.mark.parametrize("dtype", ["bool", "uint8", "uint16"])
def test_low_is_white_is_inverted(path: Path, dtype: str) -> None:
    array = ramp((6, 7), dtype)
    picture = read_bytes(path, tiff(array, photometric="miniswhite"))
    assert np.array_equal(picture.pixels, np.invert(array))
    assert "Inverted" in picture.notes[0]


def test_a_fax_page_reads_as_pillow_reads_it(path: Path) -> None:
    path.write_bytes(pillow(ramp((16, 24), "bool"), "TIFF", compression="group4"))
    with Image.open(path) as reference:
        assert np.array_equal(read(path).pixels, np.asarray(reference))


def test_a_palette_gives_colours(path: Path) -> None:
    palette = np.zeros((3, 256), np.uint16)
    palette[:, 1] = [257 * 10, 257 * 20, 257 * 30]
    array = np.array([[0, 1]], np.uint8)
    picture = read_bytes(path, tiff(array, photometric="palette", colormap=palette))
    assert picture.axes == "YXC"
    assert picture.pixels.tolist() == [[[0, 0, 0], [10, 20, 30]]]
    assert picture.pixels.dtype == np.uint8


def test_a_palette_of_greys_in_a_stack_stays_grey(path: Path) -> None:
    palette = np.tile((np.arange(256) * 257).astype(np.uint16), (3, 1))
    array = ramp((2, 6, 7))
    picture = read_bytes(path, tiff(array, photometric="palette", colormap=palette))
    assert picture.axes == "ZYX"
    assert np.array_equal(picture.pixels, array)


def test_cmyk_becomes_rgb(path: Path) -> None:
    array = np.zeros((4, 5, 4), np.uint8)
    array[..., 1:3] = 255
    picture = read_bytes(path, tiff(array, photometric="separated"))
    assert picture.pixels[0, 0].tolist() == [255, 0, 0]
    assert "CMYK" in picture.notes[0]


def test_colours_that_are_not_understood_are_refused(path: Path) -> None:
    path.write_bytes(tiff(ramp((6, 7, 3)), photometric="cielab"))
    with pytest.raises(UnknownFormatError, match="CIELAB"):
        read(path)


def test_only_the_first_series_is_read_and_the_rest_noted(path: Path) -> None:
    with tifffile.TiffWriter(path) as writer:
        writer.write(ramp((6, 7)), photometric="minisblack", metadata=None)
        writer.write(ramp((9, 5)), photometric="minisblack", metadata=None)
    picture = read(path)
    assert picture.pixels.shape == (6, 7)
    assert "first of 2 series" in picture.notes[0]


@pytest.mark.parametrize("compression", [None, "zlib"])
@pytest.mark.parametrize("stack", [False, True])
def test_a_file_cut_short_is_refused(path: Path, compression: str | None, stack: bool) -> None:
    array = np.random.default_rng(0).integers(0, 255, (3, 64, 64) if stack else (64, 64), np.uint8)
    data = tiff(array, compression=compression, **GREY)
    path.write_bytes(data[:-20])
    with pytest.raises(DamagedImageError, match="ends before"):
        read(path)


def test_a_file_with_fewer_bytes_than_pixels_is_refused(path: Path) -> None:
    path.write_bytes(tiff_declaring(1000))
    with pytest.raises(DamagedImageError, match="incomplete"):
        read(path)


def test_a_tiny_file_that_declares_a_huge_picture_is_measured_without_decoding(path: Path) -> None:
    path.write_bytes(tiff_declaring(100_000))
    assert path.stat().st_size < 130
    assert probe(path).pixels == 10**10


def test_a_header_without_pages_is_refused(path: Path) -> None:
    path.write_bytes(b"II*\x00\x00\x00\x00\x00")
    with pytest.raises(DamagedImageError, match="no picture"):
        read(path)


@pytest.mark.parametrize(
    ("axes", "shape", "arranged", "result"),
    [
        ("CTYX", (2, 3, 4, 5), "TYXC", (3, 4, 5, 2)),
        ("QYXS", (2, 4, 5, 3), "ZYXC", (2, 4, 5, 3)),
        ("IZYX", (2, 3, 4, 5), "ZYX", (6, 4, 5)),
        ("CYXS", (2, 4, 5, 3), "YXC", (4, 5, 6)),
        ("XY", (5, 4), "YX", (4, 5)),
        ("ZYX", (1, 1, 5), "YX", (1, 5)),
    ],
)
def test_dimensions_are_brought_into_order(
    axes: str, shape: tuple[int, ...], arranged: str, result: tuple[int, ...]
) -> None:
    array: NDArray[Any] = ramp(shape)
    pixels, ordered = arrange(array, axes)
    assert (ordered, pixels.shape) == (arranged, result)
    assert sorted(pixels.ravel()) == sorted(array.ravel())


def test_data_without_rows_is_refused() -> None:
    with pytest.raises(ImageError, match="rows"):
        arrange(np.zeros((3, 4)), "QX")
