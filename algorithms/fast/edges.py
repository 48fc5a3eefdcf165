"""Gradients."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from skimage.util import img_as_float

from algorithms.fast.common import BORDERS, DTYPES, Array
from algorithms.fast.strips import in_strips

_DIFFERENCE = np.array([-1.0, 0.0, 1.0])


def sobel(image: Array, direction: str, mode: str) -> Any:
    """Gradient of a 2-D picture, scaled as `skimage.filters.sobel` scales it."""
    return _gradient(image, _DIFFERENCE, _weights("SOBEL_SMOOTH"), direction, mode)


def scharr(image: Array, direction: str, mode: str) -> Any:
    """Gradient of a 2-D picture, scaled as `skimage.filters.scharr` scales it."""
    return _gradient(image, _DIFFERENCE, _weights("SCHARR_SMOOTH"), direction, mode)


def prewitt(image: Array, direction: str, mode: str) -> Any:
    """Gradient of a 2-D picture, scaled as `skimage.filters.prewitt` scales it."""
    return _gradient(image, _DIFFERENCE, _weights("PREWITT_SMOOTH"), direction, mode)


def farid(image: Array, direction: str, mode: str) -> Any:
    """Gradient of a 2-D picture, as `skimage.filters.farid` finds it."""
    edge, smooth = _weights("farid_edge")[::-1], _weights("farid_smooth")
    return _gradient(image, edge, smooth, direction, mode)


def roberts(image: Array, direction: str) -> Any:
    """Difference across the diagonals of 2 by 2 pixels, as `skimage.filters.roberts` has it."""
    if not _is_plain(image):
        return NotImplemented

    def change(rows: Array) -> Array:
        values = cv2.copyMakeBorder(_as_float(rows), 0, 1, 0, 1, cv2.BORDER_REPLICATE)
        falling = rising = values
        if direction != "neg_diag":
            falling = values[1:, 1:] - values[:-1, :-1]
        if direction == "pos_diag":
            return np.asarray(falling)
        rising = values[1:, :-1] - values[:-1, 1:]
        if direction == "neg_diag":
            return np.asarray(rising)
        return np.asarray(np.sqrt((falling * falling + rising * rising) / 2))

    dtype = np.float32 if image.dtype == np.float32 else np.float64
    return in_strips(np.ascontiguousarray(image), 1, change, dtype)


def laplace(image: Array) -> Any:
    """How far a pixel of a 2-D picture is above its four neighbours together."""
    if not _is_plain(image):
        return NotImplemented
    kernel = np.array([[0, -1, 0], [-1, 4, -1], [0, -1, 0]], float)

    def second(rows: Array) -> Any:
        return cv2.filter2D(_as_float(rows), -1, kernel, borderType=cv2.BORDER_REFLECT)

    dtype = np.float32 if image.dtype == np.float32 else np.float64
    return in_strips(np.ascontiguousarray(image), 1, second, dtype)


def _weights(name: str) -> Array:
    # Imported late, as it brings along a lot that nothing else needs.
    from skimage.filters import edges

    return np.ravel(getattr(edges, name))


def _gradient(image: Array, edge: Array, smooth: Array, direction: str, mode: str) -> Any:
    if not _is_plain(image) or min(image.shape) < len(edge) or mode not in BORDERS:
        return NotImplemented
    border = BORDERS[mode]

    def change(rows: Array) -> Array:
        values = _as_float(rows)
        down = right = values
        if direction != "vertical":
            down = np.asarray(cv2.sepFilter2D(values, -1, smooth, edge, borderType=border))
        if direction == "horizontal":
            return down
        right = np.asarray(cv2.sepFilter2D(values, -1, edge, smooth, borderType=border))
        if direction == "vertical":
            return right
        return np.asarray(np.sqrt((down * down + right * right) / 2))

    dtype = np.float32 if image.dtype == np.float32 else np.float64
    return in_strips(np.ascontiguousarray(image), len(edge) // 2, change, dtype)


def _as_float(rows: Array) -> Array:
    if rows.dtype.kind == "u":
        return np.asarray(np.multiply(rows, 1 / np.iinfo(rows.dtype).max, dtype=np.float64))
    return np.asarray(img_as_float(rows))


def _is_plain(image: Array) -> bool:
    return image.ndim == 2 and image.size > 0 and image.dtype in DTYPES
