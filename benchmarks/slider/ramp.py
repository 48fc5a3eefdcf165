"""The picture that tells which threshold is on screen: a grey ramp lies along its lower edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

LEVELS = 256
RAMP_SHARE = 1 / 8
"""Part of the height that the ramp takes."""


def ramp_image(side: int) -> NDArray[np.uint8]:
    """Grains on a noisy ground above, all intensities from left to right below.

    The upper part makes overlays cost what they cost on a micrograph; the ramp alone is read.

    Parameters
    ----------
    side : int
        Height and width in pixels, a multiple of 256.

    Returns
    -------
    ndarray of uint8, shape (side, side)
        The picture, the same one every time.

    Raises
    ------
    ValueError
        If the ramp's steps would not all be equally wide.

    Examples
    --------
    >>> ramp_image(512)[-1, ::128].tolist()
    [0, 64, 128, 192]
    """
    if side < LEVELS or side % LEVELS:
        raise ValueError(f"side is {side}; expected a multiple of {LEVELS}")
    along = np.linspace(0, 14 * np.pi, side, dtype=np.float32)
    grains = np.sin(along)[:, None] * np.sin(along * 1.3)[None, :]
    # One tile is repeated: drawing 16384² random numbers takes longer than the benchmark. It is as
    # soft as what a lens lets through; outlines of raw noise would keep `go.Contour` busy for ages.
    noise = np.random.default_rng(0).normal(size=(LEVELS, LEVELS)).astype(np.float32)
    tile = gaussian_filter(noise, 2, mode="wrap")
    tile *= 12 / tile.std()
    image = np.empty((side, side), np.uint8)
    for top in range(0, side, LEVELS):
        rows = 118 + 90 * grains[top : top + LEVELS]
        rows += np.tile(tile, (1, side // LEVELS))
        image[top : top + LEVELS] = np.clip(rows, 0, 255)
    ramp = np.repeat(np.arange(LEVELS, dtype=np.uint8), side // LEVELS)
    image[round(side * (1 - RAMP_SHARE)) :] = ramp
    return image


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the window, in CSS pixels, which are the pixels of a frame here.

    Attributes
    ----------
    left, top, width, height : float
        Where it lies; it may reach beyond the window.
    """

    left: float
    top: float
    width: float
    height: float

    @property
    def ramp(self) -> Box:
        """Where a picture shown in this box has its ramp, without its rim."""
        share = RAMP_SHARE / 2
        top = self.top + self.height * (1 - 1.5 * share)
        return Box(self.left, top, self.width, self.height * share)

    def within(self, width: float, height: float) -> Box:
        """Cut to a window of that size."""
        return self.inside(Box(0.0, 0.0, width, height))

    def inside(self, other: Box) -> Box:
        """Cut to another rectangle.

        Examples
        --------
        >>> Box(-5, 2, 20, 4).inside(Box(0, 0, 10, 5))
        Box(left=0, top=2, width=10, height=3)
        """
        left, top = max(other.left, self.left), max(other.top, self.top)
        right = min(other.left + other.width, self.left + self.width)
        bottom = min(other.top + other.height, self.top + self.height)
        return Box(left, top, max(0.0, right - left), max(0.0, bottom - top))
