"""Filters computed in strips that fit the processor's cache, several at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cv2
import numpy as np
from numpy.typing import DTypeLike

from algorithms.fast.common import Array
from isoline.rooms import room

_PIXELS = 1 << 18
"""Of a strip; with its borders it should stay in the cache between one pass and the next."""


def in_strips(
    image: Array,
    reach: int,
    compute: Callable[[Array], Any],
    dtype: DTypeLike,
) -> Array:
    """Apply a filter that gives the same whatever rows beyond its reach are there.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture.
    reach : int
        Rows above and below a pixel that its result depends on.
    compute : callable
        Takes rows of the picture and gives as many of the result. It has to treat the first and
        the last row as the picture's border; what that spoils is computed again.
    dtype : dtype
        Of the result.

    Returns
    -------
    ndarray, same shape as `image`
        As one call for the whole picture would give it.
    """
    height = image.shape[0]
    step = max(4 * reach, _PIXELS // max(1, image[0].size), 1)
    if step >= height:
        return np.asarray(compute(image), dtype).reshape(image.shape)
    found = room(image.shape, dtype)

    def work(top: int) -> None:
        bottom = min(top + step, height)
        first, last = max(top - reach, 0), min(bottom + reach, height)
        strip = np.asarray(compute(image[first:last])).reshape(last - first, *image.shape[1:])
        found[top:bottom] = strip[top - first : bottom - first]

    tops = range(0, height, step)
    # As many as OpenCV itself would use where it divides its work.
    with ThreadPoolExecutor(max(1, cv2.getNumThreads())) as pool:
        list(pool.map(work, tops))
    return found
