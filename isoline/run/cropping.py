"""Cutting a region out of layers, and keeping count of where a cut layer lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.layers import Kind, Layer
from isoline.run.region import Region


def extent(layer: Layer) -> Region:
    """The region a raster layer covers, in pixels of the picture it was cut from."""
    spatial = len(layer.meta.axes.replace("C", ""))
    start = layer.meta.offset or (0,) * spatial
    shape = layer.data.shape[:spatial]
    return Region(start, tuple(a + n for a, n in zip(start, shape, strict=True)))


def moved(layer: Layer, offset: Sequence[int]) -> Layer:
    """Move the coordinates of a layer by whole pixels; other layers stay as they are.

    Parameters
    ----------
    layer : Layer
        Points have their place in the first columns, boxes their low and then their high corner,
        and each path is an array of places.
    offset : sequence of int
        One distance per spatial axis; may be negative.
    """
    if not any(offset) or not _has_places(layer):
        return layer
    if layer.kind is Kind.PATHS:
        return replace(layer, data=[_shifted(path, offset) for path in layer.data])
    corners = 2 if layer.kind is Kind.BOXES else 1
    return replace(layer, data=_shifted(layer.data, tuple(offset) * corners))


def _shifted(places: NDArray[Any], offset: Sequence[int]) -> NDArray[Any]:
    width = len(offset)
    shifted = np.array(places, dtype=np.result_type(places, np.int64))
    shifted[:, :width] += np.asarray(offset)
    return shifted


def _has_places(layer: Layer) -> bool:
    if layer.kind is Kind.PATHS:
        return isinstance(layer.data, Sequence)
    placed = layer.kind in (Kind.POINTS, Kind.BOXES)
    return placed and isinstance(layer.data, np.ndarray) and layer.data.ndim == 2


def cropped(layer: Layer, region: Region) -> Layer:
    """Cut a region out of a layer.

    Parameters
    ----------
    layer : Layer
        Rasters are cut, as views. Of points those inside are kept, of boxes and paths those that
        reach in, uncut. Other layers stay whole.
    region : Region
        In pixels of the picture the layer belongs to.

    Returns
    -------
    Layer
        Its metadata say where it lies.
    """
    if layer.kind.is_raster:
        whole = extent(layer)
        part = region.intersect(whole)
        data = layer.data[part.relative_to(whole).slices]
        return replace(layer, data=data, meta=replace(layer.meta, offset=part.start))
    if not _has_places(layer):
        return layer
    if layer.kind is Kind.PATHS:
        return replace(layer, data=[path for path in layer.data if _reaches(path, region)])
    return replace(layer, data=layer.data[_inside(layer, region)])


def cut(layer: Layer, region: Region, bounds: tuple[int, ...]) -> Layer:
    """Cut a region of a picture out of a layer, also of one with a shape of its own.

    Parameters
    ----------
    layer : Layer
        What to cut.
    region : Region
        In pixels of the picture.
    bounds : tuple of int
        Spatial shape of the picture; where a whole raster has another one, the part that
        corresponds is cut. One with another number of axes stays whole.
    """
    if not layer.kind.is_raster or layer.meta.offset:
        return cropped(layer, region)
    shape = extent(layer).shape
    if shape == bounds:
        return cropped(layer, region)
    if len(shape) != len(bounds):
        return layer
    factors = [n / m for n, m in zip(shape, bounds, strict=True)]
    return cropped(layer, region.scaled(factors))


def compact(layer: Layer) -> Layer:
    """Copy a raster that is a small part of a larger array, so that the rest can be let go of."""
    data = layer.data
    if not isinstance(data, np.ndarray) or not isinstance(data.base, np.ndarray):
        return layer
    small = 2 * data.nbytes < data.base.nbytes
    return replace(layer, data=data.copy()) if small else layer


def _inside(layer: Layer, region: Region) -> NDArray[np.bool_]:
    # A pixel reaches half a pixel around its centre.
    start, stop = np.subtract(region.start, 0.5), np.subtract(region.stop, 0.5)
    places = layer.data[:, : region.ndim]
    if layer.kind is Kind.BOXES:
        ends = layer.data[:, region.ndim : 2 * region.ndim]
        inside = np.all((places < region.stop) & (ends > region.start), axis=1)
    else:
        inside = np.all((places >= start) & (places < stop), axis=1)
    return np.asarray(inside)


def _reaches(path: NDArray[Any], region: Region) -> bool:
    if not len(path):
        return False
    low, high = np.min(path, axis=0)[: region.ndim], np.max(path, axis=0)[: region.ndim]
    return bool(np.all(low <= region.stop) and np.all(high >= np.subtract(region.start, 1)))
