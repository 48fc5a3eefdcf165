"""Scales of intensity: pictures of any dtype from 0 to 1 and back, and checks before slow work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Scaled(NamedTuple):
    """A picture from about 0 to 1, and what leads back to its own scale.

    Attributes
    ----------
    pixels : ndarray of float
        The picture less `offset`, divided by `span`.
    offset, span : float
        On the picture's own scale.
    """

    pixels: Array
    offset: float
    span: float

    def back(self, pixels: Array) -> Array:
        """Values from 0 to 1 on the picture's own scale."""
        return np.asarray(pixels * self.span + self.offset)


def checked(image: Array) -> Array:
    """Give a picture back that has pixels, all of them finite.

    Raises
    ------
    ValueError
        If it has none, or holds NaN or infinities.
    """
    if image.size == 0:
        raise ValueError(f"the picture has shape {image.shape}; expected at least one pixel")
    if image.dtype.kind == "f" and not np.isfinite(image).all():
        raise ValueError(
            "the picture holds values that are no finite numbers (NaN or infinity); replace them "
            "first, for instance by inpainting"
        )
    return image


def scaled(image: Array) -> Scaled:
    """Bring a picture to a scale from 0 to 1 on which constants of the literature mean something.

    Black and white are 0 and 255 for 8-bit pictures, and stay as they are for masks and for floats
    that lie between 0 and 1 already. All else is stretched from its darkest to its brightest pixel,
    because cameras seldom fill 16 bits.

    Parameters
    ----------
    image : ndarray
        Any picture of real numbers.

    Raises
    ------
    ValueError
        If it has no pixel, or one that is not finite, or values that overflow when subtracted.

    Examples
    --------
    >>> scaled(np.array([1000, 3000], np.uint16)).pixels.tolist()
    [0.0, 1.0]
    >>> scaled(np.array([51], np.uint8)).pixels.tolist()
    [0.2]
    """
    pixels = checked(image).astype(np.float64)
    if image.dtype == np.bool_:
        return Scaled(pixels, 0.0, 1.0)
    if image.dtype == np.uint8:
        return Scaled(pixels / 255, 0.0, 255.0)
    low, high = float(pixels.min()), float(pixels.max())
    if image.dtype.kind == "f" and low >= 0 and high <= 1:
        return Scaled(pixels, 0.0, 1.0)
    if not np.isfinite(high - low):
        raise ValueError(
            f"the picture's values reach from {low:g} to {high:g}, too far apart to compute with; "
            "clip or rescale them first"
        )
    span = high - low or 1.0
    return Scaled((pixels - low) / span, low, span)


def precise(image: Array) -> Array:
    """Floats in double precision; sums of single ones depend on how a picture is cut in chunks."""
    return image.astype(np.float64, copy=False) if image.dtype.kind == "f" else image


def by_channel(
    function: Callable[[Array], Array], image: Array, channel_axis: int | None = None
) -> Array:
    """Apply a function to each channel, or to the picture where it has none."""
    if channel_axis is None:
        return function(image)
    channels = [function(part) for part in np.moveaxis(image, channel_axis, 0)]
    return np.stack(channels, axis=channel_axis)


def colours_first(
    function: Callable[[Array], Array], image: Array, channel_axis: int | None = None
) -> Array:
    """Apply a function to red, green and blue together, to what is left channel by channel.

    Transparency is kept as it is, and a picture of two channels is no colour picture.
    """
    if channel_axis is None:
        return function(image)
    if image.shape[channel_axis] < 3:
        return by_channel(function, image, channel_axis)
    channels = np.moveaxis(image, channel_axis, -1)
    made = function(channels[..., :3])
    if channels.shape[-1] > 3:
        kept = channels[..., 3:].astype(made.dtype)
        made = np.concatenate([made, kept], axis=-1)
    return np.moveaxis(made, -1, channel_axis)
