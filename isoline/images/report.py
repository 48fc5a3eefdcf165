"""What the decoder's child process tells its parent about a decoded file."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.images.picture import Picture

_BLOCK = 1 << 22


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about a decoded picture except its pixels.

    Parameters
    ----------
    shape : tuple of int
        Shape of the array.
    axes : str
        One letter for each dimension, some of ``"TZYXC"``.
    dtype : str
        NumPy's name of the pixel type.
    spacing : dict of str to float, optional
        Spacing by axis letter.
    unit : str, optional
        Unit of the spacing.
    notes : tuple of str
        What decoding changed or left out.
    minimum, maximum : float
        Finite range of the values; both 0 where no value is finite.
    binary : bool
        Whether there are at most two distinct values.
    """

    shape: tuple[int, ...]
    axes: str
    dtype: str
    spacing: dict[str, float] | None
    unit: str | None
    notes: tuple[str, ...]
    minimum: float
    maximum: float
    binary: bool


def report_on(picture: Picture) -> Report:
    """Describe a picture.

    Parameters
    ----------
    picture : Picture
        A decoded picture.

    Returns
    -------
    Report
        Its description.
    """
    minimum, maximum, finite = finite_range(picture.pixels)
    notes = picture.notes if finite else (*picture.notes, "No pixel has a finite value.")
    return Report(
        shape=picture.pixels.shape,
        axes=picture.axes,
        dtype=picture.pixels.dtype.name,
        spacing=dict(picture.spacing) if picture.spacing else None,
        unit=picture.unit,
        notes=notes,
        minimum=minimum,
        maximum=maximum,
        binary=is_binary(picture.pixels),
    )


def finite_range(pixels: NDArray[Any]) -> tuple[float, float, bool]:
    """Find the least and greatest finite values.

    Parameters
    ----------
    pixels : ndarray
        Any real array.

    Returns
    -------
    minimum, maximum : float
        Both 0 where no value is finite.
    finite : bool
        Whether any value is finite.

    Examples
    --------
    >>> finite_range(np.array([2.0, np.nan, -1.0, np.inf]))
    (-1.0, 2.0, True)
    """
    least, greatest = math.inf, -math.inf
    for block in _blocks(pixels):
        values = block[np.isfinite(block)] if block.dtype.kind == "f" else block
        if values.size:
            least = min(least, float(values.min()))
            greatest = max(greatest, float(values.max()))
    if least > greatest:
        return 0.0, 0.0, False
    return least, greatest, True


def is_binary(pixels: NDArray[Any]) -> bool:
    """Tell whether an array has at most two distinct values; NaN is never one of them.

    Parameters
    ----------
    pixels : ndarray
        Any real array.

    Returns
    -------
    bool
        Whether it could be a mask.

    Examples
    --------
    >>> is_binary(np.array([0, 255, 0])), is_binary(np.array([0, 1, 2]))
    (True, False)
    """
    if pixels.dtype.kind == "b":
        return True
    first = pixels.flat[0]
    second: Any = first
    for block in _blocks(pixels):
        if second == first:
            others = block[block != first]
            second = others[0] if others.size else first
        if not ((block == first) | (block == second)).all():
            return False
    return True


def _blocks(pixels: NDArray[Any]) -> Iterator[NDArray[Any]]:
    flat = pixels.reshape(-1)
    for start in range(0, flat.size, _BLOCK):
        yield flat[start : start + _BLOCK]
