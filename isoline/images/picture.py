"""What a decoded file holds, before it is stored."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.errors import ImageError, UnknownFormatError

AXES = "TZYXC"
"""The axes a stored array may have, in this order: time, plane, row, column, channel."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a file declares about itself before any pixel of it is decoded.

    Parameters
    ----------
    pixels : int
        Pixels of all planes together, channels not counted.
    decoded_bytes : int
        Size of the array that decoding would make.
    """

    pixels: int
    decoded_bytes: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture.

    Parameters
    ----------
    pixels : ndarray
        Array with one dimension for each letter of `axes`.
    axes : str
        Some of ``"TZYXC"`` in that order, always with ``"YX"``.
    spacing : mapping of str to float, optional
        Distance of neighbouring pixels along spatial axes, by axis letter, in `unit`.
    unit : str, optional
        Unit of `spacing`.
    notes : tuple of str
        What was changed or left out while decoding, one sentence each.
    """

    pixels: NDArray[Any]
    axes: str
    spacing: Mapping[str, float] | None = None
    unit: str | None = None
    notes: tuple[str, ...] = field(default=())


def check_axes(axes: str, shape: tuple[int, ...]) -> str:
    """Check that axes are of the kind Isoline stores and fit a shape.

    Parameters
    ----------
    axes : str
        Candidate, for instance ``"ZYX"``.
    shape : tuple of int
        Shape of the array.

    Returns
    -------
    str
        The axes, unchanged.

    Raises
    ------
    ImageError
        Where the letters, their order or their number are wrong, or a dimension is empty.

    Examples
    --------
    >>> check_axes("YXC", (4, 5, 3))
    'YXC'
    """
    in_order = "".join(letter for letter in AXES if letter in axes)
    if axes != in_order or "YX" not in axes or len(axes) != len(shape):
        raise ImageError(
            f"Axes {axes!r} do not describe an array of shape {shape}: one letter of {AXES!r} per "
            "dimension was expected, in that order, Y and X among them."
        )
    if 0 in shape:
        raise ImageError(f"An array of shape {shape} holds no pixels; every side must be >= 1.")
    return axes


def guess_axes(shape: tuple[int, ...]) -> str:
    """Name the dimensions of an array that does not name them itself.

    A last dimension of 3 or 4 behind larger ones is taken for colour channels.

    Parameters
    ----------
    shape : tuple of int
        Shape of the array.

    Returns
    -------
    str
        One of ``YX``, ``YXC``, ``ZYX``, ``ZYXC``, ``TZYX`` and ``TZYXC``.

    Raises
    ------
    ImageError
        For an array of fewer than 2 or more than 5 dimensions, or without pixels.

    Examples
    --------
    >>> guess_axes((512, 512, 3)), guess_axes((20, 64, 64))
    ('YXC', 'ZYX')
    """
    if not 2 <= len(shape) <= 5:
        raise ImageError(
            f"An array of {len(shape)} dimension(s), shape {shape}, is not a picture; 2 to 5 were "
            "expected: rows and columns, and where needed planes, times and channels."
        )
    coloured = len(shape) > 2 and shape[-1] in (3, 4) and min(shape[-3:-1]) > 4
    planes = len(shape) - 2 - coloured
    if planes > 2:
        raise ImageError(
            f"An array of shape {shape} has more than two dimensions of planes; save the part you "
            "need as (time, plane, row, column) with 3 or 4 channels last."
        )
    return check_axes("TZ"[2 - planes :] + "YX" + "C" * coloured, shape)


def normalise(pixels: NDArray[Any]) -> NDArray[Any]:
    """Bring an array to native byte order, C order and a pixel type that algorithms take.

    Half floats become float32 and extended floats float64; all other types are kept.

    Parameters
    ----------
    pixels : ndarray
        Any array.

    Returns
    -------
    ndarray
        Array of bool, integer, float32 or float64.

    Raises
    ------
    UnknownFormatError
        For complex numbers, objects, structured and text arrays.
    """
    kind, size = pixels.dtype.kind, pixels.dtype.itemsize
    if kind not in "biuf":
        raise UnknownFormatError(
            f"Pixels of type {pixels.dtype} cannot be shown; bool, integer or float was expected. "
            "Save the real part, the magnitude or one field of it."
        )
    wanted = pixels.dtype.newbyteorder("=")
    if kind == "f" and size not in (4, 8):
        wanted = np.dtype(np.float32 if size == 2 else np.float64)
    return np.ascontiguousarray(pixels, dtype=wanted)


def count_pixels(shape: tuple[int, ...], axes: str) -> int:
    """Count pixels without the channels; exact for any declared size."""
    return math.prod(side for side, axis in zip(shape, axes, strict=True) if axis not in "CS")
