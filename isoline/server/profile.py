"""Route of profiles: values of the picture and of every raster layer along a straight line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import Blueprint, Response, request
from numpy.typing import NDArray

from isoline.images.record import ImageRecord
from isoline.layers import Kind, Layer
from isoline.pipeline import Pipeline
from isoline.run.conversion import luminance
from isoline.run.region import Region
from isoline.server import queries
from isoline.server.plain import json_response
from isoline.server.services import Services, current_services
from isoline.server.viewing import SOURCE
from isoline.server.windows import Window
from isoline.server.work import Work, admitted

routes = Blueprint("profile", __name__)

MOST_SAMPLES = 2048
"""Places along a line that one profile holds."""

_LAST_PLANE = 10**9
_STEPPED = frozenset({Kind.MASK, Kind.LABELS})


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line between two places, in pixels of the picture with centres at integers."""

    start: tuple[float, float]
    end: tuple[float, float]

    @property
    def length(self) -> float:
        """Distance of its ends, in pixels."""
        return math.dist(self.start, self.end)

    def places(self, samples: int) -> NDArray[np.float64]:
        """Rows and columns of equally spaced places, both ends included.

        Returns
        -------
        ndarray of shape (samples, 2)
            In order from start to end.

        Examples
        --------
        >>> Line((0, 0), (2, 4)).places(3).tolist()
        [[0.0, 0.0], [1.0, 2.0], [2.0, 4.0]]
        """
        return np.linspace(self.start, self.end, samples, dtype=np.float64)

    def surroundings(self) -> Region:
        """Smallest region that holds every pixel between which values are interpolated."""
        low = np.floor(np.minimum(self.start, self.end)).astype(int)
        high = np.ceil(np.maximum(self.start, self.end)).astype(int)
        start, stop = np.maximum(low, 0), high + 1
        return Region((int(start[0]), int(start[1])), (int(stop[0]), int(stop[1])))


@routes.get("/profile")
def get_profile() -> Response:
    """Values along a line, of the picture and of every raster layer."""
    services = current_services()
    recipe = queries.recipe()
    record = services.store.get(recipe.image)
    line = _line(record)
    samples = queries.whole("samples", _default_samples(line), 2, MOST_SAMPLES)
    plane = queries.whole("plane", 0, 0, _LAST_PLANE)
    # Where many pixels lie between two samples, a shrunk picture shows as much.
    between = line.length / (samples - 1)
    scale = max(queries.SCALES[-1], 0.5 ** max(0, math.floor(math.log2(max(between, 1)))))
    window = Window.of(record, services.store, line.surroundings(), scale, plane)
    with admitted(services) as work:
        return json_response(measured(services, recipe, line, samples, window, work))


def measured(
    services: Services, recipe: Pipeline, line: Line, samples: int, window: Window, work: Work
) -> dict[str, Any]:
    """Values along a line, in the terms of JSON.

    Parameters
    ----------
    services : Services
        What computes them.
    recipe : Pipeline
        Its raster layers are measured, and the picture before them.
    line : Line
        Where.
    samples : int
        How many places along it.
    window : Window
        The surroundings of the line, at the scale to compute at.
    work : Work
        What it is computed for.
    """
    engine = services.engine
    reshapes = any(step.algorithm.spec.reshapes for step in engine.plan(recipe))
    run = engine.run(
        recipe,
        region=None if reshapes else window.at_scale,
        scale=window.scale,
        progress=work.progress,
        cancelled=work.cancelled,
    )
    source = engine.source(
        recipe.image, region=window.at_scale, scale=window.scale, sampled=run.exact
    )
    found = [(SOURCE, source)]
    found += [(report.index, layer) for report in run.steps for layer in report.layers]
    places = line.places(samples)
    return {
        "line": (*line.start, *line.end),
        "length": line.length,
        "samples": samples,
        "scale": window.scale,
        "exact": run.exact,
        "profiles": [
            {
                "step": index,
                "name": layer.name,
                "kind": layer.kind,
                "values": along(layer, places, window),
            }
            for index, layer in found
            if layer.kind.is_raster
        ],
    }


def along(layer: Layer, places: NDArray[np.float64], window: Window) -> NDArray[np.float64]:
    """Values of a raster layer at places of the picture.

    Parameters
    ----------
    layer : Layer
        Cut to the window, or whole, perhaps of another shape than the picture.
    places : ndarray of shape (n, 2)
        Rows and columns in pixels of the picture at full resolution.
    window : Window
        What it was cut to.

    Returns
    -------
    ndarray of shape (n,)
        Interpolated bilinearly; of masks and label images the nearest pixel's. Of colours the
        luminance.
    """
    data = window.flat(layer)
    if "C" in layer.meta.axes:
        data = luminance(data)
    if layer.meta.offset:
        factors, start = (window.scale, window.scale), layer.meta.offset[-2:]
    else:
        # Of a shape of its own, which is laid over the whole picture.
        factors = (data.shape[0] / window.shape[-2], data.shape[1] / window.shape[-1])
        start = (0, 0)
    inside = (places + 0.5) * factors - 0.5 - start
    inside = np.clip(inside, 0, np.subtract(data.shape, 1))
    return _nearest(data, inside) if layer.kind in _STEPPED else _bilinear(data, inside)


def _nearest(data: NDArray[Any], places: NDArray[np.float64]) -> NDArray[np.float64]:
    rows, columns = np.floor(places + 0.5).astype(int).T
    return np.asarray(data[rows, columns], np.float64)


def _bilinear(data: NDArray[Any], places: NDArray[np.float64]) -> NDArray[np.float64]:
    # On a pixel's centre its neighbours, which may be NaN, play no part.
    (top, left), (bottom, right) = np.floor(places).astype(int).T, np.ceil(places).astype(int).T
    down, across = (places - np.floor(places)).T

    def row(index: NDArray[Any]) -> NDArray[np.float64]:
        low = np.asarray(data[index, left], np.float64)
        high = np.asarray(data[index, right], np.float64)
        return np.asarray(low * (1 - across) + high * across)

    return np.asarray(row(top) * (1 - down) + row(bottom) * down)


def _line(record: ImageRecord) -> Line:
    rows, columns = record.spatial_shape[-2:]
    text = request.args.get("line", "")
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    within = len(numbers) == 4 and all(
        0 <= number <= count - 1 for number, count in zip(numbers, (rows, columns) * 2, strict=True)
    )
    if not within:
        queries.refuse(
            "line",
            f"row,column,row,column of two places within the picture of {rows} x {columns} pixels",
        )
    return Line((numbers[0], numbers[1]), (numbers[2], numbers[3]))


def _default_samples(line: Line) -> int:
    """One per pixel of length."""
    return min(MOST_SAMPLES, max(2, math.ceil(line.length) + 1))
