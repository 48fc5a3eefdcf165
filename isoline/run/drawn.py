"""Drawings as layers, on the region and at the scale a run works at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.drawings import Drawing, Shape, ShapeType
from isoline.layers import Kind, Layer, Metadata
from isoline.run.pictures import View
from isoline.run.rasterisation import Grid, rasterised
from isoline.run.region import Region

Floats = NDArray[np.float64]


def drawn_layer(
    drawing: Drawing, shape: Sequence[int], view: View, region: Region | None = None
) -> Layer:
    """Give a drawing as a layer.

    Parameters
    ----------
    drawing : Drawing
        What is drawn.
    shape : sequence of int
        Spatial shape of the picture it is drawn on, at full resolution.
    view : View
        How the picture is seen.
    region : Region, optional
        Part that is wanted, in pixels of the shrunk picture; only label images are cut to it.

    Returns
    -------
    Layer
        Points of shape (n, ndim) and boxes of shape (n, 2 ndim) in pixels of the shrunk picture,
        paths, or a label image.
    """
    if drawing.kind is Kind.LABELS:
        return _label_image(drawing, shape, view, region)
    meta = Metadata(scale=view.scale, exact=view.exact)
    return Layer("drawing", drawing.kind, _places(drawing, shape[:-2], view.step), meta)


def _label_image(
    drawing: Drawing, shape: Sequence[int], view: View, region: Region | None
) -> Layer:
    part = region or Region.whole((*shape[:-2], *(-(-side // view.step) for side in shape[-2:])))
    rows, columns = (
        _seen(side, view)[start:stop]
        for side, start, stop in zip(shape[-2:], part.start[-2:], part.stop[-2:], strict=True)
    )
    grid = Grid(rows, columns, 1.0 if view.sampled else float(view.step))
    data = np.zeros(part.shape, np.int32)
    for index in np.ndindex(part.shape[:-2]):
        place = tuple(start + i for start, i in zip(part.start, index, strict=False))
        plane = _plane_number(place, shape[:-2])
        data[index] = rasterised((s for s in drawing.shapes if s.plane in (None, plane)), grid)
    meta = Metadata(
        axes="TZYX"[-len(shape) :], scale=view.scale, exact=view.exact, offset=part.start
    )
    return Layer("drawing", Kind.LABELS, data, meta)


def _seen(side: int, view: View) -> Floats:
    """Coordinates at full resolution of the pixels seen along one side."""
    starts = np.arange(0, side, view.step)
    if view.sampled:
        return np.minimum(starts + (view.step - 1) // 2, side - 1).astype(np.float64)
    return starts.astype(np.float64) + (view.step - 1) / 2


def _plane_number(place: Sequence[int], planes: Sequence[int]) -> int:
    return int(np.ravel_multi_index(place, planes)) if planes else 0


def _places(drawing: Drawing, planes: Sequence[int], step: int) -> Any:
    """Coordinates in the shrunk picture, led by those of the plane where there are several."""
    found = [
        _on_plane(drawing.kind, _scaled(shape, step), place)
        for shape in drawing.shapes
        for place in _planes_of(shape, planes)
    ]
    if drawing.kind is Kind.PATHS:
        return found
    width = (len(planes) + 2) * (2 if drawing.kind is Kind.BOXES else 1)
    return np.array(found, np.float64).reshape(-1, width)


def _planes_of(shape: Shape, planes: Sequence[int]) -> list[tuple[int, ...]]:
    """Indices of the planes a shape is on; none where the picture has no such plane."""
    if shape.plane is None:
        return list(np.ndindex(*planes)) if planes else [()]
    if shape.plane >= math.prod(planes):
        return []
    return [tuple(int(i) for i in np.unravel_index(shape.plane, planes))] if planes else [()]


def _scaled(shape: Shape, step: int) -> Floats:
    places = np.array(shape.coordinates, np.float64)
    if shape.type is ShapeType.BOX:
        # Corners of boxes lie between pixels, all other places at their centres.
        return np.array([places.min(axis=0), places.max(axis=0)]) / step
    if shape.type is ShapeType.POLYGON:
        places = np.concatenate([places, places[:1]])
    return (places + 0.5) / step - 0.5


def _on_plane(kind: Kind, places: Floats, plane: tuple[int, ...]) -> Floats:
    if kind is Kind.BOXES:
        after = tuple(index + 1 for index in plane)
        return np.concatenate([plane, places[0], after, places[1]])
    led = np.hstack([np.tile(np.array(plane, np.float64), (len(places), 1)), places])
    return led[0] if kind is Kind.POINTS else led
