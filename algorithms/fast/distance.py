"""Distances to the background, and dilation and erosion by a radius."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from algorithms.fast.common import Array

_FARTHEST = 2000
"""Up to here the square of a distance in single precision rounds to the whole number it is."""
_WIDEST_DISK = 20
"""Radius up to which a disk is faster than a distance transform."""
_METRICS = {"taxicab": cv2.DIST_L1, "chessboard": cv2.DIST_C}


def distance_transform_edt(mask: Array) -> Any:
    """Distance of each pixel of a 2-D mask to the background, and the largest of all."""
    squared = _squared_distances(mask)
    if squared is NotImplemented:
        return NotImplemented
    distance = np.sqrt(squared, dtype=np.float64)
    return distance, float(distance.max())


def signed_distance(mask: Array) -> Any:
    """Distance to the background inside a 2-D mask, and minus that to the foreground outside."""
    inside, outside = _squared_distances(mask), _squared_distances(~mask)
    if inside is NotImplemented or outside is NotImplemented:
        return NotImplemented
    return np.sqrt(inside, dtype=np.float64) - np.sqrt(outside, dtype=np.float64)


def distance_transform_cdt(mask: Array, metric: str) -> Any:
    """Distance of each pixel of a 2-D mask to the background in steps of a grid."""
    if not _is_plain(mask):
        return NotImplemented
    steps = cv2.distanceTransform(_bytes(mask), _METRICS[metric], 3)
    return np.asarray(steps, dtype=np.float64)


def isotropic_erosion(mask: Array, radius: float) -> Any:
    """Erode a 2-D mask by a radius."""
    if not _is_plain(mask):
        return NotImplemented
    # OpenCV takes what lies beyond the border not to count, as the reference does.
    if radius <= _WIDEST_DISK:
        return np.asarray(cv2.erode(_bytes(mask), _disk(radius)).view(np.bool_))
    return _distances(mask) > _between(radius)


def isotropic_dilation(mask: Array, radius: float) -> Any:
    """Dilate a 2-D mask by a radius."""
    eroded = isotropic_erosion(~mask, radius)
    return eroded if eroded is NotImplemented else ~eroded


def isotropic_opening(mask: Array, radius: float) -> Any:
    """Erode a 2-D mask by a radius, then dilate it."""
    eroded = isotropic_erosion(mask, radius)
    return eroded if eroded is NotImplemented else isotropic_dilation(eroded, radius)


def isotropic_closing(mask: Array, radius: float) -> Any:
    """Dilate a 2-D mask by a radius, then erode it."""
    dilated = isotropic_dilation(mask, radius)
    return dilated if dilated is NotImplemented else isotropic_erosion(dilated, radius)


def _is_plain(mask: Array) -> bool:
    """Whether distances are defined, and what OpenCV makes of them is known."""
    return mask.ndim == 2 and mask.dtype == np.bool_ and not mask.all()


def _bytes(mask: Array) -> Array:
    return np.ascontiguousarray(mask).view(np.uint8)


def _distances(mask: Array) -> Array:
    return np.asarray(cv2.distanceTransform(_bytes(mask), cv2.DIST_L2, cv2.DIST_MASK_PRECISE))


def _squared_distances(mask: Array) -> Any:
    """Squares of the distances as whole numbers in single precision."""
    if not _is_plain(mask):
        return NotImplemented
    distance = _distances(mask)
    if distance.max() > _FARTHEST:
        return NotImplemented
    squared = distance * distance
    return np.rint(squared, out=squared)


def _largest_square(radius: float) -> int:
    """The largest whole number whose root is not above a radius, as floats compare."""
    about = int(radius * radius)
    return max(n for n in range(max(0, about - 2), about + 3) if np.sqrt(n) <= radius)


def _between(radius: float) -> float:
    """What parts distances up to a radius from those beyond, with room for rounding."""
    largest = _largest_square(radius)
    return float(np.sqrt(largest) + np.sqrt(largest + 1)) / 2


@lru_cache(maxsize=32)
def _disk(radius: float) -> Array:
    side = np.arange(-int(radius), int(radius) + 1)
    return (side[:, None] ** 2 + side**2 <= _largest_square(radius)).astype(np.uint8)
