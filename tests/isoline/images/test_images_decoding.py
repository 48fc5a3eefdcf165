from __future__ import annotations

import errno
import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from isoline.errors import (
    DamagedImageError,
    EmptyImageError,
    ImageError,
    ImageTooLargeError,
    UnknownFormatError,
)
from isoline.images import decoding
from isoline.images.decoding import decode
from isoline.images.limits import Limits
from tests.isoline.images.image_files import Payload, npy, pillow, png, ramp, tiff_declaring

LIMITS = Limits()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "file"


def replace_child(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Run a script of the test's own in place of the decoder."""
    monkeypatch.setattr(decoding, "_START", script)


def test_a_file_becomes_pixels_and_a_report(source: Path, folder: Path) -> None:
    array = ramp((6, 7, 3))
    source.write_bytes(pillow(array, "PNG"))
    kind, report = decode(source, folder, LIMITS)
    assert kind.name == "PNG"
    assert (report.shape, report.axes, report.dtype) == ((6, 7, 3), "YXC", "uint8")
    assert np.array_equal(np.load(folder / "pixels.npy"), array)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyImageError),
        (b"%PDF-1.4", UnknownFormatError),
        (pillow(ramp((6, 7)), "PNG")[:50], DamagedImageError),
        (tiff_declaring(100_000), ImageTooLargeError),
        (png(200_000, 200_000, 8, 2, b""), ImageTooLargeError),
        (npy(np.zeros(5)), ImageError),
    ],
    ids=["empty", "pdf", "truncated", "tiff bomb", "png bomb", "one dimension"],
)
def test_errors_of_the_child_arrive_as_themselves(
    source: Path, folder: Path, data: bytes, error: type[ImageError]
) -> None:
    source.write_bytes(data)
    with pytest.raises(error) as caught:
        decode(source, folder, LIMITS)
    assert type(caught.value) is error
    assert not list(folder.iterdir())


def test_pickles_are_not_run_in_the_child(source: Path, folder: Path, tmp_path: Path) -> None:
    array = np.array([[Payload(str(tmp_path / "trap"))]], dtype=object)
    source.write_bytes(npy(array, allow_pickle=True))
    with pytest.raises(UnknownFormatError, match="pickled"):
        decode(source, folder, LIMITS)
    assert not (tmp_path / "trap").exists()


@pytest.mark.parametrize(
    ("number", "error", "message"),
    [
        (signal.SIGSEGV, DamagedImageError, "crash"),
        (signal.SIGKILL, ImageTooLargeError, "more memory"),
        (signal.SIGXCPU, ImageTooLargeError, "longer than 60 s"),
    ],
)
def test_a_child_that_dies_is_explained(
    monkeypatch: pytest.MonkeyPatch,
    source: Path,
    folder: Path,
    number: signal.Signals,
    error: type[ImageError],
    message: str,
) -> None:
    script = (
        "import os, resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
        f"os.kill(os.getpid(), {number:d})"
    )
    replace_child(monkeypatch, script)
    source.write_bytes(npy(ramp((3, 3))))
    with pytest.raises(error, match=message):
        decode(source, folder, LIMITS)


def test_a_child_that_hangs_is_killed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: Path, folder: Path
) -> None:
    pid_file = tmp_path / "pid"
    script = (
        f"import os, pathlib, signal; pathlib.Path({str(pid_file)!r}).write_text(str(os.getpid()))"
        "\nsignal.pause()"
    )
    replace_child(monkeypatch, script)
    source.write_bytes(npy(ramp((3, 3))))
    with pytest.raises(ImageTooLargeError, match="decode_timeout") as caught:
        decode(source, folder, Limits(decode_timeout=1.0))
    assert caught.value.setting == "decode_timeout"
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)


def test_the_disk_being_full_is_no_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch, source: Path, folder: Path
) -> None:
    answer = {"error": {"class": "OSError", "errno": errno.ENOSPC, "message": "full"}}
    replace_child(monkeypatch, f"print({json.dumps(json.dumps(answer))})")
    source.write_bytes(npy(ramp((3, 3))))
    with pytest.raises(OSError, match="full") as caught:
        decode(source, folder, LIMITS)
    assert not isinstance(caught.value, ImageError)


def test_the_child_cannot_take_more_memory_than_the_picture_needs(
    monkeypatch: pytest.MonkeyPatch, source: Path, folder: Path
) -> None:
    greedy = "from isoline.images import decoder; decoder.read = lambda *_: bytearray(6 * 2**30)"
    script = decoding._START.replace("from isoline", greedy + "\nfrom isoline", 1)
    replace_child(monkeypatch, script)
    source.write_bytes(npy(ramp((3, 3))))
    with pytest.raises(ImageTooLargeError, match="memory"):
        decode(source, folder, LIMITS)
