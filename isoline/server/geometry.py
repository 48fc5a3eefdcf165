"""Layers that are not pictures, as a view shows them: JSON, what can be seen in the region only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.layers import Kind, Layer
from isoline.run.region import Region
from isoline.server.export import document, rows_of, table_of
from isoline.server.plain import plain
from isoline.server.strokes import strokes

MOST_ROWS = 20_000
"""Rows, or vertices of lines, that one view holds."""
MOST_ACROSS = 64
"""Vectors along the longer side of a view."""

_PLACES = ("row", "column")
_LENGTHS = ("sigma", "radius")
_BOUNDS = ("min_row", "min_column", "max_row", "max_column")
_ARROWS = ("row", "column", "row_change", "column_change")
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Sight:
    """What a view can show.

    Attributes
    ----------
    region : Region
        Rows and columns at full resolution.
    step : float
        Side of a shown pixel, in pixels of the picture.
    plane : tuple of int
        Index of the plane along the axes before rows and columns.
    limit : int
        Rows or vertices to hold at most; ``truncated`` says that there are more.
    """

    region: Region
    step: float = 1.0
    plane: tuple[int, ...] = ()
    limit: int = MOST_ROWS


def visible(layer: Layer, sight: Sight, scale: float = 1.0) -> dict[str, Any]:
    """Describe what can be seen of a layer, at full resolution.

    ``total`` is how much of it lies in the region, ``shown`` how much of that is told; boxes and
    lines have ``ids``, counted from 1 over the whole layer.

    Parameters
    ----------
    layer : Layer
        Not a raster; its coordinates are in pixels of the picture shrunk to `scale`.
    sight : Sight
        Where it is looked at, and how closely.
    scale : float
        Of the picture it was computed on.
    """
    describe = _DESCRIPTIONS.get(layer.kind)
    if describe is None:
        return document(layer)
    head = {"name": layer.name, "kind": layer.kind}
    made = describe(layer, sight, scale)
    return head | made | {"truncated": made["shown"] < made["total"]}


def _table(layer: Layer, sight: Sight, _scale: float) -> dict[str, Any]:
    return _listed(table_of(layer), sight.limit)


def _points(layer: Layer, sight: Sight, scale: float) -> dict[str, Any]:
    table = {name: _enlarged(name, column, scale) for name, column in table_of(layer).items()}
    count = len(next(iter(table.values()), ()))
    inside = np.ones(count, np.bool_)
    for name, index in zip(("time", "plane"), _padded(sight.plane), strict=True):
        if name in table and index is not None:
            inside &= np.rint(table[name]) == index
    if all(name in table for name in _PLACES):
        inside &= _within(np.column_stack([table[name] for name in _PLACES]), sight.region)
    return _listed({name: column[inside] for name, column in table.items()}, sight.limit)


def _listed(table: Mapping[str, NDArray[Any]], limit: int) -> dict[str, Any]:
    rows = list(rows_of(table, limit))
    total = len(next(iter(table.values()), ()))
    return {"columns": list(table), "rows": rows, "total": total, "shown": len(rows)}


def _enlarged(name: str, column: NDArray[Any], scale: float) -> NDArray[Any]:
    """Coordinates and lengths of a shrunk picture on the scale of the whole one."""
    if scale == 1:
        return column
    if name in _PLACES:
        return np.asarray((column + 0.5) / scale - 0.5)
    return np.asarray(column / scale) if name in _LENGTHS else column


def _boxes(layer: Layer, sight: Sight, scale: float) -> dict[str, Any]:
    array = _flat(layer.data)
    depth = array.shape[1] // 2 - 2
    low, high = array[:, : depth + 2], array[:, depth + 2 :]
    flat = np.hstack([low[:, depth:], high[:, depth:]]) / scale
    inside = (flat[:, :2] < sight.region.stop).all(axis=1)
    inside &= (flat[:, 2:] > sight.region.start).all(axis=1)
    if depth and (plane := sight.plane[-depth:]):
        inside &= (low[:, :depth] <= plane).all(axis=1) & (high[:, :depth] > plane).all(axis=1)
    ids = np.flatnonzero(inside)
    total = len(ids)
    if total > sight.limit:
        sides = (flat[ids, 2:] - flat[ids, :2]).max(axis=1)
        ids = np.sort(ids[np.argsort(-sides, kind="stable")[: sight.limit]])
    rows = plain(_tidy(flat[ids]))
    found = {"columns": list(_BOUNDS), "rows": rows, "ids": plain(ids + 1)}
    return found | {"total": total, "shown": len(ids)}


def _paths(layer: Layer, sight: Sight, scale: float) -> dict[str, Any]:
    kept, ids = [], []
    for index, path in enumerate(layer.data):
        array = np.asarray(path, np.float64)
        if len(array) > 1 and _is_on(array[0, :-2], sight.plane):
            kept.append((array[:, -2:] + 0.5) / scale - 0.5)
            ids.append(index + 1)
    return _lines(kept, ids, sight)


def _tracks(layer: Layer, sight: Sight, scale: float) -> dict[str, Any]:
    """One line for each track, through its places from frame to frame."""
    array = _flat(layer.data)
    array = array[np.lexsort((array[:, 1], array[:, 0]))]
    ids, starts = np.unique(array[:, 0], return_index=True)
    places = (array[:, -2:] + 0.5) / scale - 0.5
    lines = np.split(places, starts[1:]) if len(ids) else []
    return _lines(lines, [round(number) for number in ids], sight)


def _lines(lines: Sequence[NDArray[Any]], ids: Sequence[int], sight: Sight) -> dict[str, Any]:
    seen = strokes(lines, sight.region, sight.step / 2, sight.limit)
    return {
        "paths": [plain(_tidy(part)) for part in seen.parts],
        "ids": [ids[owner] for owner in seen.owners],
        "total": seen.total,
        "shown": seen.shown,
    }


def _vectors(layer: Layer, sight: Sight, scale: float) -> dict[str, Any]:
    """One vector for each cell of a grid no finer than arrows can be told apart."""
    data = np.asarray(layer.data, np.float64)
    if data.ndim == 3:
        data = np.hstack([data[:, 0], data[:, 1, -2:]])
    array = _flat(data)
    ahead, starts, changes = array[:, :-4], array[:, -4:-2], array[:, -2:] / scale
    starts = (starts + 0.5) / scale - 0.5
    inside = _within(starts, sight.region) & np.isfinite(array).all(axis=1)
    if ahead.shape[1] and (plane := sight.plane[-ahead.shape[1] :]):
        inside &= (np.rint(ahead) == plane).all(axis=1)
    lengths = np.hypot(*changes.T)
    arrows = np.hstack([starts, changes])[inside]
    kept = arrows[_one_per_cell(arrows, sight.region)][: sight.limit]
    found = {"columns": list(_ARROWS), "rows": plain(_tidy(kept))}
    longest = float(np.nanpercentile(lengths, 98)) if len(lengths) else 0.0
    return found | {"longest": longest, "total": len(arrows), "shown": len(kept)}


def _one_per_cell(arrows: NDArray[Any], region: Region) -> NDArray[np.intp]:
    side = max(np.subtract(region.stop, region.start)) / MOST_ACROSS
    # Powers of two keep to the same grid while the region moves.
    cell = 2.0 ** np.ceil(np.log2(max(side, 1e-9)))
    middles = arrows[:, :2] + arrows[:, 2:] / 2
    squares = np.floor((middles + 0.5) / cell)
    _, first = np.unique(squares, axis=0, return_index=True)
    return np.sort(first)


def _within(places: NDArray[Any], region: Region) -> NDArray[np.bool_]:
    low, high = np.subtract(region.start, 0.5), np.subtract(region.stop, 0.5)
    return np.asarray(((places >= low) & (places < high)).all(axis=1))


def _is_on(place: NDArray[Any], plane: tuple[int, ...]) -> bool:
    wanted = plane[-len(place) :] if len(place) else ()
    return not wanted or tuple(np.rint(place)) == wanted


def _padded(plane: tuple[int, ...]) -> tuple[int | None, int | None]:
    """Index along time and along planes, which may be the same axis."""
    return (plane[0], plane[-1]) if plane else (None, None)


def _flat(data: Any) -> NDArray[np.float64]:
    array = np.asarray(data, np.float64)
    return array.reshape(len(array), -1) if array.size else np.empty((0, 4))


def _tidy(places: NDArray[Any]) -> NDArray[Any]:
    return np.round(places, _DECIMALS)


_DESCRIPTIONS: Mapping[Kind, Callable[[Layer, Sight, float], dict[str, Any]]] = {
    Kind.TABLE: _table,
    Kind.POINTS: _points,
    Kind.BOXES: _boxes,
    Kind.PATHS: _paths,
    Kind.TRACKS: _tracks,
    Kind.VECTORS: _vectors,
}
