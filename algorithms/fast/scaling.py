"""Shrinking by whole numbers."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from algorithms.fast.common import DTYPES, Array

_WIDEST_FACTOR = 64


def downscale_local_mean(image: Array, factor: int, channel_axis: int | None = None) -> Any:
    """Replace blocks by their means, as `skimage.transform.downscale_local_mean` does.

    Returns
    -------
    ndarray of float32 or float64
        Within 1e-6 (float32) or 1e-12 of the reference, relative to the largest value.
    """
    planar = image.ndim == 2 or (image.ndim == 3 and channel_axis in (-1, 2))
    channels = image.shape[2] if image.ndim == 3 else 1
    if not planar or image.dtype not in DTYPES or image.size == 0 or not 1 <= channels <= 4:
        return NotImplemented
    rows, columns = image.shape[:2]
    # The reference fills incomplete blocks up with 0; this would stretch the others.
    if not 1 < factor <= _WIDEST_FACTOR or rows % factor or columns % factor:
        return NotImplemented
    dtype = np.float32 if image.dtype == np.float32 else np.float64
    values: NDArray[np.floating[Any]] = np.ascontiguousarray(image, dtype=dtype)
    size = (columns // factor, rows // factor)
    small: NDArray[Any] = cv2.resize(values, size, interpolation=cv2.INTER_AREA)
    if dtype == np.float64:
        # OpenCV multiplies sums by a reciprocal that it rounds to single precision.
        small = small / (float(np.float32(1 / factor**2)) * factor**2)
    return np.asarray(small).reshape(size[1], size[0], *image.shape[2:])
