"""Thresholds from one quick histogram of integers, and from sums over windows."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage import filters

from algorithms.fast.common import Array
from algorithms.fast.smoothing import INTEGERS, median, sums
from algorithms.fast.strips import in_strips

Histogram: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int64]]

_EXACT = 1 << 24
"""OpenCV counts in float32, which holds whole numbers up to here."""
_SQUARES = 1 << 53
"""Float64 holds whole numbers up to here."""


def histogram(image: Array) -> Histogram | None:
    """Count the values of a picture of 8 or 16 bits without sign.

    Returns
    -------
    counts, values : ndarray of int64
        From the least value there is to the greatest; `None` for other pictures.
    """
    if image.dtype not in (np.uint8, np.uint16) or image.ndim < 2 or image.size == 0:
        return None
    levels = int(np.iinfo(image.dtype).max) + 1
    rows = np.ascontiguousarray(image).reshape(-1, image.shape[-1])
    counts = np.zeros(levels, np.int64)
    step = max(1, _EXACT // rows.shape[1])
    for start in range(0, len(rows), step):
        part = cv2.calcHist([rows[start : start + step]], [0], None, [levels], [0, levels])
        counts += np.asarray(part).ravel().astype(np.int64)
    present = np.flatnonzero(counts)
    first, last = int(present[0]), int(present[-1])
    return counts[first : last + 1], np.arange(first, last + 1)


def brighter(image: Array, threshold: float) -> Array:
    """Compare a picture with a number in the picture's own dtype where that is the same."""
    if image.dtype not in INTEGERS or not np.isfinite(threshold):
        return np.asarray(image > threshold)
    limits, whole = np.iinfo(image.dtype), int(np.floor(threshold))
    if not limits.min <= whole <= limits.max:
        return np.full(image.shape, whole < limits.min)
    return np.asarray(image > image.dtype.type(whole))


def _above(image: Array, threshold: Any) -> tuple[Array, float]:
    return brighter(image, float(threshold)), float(threshold)


def threshold_otsu(image: Array, nbins: int) -> Any:
    """Otsu's threshold."""
    found = histogram(image)
    if found is None:
        return NotImplemented
    single = len(found[1]) == 1
    return _above(image, found[1][0] if single else filters.threshold_otsu(hist=found))


def threshold_yen(image: Array, nbins: int) -> Any:
    """Yen's threshold."""
    found = histogram(image)
    return NotImplemented if found is None else _above(image, filters.threshold_yen(hist=found))


def threshold_isodata(image: Array, nbins: int) -> Any:
    """Threshold midway between the means of what it divides."""
    found = histogram(image)
    return NotImplemented if found is None else _above(image, filters.threshold_isodata(hist=found))


def threshold_mean(image: Array) -> Any:
    """Mean of the picture."""
    found = histogram(image)
    if found is None:
        return NotImplemented
    counts, values = found
    return _above(image, np.float64(counts @ values) / np.float64(image.size))


def threshold_minimum(image: Array, nbins: int, max_num_iter: int) -> Any:
    """Threshold at the valley between two peaks of a histogram smoothed until it has no more.

    Raises
    ------
    RuntimeError
        If it never comes to two peaks.
    """
    found = histogram(image)
    if found is None:
        return NotImplemented
    counts, values = found
    smooth = counts.astype(np.float32)
    peaks = np.empty(0, np.intp)
    left = max_num_iter
    while left > 0:
        smooth = ndi.uniform_filter1d(smooth, 3)
        peaks = _peaks(smooth)
        left -= 1
        if len(peaks) < 3:
            break
    if len(peaks) != 2:
        raise RuntimeError("Unable to find two maxima in histogram")
    if left == 0:
        raise RuntimeError("Maximum iteration reached for histogram smoothing")
    first, second = peaks
    return _above(image, values[first + np.argmin(smooth[first : second + 1])])


def _peaks(values: NDArray[np.float32]) -> NDArray[np.intp]:
    """Last place of each rise or plateau before a fall; the start counts as a rise."""
    steps = np.sign(np.diff(values))
    moves = np.flatnonzero(steps)
    falls = steps[moves] < 0
    return moves[falls & np.concatenate([[True], ~falls[:-1]])] if len(moves) else moves


def threshold_triangle(image: Array, nbins: int) -> Any:
    """Threshold farthest below the line from the peak to the longer tail's end."""
    found = histogram(image)
    if found is None:
        return NotImplemented
    counts, values = found
    peak = int(np.argmax(counts))
    if len(counts) == 1:
        return _above(image, values[0])
    flipped = peak < len(counts) - 1 - peak
    if flipped:
        counts, values, peak = counts[::-1], values[::-1], len(counts) - 1 - peak
    height = counts[peak]
    norm = np.sqrt(height**2 + peak**2)
    places = np.arange(peak)
    distance = (height / norm) * places - (peak / norm) * counts[:peak]
    return _above(image, values[np.argmax(distance)])


def threshold_li(image: Array, initial_guess: float | None) -> Any:
    """Threshold of least cross entropy, by iteration from the mean."""
    found = histogram(image)
    if found is None or initial_guess is not None:
        return NotImplemented
    counts, values = found
    if len(values) == 1:
        return _above(image, values[0])
    least = values[0]
    values = values - least
    weights = counts.astype(np.float32)
    following = np.float64(counts @ values) / np.float64(image.size)
    current = np.float64(-1)
    while abs(following - current) > 0.5:
        current = following
        front = values > current
        bright = np.average(values[front], weights=weights[front])
        dark = np.average(values[~front], weights=weights[~front])
        if dark == 0:
            break
        following = (dark - bright) / (np.log(dark) - np.log(bright))
    return _above(image, following + image.dtype.type(least))


def threshold_multiotsu(image: Array, classes: int, nbins: int) -> Any:
    """Divide up to 256 levels into several classes."""
    found = histogram(image)
    if found is None or len(found[1]) > 256:
        return NotImplemented
    counts, values = found
    bounds = filters.threshold_multiotsu(hist=(counts / counts.sum(), values), classes=classes)
    levels = np.arange(int(np.iinfo(image.dtype).max) + 1)
    table = {"class": np.arange(len(bounds)), "threshold": np.asarray(bounds, dtype=float)}
    return np.digitize(levels, bins=bounds)[image], table


def apply_hysteresis_threshold(image: Array, low: float, high: float) -> Any:
    """Keep what is brighter than `low` and connected with something brighter than `high`."""
    if image.ndim != 2 or image.size == 0:
        return NotImplemented
    weak = brighter(image, min(low, high))
    count, labels = cv2.connectedComponentsWithAlgorithm(
        weak.view(np.uint8), 4, cv2.CV_32S, cv2.CCL_SAUF
    )
    kept = np.zeros(count, bool)
    kept[labels[brighter(image, high)]] = True
    return kept[labels]


def threshold_local(image: Array, block_size: int, method: str, offset: float, mode: str) -> Any:
    """Threshold at the median of the surroundings.

    Beside a mean or a blur the mask hangs on how their last bits were rounded.
    """
    if method != "median" or image.dtype not in INTEGERS:
        return NotImplemented
    middle = median(image, block_size, mode)
    if middle is NotImplemented:
        return NotImplemented
    surface = middle.astype(np.float64) - offset
    return image > surface, surface


def threshold_niblack(image: Array, window_size: int, k: float) -> Any:
    """Threshold at the mean of a window less `k` times its standard deviation."""

    def surface(mean: Array, deviation: Array) -> Array:
        return mean - k * deviation

    return _above_surface(image, window_size, surface)


def threshold_sauvola(image: Array, window_size: int, k: float, r: float | None) -> Any:
    """Threshold at the mean of a window, lowered where its standard deviation is low."""
    if image.dtype.kind != "u":
        return NotImplemented
    contrast = 0.5 * int(np.iinfo(image.dtype).max) if r is None else r

    def surface(mean: Array, deviation: Array) -> Array:
        return mean * (1 + k * ((deviation / contrast) - 1))

    return _above_surface(image, window_size, surface)


def _above_surface(image: Array, size: int, surface: Callable[[Array, Array], Array]) -> Any:
    """Compare with a function of mean and standard deviation of a window.

    Both are equal to the last bit to what scikit-image reads off integral images, while the sums
    in those are whole numbers that float64 holds.
    """
    unsigned = image.dtype in (np.uint8, np.uint16)
    if image.ndim != 2 or not unsigned or image.size == 0 or size // 2 >= min(image.shape):
        return NotImplemented
    height, width = image.shape
    if int(image.max()) ** 2 * (height + size) * (width + size) >= _SQUARES:
        return NotImplemented

    def compute(rows: Array) -> Array:
        mean = sums(rows, size) / size**2
        squares = sums(rows, size, squared=True) / size**2
        return surface(mean, np.sqrt(np.maximum(squares - mean * mean, 0)))

    found = in_strips(np.ascontiguousarray(image), size // 2, compute, np.float64)
    return image > found, found
