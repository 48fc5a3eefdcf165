"""Blurs, medians and the statistics of a square."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.util import img_as_float

from algorithms.fast.common import BORDERS, DTYPES, Array
from algorithms.fast.strips import in_strips
from isoline.rooms import room

_WIDEST_RADIUS = {"single": 50, "double": 16}
"""Beyond these OpenCV is no faster, and in single precision it strays by more than 1e-6."""
_WIDEST_MEDIAN = {
    np.dtype(np.uint8): 255,
    np.dtype(np.uint16): 5,
    np.dtype(np.int16): 5,
    np.dtype(np.float32): 5,
}

INTEGERS = tuple(dtype for dtype in DTYPES if dtype.kind in "iu")


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
        Relative to the largest value within 1e-6 of the reference for pictures of 8 bits and of
        float32, within 1e-10 for others.
    """
    planar = image.ndim == 2 or (image.ndim == 3 and channel_axis in (-1, 2))
    channels = image.shape[2] if image.ndim == 3 else 1
    if not planar or mode not in BORDERS or image.size == 0 or channels > 4:
        return NotImplemented
    radius = int(truncate * sigma + 0.5)
    single = image.dtype in (np.uint8, np.float32)
    widest = _WIDEST_RADIUS["single" if single else "double"]
    if radius > widest or radius >= min(image.shape[:2]) or image.dtype not in DTYPES:
        return NotImplemented
    kernel, border = _gaussian_kernel(sigma, radius), BORDERS[mode]
    if not preserve_range and image.dtype != np.uint8:
        image = img_as_float(image)
    along_rows = kernel / (255 if image.dtype == np.uint8 and not preserve_range else 1)
    depth = cv2.CV_32F if single else cv2.CV_64F

    values: Array = np.ascontiguousarray(image, None if single else np.float64)
    smooth = cv2.sepFilter2D(values, depth, along_rows, kernel, borderType=border)
    if image.dtype != np.uint8:
        return np.asarray(smooth).reshape(image.shape)
    found = room(image.shape, np.float64)
    np.copyto(found, smooth.reshape(image.shape))
    return found


def _gaussian_kernel(sigma: float, radius: int) -> NDArray[np.float64]:
    offsets = np.arange(-radius, radius + 1)
    weights = np.exp(-0.5 / (sigma * sigma) * offsets**2)
    return np.asarray(weights / weights.sum())


def padded(image: Array, radius: int, mode: str) -> Array:
    """Add what SciPy takes to lie beyond the border of a 2-D picture."""
    values = np.ascontiguousarray(image)
    if radius == 0:
        return values
    around = (radius,) * 4
    return np.asarray(cv2.copyMakeBorder(values, *around, BORDERS[mode], value=0))


def _middle(values: Any, radius: int, shape: tuple[int, ...]) -> Array:
    """Take off again what was added around a picture."""
    rows, columns = (slice(radius, radius + length) for length in shape)
    return np.asarray(values[rows, columns])


def median(image: Array, size: int, mode: str, shape: str = "square") -> Any:
    """Take the median over a square of a 2-D picture."""
    widest = _WIDEST_MEDIAN.get(image.dtype, 0) if shape == "square" else 0
    if image.ndim != 2 or mode not in BORDERS or not 1 < size <= widest or image.size == 0:
        return NotImplemented
    if image.dtype == np.float32 and np.isnan(image).any():
        return NotImplemented
    reach = size // 2
    # SciPy takes other pixels where a side is mirrored so often.
    if mode == "reflect" and any(1 < length <= reach // 4 for length in image.shape):
        return NotImplemented
    # OpenCV knows only the nearest pixel beyond the border.
    radius = 0 if mode == "nearest" else reach
    found = cv2.medianBlur(padded(image, radius, mode), size)
    return np.ascontiguousarray(_middle(found, radius, image.shape))


def local_mean(image: Array, size: int, mode: str) -> Any:
    """Take the mean over a square of a 2-D picture of integers; equal to the last bit."""
    if not _has_exact_sums(image, mode):
        return NotImplemented

    def mean(rows: Array) -> Array:
        return sums(rows, size) / size**2

    return _over_squares(image, size, mode, mean)


def local_deviation(image: Array, size: int, mode: str, statistic: str) -> Any:
    """Measure the spread in a square of a 2-D picture of integers; equal to the last bit."""
    if not _has_exact_sums(image, mode):
        return NotImplemented

    def spread(rows: Array) -> Array:
        total, squares, count = sums(rows, size), sums(rows, size, squared=True), size**2
        variance = np.maximum((squares - total * total / count) / count, 0)
        return np.asarray(variance if statistic == "variance" else np.sqrt(variance))

    return _over_squares(image, size, mode, spread)


def _over_squares(image: Array, size: int, mode: str, compute: Callable[[Array], Array]) -> Array:
    radius = size // 2
    found = in_strips(padded(image, radius, mode), radius, compute, np.float64)
    return np.ascontiguousarray(_middle(found, radius, image.shape))


def _has_exact_sums(image: Array, mode: str) -> bool:
    # A sum of squares of 16 bits over 101 by 101 pixels is far from where float64 rounds.
    return image.ndim == 2 and image.dtype in INTEGERS and image.size > 0 and mode in BORDERS


def sums(rows: Array, size: int, squared: bool = False) -> Array:
    """Sums over squares, or of squares over squares; without error for integers."""
    sum_over = cv2.sqrBoxFilter if squared else cv2.boxFilter
    border = cv2.BORDER_REFLECT_101
    return np.asarray(sum_over(rows, cv2.CV_64F, (size, size), normalize=False, borderType=border))


def local_minimum(image: Array, size: int, mode: str) -> Any:
    """Take the least value in a square of a 2-D picture."""
    return _extremum(cv2.erode, image, size, mode)


def local_maximum(image: Array, size: int, mode: str) -> Any:
    """Take the greatest value in a square of a 2-D picture."""
    return _extremum(cv2.dilate, image, size, mode)


def _extremum(find: Any, image: Array, size: int, mode: str) -> Any:
    if image.ndim != 2 or image.dtype not in DTYPES or image.size == 0 or mode not in BORDERS:
        return NotImplemented
    if image.dtype.kind == "f" and np.isnan(image).any():
        return NotImplemented
    radius = size // 2
    found = find(padded(image, radius, mode), np.ones((size, size), np.uint8))
    return np.ascontiguousarray(_middle(found, radius, image.shape))


def local_percentile(image: Array, percentile: float, size: int, mode: str) -> Any:
    """Take the least, middle or greatest value in a square of a 2-D picture."""
    special = {0.0: local_minimum, 50.0: median, 100.0: local_maximum}
    if float(percentile) not in special:
        return NotImplemented
    return special[float(percentile)](image, size, mode)
