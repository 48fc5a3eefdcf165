"""Computing one view: a layer, or the picture itself, on a region at a scale."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from isoline.algorithm import Scope
from isoline.images.pyramid import decimate
from isoline.layers import Kind, Layer
from isoline.pipeline import Pipeline
from isoline.run.demand import needed_steps
from isoline.run.engine import Progress, Run
from isoline.run.preview import BUDGET_SECONDS, Budget
from isoline.server.encoding import encode_layer
from isoline.server.geometry import Sight, visible
from isoline.server.plain import dumps
from isoline.server.runs import layer_of, step_report
from isoline.server.services import Services
from isoline.server.view_cache import View
from isoline.server.windows import Window

Cancelled = Callable[[], bool] | None

SOURCE = -1
"""The step whose layer is the picture itself."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a view is to show.

    Attributes
    ----------
    recipe : Pipeline
        The pipeline.
    step : int
        Index of the step, or `SOURCE`.
    layer : str
        Name of one of its layers.
    window : Window
        Where.
    exact : bool
        Whether to compute at full resolution and then leave pixels out.
    limits : tuple of float, optional
        Values shown as black and as white.
    deep : bool
        Whether grey values are sent with 16 bits.
    packed : bool
        Whether masks and labels are sent as packed numbers.
    small : bool
        Whether those that were computed on a smaller picture are sent as small as they are.
    """

    recipe: Pipeline
    step: int
    layer: str
    window: Window
    exact: bool
    limits: tuple[float, float] | None
    deep: bool = False
    packed: bool = False
    small: bool = False


def look(
    services: Services,
    wish: Wish,
    cancelled: Cancelled = None,
    progress: Progress | None = None,
    budget: Budget = BUDGET_SECONDS,
) -> View:
    """Compute and encode a view.

    Parameters
    ----------
    services : Services
        What computes it.
    wish : Wish
        What it is to show.
    cancelled : callable, optional
        Polled while computing.
    progress : callable, optional
        Called with (step index, chunks done, chunks in all).
    budget : float or callable
        Seconds that a preview may take, or what tells them from those it would take.

    Raises
    ------
    UnknownLayerError
        If the step gives no such layer.
    """
    started = time.perf_counter()
    if wish.step == SOURCE:
        layer, run = _source(services, wish), None
    else:
        run = run_of(services, wish, cancelled, progress, budget)
        layer = layer_of(run, wish.step, wish.layer)
    computed = time.perf_counter()
    body, media_type, shown = _encoded(services, wish, layer, run)
    timing = {"compute": computed - started, "encode": time.perf_counter() - computed}
    info = {
        "exact": layer.meta.exact if run is None else run.exact,
        "scale": wish.window.scale,
        "region": wish.window.covered.as_tuple(),
        "kind": layer.kind.value,
        **shown,
        "steps": [step_report(report) for report in run.steps] if run else [],
        "numbers": numbers_of(run) if run else {},
        "timing": {name: round(seconds * 1000, 3) for name, seconds in timing.items()},
    }
    return View(body, media_type, info, run is None or not is_coarse(run, wish.window.scale))


def run_of(
    services: Services,
    wish: Wish,
    cancelled: Cancelled,
    progress: Progress | None = None,
    budget: Budget = BUDGET_SECONDS,
) -> Run:
    """Run as much of the pipeline as a view needs."""
    window = wish.window
    steps = needed_steps(services.engine.plan(wish.recipe), wish.step)
    # What looks at single pixels gives the same where only the shown ones are computed.
    pixelwise = all(step.algorithm.spec.scope is Scope.PIXEL for step in steps)
    full = wish.exact and not pixelwise
    output = steps[-1].algorithm.spec.output(wish.layer) if steps else None
    # A region moves rasters and points only; other coordinates are right in the whole picture.
    raster = output is not None and output.kind.is_raster
    region = window.at_full if full else window.at_scale
    compute = services.engine.run
    if not wish.exact:
        compute = partial(services.engine.preview, budget=budget)
    return compute(
        wish.recipe,
        region=region if raster else None,
        scale=1.0 if full else window.scale,
        until=wish.step,
        cancelled=cancelled,
        progress=progress,
    )


def is_coarse(run: Run, scale: float) -> bool:
    """Whether anything in a run was found on a picture smaller than the view shows."""
    return any(layer.meta.scale < scale for report in run.steps for layer in report.layers)


def numbers_of(run: Run) -> dict[str, Any]:
    """Every number and text of a run, by ``"<step>.<name>"``."""
    return {
        f"{report.index}.{layer.name}": layer.data
        for report in run.steps
        for layer in report.layers
        if layer.kind in (Kind.NUMBER, Kind.TEXT)
    }


def _source(services: Services, wish: Wish) -> Layer:
    window = wish.window
    return services.engine.source(
        wish.recipe.image, region=window.at_scale, scale=window.scale, sampled=wish.exact
    )


def _encoded(
    services: Services, wish: Wish, layer: Layer, run: Run | None
) -> tuple[bytes, str, Mapping[str, Any]]:
    if not layer.kind.is_raster:
        window = wish.window
        sight = Sight(window.covered, window.step, window.plane)
        content = visible(layer, sight, run.scale if run else 1.0)
        return dumps(content).encode(), "application/json", {"shape": None}
    data = wish.window.flat(layer)
    grain = None
    if run is not None and run.scale > wish.window.scale:
        data = decimate(data, "YX" + "C" * (data.ndim - 2), wish.window.step)
    elif run is not None and run.scale < wish.window.scale:
        if wish.small and layer.kind in (Kind.MASK, Kind.LABELS):
            grain = wish.window.grain(data, run.scale)
        else:
            data = wish.window.enlarged(data, run.scale)
    as_is = run is None and data.dtype == np.uint8
    limits = wish.limits or (_source_limits(services, wish, data) if run is None else None)
    made = encode_layer(data, layer.kind, limits, lossy=as_is, deep=wish.deep, pack=wish.packed)
    shown = {
        "shape": wish.window.shown.shape if grain else data.shape[:2],
        **({"grain": grain} if grain else {}),
        "limits": made.limits,
        "range": made.value_range,
        "depth": made.depth,
        "packing": made.packing,
        "coloured": data.ndim > 2 and data.shape[-1] > 1,
    }
    return made.body, made.media_type, shown


def _source_limits(services: Services, wish: Wish, data: Any) -> tuple[float, float]:
    """Fixed limits for the picture itself, so that it looks the same wherever one pans."""
    if data.dtype == np.uint8:
        return 0.0, 255.0
    record = services.store.get(wish.recipe.image)
    return record.minimum, record.maximum
