"""Lines as a view can show them: cut to its region, and without what its pixels cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.run.region import Region

Places = NDArray[np.float64]

COARSEST = 4
"""How many times further than needed vertices may be apart, a power of two."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """Parts of lines.

    Attributes
    ----------
    parts : list of ndarray of shape (n, 2)
        Rows and columns.
    owners : list of int
        Which line each is a part of.
    total : int
        How many lines reach into the region.
    """

    parts: list[Places]
    owners: list[int]
    total: int

    @property
    def shown(self) -> int:
        """How many lines have a part."""
        return len(set(self.owners))


def strokes(lines: Sequence[NDArray[Any]], region: Region, grain: float, limit: int) -> Strokes:
    """Thin lines to what can be seen of them.

    Parameters
    ----------
    lines : sequence of ndarray of shape (n, 2)
        Rows and columns, pixel centres at integers.
    region : Region
        What is looked at. A line that leaves it and comes back has several parts.
    grain : float
        Distance below which vertices are one.
    limit : int
        Vertices to keep at most. Where there are more, vertices up to `COARSEST` times as far
        apart are one, and if that does not do the smallest parts are left out.

    Examples
    --------
    >>> line = np.array([[0.0, 0.0], [0.1, 0.1], [0.2, 8.0], [0.2, 90.0], [9.0, 99.0]])
    >>> strokes([line], Region((0, 0), (20, 20)), 0.5, 100).parts[0].tolist()
    [[0.0, 0.0], [0.2, 8.0], [0.2, 90.0]]
    """
    for factor in range(COARSEST.bit_length()):
        places, owners = _merged(lines, grain * 2**factor)
        if not len(places):
            return Strokes([], [], 0)
        seen = _reaching(places, owners, region)
        before, after = np.append(False, seen), np.append(seen, False)
        starts, stops = np.flatnonzero(after & ~before), np.flatnonzero(before & ~after) + 1
        if (stops - starts).sum() <= limit:
            break
    total = len(np.unique(owners[starts]))
    kept = _largest(places, starts, stops, limit)
    starts, stops = starts[kept], stops[kept]
    parts = [places[a:b] for a, b in zip(starts, stops, strict=True)]
    return Strokes(parts, owners[starts].tolist(), total)


def _merged(lines: Sequence[NDArray[Any]], grain: float) -> tuple[Places, NDArray[np.intp]]:
    """Vertices of all lines, one per square and passage, and which line each belongs to."""
    if not len(lines):
        return np.empty((0, 2)), np.empty(0, np.intp)
    lengths = [len(line) for line in lines]
    places = np.concatenate([np.asarray(line, np.float64).reshape(-1, 2) for line in lines])
    owners = np.repeat(np.arange(len(lines)), lengths)
    squares = np.floor(places / grain)
    new = np.ones(len(places), np.bool_)
    new[1:] = (squares[1:] != squares[:-1]).any(axis=1) | (owners[1:] != owners[:-1])
    # Ends stay where they are, so that what is closed stays closed.
    new[:-1] |= owners[1:] != owners[:-1]
    new[-1:] = True
    new &= np.isfinite(places).all(axis=1)
    return places[new], owners[new]


def _reaching(places: Places, owners: NDArray[np.intp], region: Region) -> NDArray[np.bool_]:
    """Which vertices are followed by a straight piece that may be seen."""
    low = np.minimum(places[1:], places[:-1])
    high = np.maximum(places[1:], places[:-1])
    top = np.subtract(region.start, 1.0)
    return np.asarray(
        (low <= region.stop).all(axis=1) & (high >= top).all(axis=1) & (owners[1:] == owners[:-1])
    )


def _largest(
    places: Places, starts: NDArray[np.intp], stops: NDArray[np.intp], limit: int
) -> NDArray[np.intp]:
    """Parts whose vertices are no more than a limit, in their order."""
    counts = stops - starts
    if counts.sum() <= limit:
        return np.arange(len(starts))
    # Stops of one part and starts of the next alternate, so every other span is a part.
    edges = np.column_stack([starts, stops]).ravel()
    padded = np.vstack([places, places[-1:]])
    spans = [f.reduceat(padded, edges)[::2] for f in (np.maximum, np.minimum)]
    extents = (spans[0] - spans[1]).max(axis=1)
    order = np.argsort(-extents, kind="stable")
    fitting = np.cumsum(counts[order]) <= limit
    return np.sort(order[fitting])
