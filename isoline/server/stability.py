"""Route of stability: where a result stays the same while its parameters move a little."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import Blueprint, Response, request
from numpy.typing import NDArray

from isoline.errors import AlgorithmFailedError, PipelineError
from isoline.layers import Kind
from isoline.pipeline import Pipeline
from isoline.run.demand import needed_steps
from isoline.run.engine import Run
from isoline.server import queries
from isoline.server.encoding import encode_layer
from isoline.server.plain import dumps
from isoline.server.runs import layer_of, step_report
from isoline.server.services import Services, current_services
from isoline.server.viewing import numbers_of
from isoline.server.views import check_images, set_lifetime
from isoline.server.windows import Window
from isoline.server.work import Work, admitted
from isoline.variations import Variation, variations
from isoline.verify.agreement import Agreement
from isoline.verify.figures import figures_of

routes = Blueprint("stability", __name__)

MOST_VARIATIONS = 60
"""Runs that one answer takes, besides the one as it is."""

_LAST_PLANE = 10**9
_LAST_STEP = 99
_LARGEST_CHANGE = 0.5
_CLASSES = frozenset({Kind.MASK, Kind.LABELS})
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Question:
    """What is varied, and where it is looked at.

    Attributes
    ----------
    recipe : Pipeline
        The pipeline.
    step : int
        Index of the step.
    layer : str
        Name of one of its raster layers.
    window : Window
        Where.
    change : float
        Share of each value by which it moves.
    """

    recipe: Pipeline
    step: int
    layer: str
    window: Window
    change: float


@dataclass(frozen=True, slots=True)
class Stability:
    """What came out.

    Attributes
    ----------
    share : ndarray of float32
        For each pixel of the window, how far the variations agree with the result.
    exact : bool
        Whether every run gave what it gives on the whole picture at full resolution.
    nominal : Run
        The recipe as it is.
    described : dict
        Counts and variations in the terms of JSON.
    """

    share: NDArray[np.float32]
    exact: bool
    nominal: Run
    described: dict[str, Any]


@routes.get("/stability")
def get_stability() -> Response:
    """Agreement of a result with its variations, as a view of a heat map is answered."""
    services = current_services()
    asked = _question(services)
    deep = queries.choice("depth", ("8", "16"), "8") == "16"
    with admitted(services) as work:
        started = time.perf_counter()
        found = stability(services, asked, work)
        computed = time.perf_counter()
        made = encode_layer(found.share, Kind.HEATMAP, (0.0, 1.0), deep=deep)
    timing = {"compute": computed - started, "encode": time.perf_counter() - computed}
    info = {
        "exact": found.exact,
        "scale": asked.window.scale,
        "region": asked.window.covered.as_tuple(),
        "kind": Kind.HEATMAP,
        "shape": found.share.shape,
        "limits": made.limits,
        "range": made.value_range,
        "depth": made.depth,
        "packing": made.packing,
        "coloured": False,
        "steps": [step_report(report) for report in found.nominal.steps],
        "numbers": numbers_of(found.nominal),
        "timing": {name: round(seconds * 1000, 3) for name, seconds in timing.items()},
        "stability": found.described,
    }
    response = Response(made.body, content_type=made.media_type)
    response.headers["X-Isoline"] = dumps(info)
    set_lifetime(response, services)
    return response


def stability(services: Services, asked: Question, work: Work) -> Stability:
    """Run a recipe and its variations, all of them alike.

    Parameters
    ----------
    services : Services
        What computes them.
    asked : Question
        What is varied, and where.
    work : Work
        What it is computed for; it is told of every run.

    Raises
    ------
    UnknownLayerError
        If the step gives no such layer.
    MalformedRequestError
        If the layer is no raster.
    """
    nominal = _run(services, asked, asked.recipe, work)
    layer = layer_of(nominal, asked.step, asked.layer)
    if not layer.kind.is_raster:
        queries.refuse("layer", "the name of a picture, mask, label image or heat map")
    own = asked.window.flat(layer)
    needed = needed_steps(services.engine.plan(asked.recipe), asked.step)
    # The nearer a step is to the result, the more of it shows.
    varied = variations(asked.recipe, needed, asked.change)[-MOST_VARIATIONS:]
    gathered = Agreement(own, layer.kind)
    exact, told = nominal.exact, []
    for done, variation in enumerate(varied):
        work.progress(variation.step, done, len(varied))
        run = _attempt(services, asked, variation, work)
        data = None if run is None else asked.window.flat(layer_of(run, asked.step, asked.layer))
        # A number may change the shape of what comes out, which leaves nothing to compare.
        if run is None or data is None or data.shape != own.shape:
            told.append(_told(variation, None, None))
            continue
        exact = exact and run.exact
        told.append(_told(variation, _objects(data, layer.kind), gathered.add(data)))
    work.progress(asked.step, len(varied), len(varied))
    share = gathered.share
    coloured = share.ndim > 2
    described = {
        "runs": sum(one["agreement"] is not None for one in told),
        "objects": _range(_objects(own, layer.kind), told),
        "variations": told,
    }
    return Stability(share.mean(axis=-1) if coloured else share, exact, nominal, described)


def _run(services: Services, asked: Question, recipe: Pipeline, work: Work) -> Run:
    # Never as a preview: variations computed at different scales would differ by that alone.
    return services.engine.run(
        recipe,
        region=asked.window.at_scale,
        scale=asked.window.scale,
        until=asked.step,
        cancelled=work.cancelled,
    )


def _attempt(services: Services, asked: Question, variation: Variation, work: Work) -> Run | None:
    """Run a variation; none where it cannot run, as when a threshold leaves nothing over."""
    try:
        return _run(services, asked, variation.pipeline, work)
    except (AlgorithmFailedError, PipelineError):
        return None


def _told(variation: Variation, objects: int | None, agreement: float | None) -> dict[str, Any]:
    return {
        "step": variation.step,
        "parameter": variation.parameter,
        "value": variation.value,
        "objects": objects,
        "agreement": None if agreement is None else round(agreement, _DIGITS),
    }


def _objects(data: NDArray[Any], kind: Kind) -> int | None:
    return figures_of(data, kind).objects if kind in _CLASSES else None


def _range(nominal: int | None, told: list[dict[str, Any]]) -> dict[str, int] | None:
    if nominal is None:
        return None
    counts = [nominal, *(one["objects"] for one in told if one["objects"] is not None)]
    return {"nominal": nominal, "lowest": min(counts), "highest": max(counts)}


def _question(services: Services) -> Question:
    recipe = queries.recipe()
    check_images(services, recipe)
    step = queries.whole("step", None, 0, _LAST_STEP)
    layer = request.args.get("layer", "")
    if not layer:
        queries.refuse("layer", "the name of one of the step's layers")
    plane = queries.whole("plane", 0, 0, _LAST_PLANE)
    record = services.store.get(recipe.image)
    window = Window.of(record, services.store, queries.region(), queries.scale(), plane)
    return Question(recipe, step, layer, window, _change())


def _change() -> float:
    try:
        change = float(request.args.get("change", "0.05"))
    except ValueError:
        change = math.nan
    if not 0 < change <= _LARGEST_CHANGE:
        queries.refuse("change", f"a number above 0 and up to {_LARGEST_CHANGE}, such as 0.05")
    return change
