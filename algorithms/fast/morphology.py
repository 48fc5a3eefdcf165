"""Erosions, dilations and what follows from them."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from algorithms.fast.common import BORDERS, Array
from algorithms.footprints import footprint_of

_CARRIERS = {
    np.dtype(dtype): np.dtype(carrier)
    for dtype, carrier in {
        "bool": "uint8",
        "int8": "int16",
        "uint8": "uint8",
        "int16": "int16",
        "uint16": "uint16",
        "int32": "float64",
        "uint32": "float64",
        "float32": "float32",
        "float64": "float64",
    }.items()
}
"""What OpenCV holds each dtype in without loss; the order of values is all that counts."""

EROSION, DILATION = "erosion", "dilation"


def erosion(image: Array, footprint: str, radius: int, mode: str) -> Any:
    """Erode a 2-D picture as `skimage.morphology.erosion` does."""
    return _passes(image, footprint, radius, mode, EROSION)


def dilation(image: Array, footprint: str, radius: int, mode: str) -> Any:
    """Dilate a 2-D picture as `skimage.morphology.dilation` does."""
    return _passes(image, footprint, radius, mode, DILATION)


def opening(image: Array, footprint: str, radius: int, mode: str) -> Any:
    """Open a 2-D picture as `skimage.morphology.opening` does."""
    return _passes(image, footprint, radius, mode, EROSION, DILATION)


def closing(image: Array, footprint: str, radius: int, mode: str) -> Any:
    """Close a 2-D picture as `skimage.morphology.closing` does."""
    return _passes(image, footprint, radius, mode, DILATION, EROSION)


def white_tophat(image: Array, footprint: str, radius: int, mode: str) -> Any:
    """Subtract the opening of a 2-D picture from it."""
    opened = opening(image, footprint, radius, mode)
    return opened if opened is NotImplemented else _difference(image, opened)


def black_tophat(image: Array, footprint: str, radius: int, mode: str) -> Any:
    """Subtract a 2-D picture from its closing."""
    closed = closing(image, footprint, radius, mode)
    return closed if closed is NotImplemented else _difference(closed, image)


def morphological_gradient(image: Array, footprint: str, radius: int, side: str, mode: str) -> Any:
    """Span of a 2-D picture's values within a neighbourhood."""
    values = np.asarray(image, dtype=np.float64) if image.dtype.kind == "i" else image
    high = values if side == "inner" else dilation(values, footprint, radius, mode)
    low = values if side == "outer" else erosion(values, footprint, radius, mode)
    if high is NotImplemented or low is NotImplemented:
        return NotImplemented
    return _difference(high, low)


def morphological_laplace(image: Array, footprint: str, radius: int, mode: str) -> Any:
    """Dilation plus erosion of a 2-D picture minus twice the picture."""
    high = dilation(image, footprint, radius, mode)
    if high is NotImplemented:
        return NotImplemented
    low = erosion(image, footprint, radius, mode)
    dtype = np.float32 if image.dtype == np.float32 else np.float64
    return np.add(high, low, dtype=dtype) - np.multiply(image, 2, dtype=dtype)


def alternating_sequential_filter(
    image: Array, footprint: str, radius: int, first: str, mode: str
) -> Any:
    """Open and close a 2-D picture with ever larger neighbourhoods."""
    pair = (EROSION, DILATION, DILATION, EROSION)
    passes = pair if first == "opening" else pair[2:] + pair[:2]
    for size in range(1, radius + 1):
        image = _passes(image, footprint, size, mode, *passes)
        if image is NotImplemented:
            break
    return image


def binary_erosion(mask: Array, footprint: str, radius: int, border: str) -> Any:
    """Erode a 2-D mask."""
    return _binary(mask, footprint, radius, border, EROSION)


def binary_dilation(mask: Array, footprint: str, radius: int, border: str) -> Any:
    """Dilate a 2-D mask."""
    return _binary(mask, footprint, radius, border, DILATION)


def binary_opening(mask: Array, footprint: str, radius: int, border: str) -> Any:
    """Open a 2-D mask."""
    return _binary(mask, footprint, radius, border, EROSION, DILATION)


def binary_closing(mask: Array, footprint: str, radius: int, border: str) -> Any:
    """Close a 2-D mask."""
    return _binary(mask, footprint, radius, border, DILATION, EROSION)


def _binary(mask: Array, footprint: str, radius: int, border: str, *passes: str) -> Any:
    if mask.dtype != np.bool_:
        return NotImplemented
    return _passes(mask, footprint, radius, border, *passes)


def _passes(image: Array, footprint: str, radius: int, mode: str, *passes: str) -> Any:
    carrier = _CARRIERS.get(image.dtype)
    if image.ndim != 2 or image.size == 0 or carrier is None:
        return NotImplemented
    # OpenCV drops NaN here and keeps it there; the smallest value is NaN where any value is.
    if image.dtype.kind == "f" and np.isnan(image.min()):
        return NotImplemented
    values: Array = np.ascontiguousarray(image, dtype=carrier)
    kernel = footprint_of(footprint, radius)
    for name in passes:
        values = _passed(values, kernel, mode, name, image.dtype)
    return values.astype(image.dtype, copy=False)


def _passed(values: Array, kernel: Array, mode: str, name: str, dtype: np.dtype[Any]) -> Array:
    work = cv2.erode if name == EROSION else cv2.dilate
    if mode in BORDERS and mode != "constant":
        return np.asarray(work(values, kernel, borderType=BORDERS[mode]))
    low, high = _limits(dtype)
    neutral = high if name == EROSION else low
    beyond = {"constant": 0.0, "background": low, "foreground": high}.get(mode, neutral)
    border = cv2.BORDER_CONSTANT
    return np.asarray(work(values, kernel, borderType=border, borderValue=beyond))


def _limits(dtype: np.dtype[Any]) -> tuple[float, float]:
    if dtype == np.bool_:
        return 0.0, 1.0
    if dtype.kind == "f":
        return -np.inf, np.inf
    return float(np.iinfo(dtype).min), float(np.iinfo(dtype).max)


def _difference(high: Array, low: Array) -> Array:
    # Truth values have no difference, but they are apart where they differ.
    subtract = np.logical_xor if high.dtype == np.bool_ else np.subtract
    return np.asarray(subtract(high, low))
