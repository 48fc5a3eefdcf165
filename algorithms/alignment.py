"""What bringing pictures into one place has in common: matrices, greys and resampling."""

# SciPy has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Array: TypeAlias = NDArray[Any]
Matrix: TypeAlias = NDArray[np.float64]

TURNED: list[tuple[str, dict[str, object]]] = [("rotate", {"angle": 4.0, "grow": False})]
TO_IMAGE = "takes (row, column, 1) in the reference to the place in the image."
SWAP = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1]], np.float64)
"""Turns (row, column) into (x, y) and back."""


def greys(image: Array, reference: Array, channel_axis: int | None) -> tuple[Array, Array]:
    """Both without colours, in float64; one of them may never have had any."""
    spatial = max(image.ndim, reference.ndim) - (channel_axis is not None)
    grey = [
        np.asarray(item if item.ndim == spatial else item.mean(axis=-1), np.float64)
        for item in (image, reference)
    ]
    if grey[0].shape != grey[1].shape:
        raise ValueError(
            f"the image has shape {image.shape} and the reference {reference.shape}; fit one to "
            "the other first, with Fit image"
        )
    if not (grey[0].size and all(np.isfinite(item).all() for item in grey)):
        raise ValueError(
            "the pictures are empty or have values that are not finite; crop or fill them first"
        )
    return grey[0], grey[1]


def unit(grey: Array) -> NDArray[np.float32]:
    """Values from 0 to 1, as thresholds for corners expect them."""
    low, high = grey.min(), grey.max()
    return np.asarray((grey - low) / ((high - low) or 1), np.float32)


def resampled(image: Array, matrix: Matrix) -> Array:
    """The picture as seen from where `matrix` looks, in its own dtype."""
    ndim = len(matrix) - 1
    places = np.indices(image.shape[:ndim]).reshape(ndim, -1)
    seen = matrix @ np.vstack([places, np.ones(places.shape[1])])
    # Perspective has places at infinity, where nothing may look.
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = seen[:-1] / seen[-1]
    seen = np.clip(np.nan_to_num(seen, nan=-2), -2, max(image.shape) + 1)
    planes = image.reshape(*image.shape[:ndim], -1)
    taken = [
        ndimage.map_coordinates(np.asarray(plane, np.float64), seen, order=1)
        for plane in np.moveaxis(planes, -1, 0)
    ]
    values = np.stack(taken, axis=-1).reshape(image.shape)
    return np.asarray(values if image.dtype.kind == "f" else np.rint(values)).astype(image.dtype)
