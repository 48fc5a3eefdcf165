from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from isoline.errors import ImageTooLargeError
from isoline.images.formats import recognise
from isoline.images.limits import Limits
from isoline.images.probe import probe, read
from tests.isoline.images.image_files import npy, pillow, png, ramp, tiff, tiff_declaring

COLOURS = ramp((8, 9, 3))
FILES = {
    "png": pillow(COLOURS, "PNG"),
    "jpeg": pillow(COLOURS, "JPEG"),
    "tiff": tiff(COLOURS, photometric="rgb"),
    "npy": npy(COLOURS),
    "gif": pillow(COLOURS, "GIF"),
    "bmp": pillow(COLOURS, "BMP"),
    "webp": pillow(COLOURS, "WEBP"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


@pytest.mark.parametrize("data", FILES.values(), ids=FILES.keys())
def test_what_is_declared_is_what_is_decoded(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    kind = recognise(data)
    header = probe(path, kind, Limits(max_pixels=72, max_decoded_bytes=216))
    pixels = read(path, kind).pixels
    assert (header.pixels, header.decoded_bytes) == (72, pixels.nbytes)


@pytest.mark.parametrize("data", FILES.values(), ids=FILES.keys())
@pytest.mark.parametrize(
    ("limits", "setting"),
    [
        (Limits(max_pixels=71), "max_pixels"),
        (Limits(max_decoded_bytes=215), "max_decoded_bytes"),
    ],
)
def test_every_format_is_held_to_the_limits(
    path: Path, data: bytes, limits: Limits, setting: str
) -> None:
    path.write_bytes(data)
    with pytest.raises(ImageTooLargeError) as caught:
        probe(path, recognise(data), limits)
    assert caught.value.setting == setting


@pytest.mark.parametrize(
    "data",
    [
        tiff_declaring(100_000),
        png(100_000, 100_000, 8, 0, b""),
        png(2**31 - 1, 2**31 - 1, 16, 6, b""),
        tiff(np.zeros((30_000, 30_000), np.uint8), compression="zlib", photometric="minisblack"),
    ],
    ids=["tiff of 122 bytes", "png", "largest png", "tiff of zeros"],
)
def test_bombs_are_refused_by_their_header(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(ImageTooLargeError, match="setting max_pixels"):
        probe(path, recognise(data), Limits())
