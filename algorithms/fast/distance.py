"""Distances to the background, and dilation and erosion by a radius."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from algorithms.fast.common import Array

_FARTHEST = 2000
"""Up to here the square of a distance in single precision rounds to the whole number it is."""
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
    squared = _squared_distances(mask)
    return NotImplemented if squared is NotImplemented else _beyond(squared, radius)


def isotropic_dilation(mask: Array, radius: float) -> Any:
    """Dilate a 2-D mask by a radius."""
    squared = _squared_distances(~mask)
    return NotImplemented if squared is NotImplemented else ~_beyond(squared, radius)


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


def _squared_distances(mask: Array) -> Any:
    """Squares of the distances as whole numbers in single precision."""
    if not _is_plain(mask):
        return NotImplemented
    distance = cv2.distanceTransform(_bytes(mask), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    if distance.max() > _FARTHEST:
        return NotImplemented
    return np.rint(distance * distance)


def _beyond(squared: Array, radius: float) -> Array:
    # Whether sqrt(n) > radius, asked of the few n there are about the square of the radius.
    about = int(radius * radius)
    largest = max(n for n in range(max(0, about - 2), about + 3) if np.sqrt(n) <= radius)
    return np.asarray(squared > largest)
