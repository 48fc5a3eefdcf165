"""Filters that the tests of chunks apply; at the top of a module, so that processes find them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Array = NDArray[Any]
Filter = Callable[[Array], Array]


def uniform(block: Array, radii: tuple[int, ...]) -> Array:
    sizes = [2 * r + 1 for r in radii] + [1] * (block.ndim - len(radii))
    return np.asarray(ndimage.uniform_filter(block, sizes))


def median(block: Array, radii: tuple[int, ...]) -> Array:
    sizes = [2 * r + 1 for r in radii] + [1] * (block.ndim - len(radii))
    return np.asarray(ndimage.median_filter(block, sizes))


def gaussian(block: Array, radii: tuple[int, ...]) -> Array:
    depth = [*radii, *[0] * (block.ndim - len(radii))]
    return np.asarray(
        ndimage.gaussian_filter(block, 1.3, output=np.float64, mode="nearest", radius=depth)
    )


FILTERS = [uniform, median, gaussian]


def smooth(block: Array) -> Array:
    return gaussian(block, (2, 2))


def fail(block: Array) -> Array:
    if block.max() > 90:
        raise ZeroDivisionError("a bright pixel")
    return block
