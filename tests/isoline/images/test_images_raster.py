from __future__ import annotations

import io
import struct
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from isoline.images.picture import Picture
from isoline.images.raster import probe, read
from tests.isoline.images.image_files import chunk, pillow, png, ramp


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


def read_bytes(path: Path, data: bytes | bytearray, name: str = "PNG") -> Picture:
    path.write_bytes(data)
    header = probe(path, name)
    picture = read(path, name)
    assert header.decoded_bytes >= picture.pixels.nbytes
    return picture


@pytest.mark.parametrize("shape", [(6, 7), (6, 7, 3)])
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_png_keeps_every_bit(path: Path, shape: tuple[int, ...], dtype: str) -> None:
    array = ramp(shape, dtype)
    picture = read_bytes(path, imagecodecs.png_encode(array))
    assert picture.axes == "YXC"[: len(shape)]
    assert picture.pixels.dtype == array.dtype
    assert np.array_equal(picture.pixels, array)
    assert picture.notes == ()


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("channels", [2, 4])
def test_opaque_alpha_is_left_out(path: Path, dtype: str, channels: int) -> None:
    array = ramp((6, 7, channels), dtype)
    array[..., -1] = np.iinfo(dtype).max
    picture = read_bytes(path, imagecodecs.png_encode(array))
    assert np.array_equal(picture.pixels, array[..., 0] if channels == 2 else array[..., :3])
    assert picture.notes == ()


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_transparent_pixels_are_blended_and_noted(path: Path, dtype: str) -> None:
    picture = read_bytes(path, imagecodecs.png_encode(np.zeros((2, 3, 4), dtype)))
    assert (picture.pixels == np.iinfo(dtype).max).all()
    assert "white" in picture.notes[0]


@pytest.mark.parametrize("depth", [1, 8, 16])
def test_a_grey_named_transparent_becomes_white(path: Path, depth: int) -> None:
    rows = {1: b"\x00\x40", 8: b"\x00\x00\x01", 16: b"\x00\x00\x00\x00\x01"}[depth]
    data = png(2, 1, depth, 0, rows, chunk(b"tRNS", b"\x00\x01"))
    pixels = read_bytes(path, data).pixels
    assert pixels[0].tolist() == [0, 255 if depth < 16 else 65535]


def test_one_bit_png_is_bool(path: Path) -> None:
    picture = read_bytes(path, png(8, 1, 1, 0, b"\x00\xa0"))
    assert picture.pixels.dtype == bool
    assert picture.pixels[0].tolist() == [True, False, True, False, False, False, False, False]


def test_a_palette_becomes_colours(path: Path) -> None:
    data = png(2, 1, 8, 3, b"\x00\x00\x01", chunk(b"PLTE", bytes([1, 2, 3, 40, 50, 60])))
    picture = read_bytes(path, data)
    assert picture.axes == "YXC"
    assert picture.pixels.tolist() == [[[1, 2, 3], [40, 50, 60]]]


def test_a_palette_of_greys_becomes_grey(path: Path) -> None:
    data = png(2, 1, 8, 3, b"\x00\x00\x01", chunk(b"PLTE", bytes([7, 7, 7, 9, 9, 9])))
    picture = read_bytes(path, data)
    assert picture.axes == "YX"
    assert picture.pixels.tolist() == [[7, 9]]


@pytest.mark.parametrize(("orientation", "shape"), [(1, (16, 24, 3)), (6, (24, 16, 3))])
def test_jpeg_is_turned_upright(path: Path, orientation: int, shape: tuple[int, ...]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = read_bytes(path, pillow(ramp((16, 24, 3)), "JPEG", exif=exif), "JPEG")
    assert picture.pixels.shape == shape
    assert bool(picture.notes) == (orientation == 6)


def test_turning_by_exif_puts_the_top_at_the_top(path: Path) -> None:
    array = np.zeros((16, 32), np.uint8)
    array[:, :16] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    pixels = read_bytes(path, pillow(array, "JPEG", exif=exif), "JPEG").pixels
    assert pixels[:12].min() > 200
    assert pixels[20:].max() < 50


def test_grey_jpeg_equals_pillow(path: Path) -> None:
    data = pillow(ramp((16, 24)), "JPEG")
    with Image.open(io.BytesIO(data)) as reference:
        assert np.array_equal(read_bytes(path, data, "JPEG").pixels, np.asarray(reference))


def test_cmyk_jpeg_becomes_rgb(path: Path) -> None:
    stream = io.BytesIO()
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(stream, "JPEG")
    picture = read_bytes(path, stream.getvalue(), "JPEG")
    assert picture.axes == "YXC"
    assert np.abs(picture.pixels.astype(int) - [255, 0, 0]).max() < 8
    assert "CMYK" in picture.notes[0]


@pytest.mark.parametrize("name", ["GIF", "BMP", "WEBP"])
def test_other_formats_are_read(path: Path, name: str) -> None:
    array = ramp((6, 7))
    options = {"lossless": True} if name == "WEBP" else {}
    pixels = read_bytes(path, pillow(array, name, **options), name).pixels
    assert np.array_equal(pixels if pixels.ndim == 2 else pixels[..., 0], array)


def test_frames_of_an_animation_lie_along_time(path: Path) -> None:
    first, second = (Image.new("RGB", (5, 4), colour) for colour in ("red", "blue"))
    stream = io.BytesIO()
    first.save(stream, "GIF", save_all=True, append_images=[second])
    picture = read_bytes(path, stream.getvalue(), "GIF")
    assert picture.axes == "TYXC"
    assert picture.pixels[:, 0, 0].tolist() == [[255, 0, 0], [0, 0, 255]]


def test_a_bomb_is_measured_without_decoding(path: Path) -> None:
    header = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b""))
    assert probe(path, "PNG").pixels == (2**31 - 1) ** 2
