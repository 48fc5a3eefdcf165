"""What entries share whose parameters mean something on the scale from 0 to 1 only."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def stretched(image: NDArray[Any]) -> Floats:
    """Map the values of a picture to 0 to 1, whatever its dtype and range.

    Parameters
    ----------
    image : ndarray
        Picture; what is not finite counts as its darkest or brightest value.

    Returns
    -------
    ndarray of float64, same shape
        0 everywhere where all values are alike.

    Examples
    --------
    >>> stretched(np.array([[10, 20, 30]])).tolist()
    [[0.0, 0.5, 1.0]]
    """
    values = np.asarray(image, np.float64)
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
    with np.errstate(invalid="ignore", over="ignore"):
        span = high - low
        known = np.nan_to_num(values, nan=low, posinf=high, neginf=low)
        return (known - low) / span if 0 < span < np.inf else np.zeros_like(values)


def as_bytes(image: NDArray[Any]) -> NDArray[np.uint8]:
    """A picture in 8 bits: as it is where it has them, else stretched to 0 to 255."""
    if image.dtype == np.uint8:
        return np.ascontiguousarray(image)
    return np.rint(255 * stretched(image)).astype(np.uint8)


def as_colours(image: NDArray[Any], channel_axis: int | None) -> NDArray[Any]:
    """Three channels along the last axis: grey is repeated, what comes after blue is left out."""
    if channel_axis is None:
        return np.repeat(image[..., np.newaxis], 3, axis=-1)
    colours = np.moveaxis(image, channel_axis, -1)
    missing = max(0, 3 - colours.shape[-1])
    return np.concatenate([colours[..., :3], *[colours[..., :1]] * missing], axis=-1)


def check_size(image: NDArray[Any], smallest: int = 1) -> None:
    """Refuse pictures with fewer rows or columns than an algorithm can work on.

    Raises
    ------
    ValueError
        If a side is shorter than `smallest` pixels.
    """
    if min(image.shape[:2], default=0) < smallest:
        raise ValueError(
            f"the picture has shape {image.shape[:2]}; expected {smallest} or more pixels along "
            "each side, choose a larger picture or region"
        )
