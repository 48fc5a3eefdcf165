"""The engine: runs pipelines on stored pictures, step by step, from the memo where it can."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from numpy.typing import NDArray

from isoline.algorithm import Scope
from isoline.catalogue import Catalogue
from isoline.errors import AlgorithmFailedError, UnknownReferenceError
from isoline.images.pyramid import Pyramid, decimate
from isoline.images.record import ImageRecord
from isoline.layers import Kind, Layer, Metadata, Results
from isoline.pipeline import Picture, Pipeline, Plan, PlannedStep, plan
from isoline.run.conversion import kinds_of
from isoline.run.cost import CostModel
from isoline.run.cropping import cropped, extent, offset_by
from isoline.run.demand import demands, input_region, needed_steps
from isoline.run.execution import Conduct, execute
from isoline.run.keys import picture_key, run_id, step_key
from isoline.run.memo import Memo
from isoline.run.region import Region

Progress = Callable[[int, int, int], object]
"""Called with (step index, chunks done, chunks in all)."""


class Pictures(Protocol):
    """Where pictures come from; `isoline.images.store.ImageStore` is one."""

    def get(self, image: str, /) -> ImageRecord:
        """What is known of a picture."""

    def pyramid(self, image: str, /) -> Pyramid:
        """The picture and its smaller versions."""


@dataclass(frozen=True, slots=True)
class StepReport:
    """What one step gave, how long this run spent on it, and whether it was spared computing."""

    index: int
    algorithm: str
    elapsed_ms: float
    cached: bool
    layers: Results


@dataclass(frozen=True, slots=True)
class Run:
    """What a pipeline gave.

    Attributes
    ----------
    id : str
        The same for the same recipe and code.
    pipeline : Pipeline
        The recipe.
    steps : tuple of StepReport
        One per step that ran.
    exact : bool
        Whether every layer equals what a run on the whole picture at full resolution gives.
    scale : float
        Scale that was computed at.
    region : Region, optional
        Part that was computed, in pixels of the scaled picture; ``None`` for everything.
    """

    id: str
    pipeline: Pipeline
    steps: tuple[StepReport, ...]
    exact: bool
    scale: float
    region: Region | None

    def layer(self, step: int, name: str) -> Layer:
        """One step's layer.

        Raises
        ------
        UnknownReferenceError
            If no step that ran gave a layer of that name.
        """
        for report in self.steps:
            if report.index == step and name in report.layers.names:
                found: Layer = report.layers[name]
                return found
        raise UnknownReferenceError(f"there is no layer {step}.{name} in this run", step)


@dataclass(frozen=True, slots=True)
class _View:
    """The scaled picture a run works on."""

    pyramid: Pyramid
    level: int
    sampled: bool

    @property
    def scale(self) -> float:
        return 1 / (1 << self.level)

    @property
    def sampling(self) -> str:
        return f"{'pick' if self.sampled else 'mean'}/{1 << self.level}"

    @property
    def bounds(self) -> tuple[int, ...]:
        return scaled_bounds(self.pyramid, self.level)

    @property
    def exact(self) -> bool:
        return self.level == 0 or self.sampled


class Engine:
    """Runs pipelines on stored pictures.

    Parameters
    ----------
    catalogue : Catalogue
        What steps may name.
    store : Pictures
        Where pictures are.
    memo : Memo
        Where results are kept.
    workers : int, optional
        How many chunks run at once; joblib's configuration, or every CPU, when left out.
    """

    def __init__(
        self, catalogue: Catalogue, store: Pictures, memo: Memo, *, workers: int | None = None
    ) -> None:
        self.catalogue = catalogue
        self.store = store
        self.memo = memo
        self.costs = CostModel()
        self.workers = workers

    def plan(self, pipeline: Pipeline) -> Plan:
        """Validate a pipeline without running it; see `isoline.pipeline.plan`."""
        return plan(pipeline, self.catalogue, self._kinds_of)

    def run(
        self,
        pipeline: Pipeline,
        *,
        region: Region | None = None,
        scale: float = 1.0,
        until: int | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Run:
        """Run a pipeline, or the part of it that a view needs.

        Parameters
        ----------
        pipeline : Pipeline
            The recipe.
        region : Region, optional
            What is wanted of the last step, in pixels of the picture shrunk to `scale`.
        scale : float
            At most 1; the nearest power of one half that is not smaller is taken.
        until : int, optional
            Index of the last step wanted; steps it does not depend on do not run.
        progress : callable, optional
            Called with (step index, chunks done, chunks in all).
        cancelled : callable, optional
            Polled between steps and chunks.

        Returns
        -------
        Run
            The layers of every step that ran.

        Raises
        ------
        PipelineError, ParameterError, UnknownAlgorithmError, UnknownImageError
            If the pipeline cannot run.
        AlgorithmFailedError
            If a step raises; says which.
        CancelledError
            If `cancelled` returned True.
        """
        planned = self.plan(pipeline)
        steps = needed_steps(planned, until)
        view = self._view(pipeline, steps, scale)
        if region is not None:
            region = region.intersect(Region.whole(view.bounds))
            region = None if region == Region.whole(view.bounds) else region
        course = _Course(self, pipeline, view, progress, cancelled)
        wanted = demands(steps, region, view.bounds, view.scale)
        reports = [course.take(step, wanted[step.index]) for step in steps]
        if region is not None and reports:
            last = reports[-1]
            reports[-1] = replace(last, layers=_cropped(last.layers, region, view.bounds))
        return Run(
            run_id(pipeline, planned), pipeline, tuple(reports), view.exact, view.scale, region
        )

    def source(
        self, image: str, *, region: Region | None = None, scale: float = 1.0, sampled: bool = False
    ) -> Layer:
        """Give a stored picture, or a region of it, as a layer.

        Parameters
        ----------
        image : str
            Its id.
        region : Region, optional
            In pixels of the shrunk picture.
        scale : float
            At most 1.
        sampled : bool
            Whether to shrink by taking the pixel nearest each block's centre instead of the mean.
        """
        pyramid = self.store.pyramid(image)
        view = _View(pyramid, _level(pyramid, scale), sampled)
        layer = self._picture(image, view)
        return layer if region is None else cropped(layer, region)

    def _picture(self, image: str, view: _View) -> Layer:
        record = self.store.get(image)
        pixels: NDArray[Any]
        if view.sampled and view.level:
            pixels = decimate(view.pyramid.base, record.axes, 1 << view.level)
        else:
            pixels = view.pyramid.level(view.level).pixels
        meta = Metadata(axes=record.axes, unit=record.unit, scale=view.scale, exact=view.exact)
        return Layer("image", Kind.IMAGE, pixels, meta)

    def _view(self, pipeline: Pipeline, steps: tuple[PlannedStep, ...], scale: float) -> _View:
        pyramid = self.store.pyramid(pipeline.image)
        # A pixel-wise result may be sampled before or after; both give the same.
        pixelwise = all(step.algorithm.spec.scope is Scope.PIXEL for step in steps)
        return _View(pyramid, _level(pyramid, scale), sampled=pixelwise and bool(steps))

    def _kinds_of(self, image: str) -> frozenset[Kind]:
        record = self.store.get(image)
        return kinds_of(record.dtype, record.axes, record.binary)


class _Course:
    """One run under way: the keys and layers of the steps taken so far."""

    def __init__(
        self,
        engine: Engine,
        pipeline: Pipeline,
        view: _View,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._engine = engine
        self._pipeline = pipeline
        self._view = view
        self._progress = progress
        self._cancelled = cancelled
        self._keys: dict[int, str] = {}
        self._results: dict[int, Results] = {}

    def take(self, step: PlannedStep, region: Region | None) -> StepReport:
        started = time.perf_counter()
        whole_key = self._key(step, None)
        results, cached = self._engine.memo.peek(whole_key), True
        if results is None:
            key = whole_key if region is None else self._key(step, region)
            persist = region is None and self._view.level == 0
            compute = partial(self._compute, step, region)
            results, cached = self._engine.memo.get(key, compute, keep_on_disk=persist)
        self._keys[step.index] = whole_key
        self._results[step.index] = results
        elapsed = (time.perf_counter() - started) * 1000
        return StepReport(step.index, step.algorithm.spec.id, elapsed, cached, results)

    def _key(self, step: PlannedStep, region: Region | None) -> str:
        inputs = {
            name: picture_key(binding.id)
            if isinstance(binding, Picture)
            else f"{self._keys[binding.step]}.{binding.name}"
            for name, binding in step.bindings.items()
        }
        return step_key(step.algorithm, step.parameters, inputs, region, self._view.sampling)

    def _compute(self, step: PlannedStep, region: Region | None) -> Results:
        spec = step.algorithm.spec
        needed = input_region(step, region, self._view.bounds, self._view.scale)
        layers = self._inputs(step, needed)
        progress = None if self._progress is None else partial(self._progress, step.index)
        conduct = Conduct(self._engine.costs, self._engine.workers, progress, self._cancelled)
        conduct.check()
        try:
            made = execute(
                step.algorithm, layers, spec.at_scale(step.parameters, self._view.scale), conduct
            )
        except AlgorithmFailedError as error:
            raise AlgorithmFailedError(error.algorithm, error.cause, step.index) from error
        placed = Results([offset_by(layer, needed) for layer in made])
        marked = _marked(placed, self._view.exact)
        return marked if region is None else _cropped(marked, region, self._view.bounds)

    def _inputs(self, step: PlannedStep, needed: Region | None) -> Mapping[str, Layer]:
        layers = {}
        for name, binding in step.bindings.items():
            if isinstance(binding, Picture):
                layer = self._second(binding.id)
            else:
                layer = self._results[binding.step][binding.name]
            layers[name] = layer if needed is None else cropped(layer, needed)
        return layers

    def _second(self, image: str) -> Layer:
        """A picture at this run's scale, whichever picture it is."""
        if image == self._pipeline.image:
            return self._engine._picture(image, self._view)
        pyramid = self._engine.store.pyramid(image)
        view = _View(pyramid, _level(pyramid, self._view.scale), self._view.sampled)
        return self._engine._picture(image, view)


def scaled_bounds(pyramid: Pyramid, level: int) -> tuple[int, ...]:
    """Spatial shape of one level of a picture."""
    row = pyramid.axes.index("Y")
    step = 1 << level
    shape = pyramid.base.shape
    return (*shape[:row], -(-shape[row] // step), -(-shape[row + 1] // step))


def _level(pyramid: Pyramid, scale: float) -> int:
    if not 0 < scale <= 1:
        raise ValueError(f"a scale lies above 0 and is at most 1, got {scale}")
    level = 0
    while level < pyramid.depth and 0.5 ** (level + 1) >= scale:
        level += 1
    return level


def _marked(results: Results, exact: bool) -> Results:
    return Results([replace(item, meta=replace(item.meta, exact=exact)) for item in results])


def _cropped(results: Results, region: Region, bounds: tuple[int, ...]) -> Results:
    return Results([_cut(layer, region, bounds) for layer in results])


def _cut(layer: Layer, region: Region, bounds: tuple[int, ...]) -> Layer:
    """Cut a region of the picture out of a layer, also of one with a shape of its own."""
    if not layer.kind.is_raster or layer.meta.offset:
        return cropped(layer, region)
    shape = extent(layer).shape
    if shape == bounds or len(shape) != len(bounds):
        return cropped(layer, region) if shape == bounds else layer
    factors = [n / m for n, m in zip(shape, bounds, strict=True)]
    return cropped(layer, region.scaled(factors))
