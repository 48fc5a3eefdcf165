from __future__ import annotations

import errno
import io
import json
import subprocess
import sys
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isoline.errors import DamagedImageError, ImageError, ImageTooLargeError, UnknownFormatError
from isoline.images import decoder
from isoline.images.decoder import decode_here, describe_error
from isoline.images.formats import NPY, PNG, recognise
from isoline.images.limits import Limits
from tests.isoline.images.image_files import npy, pillow, ramp, tiff

# Small limits keep what a damaged header asks for small.
LIMITS = Limits(max_pixels=10_000, max_decoded_bytes=100_000)
COLOURS = ramp((12, 13, 3))
FILES = [
    pillow(COLOURS, "PNG"),
    bytes(imagecodecs.png_encode(ramp((12, 13, 4), "uint16"))),
    pillow(COLOURS, "JPEG"),
    pillow(COLOURS[..., 0], "GIF"),
    pillow(COLOURS, "BMP"),
    pillow(COLOURS, "WEBP"),
    tiff(COLOURS, photometric="rgb", compression="zlib"),
    tiff(ramp((3, 6, 7), "uint16"), photometric="minisblack", metadata=None),
    tiff(ramp((3, 6, 7), "float32"), photometric="minisblack", imagej=True),
    tiff(ramp((6, 7)), photometric="minisblack", ome=True),
    npy(COLOURS),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("decoder") / "file"


def decode_bytes(path: Path, data: bytes) -> None:
    """Decode as the child does; only `ImageError` may come out."""
    path.write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        decode_here(path, recognise(data[:512]), LIMITS)


@pytest.mark.parametrize("data", FILES)
def test_good_files_are_decoded(path: Path, data: bytes) -> None:
    decode_bytes(path, data)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.sampled_from(FILES),
    edits=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=6),
    keep=st.one_of(st.just(1.0), st.floats(0, 1)),
)
def test_damage_never_raises_anything_but_image_errors(
    path: Path, data: bytes, edits: list[tuple[float, int]], keep: float
) -> None:
    broken = bytearray(data)
    for place, value in edits:
        broken[int(place * len(broken))] = value
    try:
        decode_bytes(path, bytes(broken[: int(keep * len(broken))]))
    except ImageError as error:
        message = str(error)
    else:
        message = ""
    assert str(path) not in message


@pytest.mark.parametrize("data", FILES)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.8])
def test_truncated_files_are_refused(path: Path, data: bytes, part: float) -> None:
    with pytest.raises(ImageError):
        decode_bytes(path, data[: int(len(data) * part)])


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (MemoryError(), ImageTooLargeError),
        (NotImplementedError("odd kind"), UnknownFormatError),
        (KeyError("tag"), DamagedImageError),
        (IndexError(), DamagedImageError),
        (UnknownFormatError("kept"), UnknownFormatError),
    ],
)
def test_what_readers_raise_becomes_ours_and_keeps_its_cause(
    path: Path, monkeypatch: pytest.MonkeyPatch, raised: Exception, expected: type[ImageError]
) -> None:
    def fail(*_: object) -> None:
        raise raised

    monkeypatch.setattr(decoder, "probe", fail)
    with pytest.raises(expected) as caught:
        decode_here(path, PNG, LIMITS)
    assert caught.value is raised or caught.value.__cause__ is raised


def test_reasons_lose_paths_and_line_breaks(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(f"cannot\nread {path}\x1b" + "x" * 1000)

    monkeypatch.setattr(decoder, "probe", fail)
    with pytest.raises(DamagedImageError, match="cannot read the filex") as caught:
        decode_here(path, PNG, LIMITS)
    assert len(str(caught.value)) < 400


def test_memory_is_confined_to_what_the_header_declares(path: Path) -> None:
    path.write_bytes(npy(ramp((5, 6), "uint16")))
    asked: list[int] = []
    decode_here(path, NPY, LIMITS, asked.append)
    assert asked == [60]


@pytest.mark.parametrize(
    ("error", "described"),
    [
        (DamagedImageError("broken"), {"class": "DamagedImageError", "message": "broken"}),
        (
            ImageTooLargeError("big", "max_pixels"),
            {"class": "ImageTooLargeError", "message": "big", "setting": "max_pixels"},
        ),
        (
            OSError(errno.ENOSPC, "No space left on device", "/private/path"),
            {"class": "OSError", "errno": errno.ENOSPC, "message": "No space left on device"},
        ),
    ],
)
def test_errors_are_described_without_paths(error: Exception, described: dict[str, Any]) -> None:
    assert describe_error(error) == described


def test_the_process_writes_pixels_and_one_json_document(tmp_path: Path) -> None:
    array = ramp((5, 6), "uint16")
    (tmp_path / "file").write_bytes(npy(array))
    arguments = [str(tmp_path / "file"), str(tmp_path), "NPY", json.dumps(asdict(LIMITS))]
    code = "import sys; from isoline.images.decoder import main; main(sys.argv[1:]); print('noise')"
    command = [sys.executable, "-c", code, *arguments]
    answer = subprocess.run(command, capture_output=True, check=True).stdout
    assert json.loads(answer)["shape"] == [5, 6]
    assert np.array_equal(np.load(io.BytesIO((tmp_path / "pixels.npy").read_bytes())), array)
