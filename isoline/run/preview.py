"""Previews at a bounded cost: how far a picture is shrunk, and thresholds found on a small one.

What looks at the whole picture is computed on a small version of it. Where it only finds a number
there that every pixel is compared with, the comparison itself is made at the scale of the view.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from isoline.algorithm import Algorithm, Comparison, Scope
from isoline.layers import Results
from isoline.parameters import parameter
from isoline.pipeline import PlannedStep, StepOutput
from isoline.run.cost import CostModel
from isoline.run.course import Course, StepReport
from isoline.run.reach import is_cuttable
from isoline.run.region import Region
from isoline.run.restriction import Restricted, restricted

BUDGET_SECONDS = 0.1
"""What a preview may take, as far as the cost model can tell; the hand feels more as lag."""
MOST_PIXELS = 1 << 20
"""Pixels that are looked at where the whole picture has to be."""
LEAST_PIXELS = 1 << 14
"""Below it calling takes longer than computing, and there is nothing left to see."""
FURTHEST = 3
"""How often a view's scale is halved for the sake of speed."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a run would have to compute.

    Attributes
    ----------
    seconds : float
        Expected time of the steps that are not in the memo.
    pixels : int
        Most pixels that one step would look at.
    whole : bool
        Whether a step among them looks at the whole picture.
    """

    seconds: float
    pixels: int
    whole: bool


def outlook(
    course: Course, steps: Sequence[PlannedStep], region: Region | None, costs: CostModel
) -> Outlook:
    """Tell what a run would have to compute, without computing."""
    regions = course.regions(steps, region)
    sizes = [
        (step.algorithm.spec, item.size if (item := regions[step.index]) else course.size)
        for step in course.lacking(steps, regions)
    ]
    seconds = sum(costs.estimate(spec.id, pixels / 1e6) for spec, pixels in sizes)
    whole = any(not is_cuttable(spec) for spec, _ in sizes)
    return Outlook(seconds, max((pixels for _, pixels in sizes), default=0), whole)


Budget = float | Callable[[float], float]
"""Seconds a preview may take, or what tells them from those it would take as it is asked for."""


def bearable(
    at: Callable[[int], Outlook], level: int, deepest: int, budget: Budget = BUDGET_SECONDS
) -> int:
    """Choose how often a picture is halved for a preview.

    Parameters
    ----------
    at : callable
        Gives the outlook at a level.
    level : int
        Level of the view.
    deepest : int
        Level of the smallest version.
    budget : float or callable
        Seconds it may take.
    """
    chosen = level
    while chosen < deepest:
        ahead = at(chosen)
        budget = budget(ahead.seconds) if callable(budget) else budget
        too_long = ahead.seconds > budget and chosen < level + FURTHEST
        too_large = ahead.whole and ahead.pixels > MOST_PIXELS
        if not too_large and not (too_long and ahead.pixels >= 4 * LEAST_PIXELS):
            break
        chosen += 1
    return chosen


def shrunk(region: Region | None, level: int) -> Region | None:
    """Rows and columns of a region in a picture halved further `level` times."""
    if region is None or not level:
        return region
    return region.scaled([1.0] * (region.ndim - 2) + [0.5**level] * 2)


def is_parted(steps: Sequence[PlannedStep]) -> bool:
    """Whether all that looks at the whole picture finds a number for a comparison, no more."""
    found = {step.index: step for step in steps if not is_cuttable(step.algorithm.spec)}
    used = [
        found[binding.step].algorithm.spec.output(binding.name)
        for step in steps
        for binding in step.bindings.values()
        if isinstance(binding, StepOutput) and binding.step in found
    ]
    parted = all(step.algorithm.spec.applies for step in found.values())
    return bool(found) and parted and all(item and item.kind.is_raster for item in used)


def applied(step: PlannedStep, results: Results) -> PlannedStep | None:
    """The step with its number found already; none where there is no single number.

    Parameters
    ----------
    step : PlannedStep
        Declares which number it applies.
    results : Results
        What it gave on a small version of the picture.
    """
    declared = step.algorithm.spec.applies
    if declared is None:
        return step
    number = results[declared.parameter].data
    if np.ndim(number) or not math.isfinite(number):
        return None
    return replace(step, algorithm=_application(step.algorithm), parameters={"number": number})


def joined(fine: StepReport, coarse: StepReport) -> StepReport:
    """One report of a step whose number and pixels were computed apart; never exact."""
    layers = [replace(item, meta=replace(item.meta, exact=False)) for item in fine.layers]
    known = {item.name for item in layers}
    layers += [item for item in coarse.layers if item.name not in known]
    return replace(
        fine,
        algorithm=coarse.algorithm,
        elapsed_ms=fine.elapsed_ms + coarse.elapsed_ms,
        cached=fine.cached and coarse.cached,
        layers=Results(layers),
    )


@dataclass(frozen=True, slots=True)
class _Application:
    """Compares each pixel with a number that is known."""

    comparison: Comparison

    def __call__(self, *, number: float, **inputs: Any) -> Any:
        return self.comparison.holds(inputs[self.comparison.input], number)


@lru_cache(maxsize=256)
def _application(algorithm: Algorithm[..., Any]) -> Algorithm[..., Any]:
    if isinstance(algorithm.function, Restricted):
        return restricted(_application(algorithm.function.algorithm))
    spec = algorithm.spec
    assert spec.applies is not None
    pixelwise = replace(
        spec,
        # Its cost is not the one of finding the number.
        id=f"{spec.id}:applied",
        version=algorithm.fingerprint,
        scope=Scope.PIXEL,
        outputs=tuple(item for item in spec.outputs if item.kind.is_raster),
        parameters=(parameter("number", float, 0.0),),
    )
    return Algorithm(_Application(spec.applies), pixelwise)
