"""Routes that answer with figures: a layer's histogram, a pixel's values, a table's rows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from flask import Blueprint, Response, request
from numpy.typing import NDArray

from isoline.images.record import ImageRecord
from isoline.layers import Kind, Layer
from isoline.run.conversion import luminance
from isoline.run.cropping import extent
from isoline.run.region import Region
from isoline.server import queries
from isoline.server.export import rows_of, table_of
from isoline.server.histogram import MOST_PIXELS, Histogram, histogram, thinned
from isoline.server.plain import json_response, plain
from isoline.server.refusals import MalformedRequestError
from isoline.server.runs import layer_of, run_whole
from isoline.server.services import Services, current_services
from isoline.server.viewing import SOURCE, Wish, run_of
from isoline.server.windows import Window
from isoline.server.work import Work, admitted

routes = Blueprint("inspection", __name__)

_LAST_PLANE = 10**9
_LAST_STEP = 99


@routes.get("/histogram")
def get_histogram() -> Response:
    """How often each value occurs in a raster layer, or in the picture itself."""
    services = current_services()
    recipe = queries.recipe()
    step = queries.whole("step", SOURCE, SOURCE, _LAST_STEP)
    bins = queries.whole("bins", 256, 2, 4096)
    record = services.store.get(recipe.image)
    region = queries.region()
    with admitted(services) as work:
        if step == SOURCE:
            pixels = _source_pixels(services, record, region)
            thin = thinned(pixels, len(record.spatial_shape))
            made = histogram(_grey(thin), bins, sampled=thin.size < pixels.size)
        else:
            made = _layer_histogram(services, step, bins, region, record, work)
    return json_response(made.described())


@routes.get("/pixel")
def get_pixel() -> Response:
    """Values of the picture and of every raster layer at one place."""
    services = current_services()
    recipe = queries.recipe()
    record = services.store.get(recipe.image)
    place = _place(record)
    region = Region(place, tuple(index + 1 for index in place))
    with admitted(services) as work:
        run = services.engine.run(
            recipe, region=region, progress=work.progress, cancelled=work.cancelled
        )
    layers = [
        {
            "step": report.index,
            "name": layer.name,
            "kind": layer.kind,
            "value": value_at(layer, place, record.spatial_shape),
        }
        for report in run.steps
        for layer in report.layers
        if layer.kind.is_raster
    ]
    source = services.engine.source(recipe.image, region=region)
    return json_response(
        {
            "at": place,
            "source": value_at(source, place, record.spatial_shape),
            "layers": layers,
            "exact": run.exact,
        }
    )


@routes.get("/table")
def get_table() -> Response:
    """First rows of a table or of coordinates."""
    services = current_services()
    recipe = queries.recipe()
    step = queries.whole("step", None, 0, _LAST_STEP)
    limit = queries.whole("limit", 500, 1, 100_000)
    layer = layer_of(run_whole(services, recipe, step), step, request.args.get("layer", ""))
    if layer.kind not in (Kind.TABLE, Kind.POINTS, Kind.BOXES, Kind.TRACKS):
        raise MalformedRequestError(
            f"the layer {layer.name!r} is a {layer.kind}, which has no rows; "
            "choose a table, points, boxes or tracks",
            ("query", "layer"),
        )
    table = table_of(layer)
    return json_response(
        {
            "columns": list(table),
            "rows": list(rows_of(table, limit)),
            "total": len(next(iter(table.values()), ())),
        }
    )


def value_at(layer: Layer, place: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    """Value of a raster layer at a place of the picture, in the terms of JSON.

    Parameters
    ----------
    layer : Layer
        Perhaps cut to a region, perhaps of another shape than the picture.
    place : tuple of int
        In pixels of the picture, planes before rows and columns.
    shape : tuple of int
        Spatial shape of the picture.

    Returns
    -------
    object
        A number, a list of one per channel, or ``None`` outside the layer.
    """
    data = np.asarray(layer.data)
    covered = extent(layer)
    missing = len(place) - covered.ndim
    at, whole = place[missing:], shape[missing:]
    if not layer.meta.offset and covered.shape != whole:
        sides = zip(at, covered.shape, whole, strict=True)
        at = tuple(index * n // m for index, n, m in sides)
    index = tuple(i - start for i, start in zip(at, covered.start, strict=True))
    if not all(0 <= i < n for i, n in zip(index, covered.shape, strict=True)):
        return None
    return plain(data[index])


def _place(record: ImageRecord) -> tuple[int, ...]:
    at = queries.pair("at")
    rows, columns = record.spatial_shape[-2:]
    if at is None or not (0 <= at[0] < rows and 0 <= at[1] < columns):
        queries.refuse("at", f"row,column within the picture of {rows} x {columns} pixels")
    plane = queries.whole("plane", 0, 0, _LAST_PLANE)
    planes = record.spatial_shape[:-2]
    if plane >= math.prod(planes):
        queries.refuse("plane", f"a whole number from 0 to {math.prod(planes) - 1}")
    index = tuple(int(i) for i in np.unravel_index(plane, planes)) if planes else ()
    return (*index, int(at[0]), int(at[1]))


def _source_pixels(services: Services, record: ImageRecord, region: Region | None) -> NDArray[Any]:
    pixels = services.store.pixels(record.id)
    if region is None:
        return pixels
    plane = queries.whole("plane", 0, 0, _LAST_PLANE)
    window = Window.of(record, services.store, region, 1.0, plane)
    return np.asarray(pixels[window.at_full.slices])


def _layer_histogram(
    services: Services,
    step: int,
    bins: int,
    region: Region | None,
    record: ImageRecord,
    work: Work,
) -> Histogram:
    """Of a layer at a scale at which it is quick to compute."""
    recipe, name = queries.recipe(), request.args.get("layer", "")
    pixels = region.size if region is not None else math.prod(record.spatial_shape[-2:])
    level = max(0, math.ceil(math.log2(max(1, pixels / MOST_PIXELS)) / 2))
    plane = queries.whole("plane", 0, 0, _LAST_PLANE)
    window = Window.of(record, services.store, region, 0.5**level, plane)
    wish = Wish(recipe, step, name, window, exact=False, limits=None)
    run = run_of(services, wish, work.cancelled, work.progress)
    layer = layer_of(run, step, name)
    if not layer.kind.is_raster:
        queries.refuse("layer", "the name of a picture, mask, label image or heat map")
    return histogram(_grey(window.flat(layer)), bins, sampled=run.scale < 1)


def _grey(pixels: NDArray[Any]) -> NDArray[Any]:
    """Luminance of colours, which is what thresholds see."""
    coloured = pixels.ndim > 2 and pixels.shape[-1] in (3, 4)
    return luminance(pixels) if coloured else pixels
