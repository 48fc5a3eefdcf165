"""Layers as files: npy, tiff and png for rasters; csv, geojson and json for the rest.

Coordinates in csv and json are (row, column), as everywhere. GeoJSON wants x first, so there they
are [column, row].
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.images.writing import encode
from isoline.layers import Kind, Layer
from isoline.server.plain import dumps, plain

_RASTER = ("npy", "tiff", "png")
FORMATS: Mapping[Kind, tuple[str, ...]] = {
    Kind.IMAGE: _RASTER,
    Kind.MASK: _RASTER,
    Kind.LABELS: _RASTER,
    Kind.HEATMAP: _RASTER,
    Kind.POINTS: ("json", "csv", "geojson", "npy"),
    Kind.BOXES: ("json", "csv", "geojson", "npy"),
    Kind.PATHS: ("json", "geojson"),
    Kind.VECTORS: ("json", "npy"),
    Kind.TRACKS: ("json", "csv", "npy"),
    Kind.TABLE: ("json", "csv"),
    Kind.TRANSFORM: ("json", "npy"),
    Kind.EMBEDDING: ("json", "npy"),
    Kind.NUMBER: ("json",),
    Kind.TEXT: ("json",),
}
"""Formats of each kind of layer; the first is the default."""

_USUAL_COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    Kind.BOXES: ("min_row", "min_column", "max_row", "max_column"),
    Kind.TRACKS: ("track", "frame", "row", "column"),
}
_PLANE_NAMES = ("time", "plane", "row", "column")
GEOJSON_NOTE = "coordinates are [x, y] = [column, row] in pixels, pixel centres at integers"


def export(layer: Layer, format_name: str) -> bytes:
    """Write a layer as a file.

    Parameters
    ----------
    layer : Layer
        What a step gave.
    format_name : str
        One of ``FORMATS[layer.kind]``.
    """
    if layer.kind.is_raster:
        return encode(np.asarray(layer.data), layer.meta.axes, format_name)
    if format_name == "npy":
        stream = io.BytesIO()
        np.save(stream, np.asarray(layer.data), allow_pickle=False)
        return stream.getvalue()
    if format_name == "csv":
        return _csv(table_of(layer)).encode()
    content = feature_collection(layer) if format_name == "geojson" else document(layer)
    return dumps(content).encode()


def document(layer: Layer) -> dict[str, Any]:
    """Describe a layer that is not a raster in the terms of JSON.

    Tables and coordinate arrays have ``columns`` and ``rows``; paths a list of lists of
    (row, column); the rest a ``value``.
    """
    head = {"name": layer.name, "kind": layer.kind}
    if layer.kind is Kind.PATHS:
        return head | {"paths": plain(list(layer.data))}
    if "csv" in FORMATS[layer.kind]:
        table = table_of(layer)
        return head | {"columns": list(table), "rows": list(rows_of(table))}
    return head | {"value": plain(layer.data)}


def table_of(layer: Layer) -> dict[str, NDArray[Any]]:
    """Columns of a table or of a coordinate array, by name."""
    if layer.kind is Kind.TABLE:
        return {str(name): np.asarray(column) for name, column in layer.data.items()}
    array = np.atleast_2d(np.asarray(layer.data))
    array = array.reshape(len(array), -1) if array.size else array.reshape(0, array.shape[-1])
    names = column_names(layer, array.shape[1])
    return {name: array[:, index] for index, name in enumerate(names)}


def column_names(layer: Layer, count: int) -> tuple[str, ...]:
    """Names for the columns of a coordinate array.

    Examples
    --------
    >>> column_names(Layer("peaks", Kind.POINTS, None), 3)
    ('plane', 'row', 'column')
    """
    declared = layer.meta.columns
    if len(declared) == count:
        return declared
    # A stack worked plane by plane has the plane before what was declared.
    if declared and len(declared) == count - 1:
        return ("plane", *declared)
    usual = _USUAL_COLUMNS.get(layer.kind, _PLANE_NAMES[-count:])
    return usual if len(usual) == count else tuple(f"column_{i}" for i in range(count))


def rows_of(table: Mapping[str, NDArray[Any]], limit: int | None = None) -> Iterator[list[Any]]:
    """Rows of a table, the first `limit` of them, in the terms of JSON."""
    columns = [plain(column[:limit]) for column in table.values()]
    return (list(row) for row in zip(*columns, strict=True))


def feature_collection(layer: Layer) -> dict[str, Any]:
    """Describe points, boxes or paths as GeoJSON; further columns become properties."""
    if layer.kind is Kind.PATHS:
        features = [_feature(_line(np.asarray(path))) for path in layer.data]
    else:
        table = table_of(layer)
        make = _box if layer.kind is Kind.BOXES else _point
        features = [make(list(table), row) for row in rows_of(table)]
    return {"type": "FeatureCollection", "note": GEOJSON_NOTE, "features": features}


def _feature(geometry: dict[str, Any], properties: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties or {}}


def _point(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    values = dict(zip(names, row, strict=True))
    places = [name for name in reversed(_PLANE_NAMES) if name in values]
    if "row" not in values or "column" not in values:
        places = list(reversed(names[:2]))
    coordinates = [values.pop(name) for name in places]
    return _feature({"type": "Point", "coordinates": coordinates}, values)


def _box(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    extra, bounds = row[:-4], row[-4:]
    # Half-open bounds of pixel indices; the outline runs along the pixels' outer edges.
    top, left, bottom, right = (bound - 0.5 for bound in bounds)
    ring = [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return _feature(geometry, dict(zip(names[:-4], extra, strict=True)))


def _line(path: NDArray[Any]) -> dict[str, Any]:
    coordinates = plain(path[:, ::-1])
    if len(path) > 3 and np.array_equal(path[0], path[-1]):
        return {"type": "Polygon", "coordinates": [coordinates]}
    return {"type": "LineString", "coordinates": coordinates}


def _csv(table: Mapping[str, NDArray[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table)
    writer.writerows([_harmless(value) for value in row] for row in rows_of(table))
    return text.getvalue()


def _harmless(value: Any) -> Any:
    """Keep a spreadsheet from taking text for a formula."""
    risky = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{value}" if risky else value
