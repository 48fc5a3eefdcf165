"""Gradients."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from skimage.util import img_as_float

from algorithms.fast.common import BORDERS, DTYPES, Array


def sobel(image: Array, mode: str) -> Any:
    """Gradient magnitude of a 2-D picture, scaled as `skimage.filters.sobel` scales it."""
    if image.ndim != 2 or min(image.shape) < 2 or mode not in BORDERS:
        return NotImplemented
    if image.dtype not in DTYPES:
        return NotImplemented
    values = np.ascontiguousarray(img_as_float(image))
    border = BORDERS[mode]
    down, right = (
        cv2.Sobel(values, -1, dx, dy, ksize=3, scale=0.25, borderType=border)
        for dx, dy in ((0, 1), (1, 0))
    )
    return np.asarray(np.sqrt((down * down + right * right) / 2))
