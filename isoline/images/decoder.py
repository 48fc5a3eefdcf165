"""What runs in the child process that decodes one file; `isoline.images.decoding` starts it.

It limits itself before it opens the file, and imports only what the file's format needs.
"""

from __future__ import annotations

import errno
import json
import os
import resource
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from isoline.errors import (
    DamagedImageError,
    ImageError,
    ImageTooLargeError,
    UnknownFormatError,
)
from isoline.images.formats import Format, format_named
from isoline.images.limits import Limits
from isoline.images.picture import Picture
from isoline.images.probe import probe, read
from isoline.images.report import report_on

PIXELS_FILE = "pixels.npy"

_BASE_MEMORY = 2**30
# A decoder holds the picture more than once: as its library has it, as an array, rearranged.
_MEMORY_FACTOR = 6
_LONGEST_REASON = 200


def decode_here(
    path: Path, kind: Format, limits: Limits, confine: Callable[[int], None] | None = None
) -> Picture:
    """Probe and decode a file in this process; whatever goes wrong is an `ImageError`.

    Parameters
    ----------
    path : Path
        The file.
    kind : Format
        Its format.
    limits : Limits
        What it may declare.
    confine : callable, optional
        Called between probing and decoding with the number of bytes that decoding will make.

    Returns
    -------
    Picture
        The decoded picture.

    Raises
    ------
    ImageTooLargeError
        Where it is over a limit or does not fit into memory.
    UnknownFormatError
        Where it is of a variant that cannot be read.
    DamagedImageError
        For everything else that a reader may raise.
    """
    try:
        header = probe(path, kind, limits)
        if confine:
            confine(header.decoded_bytes)
        return read(path, kind)
    except ImageError:
        raise
    except MemoryError as error:
        raise ImageTooLargeError(
            f"Decoding this {kind.name} file takes more memory than its size allows for. Crop it "
            "or scale it down, or raise the setting max_decoded_bytes.",
            setting="max_decoded_bytes",
        ) from error
    except NotImplementedError as error:
        raise UnknownFormatError(
            f"This {kind.name} file is of a variant that cannot be read{_reason(error, path)}. "
            "Save it as an ordinary PNG or TIFF."
        ) from error
    # Readers of hostile files raise anything: the list of their exception types is open.
    except Exception as error:
        raise DamagedImageError(
            f"This {kind.name} file is incomplete or damaged{_reason(error, path)}. Save, copy or "
            "download it again."
        ) from error


def _reason(error: Exception, path: Path) -> str:
    text = " ".join(str(error).replace(str(path), "the file").split())
    printable = "".join(letter for letter in text if letter.isprintable())
    return f" ({printable[:_LONGEST_REASON]})" if printable else ""


def confine_memory(decoded_bytes: int) -> None:
    """Limit the address space of this process to what one picture needs.

    Parameters
    ----------
    decoded_bytes : int
        Size of the decoded array.
    """
    _limit(resource.RLIMIT_AS, _BASE_MEMORY + _MEMORY_FACTOR * decoded_bytes)


def confine_process(limits: Limits) -> None:
    """Limit memory, processor time and file size of this process, and forbid core dumps.

    Parameters
    ----------
    limits : Limits
        The limits for one file.
    """
    confine_memory(limits.max_decoded_bytes)
    _limit(resource.RLIMIT_CPU, int(limits.decode_timeout) + 1)
    _limit(resource.RLIMIT_FSIZE, limits.max_decoded_bytes + 2**20)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(kind: int, value: int) -> None:
    # Where a stricter limit is in force, or the system has no such limit, it stays as it is.
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (value, value))


def describe_error(error: Exception) -> dict[str, Any]:
    """Put an exception into JSON's terms.

    Parameters
    ----------
    error : Exception
        One of `isoline.errors`, or an OSError of writing the result.

    Returns
    -------
    dict
        Its ``class``, ``message`` and, where it has one, ``setting``.
    """
    if isinstance(error, OSError) and not isinstance(error, ImageError):
        return {"class": "OSError", "errno": error.errno or errno.EIO, "message": error.strerror}
    described = {"class": type(error).__name__, "message": str(error)}
    if isinstance(error, ImageTooLargeError):
        described["setting"] = error.setting
    return described


def main(arguments: list[str]) -> None:
    """Decode a file, leave ``pixels.npy`` in a folder and write a report as JSON to stdout.

    Parameters
    ----------
    arguments : list of str
        Path of the file, folder for the results, name of the format, limits as JSON.
    """
    answer = _take_stdout()
    source, folder = Path(arguments[0]), Path(arguments[1])
    limits = Limits(**json.loads(arguments[3]))
    confine_process(limits)
    try:
        picture = decode_here(source, format_named(arguments[2]), limits, confine_memory)
        np.save(folder / PIXELS_FILE, picture.pixels, allow_pickle=False)
        result = asdict(report_on(picture))
    except (ImageError, OSError) as error:
        result = {"error": describe_error(error)}
    with answer:
        json.dump(result, answer, allow_nan=False)


def _take_stdout() -> TextIO:
    """Keep stdout for the report: libraries that print go to stderr from here on."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answer
