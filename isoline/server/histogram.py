"""Histograms for display: quick, and with one bar per value where values are whole and few."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.server.encoding import finite_limits

MOST_PIXELS = 4_000_000
"""Pixels that are counted at most; of larger arrays every n-th along each axis is."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often values occur.

    Attributes
    ----------
    edges : tuple of float
        Where the first bar starts and the last one ends; all are equally wide.
    counts : ndarray of int
        One per bar.
    minimum, maximum : float, optional
        Finite range; ``None`` where no value is finite.
    dtype : str
        Of the values.
    sampled : bool
        Whether only some pixels were counted.
    """

    edges: tuple[float, float]
    counts: NDArray[np.int64]
    minimum: float | None
    maximum: float | None
    dtype: str
    sampled: bool

    def described(self) -> dict[str, Any]:
        """Put it in the terms of JSON."""
        return {
            "edges": self.edges,
            "counts": self.counts.tolist(),
            "minimum": self.minimum,
            "maximum": self.maximum,
            "dtype": self.dtype,
            "sampled": self.sampled,
        }


def histogram(values: NDArray[Any], bins: int, *, sampled: bool = False) -> Histogram:
    """Count values.

    Parameters
    ----------
    values : ndarray
        Any real array; what is not finite is left out.
    bins : int
        Bars; fewer where the values are whole and span less.
    sampled : bool
        Whether pixels were left out before already.

    Examples
    --------
    >>> made = histogram(np.array([3, 3, 5]), 256)
    >>> made.edges, made.counts.tolist()
    ((2.5, 5.5), [2, 0, 1])
    """
    part = thinned(values)
    limits = finite_limits(part)
    dtype = values.dtype.name
    left_out = sampled or part.size < values.size
    if limits is None:
        return Histogram((0.0, 1.0), np.zeros(bins, np.int64), None, None, dtype, left_out)
    edges, count = _bars(part.dtype, limits, bins)
    if part.dtype == np.uint8 and edges == (-0.5, 255.5):
        counts = np.bincount(part.reshape(-1), minlength=256)
    else:
        numbers = part.astype(np.float64) if part.dtype == np.bool_ else part
        finite = numbers[np.isfinite(numbers)] if numbers.dtype.kind == "f" else numbers
        counts, _ = np.histogram(finite, bins=count, range=edges)
    return Histogram(edges, counts.astype(np.int64), *limits, dtype, left_out)


def thinned(values: NDArray[Any], axes: int | None = None) -> NDArray[Any]:
    """Every n-th value along the first `axes` axes, so that at most `MOST_PIXELS` are left."""
    count = values.ndim if axes is None else axes
    step = 1
    while math.prod(-(-n // step) for n in values.shape[:count]) > MOST_PIXELS:
        step += 1
    return values[(slice(None, None, step),) * count]


def _bars(
    dtype: np.dtype[Any], limits: tuple[float, float], bins: int
) -> tuple[tuple[float, float], int]:
    """Ends and number of the bars."""
    low, high = limits
    if dtype == np.uint8 and bins == 256:
        return (-0.5, 255.5), 256
    if dtype.kind in "biu" and high - low < bins:
        return (low - 0.5, high + 0.5), int(high - low) + 1
    return (low, high if high > low else low + 1), bins
