"""Transparency, which algorithms do not take: dropped where it says nothing, else blended."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_STRIP_ROWS = 256

BLENDED = "Transparent pixels were blended over white."
DROPPED = "The alpha channel was left out."


def flatten(
    pixels: NDArray[Any], *, premultiplied: bool = False
) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Remove the alpha channel, which is the last one.

    Parameters
    ----------
    pixels : (..., C) ndarray
        Grey or colour with alpha; unsigned integers, or any other type where alpha is only
        dropped.
    premultiplied : bool
        Whether colours are already multiplied by alpha.

    Returns
    -------
    pixels : ndarray
        Without alpha; the channel axis goes too where only one channel remains.
    notes : tuple of str
        Empty where every pixel was opaque.

    Examples
    --------
    >>> flatten(np.array([[[10, 255], [10, 0]]], dtype=np.uint8))
    (array([[ 10, 255]], dtype=uint8), ('Transparent pixels were blended over white.',))
    """
    colours, alpha = pixels[..., :-1], pixels[..., -1:]
    notes: tuple[str, ...] = ()
    if pixels.dtype not in (np.uint8, np.uint16):
        notes = (DROPPED,)
    elif int(alpha.min()) < np.iinfo(pixels.dtype).max:
        colours = _blend(colours, alpha, premultiplied)
        notes = (BLENDED,)
    return np.ascontiguousarray(colours[..., 0] if colours.shape[-1] == 1 else colours), notes


def _blend(colours: NDArray[Any], alpha: NDArray[Any], premultiplied: bool) -> NDArray[Any]:
    white = np.uint32(np.iinfo(colours.dtype).max)
    blended = np.empty_like(colours)
    # Strips bound the memory of the wide integers that the products need.
    for start in range(0, len(colours), _STRIP_ROWS):
        rows = slice(start, start + _STRIP_ROWS)
        colour, opaque = colours[rows].astype(np.uint32), alpha[rows].astype(np.uint32)
        if premultiplied:
            blended[rows] = np.minimum(colour + (white - opaque), white)
        else:
            blended[rows] = (colour * opaque + white * (white - opaque) + white // 2) // white
    return blended


def collapse_grey(colours: NDArray[Any]) -> NDArray[Any]:
    """Keep one channel where all three are equal, as in a palette of greys.

    Parameters
    ----------
    colours : (..., 3) ndarray
        Colours.

    Returns
    -------
    ndarray
        Without the channel axis where it said nothing, else the same.
    """
    red = colours[..., 0]
    if all(np.array_equal(red, colours[..., channel]) for channel in (1, 2)):
        return np.ascontiguousarray(red)
    return colours
