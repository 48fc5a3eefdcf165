"""Layers that are not pictures, as a view shows them: JSON, what lies in the region only."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.layers import Kind, Layer
from isoline.run.region import Region
from isoline.server.export import document, rows_of, table_of
from isoline.server.plain import plain

MOST_ROWS = 20_000
"""Rows, or vertices of paths, that one view holds."""

_PLACES = ("row", "column")
_BOUNDS = ("min_row", "min_column", "max_row", "max_column")
_LENGTHS = ("sigma", "radius")


def visible(layer: Layer, region: Region, scale: float, limit: int = MOST_ROWS) -> dict[str, Any]:
    """Describe what of a layer lies in a region, at full resolution.

    Parameters
    ----------
    layer : Layer
        Not a raster; its coordinates are in pixels of the picture shrunk to `scale`.
    region : Region
        Rows and columns at full resolution.
    scale : float
        Of the picture it was computed on.
    limit : int
        Rows or vertices to hold at most; ``truncated`` says that there are more.
    """
    if layer.kind in (Kind.POINTS, Kind.BOXES, Kind.TRACKS, Kind.TABLE):
        return _rows(layer, region, scale, limit)
    if layer.kind is Kind.PATHS:
        return _paths(layer, region, scale, limit)
    return document(layer)


def _rows(layer: Layer, region: Region, scale: float, limit: int) -> dict[str, Any]:
    table = table_of(layer)
    if layer.kind is not Kind.TABLE:
        table = {name: _enlarged(name, column, scale) for name, column in table.items()}
        inside = _inside(table, region)
        table = {name: column[inside] for name, column in table.items()}
    total = len(next(iter(table.values()), ()))
    return {
        "name": layer.name,
        "kind": layer.kind,
        "columns": list(table),
        "rows": list(rows_of(table, limit)),
        "total": total,
        "truncated": total > limit,
    }


def _enlarged(name: str, column: NDArray[Any], scale: float) -> NDArray[Any]:
    """Coordinates, bounds and lengths of a shrunk picture on the scale of the whole one."""
    if scale == 1:
        return column
    if name in _PLACES:
        return np.asarray((column + 0.5) / scale - 0.5)
    return np.asarray(column / scale) if name in (*_BOUNDS, *_LENGTHS) else column


def _inside(table: dict[str, NDArray[Any]], region: Region) -> NDArray[np.bool_]:
    top, left, bottom, right = region.as_tuple()
    count = len(next(iter(table.values()), ()))
    inside = np.ones(count, np.bool_)
    if all(name in table for name in _PLACES):
        row, column = (table[name] for name in _PLACES)
        inside &= (row >= top - 0.5) & (row < bottom - 0.5)
        inside &= (column >= left - 0.5) & (column < right - 0.5)
    elif all(name in table for name in _BOUNDS):
        low_row, low_column, high_row, high_column = (table[name] for name in _BOUNDS)
        inside &= (low_row < bottom) & (high_row > top)
        inside &= (low_column < right) & (high_column > left)
    return inside


def _paths(layer: Layer, region: Region, scale: float, limit: int) -> dict[str, Any]:
    top, left, bottom, right = region.as_tuple()
    kept: list[Any] = []
    vertices = total = 0
    for path in layer.data:
        if not len(path):
            continue
        points = (np.asarray(path, np.float64) + 0.5) / scale - 0.5
        low, high = points.min(axis=0), points.max(axis=0)
        if low[0] > bottom or high[0] < top or low[1] > right or high[1] < left:
            continue
        total += 1
        vertices += len(points)
        if vertices <= limit:
            kept.append(plain(np.round(points, 3)))
    return {
        "name": layer.name,
        "kind": layer.kind,
        "paths": kept,
        "total": total,
        "truncated": len(kept) < total,
    }
