"""Route of figures: how many objects a layer has, how large they are, how well they are found."""

from __future__ import annotations

import hashlib
import json
import math
import time
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from flask import Blueprint, Flask, Response, current_app, request
from numpy.typing import NDArray

from isoline.errors import ShapesDifferError, WrongKindError
from isoline.images.record import ImageRecord
from isoline.layers import Kind, Layer
from isoline.pairing import differing
from isoline.run.conversion import kinds_of, luminance
from isoline.run.region import Region
from isoline.server import queries
from isoline.server.kept import Kept
from isoline.server.plain import dumps, json_response
from isoline.server.runs import layer_of
from isoline.server.services import Services, current_services
from isoline.server.shares import share_of
from isoline.server.viewing import SOURCE, Wish, is_coarse, run_of
from isoline.server.views import check_images, set_lifetime
from isoline.server.windows import Window
from isoline.server.work import Work, admitted
from isoline.verify.figures import Figures, figures_of

routes = Blueprint("figures", __name__)

PREVIEW_SIDE = 512
"""Rows and columns of the picture that figures of preview quality are found on, at most."""

_EXTENSION = "isoline.figures"
_ENTRY_BYTES = 2048
"""What figures take besides their text, about."""
_LAST_PLANE = 10**9
_LAST_STEP = 99
_COUNTED = frozenset({Kind.POINTS, Kind.BOXES, Kind.PATHS, Kind.TRACKS})
_SCORES = ("dice", "jaccard", "precision", "recall", "average_precision")


@dataclass(frozen=True, slots=True)
class Found:
    """Figures, and whether the same address always gives these."""

    answer: dict[str, Any]
    lasting: bool


def install(server: Flask, memory_bytes: int) -> None:
    """Give a server a place to keep figures."""
    server.extensions[_EXTENSION] = Kept[str, dict[str, Any]](memory_bytes)


@routes.get("/figures")
def get_figures() -> Response:
    """Figures of one layer on the whole picture, or on one plane of a stack."""
    services = current_services()
    wish, truth = _wish(services)
    key = _key(services, wish, truth)
    kept: Kept[str, dict[str, Any]] = current_app.extensions[_EXTENSION]
    if (known := kept.get(key)) is not None:
        found = Found({**known, "cached": True}, True)
    else:
        with admitted(services) as work:
            found = measured(services, wish, truth, work)
        if found.lasting:
            kept.put(key, found.answer, len(dumps(found.answer)) + _ENTRY_BYTES)
    response = json_response(found.answer)
    if found.lasting:
        set_lifetime(response, services)
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def measured(services: Services, wish: Wish, truth: ImageRecord | None, work: Work) -> Found:
    """Compute figures.

    Parameters
    ----------
    services : Services
        What computes them.
    wish : Wish
        Of which layer, on a window that covers a plane.
    truth : ImageRecord, optional
        A mask or label image of the same shape as the picture.
    work : Work
        What it is computed for.

    Raises
    ------
    UnknownLayerError
        If the step gives no such layer.
    ShapesDifferError
        If the layer has another shape than the truth.
    """
    started = time.perf_counter()
    run = None
    if wish.step == SOURCE:
        scale = wish.window.scale
        layer = services.engine.source(wish.recipe.image, region=wish.window.at_scale, scale=scale)
    else:
        budget = share_of(services.lanes.crowd)
        run = run_of(services, wish, work.cancelled, work.progress, budget)
        layer, scale = layer_of(run, wish.step, wish.layer), run.scale
    answer = _figures(services, wish, layer, scale, truth)
    answer["exact"] = scale == 1 and (run is None or run.exact)
    answer["elapsed_ms"] = round((time.perf_counter() - started) * 1000, 3)
    answer["cached"] = run is not None and all(report.cached for report in run.steps)
    return Found(answer, run is None or not is_coarse(run, wish.window.scale))


def _figures(
    services: Services, wish: Wish, layer: Layer, scale: float, truth: ImageRecord | None
) -> dict[str, Any]:
    if layer.kind in (Kind.NUMBER, Kind.TEXT):
        return {**_named(Figures(), truth), "value": layer.data}
    if layer.kind in _COUNTED:
        return _named(Figures(objects=len(layer.data)), truth)
    if not layer.kind.is_raster:
        return _named(Figures(), truth)
    data = _grey(wish.window.flat(layer))
    classes = layer.kind in (Kind.MASK, Kind.LABELS)
    image = _pixels(services, wish, scale, data.shape) if classes else None
    known = None if truth is None or not classes else _truth(services, wish, scale, truth, data)
    return _named(figures_of(data, layer.kind, image, known, scale), truth)


def _named(found: Figures, truth: ImageRecord | None) -> dict[str, Any]:
    """Figures in the terms of JSON; scores only where there is something to score against."""
    named = asdict(found)
    if truth is None:
        return {name: value for name, value in named.items() if name not in _SCORES}
    return named


def _pixels(
    services: Services, wish: Wish, scale: float, shape: tuple[int, ...]
) -> NDArray[Any] | None:
    """Intensities of the picture below a layer; none where the layer has a shape of its own."""
    pixels = _seen(services, wish, wish.recipe.image, scale, sampled=False)
    return _grey(pixels) if pixels.shape[:2] == shape else None


def _truth(
    services: Services, wish: Wish, scale: float, truth: ImageRecord, data: NDArray[Any]
) -> NDArray[Any]:
    pixels = _seen(services, wish, truth.id, scale, sampled=True)
    if pixels.shape != data.shape:
        sides, own = (" x ".join(map(str, array.shape)) for array in (pixels, data))
        raise ShapesDifferError(
            f"the layer has {own} pixels where the picture and its truth have {sides}; choose a "
            "layer before the step that changes the shape"
        )
    return np.asarray(pixels != 0) if truth.binary else pixels


def _seen(
    services: Services, wish: Wish, image: str, scale: float, *, sampled: bool
) -> NDArray[Any]:
    """Pixels of a picture at the scale that a layer was computed at."""
    shape, plane = wish.window.shape, wish.window.plane
    window = Window(shape, plane, round(1 / scale), Region.whole(shape[-2:]).scaled(scale))
    layer = services.engine.source(image, region=window.at_scale, scale=scale, sampled=sampled)
    return window.flat(layer)


def _grey(pixels: NDArray[Any]) -> NDArray[Any]:
    """Luminance of colours."""
    return luminance(pixels) if pixels.ndim > 2 else pixels


def _wish(services: Services) -> tuple[Wish, ImageRecord | None]:
    recipe = queries.recipe()
    check_images(services, recipe)
    step = queries.whole("step", SOURCE, SOURCE, _LAST_STEP)
    layer = request.args.get("layer", "")
    if step != SOURCE and not layer:
        queries.refuse("layer", "the name of one of the step's layers")
    exact = queries.choice("quality", ("preview", "exact"), "preview") == "exact"
    plane = queries.whole("plane", 0, 0, _LAST_PLANE)
    record = services.store.get(recipe.image)
    scale = 1.0 if exact else _preview_scale(record.spatial_shape[-2:])
    window = Window.of(record, services.store, None, scale, plane)
    return Wish(recipe, step, layer, window, exact, limits=None), _truth_record(services, record)


def _preview_scale(shape: tuple[int, ...]) -> float:
    """Largest power of one half that leaves a picture small enough."""
    return float(0.5 ** max(0, math.ceil(math.log2(max(shape) / PREVIEW_SIDE))))


def _truth_record(services: Services, record: ImageRecord) -> ImageRecord | None:
    """What is known of the argument ``truth``, which has to fit the picture."""
    given = request.args.get("truth")
    if not given:
        return None
    truth = services.store.get(given)
    if not kinds_of(truth.dtype, truth.axes, truth.binary) & {Kind.MASK, Kind.LABELS}:
        raise WrongKindError(
            f"the truth {truth.name!r} is neither a mask nor a label image; upload one of two "
            "values, or of whole numbers with 0 for background, with a single channel"
        )
    if truth.spatial_shape != record.spatial_shape:
        raise ShapesDifferError(
            f"{differing(record, truth)}; choose a truth of the picture's own shape"
        )
    return truth


def _key(services: Services, wish: Wish, truth: ImageRecord | None) -> str:
    parts = [
        services.catalogue.fingerprint,
        wish.recipe.model_dump_json(),
        wish.step,
        wish.layer,
        str(wish.window),
        wish.exact,
        None if truth is None else truth.id,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
