"""Shapes as pixels: which places of a grid lie in a disc, a thick line, a polygon or a box.

Every place is judged by its own coordinates alone, so that a part of a grid comes out as it does
in the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from isoline.drawings import Shape, ShapeType

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

# Half the diagonal of a pixel: a disc of this radius reaches a pixel wherever its centre lies.
_REACH = 0.5**0.5 + 1e-6


@dataclass(frozen=True, slots=True)
class Grid:
    """Places to judge.

    Attributes
    ----------
    rows, columns : ndarray of float, shape (M,) and (N,)
        Ascending coordinates at full resolution.
    pitch : float
        Side of the square each place stands for; nothing is drawn thinner.
    """

    rows: Floats
    columns: Floats
    pitch: float = 1.0


def rasterised(shapes: Iterable[Shape], grid: Grid) -> NDArray[np.int32]:
    """Draw shapes into a label image.

    Parameters
    ----------
    shapes : iterable of Shape
        Later ones lie over earlier ones.
    grid : Grid
        Places of the pixels.

    Returns
    -------
    ndarray of int32, shape (M, N)
        Label of the last shape over each place; 0 where there is none.

    Examples
    --------
    >>> line = Shape(type="line", coordinates=((1, 0), (1, 3)), label=7)
    >>> rasterised([line], Grid(np.arange(3.0), np.arange(5.0)))
    array([[0, 0, 0, 0, 0],
           [7, 7, 7, 7, 0],
           [0, 0, 0, 0, 0]], dtype=int32)
    """
    labels = np.zeros((len(grid.rows), len(grid.columns)), np.int32)
    for shape in shapes:
        places = np.array(shape.coordinates, np.float64)
        if shape.type is ShapeType.BOX:
            _fill_box(labels, places, grid, shape.label)
        elif shape.type is ShapeType.POLYGON:
            _fill_polygon(labels, places, grid, shape.label)
        else:
            _fill_line(labels, places, shape.width, grid, shape.label)
    return labels


def _fill_box(labels: NDArray[np.int32], corners: Floats, grid: Grid, label: int) -> None:
    low, high = corners.min(axis=0), corners.max(axis=0)
    rows = slice(*np.searchsorted(grid.rows, (low[0], high[0])))
    columns = slice(*np.searchsorted(grid.columns, (low[1], high[1])))
    labels[rows, columns] = label


def _fill_polygon(labels: NDArray[np.int32], corners: Floats, grid: Grid, label: int) -> None:
    """Fill by the even-odd rule: what an odd number of edges lies to the left of is inside."""
    spans = _Spans(grid, corners[:, 0].min(), corners[:, 0].max())
    for start, stop in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        (row0, column0), (row1, column1) = sorted((start.tolist(), stop.tolist()))
        if row0 == row1:
            continue
        # Half open, so that a corner counts for one of its two edges.
        first, last = np.searchsorted(spans.rows, (row0, row1))
        at = spans.rows[first:last]
        crossings = column0 + (at - row0) * ((column1 - column0) / (row1 - row0))
        spans.begin(np.arange(first, last), crossings)
    spans.fill(labels, label, odd=True)
    # An area thinner than a pixel must not vanish.
    if grid.pitch > 1:
        _fill_line(labels, np.concatenate([corners, corners[:1]]), 0.0, grid, label)


def _fill_line(
    labels: NDArray[np.int32], places: Floats, width: float, grid: Grid, label: int
) -> None:
    """Fill what is within half a width of a line with round ends; one place makes a disc."""
    radius = width / 2
    if radius < _REACH * grid.pitch:
        radius = 0.5 * grid.pitch if len(places) > 1 else _REACH * grid.pitch
    spans = _Spans(grid, places[:, 0].min() - radius, places[:, 0].max() + radius)
    starts, stops = (places[:-1], places[1:]) if len(places) > 1 else (places, places)
    for start, stop in zip(starts, stops, strict=True):
        first, last = np.searchsorted(
            spans.rows, (min(start[0], stop[0]) - radius, max(start[0], stop[0]) + radius)
        )
        low, high = _capsule(spans.rows[first:last], start, stop, radius)
        met = np.flatnonzero(low <= high)
        spans.begin(first + met, low[met])
        spans.end(first + met, high[met])
    spans.fill(labels, label)


def _capsule(rows: Floats, start: Floats, stop: Floats, radius: float) -> tuple[Floats, Floats]:
    """First and last column, on each row, of what is within a radius of a straight line."""
    low, high = np.full(len(rows), np.inf), np.full(len(rows), -np.inf)
    for row, column in (start, stop):
        squared = radius**2 - (rows - row) ** 2
        half = np.sqrt(np.maximum(squared, 0))
        met = squared >= 0
        low[met] = np.minimum(low, column - half)[met]
        high[met] = np.maximum(high, column + half)[met]
    length = float(np.hypot(*(stop - start)))
    if length:
        across = np.array([start[1] - stop[1], stop[0] - start[0]]) * (radius / length)
        corners = np.array([start + across, stop + across, stop - across, start - across])
        for one, other in zip(corners, np.roll(corners, -1, axis=0), strict=True):
            (row0, column0), (row1, column1) = sorted((one.tolist(), other.tolist()))
            if row0 == row1:
                continue
            crossing = column0 + (rows - row0) * ((column1 - column0) / (row1 - row0))
            met = (rows >= row0) & (rows <= row1)
            low[met] = np.minimum(low, crossing)[met]
            high[met] = np.maximum(high, crossing)[met]
    return low, high


class _Spans:
    """Runs of pixels along the rows between two coordinates, counted by where they begin and end.

    Parameters
    ----------
    grid : Grid
        Where.
    low, high : float
        First and last row there can be any on.
    """

    def __init__(self, grid: Grid, low: float, high: float) -> None:
        self._columns = grid.columns
        self._first = int(np.searchsorted(grid.rows, low))
        self.rows = grid.rows[self._first : int(np.searchsorted(grid.rows, high, "right"))]
        self._changes = np.zeros((len(self.rows), len(grid.columns) + 1), np.int32)

    def begin(self, rows: Indices, columns: Floats) -> None:
        """Begin a run at the first pixel that is not left of a column, once for each row."""
        np.add.at(self._changes, (rows, np.searchsorted(self._columns, columns)), 1)

    def end(self, rows: Indices, columns: Floats) -> None:
        """End a run behind the last pixel that is not right of a column."""
        np.add.at(self._changes, (rows, np.searchsorted(self._columns, columns, "right")), -1)

    def fill(self, labels: NDArray[np.int32], label: int, *, odd: bool = False) -> None:
        """Write a label where there is a run, or an odd number of them."""
        counts = np.cumsum(self._changes[:, :-1], axis=1)
        covered = counts % 2 == 1 if odd else counts > 0
        labels[self._first : self._first + len(self.rows)][covered] = label
