"""Pictures stretched to the range that a detector expects, whatever their dtype."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def eight_bit(image: NDArray[Any]) -> NDArray[np.uint8]:
    """Bring a picture to the values 0 to 255.

    What has eight bits is kept; everything else is stretched from its darkest to its brightest
    finite value.

    Parameters
    ----------
    image : ndarray
        Picture of any real dtype.

    Returns
    -------
    ndarray of uint8, same shape
        Values that are not a number become 0, infinite ones 0 or 255.

    Examples
    --------
    >>> eight_bit(np.array([0.0, 0.5, 1.0, np.inf, np.nan]))
    array([  0, 128, 255, 255,   0], dtype=uint8)
    """
    if image.dtype == np.uint8:
        return np.ascontiguousarray(image)
    return np.ascontiguousarray(np.rint(255 * unit_range(image)).astype(np.uint8))


def unit_range(image: NDArray[Any]) -> NDArray[np.float64]:
    """Stretch a picture from its darkest to its brightest finite value.

    Parameters
    ----------
    image : ndarray
        Picture of any real dtype.

    Returns
    -------
    ndarray of float64, same shape
        Values from 0 to 1, and 0 everywhere if all are the same. Those that are not a number
        become 0, infinite ones 0 or 1.

    Examples
    --------
    >>> unit_range(np.array([10, 20, 30], dtype=np.uint16))
    array([0. , 0.5, 1. ])
    """
    values = image.astype(np.float64)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    # Halves keep the width of the range from overflowing.
    width = high / 2 - low / 2
    if not width > 0:
        return np.zeros_like(values)
    values = np.nan_to_num(values, nan=low, posinf=high, neginf=low)
    return np.asarray((values / 2 - low / 2) / width)
