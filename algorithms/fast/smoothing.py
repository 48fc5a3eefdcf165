"""Blurs and medians."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.util import img_as_float

from algorithms.fast.common import BORDERS, DTYPES, Array

# Beyond this OpenCV is no faster, and in float32 it strays by more than 1e-6.
_WIDEST_RADIUS = 50
_WIDEST_MEDIAN = {np.dtype(np.uint8): 255, np.dtype(np.uint16): 5, np.dtype(np.float32): 5}


def gaussian(
    image: Array,
    sigma: float,
    mode: str,
    preserve_range: bool,
    truncate: float,
    channel_axis: int | None = None,
) -> Any:
    """Blur a 2-D picture as `skimage.filters.gaussian` does.

    Returns
    -------
    ndarray of float32 or float64
        Within 1e-6 (float32) or 1e-10 of the reference, relative to the largest value.
    """
    planar = image.ndim == 2 or (image.ndim == 3 and channel_axis in (-1, 2))
    channels = image.shape[2] if image.ndim == 3 else 1
    if not planar or mode not in BORDERS or image.size == 0 or channels > 4:
        return NotImplemented
    radius = int(truncate * sigma + 0.5)
    if radius >= min(_WIDEST_RADIUS + 1, *image.shape[:2]) or image.dtype not in DTYPES:
        return NotImplemented
    if not preserve_range:
        image = img_as_float(image)
    dtype = np.float32 if image.dtype == np.float32 else np.float64
    kernel = _gaussian_kernel(sigma, radius)
    values: Array = np.ascontiguousarray(image, dtype=dtype)
    smooth = cv2.sepFilter2D(values, -1, kernel, kernel, borderType=BORDERS[mode])
    return np.asarray(smooth).reshape(image.shape)


def _gaussian_kernel(sigma: float, radius: int) -> NDArray[np.float64]:
    offsets = np.arange(-radius, radius + 1)
    weights = np.exp(-0.5 / (sigma * sigma) * offsets**2)
    return np.asarray(weights / weights.sum())


def median(image: Array, size: int, mode: str) -> Any:
    """Take the median over a square of a 2-D picture, with the nearest pixel beyond its border."""
    widest = _WIDEST_MEDIAN.get(image.dtype, 0)
    if image.ndim != 2 or mode != "nearest" or not 1 < size <= widest or image.size == 0:
        return NotImplemented
    if image.dtype == np.float32 and np.isnan(image).any():
        return NotImplemented
    return np.asarray(cv2.medianBlur(np.ascontiguousarray(image), size))
