"""Decoding a file from outside in a child process that may crash, hang or run out of memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from isoline.errors import (
    DamagedImageError,
    EmptyImageError,
    ImageError,
    ImageTooLargeError,
    UnknownFormatError,
)
from isoline.images.formats import HEAD_BYTES, Format, recognise
from isoline.images.limits import Limits
from isoline.images.report import Report

PIXELS_FILE = "pixels.npy"

_PACKAGE = Path(__file__).resolve().parents[1]
# The whole engine takes longer to import than most files take to decode: the child gets a bare
# package in its place, and imports from it only what it uses.
_START = """
import sys, types
package = sys.modules["isoline"] = types.ModuleType("isoline")
package.__path__ = [sys.argv.pop(1)]
from isoline.images.decoder import main
main(sys.argv[1:])
"""
_ERRORS: dict[str, type[ImageError]] = {
    known.__name__: known
    for known in (ImageError, EmptyImageError, UnknownFormatError, DamagedImageError)
}


def decode(source: Path, folder: Path, limits: Limits) -> tuple[Format, Report]:
    """Decode a file in a child process.

    The child gets memory, processor time and file size limits and is killed when it takes longer
    than ``limits.decode_timeout``.

    Parameters
    ----------
    source : Path
        The file; only its bytes matter, not its name.
    folder : Path
        Existing folder where the child leaves ``pixels.npy``.
    limits : Limits
        What the file may ask for.

    Returns
    -------
    kind : Format
        The format, told by the file's first bytes.
    report : Report
        Everything about the decoded picture except its pixels.

    Raises
    ------
    ImageError
        Where the file does not become a picture: empty, unknown, damaged or too large.
    OSError
        Where the result cannot be written, for instance because the disk is full.
    """
    with source.open("rb") as stream:
        kind = recognise(stream.read(HEAD_BYTES))
    status, answer = _run_child(source, folder, kind, limits)
    if status != 0:
        raise _died(kind, status, limits)
    result: dict[str, Any] = json.loads(answer)
    if "error" in result:
        raise _error_from(result["error"])
    result["shape"], result["notes"] = tuple(result["shape"]), tuple(result["notes"])
    return kind, Report(**result)


def _run_child(source: Path, folder: Path, kind: Format, limits: Limits) -> tuple[int, bytes]:
    command = [sys.executable, "-P", "-W", "ignore", "-c", _START, str(_PACKAGE)]
    command += [str(source.resolve()), str(folder.resolve()), kind.name, json.dumps(asdict(limits))]
    try:
        child = subprocess.run(
            command,
            env=_environment(),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.decode_timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -signal.SIGXCPU, b""
    return child.returncode, child.stdout


def _environment() -> dict[str, str]:
    # Thread pools and malloc arenas reserve address space, which is limited.
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return {**os.environ, **one_thread, "MALLOC_ARENA_MAX": "2"}


def _died(kind: Format, status: int, limits: Limits) -> ImageError:
    if status == -signal.SIGXCPU:
        return ImageTooLargeError(
            f"Decoding this {kind.name} file took longer than {limits.decode_timeout:g} s and was "
            "stopped. Send a smaller file or raise the setting decode_timeout.",
            setting="decode_timeout",
        )
    if status == -signal.SIGKILL:
        return ImageTooLargeError(
            f"Decoding this {kind.name} file took more memory than there is and was stopped. Crop "
            "the picture or scale it down, or lower the setting max_decoded_bytes.",
            setting="max_decoded_bytes",
        )
    return DamagedImageError(
        f"This {kind.name} file makes its reader crash; it is damaged. Save, copy or download it "
        "again."
    )


def _error_from(described: dict[str, Any]) -> Exception:
    name, message = described["class"], described["message"]
    if name == "OSError":
        return OSError(described["errno"], message)
    if name == "ImageTooLargeError":
        return ImageTooLargeError(message, described["setting"])
    return _ERRORS.get(name, ImageError)(message)
