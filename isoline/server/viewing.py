"""Computing one view: a layer, or the picture itself, on a region at a scale."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np

from isoline.algorithm import Scope
from isoline.images.pyramid import decimate
from isoline.layers import Kind, Layer
from isoline.pipeline import Pipeline, Step
from isoline.run.demand import needed_steps
from isoline.run.engine import Engine, Progress, Run
from isoline.run.jobs import worker_count
from isoline.run.memo import Memo
from isoline.run.preview import BUDGET_SECONDS, Budget
from isoline.server.encoding import encode_layer
from isoline.server.geometry import Sight, visible
from isoline.server.lanes import Lanes
from isoline.server.plain import dumps
from isoline.server.runs import layer_of, step_report
from isoline.server.services import Services
from isoline.server.view_cache import View
from isoline.server.windows import Window

Cancelled = Callable[[], bool] | None

_BESIDES_SECONDS = 0.002
"""What an answer takes besides computing: reading what is asked for, encoding, sending."""
_HELPERS_SHARE = 8
"""Of the memory for results, what a helper may take is one part in so many."""
_SAMPLE, _BLUR, _LAYER = "coins", "gaussian", "image"
_LONG_SECONDS = 0.03
_GATHERING_SECONDS = 0.004
"""Before what takes longer than that, so long is waited for others."""
_LEAST_SECONDS = 1e-4
"""Bound on a share, below which nothing becomes any smaller."""

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


@dataclass(frozen=True, slots=True)
class Question:
    """A preview that a helper is asked for.

    Attributes
    ----------
    fingerprint : str
        Of the catalogue that it is to be computed with.
    wish : Wish
        What it is to show.
    budget : float
        Seconds that it may take.
    """

    fingerprint: str
    wish: Wish
    budget: float


def answerer(services: Services) -> Callable[[Question], View | None]:
    """What a helper of a server does with questions, on a processor of its own.

    Parameters
    ----------
    services : Services
        The server's. Results are kept apart and less of them, as there are several helpers.
    """
    # Read before there are helpers, so that none of them has to.
    fingerprint = services.catalogue.fingerprint
    engine: Engine | None = None

    def answer(question: Question) -> View | None:
        nonlocal engine
        if question.fingerprint != fingerprint:
            return None
        if engine is None:
            room = services.settings.memory_cache_bytes // _HELPERS_SHARE
            memo = Memo(None, memory_bytes=room)
            engine = Engine(
                services.catalogue, services.store, memo, workers=1, costs=services.engine.costs
            )
        own = replace(services, engine=engine, memo=engine.memo)
        return look(own, question.wish, budget=question.budget)

    return answer


def trial_question(services: Services) -> Question:
    """A question for practice: a blur of a sample."""
    recipe = Pipeline(image=_SAMPLE, steps=(Step(algorithm=_BLUR),))
    window = Window.of(services.store.get(_SAMPLE), services.store, None, 1.0, 0)
    wish = Wish(recipe, 0, _LAYER, window, exact=False, limits=None)
    return Question(services.catalogue.fingerprint, wish, BUDGET_SECONDS)


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


def share_of(crowd: int) -> float:
    """Seconds that one of several previews may take at the same time, so that all stay quick.

    Parameters
    ----------
    crowd : int
        How many there are.
    """
    # What is done for each of them besides computing is done one after the other.
    left = BUDGET_SECONDS / max(1, crowd) - _BESIDES_SECONDS
    return min(BUDGET_SECONDS, max(_LEAST_SECONDS, workers() * left))


class Share:
    """The seconds that one preview may take, told when it is known how long it would.

    Many who begin at the same moment do not arrive in the same moment: the first would take all
    the time there is, and the others wait for them. So before something long, it is looked again
    who else has come.

    Parameters
    ----------
    lanes : Lanes
        Tell how many there are.

    Attributes
    ----------
    seconds : float
        As told last.
    """

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes
        self.seconds = share_of(lanes.crowd)

    def __call__(self, expected: float) -> float:
        """Seconds for a preview that would take so many as it is asked for."""
        if expected > _LONG_SECONDS and self._lanes.crowd <= workers():
            time.sleep(_GATHERING_SECONDS)
        self.seconds = share_of(self._lanes.crowd)
        return self.seconds


@lru_cache(maxsize=1)
def workers() -> int:
    """Computations that may run at once, as far as the server's own configuration goes."""
    return worker_count()


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
