"""What one frame shows: the threshold on screen, or a number on screen."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.slider.ramp import Box

Pixels = NDArray[np.int16]
Reading = NDArray[np.float64]

_LEAST_COLOUR = 24
"""Difference between the channels that no grey picture reaches through JPEG encoding."""
_NOISE = 8
"""Difference between readings that JPEG encoding may make of equal pictures."""


def decoded(data: bytes, box: Box) -> Pixels:
    """Pixels of one encoded frame inside a box, as int16 of shape (rows, columns, 3)."""
    with Image.open(io.BytesIO(data)) as frame:
        pixels = np.asarray(frame.convert("RGB"))
    cut = box.within(pixels.shape[1], pixels.shape[0])
    top, left = round(cut.top), round(cut.left)
    rows = slice(top, top + max(1, round(cut.height)))
    columns = slice(left, left + max(1, round(cut.width)))
    return pixels[rows, columns].astype(np.int16)


def boundary(strip: Pixels) -> float:
    """Column at which the overlay begins in a strip of the ramp.

    The overlay is the only thing with colour there, filled or as an outline; the first column with
    half of the strip's strongest colour is its left end, placed between pixels by interpolation.

    Parameters
    ----------
    strip : ndarray of int16, shape (rows, columns, 3)
        The ramp as the frame shows it.

    Returns
    -------
    float
        Column in pixels; NaN where nothing has colour.

    Examples
    --------
    >>> strip = np.full((4, 9, 3), 90, np.int16)
    >>> strip[:, 5:, 0] = 250
    >>> boundary(strip)
    4.5
    """
    colour = np.ptp(strip, axis=2).mean(axis=0)
    if colour.max() < _LEAST_COLOUR:
        return float("nan")
    half = colour.max() / 2
    first = int(np.argmax(colour >= half))
    if first == 0:
        return 0.0
    below, above = float(colour[first - 1]), float(colour[first])
    return float(first - 1 + (half - below) / (above - below))


@dataclass(frozen=True, slots=True)
class Reader:
    """How to read frames of one page and to tell two readings apart.

    A reading is what lies in one box, as the average of its rows where it is a strip of the ramp:
    nothing but the overlay changes there, and equal pictures give equal JPEG.

    Attributes
    ----------
    box : Box
        Where to look.
    strip : bool
        Whether the box is a strip of the ramp.
    """

    box: Box
    strip: bool

    def read(self, frame: bytes) -> Reading:
        """What a frame shows."""
        pixels = decoded(frame, self.box)
        return np.asarray(pixels.mean(axis=0 if self.strip else 2), dtype=np.float64)

    def same(self, one: Reading, other: Reading) -> bool:
        """Whether two readings show the same."""
        return bool(np.abs(one - other).max() <= _NOISE)

    def nearer(self, reading: Reading, after: Reading, before: Reading) -> bool:
        """Whether a reading is nearer to the one after a step than to the one before it.

        A preview may lie a fraction of a pixel off what the exact result settles on.
        """
        return bool(np.abs(reading - after).mean() < np.abs(reading - before).mean())

    def boundary(self, frame: bytes) -> float:
        """Column of the overlay's boundary in a frame; NaN where there is none."""
        return boundary(decoded(frame, self.box))
