"""OpenCV implementations proven equal to the reference; `NotImplemented` where they are not."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.util import img_as_float

Array = NDArray[Any]

_BORDERS = {
    "reflect": cv2.BORDER_REFLECT,
    "nearest": cv2.BORDER_REPLICATE,
    "mirror": cv2.BORDER_REFLECT_101,
    "constant": cv2.BORDER_CONSTANT,
}
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
    if not planar or mode not in _BORDERS or image.size == 0 or channels > 4:
        return NotImplemented
    radius = int(truncate * sigma + 0.5)
    if radius >= min(_WIDEST_RADIUS + 1, *image.shape[:2]) or image.dtype not in _GAUSSIAN_DTYPES:
        return NotImplemented
    if not preserve_range:
        image = img_as_float(image)
    dtype = np.float32 if image.dtype == np.float32 else np.float64
    kernel = _gaussian_kernel(sigma, radius)
    values: Array = np.ascontiguousarray(image, dtype=dtype)
    smooth = cv2.sepFilter2D(values, -1, kernel, kernel, borderType=_BORDERS[mode])
    return np.asarray(smooth).reshape(image.shape)


_GAUSSIAN_DTYPES = tuple(
    np.dtype(name) for name in ("uint8", "uint16", "int16", "float32", "float64")
)


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


def sobel(image: Array, mode: str) -> Any:
    """Gradient magnitude of a 2-D picture, scaled as `skimage.filters.sobel` scales it."""
    if image.ndim != 2 or min(image.shape) < 2 or mode not in _BORDERS:
        return NotImplemented
    if image.dtype not in _GAUSSIAN_DTYPES:
        return NotImplemented
    values = np.ascontiguousarray(img_as_float(image))
    border = _BORDERS[mode]
    down, right = (
        cv2.Sobel(values, -1, dx, dy, ksize=3, scale=0.25, borderType=border)
        for dx, dy in ((0, 1), (1, 0))
    )
    return np.asarray(np.sqrt((down * down + right * right) / 2))


def connected_components(mask: Array, connectivity: int | None) -> Any:
    """Label a 2-D mask with ids in raster order, as `skimage.measure.label` gives them."""
    if mask.ndim != 2 or mask.dtype != np.bool_ or mask.size == 0:
        return NotImplemented
    _, labels = cv2.connectedComponentsWithAlgorithm(
        np.ascontiguousarray(mask).view(np.uint8),
        4 if connectivity == 1 else 8,
        cv2.CV_32S,
        cv2.CCL_SAUF,
    )
    return np.asarray(labels)
