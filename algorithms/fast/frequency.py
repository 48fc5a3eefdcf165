"""Gabor filters."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np

from algorithms.fast.common import BORDERS, DTYPES, Array


def gabor(image: Array, wavelength: float, theta: float, bandwidth: float, mode: str) -> Any:
    """Answer to waves of one length and direction, as `skimage.filters.gabor` does.

    A round Gaussian times a wave is a product of one function of the row and one of the column, so
    that four filters along rows and columns do what one over an area does.
    """
    ratio = (2.0**bandwidth + 1) / (2.0**bandwidth - 1)
    sigma = wavelength / math.pi * math.sqrt(math.log(2) / 2) * ratio
    angle = math.radians(theta)
    reach = max(3 * sigma * max(abs(math.cos(angle)), abs(math.sin(angle))), 1)
    radius = math.ceil(reach)
    plain = image.ndim == 2 and image.dtype in DTYPES and mode in BORDERS
    if not plain or radius >= min(image.shape):
        return NotImplemented
    offsets = np.arange(-radius, radius + 1)
    bell = np.exp(-0.5 * offsets**2 / sigma**2) / (math.sqrt(2 * math.pi) * sigma)
    wave = 2 * math.pi / wavelength * offsets
    # Convolution turns a kernel round, which only reverses the sine.
    across = bell * np.exp(-1j * wave * math.cos(angle))
    down = bell * np.exp(-1j * wave * math.sin(angle))
    values = np.ascontiguousarray(image, np.float64)

    def filtered(along_rows: Array, along_columns: Array) -> Array:
        found = cv2.sepFilter2D(values, -1, along_rows, along_columns, borderType=BORDERS[mode])
        return np.asarray(found)

    real = filtered(across.real, down.real) - filtered(across.imag, down.imag)
    imaginary = filtered(across.real, down.imag) + filtered(across.imag, down.real)
    dtype = np.float32 if image.dtype == np.float32 else np.float64
    return np.hypot(real, imaginary).astype(dtype), real.astype(dtype)
