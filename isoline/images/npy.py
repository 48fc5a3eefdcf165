"""NPY files, read without ever unpickling anything.

The layout is the one of NumPy Enhancement Proposal 1 (``numpy.lib.format``).
"""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np

from isoline.errors import DamagedImageError, UnknownFormatError
from isoline.images.picture import Header, Picture, count_pixels, guess_axes, normalise

_MAGIC = b"\x93NUMPY"
_LONGEST_HEADER = 10_000


@dataclass(frozen=True, slots=True)
class _Layout:
    dtype: np.dtype[Any]
    fortran_order: bool
    shape: tuple[int, ...]
    offset: int


def probe(path: Path) -> Header:
    """Read only the header.

    Parameters
    ----------
    path : Path
        An NPY file.

    Returns
    -------
    Header
        What it declares.

    Raises
    ------
    ImageError
        Where the header is broken, does not fit the file's size or is not of a picture.
    """
    layout = _read_layout(path)
    axes = guess_axes(layout.shape)
    declared = math.prod(layout.shape) * layout.dtype.itemsize
    held = path.stat().st_size - layout.offset
    if declared != held:
        raise DamagedImageError(
            f"The NPY header declares {declared:,} bytes of pixels, but the file holds {held:,}; "
            "it is incomplete or broken. Save it again with numpy.save."
        )
    return Header(count_pixels(layout.shape, axes), declared)


def read(path: Path) -> Picture:
    """Read the array; its axes are guessed from its shape.

    Parameters
    ----------
    path : Path
        An NPY file that passed `probe`.

    Returns
    -------
    Picture
        The array in C order and native byte order.
    """
    layout = _read_layout(path)
    order: Literal["C", "F"] = "F" if layout.fortran_order else "C"
    # Mapped, so that taking in a picture larger than memory is copying a file.
    pixels = np.memmap(path, layout.dtype, "r", layout.offset, layout.shape, order)
    return Picture(normalise(pixels), guess_axes(layout.shape))


def _read_layout(path: Path) -> _Layout:
    with path.open("rb") as stream:
        text = _header_text(stream)
        offset = stream.tell()
    try:
        header = ast.literal_eval(text)
        shape, descr, fortran_order = header["shape"], header["descr"], header["fortran_order"]
    except (ValueError, SyntaxError, TypeError, KeyError, MemoryError, RecursionError) as error:
        raise DamagedImageError(
            "The NPY header is not readable; the file is broken. Save it again with numpy.save."
        ) from error
    if not isinstance(shape, tuple) or not all(type(side) is int and side >= 0 for side in shape):
        raise DamagedImageError(
            f"The NPY header declares the shape {str(shape)[:80]}; a tuple of whole numbers was "
            "expected. Save it again with numpy.save."
        )
    return _Layout(_plain_dtype(descr), bool(fortran_order), shape, offset)


def _header_text(stream: BinaryIO) -> str:
    start = stream.read(8)
    # Version 1 counts the header's length in two bytes, later versions in four.
    width = 2 if start[6:7] == b"\x01" else 4
    length = int.from_bytes(stream.read(width), "little")
    if start[:6] != _MAGIC or not 0 < length <= _LONGEST_HEADER:
        raise DamagedImageError(
            "The NPY file has no usable header; it is incomplete or broken. Save it again with "
            "numpy.save."
        )
    return stream.read(length).decode("utf-8" if start[6:7] == b"\x03" else "latin-1")


def _plain_dtype(descr: object) -> np.dtype[Any]:
    try:
        # Text only: a list would be a structured type, and "O" stands for pickled objects.
        dtype = np.dtype(descr) if isinstance(descr, str) else None
    except (TypeError, ValueError, SyntaxError):
        dtype = None
    if dtype is None or dtype.kind not in "biuf":
        raise UnknownFormatError(
            f"The NPY file holds values of type {str(descr)[:80]!r}; Isoline reads bool, integer "
            "and float arrays (never pickled objects). Convert it with numpy.asarray(...).astype "
            "and save it again."
        )
    return dtype
