"""The engine: runs pipelines on stored pictures, step by step, from the memo where it can."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from isoline.catalogue import Catalogue
from isoline.errors import UnknownReferenceError
from isoline.layers import Kind, Layer, Results
from isoline.pipeline import Pipeline, Plan, PlannedStep, plan
from isoline.run.conversion import kinds_of
from isoline.run.cost import CostModel
from isoline.run.course import Course, StepReport
from isoline.run.cropping import cropped, cut
from isoline.run.demand import needed_steps
from isoline.run.execution import Conduct
from isoline.run.keys import run_id
from isoline.run.memo import Memo
from isoline.run.pictures import Pictures, View, level_for, picture_layer, scaled_bounds
from isoline.run.preview import (
    BUDGET_SECONDS,
    Budget,
    Outlook,
    applied,
    bearable,
    is_parted,
    joined,
    outlook,
    shrunk,
)
from isoline.run.reach import is_pixelwise
from isoline.run.region import Region

__all__ = ["Engine", "Pictures", "Progress", "Run", "StepReport"]

Progress = Callable[[int, int, int], object]
"""Called with (step index, chunks done, chunks in all)."""


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
    costs : CostModel, optional
        Decides what is cut into chunks.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        store: Pictures,
        memo: Memo,
        *,
        workers: int | None = None,
        costs: CostModel | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.store = store
        self.memo = memo
        self.costs = costs or CostModel()
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
            What is wanted of every step, in pixels of the picture shrunk to `scale`.
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
        pixelwise = all(is_pixelwise(step.algorithm.spec) for step in steps)
        level = level_for(self.store.pyramid(pipeline.image), scale)
        # A pixel-wise result may be sampled before or after; both give the same.
        course = self._course(pipeline.image, level, sampled=pixelwise and bool(steps))
        region = _part(region, course.bounds)
        reports = self._taken(course, steps, region, progress, cancelled)
        identifier = run_id(pipeline, planned)
        view = course.view
        return Run(identifier, pipeline, tuple(reports), view.exact, view.scale, region)

    def preview(
        self,
        pipeline: Pipeline,
        *,
        region: Region | None = None,
        scale: float = 1.0,
        until: int | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
        budget: Budget = BUDGET_SECONDS,
    ) -> Run:
        """Run what a view needs at a bounded cost, on a smaller picture where it has to be.

        Parameters
        ----------
        pipeline, region, scale, until, progress, cancelled
            As for `run`.
        budget : float or callable
            Seconds it may take, as far as can be told before; or what is called with those that it
            would take as it is asked for, and gives them.

        Returns
        -------
        Run
            Its scale may be smaller than asked for; its region is in pixels of that scale. It is
            only exact where it equals `run`.

        Raises
        ------
        IsolineError
            As `run` does.
        """
        planned = self.plan(pipeline)
        steps = needed_steps(planned, until)
        specs = [step.algorithm.spec for step in steps]
        asked = partial(self.run, pipeline, until=until, progress=progress, cancelled=cancelled)
        if all(map(is_pixelwise, specs)) or any(spec.reshapes for spec in specs):
            return asked(region=region, scale=scale)
        pyramid = self.store.pyramid(pipeline.image)
        level = level_for(pyramid, scale)

        def at(deeper: int, taken: Sequence[PlannedStep]) -> Outlook:
            course = self._course(pipeline.image, deeper)
            return outlook(course, taken, shrunk(region, deeper - level), self.costs)

        coarse = bearable(lambda deeper: at(deeper, steps), level, pyramid.depth, budget)
        if coarse == level or not is_parted(steps):
            return asked(region=shrunk(region, coarse - level), scale=0.5**coarse)
        small = self._course(pipeline.image, coarse)
        found = self._taken(small, steps, None, progress, cancelled)
        parted = [applied(step, item.layers) for step, item in zip(steps, found, strict=True)]
        if (ready := [step for step in parted if step]) != parted:
            return asked(region=shrunk(region, coarse - level), scale=0.5**coarse)
        fine = bearable(lambda deeper: at(deeper, ready), level, pyramid.depth, budget)
        course = self._course(pipeline.image, fine)
        part = _part(shrunk(region, fine - level), course.bounds)
        made = self._taken(course, ready, part, None, cancelled)
        reports = tuple(map(joined, made, found))
        identifier = run_id(pipeline, planned)
        return Run(identifier, pipeline, reports, False, course.view.scale, part)

    def _course(self, image: str, level: int, *, sampled: bool = False) -> Course:
        return Course(self.store, self.memo, image, View(level, sampled))

    def _taken(
        self,
        course: Course,
        steps: Sequence[PlannedStep],
        region: Region | None,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> list[StepReport]:
        """Take steps one after the other, and cut them to the region."""
        wanted = course.regions(steps, region)
        reports = []
        for step in steps:
            told = None if progress is None else partial(progress, step.index)
            conduct = Conduct(self.costs, self.workers, told, cancelled)
            reports.append(course.take(step, wanted[step.index], conduct))
        if region is None:
            return reports
        return [_cut(report, region, course.bounds) for report in reports]

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
        view = View(level_for(pyramid, scale), sampled)
        layer = picture_layer(self.store, image, view)
        part = _part(region, scaled_bounds(pyramid, view.level))
        return layer if part is None else cropped(layer, part)

    def _kinds_of(self, image: str) -> frozenset[Kind]:
        record = self.store.get(image)
        return kinds_of(record.dtype, record.axes, record.binary)


def _part(region: Region | None, bounds: tuple[int, ...]) -> Region | None:
    """Clip a region to a picture; ``None`` for all of it."""
    if region is None:
        return None
    whole = Region.whole(bounds)
    part = region.intersect(whole)
    if part.is_empty:
        raise ValueError(
            f"the region {region} holds no pixel of a picture of {bounds} pixels; "
            "choose one that overlaps it"
        )
    return None if part == whole else part


def _cut(report: StepReport, region: Region, bounds: tuple[int, ...]) -> StepReport:
    layers = Results([cut(layer, region, bounds) for layer in report.layers])
    return replace(report, layers=layers)
