"""Cutting a region out of layers, and keeping count of where a cut layer lies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from isoline.layers import Layer
from isoline.run.region import Region


def extent(layer: Layer) -> Region:
    """The region a raster layer covers, in pixels of the picture it was cut from."""
    spatial = len(layer.meta.axes.replace("C", ""))
    start = layer.meta.offset or (0,) * spatial
    shape = layer.data.shape[:spatial]
    return Region(start, tuple(a + n for a, n in zip(start, shape, strict=True)))


def offset_by(layer: Layer, region: Region | None) -> Layer:
    """Note that what was computed on `region` lies there; coordinates are moved likewise."""
    if region is None or not any(region.start):
        return layer
    if layer.kind.is_raster:
        return replace(layer, meta=replace(layer.meta, offset=region.start))
    if layer.kind.is_geometry and isinstance(layer.data, np.ndarray):
        moved = layer.data.astype(np.float64)
        moved[:, : region.ndim] += region.start
        return replace(layer, data=moved)
    return layer


def cropped(layer: Layer, region: Region) -> Layer:
    """Cut a region out of a layer.

    Parameters
    ----------
    layer : Layer
        Rasters are cut, as views; of coordinates those inside are kept; the rest is left whole.
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
    if layer.kind.is_geometry and isinstance(layer.data, np.ndarray) and layer.data.ndim == 2:
        places = layer.data[:, : region.ndim]
        inside = np.all((places >= region.start) & (places < region.stop), axis=1)
        return replace(layer, data=layer.data[inside])
    return layer
