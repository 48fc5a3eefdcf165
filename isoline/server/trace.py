"""Route of traces: why a pixel is inside, told by its value at every step."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import Blueprint, Response

from isoline.algorithm import Comparison, Spec
from isoline.images.record import ImageRecord
from isoline.layers import Kind, Layer
from isoline.pipeline import Picture, Pipeline, Plan, PlannedStep, Step, StepOutput
from isoline.run.conversion import as_input
from isoline.run.demand import needed_steps
from isoline.run.engine import Run, StepReport
from isoline.run.region import Region
from isoline.server import queries
from isoline.server.inspection import value_at
from isoline.server.plain import json_response
from isoline.server.services import Services, current_services
from isoline.server.windows import Window
from isoline.server.work import admitted

routes = Blueprint("trace", __name__)

_LAST_PLANE = 10**9
_CLASSES = frozenset({Kind.MASK, Kind.LABELS})


@routes.get("/trace")
def get_trace() -> Response:
    """Values of the picture and after every step at one place, and which step decided."""
    services = current_services()
    recipe = queries.recipe()
    last = len(recipe.steps) - 1
    until = queries.whole("step", last, -1, last)
    recipe = recipe.model_copy(update={"steps": recipe.steps[: until + 1]})
    record = services.store.get(recipe.image)
    region = _pixel(services, record)
    with admitted(services) as work:
        run = services.engine.run(
            recipe, region=region, progress=work.progress, cancelled=work.cancelled
        )
    place = Place(region, record.spatial_shape)
    source = services.engine.source(recipe.image, region=region)
    return json_response(
        {
            "at": region.start,
            "source": place.value_of(source),
            **traced(services, recipe, run, place),
            "exact": run.exact,
        }
    )


@dataclass(frozen=True, slots=True)
class Place:
    """One pixel of a picture.

    Attributes
    ----------
    region : Region
        That holds it alone, over all spatial axes.
    shape : tuple of int
        Spatial shape of the picture.
    """

    region: Region
    shape: tuple[int, ...]

    def value_of(self, layer: Layer) -> Any:
        """Value of a raster layer here; see `isoline.server.inspection.value_at`."""
        return value_at(layer, self.region.start, self.shape)


def traced(services: Services, recipe: Pipeline, run: Run, place: Place) -> dict[str, Any]:
    """Follow a pixel through the steps of a recipe, in the terms of JSON.

    Parameters
    ----------
    services : Services
        What computes.
    recipe : Pipeline
        The steps.
    run : Run
        All of them, on that pixel at least.
    place : Place
        Where.

    Returns
    -------
    dict
        ``steps`` in the order of the recipe, and ``decided``, the last that changed whether the
        pixel is inside.
    """
    plan = services.engine.plan(recipe)
    told = [_outline(services, index, step) for index, step in enumerate(recipe.steps)]
    insides: dict[int, bool] = {}
    for step, report in zip(plan, run.steps, strict=True):
        one = told[step.index]
        one["layers"] = _values(report, place)
        here = _is_inside(one["layers"])
        if here is None:
            continue
        before = _latest(plan, step.index, insides)
        one["inside"] = insides[step.index] = here
        one["changed"] = before is None or here is not insides[before]
        spec = services.catalogue[report.algorithm].spec
        because = _because(services, spec, step, run, place)
        # Outside the region of a step its comparison decides nothing.
        if because is not None and because.holds is here:
            one["because"] = because.described()
    return {"steps": told, "decided": _decided(plan, told, insides)}


def _outline(services: Services, index: int, step: Step) -> dict[str, Any]:
    spec = services.catalogue[step.algorithm].spec
    return {
        "step": index,
        "algorithm": spec.id,
        "title": spec.title,
        "enabled": step.enabled,
        "layers": [],
        "inside": None,
        "changed": False,
    }


def _latest(plan: Plan, index: int, insides: Mapping[int, bool]) -> int | None:
    """The latest of the steps before that a step builds upon and that classifies."""
    before = [step.index for step in needed_steps(plan, index) if step.index != index]
    return max((found for found in before if found in insides), default=None)


def _decided(
    plan: Plan, told: Sequence[Mapping[str, Any]], insides: Mapping[int, bool]
) -> int | None:
    """The step that last changed whether the pixel is inside, on the way to the last that says."""
    if not insides:
        return None
    way = [step.index for step in needed_steps(plan, max(insides))]
    return max((index for index in way if told[index]["changed"]), default=None)


@dataclass(frozen=True, slots=True)
class Because:
    """A comparison of what a step took at the pixel with a threshold."""

    value: float
    comparison: Comparison
    threshold: float

    @property
    def holds(self) -> bool:
        """Whether it is true."""
        return bool(self.comparison.holds(self.value, self.threshold))

    def described(self) -> dict[str, Any]:
        """Put it in the terms of JSON."""
        sign = self.comparison.operator
        return {"value": self.value, "operator": sign, "threshold": self.threshold}


def _because(
    services: Services, spec: Spec, step: PlannedStep, run: Run, place: Place
) -> Because | None:
    """What a thresholding step compared; none where that cannot be told."""
    comparison = spec.comparison or spec.applies
    if comparison is None:
        return None
    threshold = _threshold(comparison, step, run, applied=spec.comparison is None)
    value = _taken(services, comparison, step, run, place)
    if not _is_number(threshold) or not _is_number(value):
        return None
    return Because(value, comparison, threshold)


def _threshold(comparison: Comparison, step: PlannedStep, run: Run, *, applied: bool) -> Any:
    if not applied:
        return step.parameters[comparison.parameter]
    number = run.layer(step.index, comparison.parameter).data
    # Of a stack worked plane by plane there is one for each.
    return float(number) if np.ndim(number) == 0 else None


def _taken(
    services: Services, comparison: Comparison, step: PlannedStep, run: Run, place: Place
) -> Any:
    """What a step took at the pixel, converted as it was for the step."""
    binding = step.bindings[comparison.input]
    if isinstance(binding, StepOutput):
        layer = run.layer(binding.step, binding.name)
    elif isinstance(binding, Picture):
        if services.store.get(binding.id).spatial_shape != place.shape:
            return None
        layer = services.engine.source(binding.id, region=place.region)
    else:
        return None
    wanted = step.algorithm.spec.input(comparison.input)
    if wanted is None:
        return None
    return place.value_of(as_input(layer, wanted, step.algorithm.spec.channels))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value)


def _values(report: StepReport, place: Place) -> list[dict[str, Any]]:
    return [
        {"name": layer.name, "kind": layer.kind, "value": place.value_of(layer)}
        for layer in report.layers
        if layer.kind.is_raster
    ]


def _is_inside(layers: Sequence[Mapping[str, Any]]) -> bool | None:
    """Whether the pixel is in the foreground of the first mask or label image."""
    value = next((layer["value"] for layer in layers if layer["kind"] in _CLASSES), None)
    return None if value is None else bool(value > 0)


def _pixel(services: Services, record: ImageRecord) -> Region:
    """The argument ``at`` on the plane ``plane``, as a region of one pixel."""
    at = queries.pair("at")
    rows, columns = record.spatial_shape[-2:]
    if at is None or not (0 <= at[0] < rows and 0 <= at[1] < columns):
        queries.refuse("at", f"row,column within the picture of {rows} x {columns} pixels")
    row, column = int(at[0]), int(at[1])
    plane = queries.whole("plane", 0, 0, _LAST_PLANE)
    alone = Region((row, column), (row + 1, column + 1))
    return Window.of(record, services.store, alone, 1.0, plane).at_full
