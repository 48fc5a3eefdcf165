"""Route of operands: the very pixels a step takes on a view, for a browser that compares itself.

The body holds the values as they are, little endian, row by row; ``X-Isoline`` says their dtype and
whether a comparison with them gives what a run on the whole picture gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import Blueprint, Response, request
from numpy.typing import NDArray

from isoline.algorithm import Scope
from isoline.errors import UnknownReferenceError
from isoline.images.pyramid import decimate
from isoline.layers import Layer
from isoline.pipeline import Drawn, Picture, Pipeline, PlannedStep
from isoline.run.conversion import as_input
from isoline.run.demand import needed_steps
from isoline.server import queries
from isoline.server.plain import dumps
from isoline.server.runs import step_report
from isoline.server.services import Services, current_services
from isoline.server.views import check_images, set_lifetime
from isoline.server.windows import Window
from isoline.server.work import Work, admitted

routes = Blueprint("operands", __name__)

_LAST_PLANE = 10**9
_LAST_STEP = 99


@dataclass(frozen=True, slots=True)
class Operand:
    """What a step takes on a window: its pixels, whether they are exact, what was run for them."""

    pixels: NDArray[Any]
    exact: bool
    steps: list[dict[str, Any]]


@routes.get("/operand")
def get_operand() -> Response:
    """Pixels that one input of one step takes on one region."""
    services = current_services()
    recipe = queries.recipe()
    check_images(services, recipe)
    index = queries.whole("step", None, 0, _LAST_STEP)
    exact = queries.choice("quality", ("preview", "exact"), "preview") == "exact"
    record = services.store.get(recipe.image)
    plane = queries.whole("plane", 0, 0, _LAST_PLANE)
    window = Window.of(record, services.store, queries.region(), queries.scale(), plane)
    name = request.args.get("input", "")
    step = next((item for item in services.engine.plan(recipe) if item.index == index), None)
    if step is None or name not in step.bindings:
        raise UnknownReferenceError(f"step {index} has no input {name!r} in this recipe", index)
    with admitted(services) as work:
        operand = taken(services, recipe, step, name, window, exact=exact, work=work)
    pixels = np.ascontiguousarray(operand.pixels)
    little = pixels.astype(pixels.dtype.newbyteorder("<"), copy=False)
    info = {
        "exact": operand.exact,
        "scale": window.scale,
        "region": window.covered.as_tuple(),
        "shape": pixels.shape,
        "dtype": pixels.dtype.name,
        "steps": operand.steps,
    }
    response = Response(content_type="application/octet-stream")
    response.headers["X-Isoline"] = dumps(info)
    set_lifetime(response, services)
    response.data = little.tobytes()
    return response


def taken(
    services: Services,
    recipe: Pipeline,
    step: PlannedStep,
    name: str,
    window: Window,
    *,
    exact: bool,
    work: Work,
) -> Operand:
    """Pixels that an input of a step takes on a window.

    Parameters
    ----------
    services : Services
        What computes them.
    recipe : Pipeline
        What the step belongs to.
    step : PlannedStep
        The step.
    name : str
        Its input.
    window : Window
        Where.
    exact : bool
        Whether to compute what comes before at full resolution.
    work : Work
        What it is computed for.
    """
    binding = step.bindings[name]
    engine = services.engine
    if isinstance(binding, Drawn):
        # Drawings hold classes, which nothing is compared with.
        raise UnknownReferenceError(
            f"input {name!r} of step {step.index} is drawn; its shapes are in the recipe",
            step.index,
        )
    if isinstance(binding, Picture):
        # Single pixels compare alike before and after pixels are left out.
        layer = engine.source(binding.id, region=window.at_scale, scale=window.scale, sampled=True)
        return Operand(_seen(step, name, layer, window), True, [])
    before = needed_steps(engine.plan(recipe), binding.step)
    full = exact and not all(item.algorithm.spec.scope is Scope.PIXEL for item in before)
    run = engine.run(
        recipe,
        region=window.at_full if full else window.at_scale,
        scale=1.0 if full else window.scale,
        until=binding.step,
        progress=work.progress,
        cancelled=work.cancelled,
    )
    pixels = _seen(step, name, run.layer(binding.step, binding.name), window)
    if run.scale > window.scale:
        pixels = decimate(pixels, "YX", window.step)
    return Operand(pixels, run.exact, [step_report(report) for report in run.steps])


def _seen(step: PlannedStep, name: str, layer: Layer, window: Window) -> NDArray[Any]:
    spec = step.algorithm.spec
    wanted = next(item for item in spec.inputs if item.name == name)
    return window.flat(as_input(layer, wanted, spec.channels))
