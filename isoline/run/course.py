"""One run under way: the keys and layers of the steps taken so far."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from isoline.algorithm import Scope
from isoline.errors import AlgorithmFailedError, WrongKindError
from isoline.layers import Kind, Layer, Results
from isoline.pipeline import Binding, Drawn, Picture, PlannedStep
from isoline.run.cropping import compact, cropped
from isoline.run.demand import demands, input_region
from isoline.run.drawn import drawn_layer
from isoline.run.execution import Conduct, execute, mismatch
from isoline.run.keys import picture_key, step_key
from isoline.run.memo import Memo
from isoline.run.pictures import Pictures, View, picture_layer, scaled_bounds
from isoline.run.region import Region


@dataclass(frozen=True, slots=True)
class StepReport:
    """What one step gave, how long this run spent on it, and whether it was spared computing."""

    index: int
    algorithm: str
    elapsed_ms: float
    cached: bool
    layers: Results


@dataclass(slots=True)
class Course:
    """One run under way.

    Parameters
    ----------
    store : Pictures
        Where pictures are.
    memo : Memo
        Where results are kept.
    image : str
        Id of the picture the pipeline is opened on.
    view : View
        How pictures are seen.
    """

    store: Pictures
    memo: Memo
    image: str
    view: View
    _keys: dict[int, str] = field(default_factory=dict, init=False)
    _results: dict[int, Results] = field(default_factory=dict, init=False)

    @property
    def bounds(self) -> tuple[int, ...]:
        """Spatial shape of the picture as it is seen."""
        return scaled_bounds(self.store.pyramid(self.image), self.view.level)

    @property
    def size(self) -> int:
        """Pixels of the picture as it is seen, all planes together."""
        return math.prod(self.bounds)

    @property
    def _full_shape(self) -> tuple[int, ...]:
        """Spatial shape of the picture at full resolution."""
        return scaled_bounds(self.store.pyramid(self.image), 0)

    @property
    def axes(self) -> str:
        """Axes of the picture."""
        return self.store.get(self.image).axes

    def regions(
        self, steps: Sequence[PlannedStep], region: Region | None
    ) -> dict[int, Region | None]:
        """Region each step has to compute; ``None`` for everything."""
        # A region is a part of one picture; in another of a different shape it means nothing.
        if not all(self._is_alike(image) for image in _pictures_of(steps)):
            region = None
        return demands(steps, region, self.bounds, self.axes, self.view.length_scale)

    def lacking(
        self, steps: Sequence[PlannedStep], regions: Mapping[int, Region | None]
    ) -> list[PlannedStep]:
        """Steps whose results are not in memory on the regions they have to compute."""
        found = []
        for step in steps:
            self._keys[step.index] = self._key(step, None)
            wanted = {self._keys[step.index], self._key(step, regions[step.index])}
            if not any(self.memo.peek(key) for key in wanted):
                found.append(step)
        return found

    def take(self, step: PlannedStep, region: Region | None, conduct: Conduct) -> StepReport:
        """Take one step, from the memo where it has it.

        Raises
        ------
        AlgorithmFailedError
            If the step raises; says which.
        WrongKindError
            If its inputs differ in shape and it takes them pixel by pixel.
        CancelledError
            If the caller asked to stop.
        """
        started = time.perf_counter()
        conduct.check()
        whole_key = self._key(step, None)
        results, cached = None if region is None else self._whole(whole_key), True
        if results is None:
            key = whole_key if region is None else self._key(step, region)
            try:
                results, cached = self.memo.get(
                    key,
                    partial(self._compute, step, region, conduct),
                    keep_on_disk=region is None and self.is_full,
                    cancelled=conduct.cancelled,
                )
            except AlgorithmFailedError as error:
                # Whoever computed it may have had it at another place.
                raise AlgorithmFailedError(error.algorithm, error.cause, step.index) from error
        self._keys[step.index] = whole_key
        self._results[step.index] = results
        elapsed = (time.perf_counter() - started) * 1000
        return StepReport(step.index, step.algorithm.spec.id, elapsed, cached, results)

    @property
    def is_full(self) -> bool:
        """Whether it is at full resolution; only then are results kept on disk."""
        return self.view.level == 0

    def _whole(self, key: str) -> Results | None:
        return self.memo.find(key) if self.is_full else self.memo.peek(key)

    def _key(self, step: PlannedStep, region: Region | None) -> str:
        inputs = {name: self._key_of(binding) for name, binding in step.bindings.items()}
        return step_key(step.algorithm, step.parameters, inputs, region, self.view.sampling)

    def _key_of(self, binding: Binding) -> str:
        if isinstance(binding, Picture):
            return picture_key(self.store.get(binding.id))
        if isinstance(binding, Drawn):
            return f"drawing:{binding.content}:{self._full_shape}"
        return f"{self._keys[binding.step]}.{binding.name}"

    def _compute(self, step: PlannedStep, region: Region | None, conduct: Conduct) -> Results:
        scale = self.view.length_scale
        needed = input_region(step, region, self.bounds, self.axes, scale)
        layers = self._inputs(step, needed)
        if step.algorithm.spec.scope is not Scope.GLOBAL and (differing := mismatch(layers)):
            raise WrongKindError(
                f"step {step.index}: {differing}; it takes them pixel by pixel, so choose a "
                "picture of the same shape",
                step.index,
                ("inputs",),
            )
        parameters = step.algorithm.spec.at_scale(step.parameters, scale)
        made = _marked(execute(step.algorithm, layers, parameters, conduct), self.view.exact)
        if region is None:
            return made
        return Results([compact(cropped(layer, region)) for layer in made])

    def _inputs(self, step: PlannedStep, needed: Region | None) -> Mapping[str, Layer]:
        layers = {name: self._input(step, name, needed) for name in step.bindings}
        if needed is None:
            return layers
        return {name: cropped(layer, needed) for name, layer in layers.items()}

    def _input(self, step: PlannedStep, name: str, needed: Region | None) -> Layer:
        binding = step.bindings[name]
        if isinstance(binding, Picture):
            declared = step.algorithm.spec.input(name)
            classes = declared is not None and declared.kind in (Kind.MASK, Kind.LABELS)
            return picture_layer(self.store, binding.id, self.view, classes=classes)
        if isinstance(binding, Drawn):
            return drawn_layer(binding.drawing, self._full_shape, self.view, needed)
        found: Layer = self._results[binding.step][binding.name]
        return found

    def _is_alike(self, image: str) -> bool:
        axes = self.store.get(image).axes
        bounds = scaled_bounds(self.store.pyramid(image), self.view.level)
        return bounds == self.bounds and _spatial(axes) == _spatial(self.axes)


def _pictures_of(steps: Sequence[PlannedStep]) -> set[str]:
    """Ids of the pictures that steps take."""
    bindings: list[Any] = [binding for step in steps for binding in step.bindings.values()]
    return {binding.id for binding in bindings if isinstance(binding, Picture)}


def _spatial(axes: str) -> str:
    return axes.replace("C", "")


def _marked(results: Results, exact: bool) -> Results:
    return Results([replace(item, meta=replace(item.meta, exact=exact)) for item in results])
