"""Which part of each step a view needs: regions grown backwards through a plan by their halos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from isoline.pipeline import Plan, PlannedStep, StepOutput
from isoline.run.reach import halo_widths, is_cuttable
from isoline.run.region import Region


def needed_steps(plan: Plan, until: int | None) -> tuple[PlannedStep, ...]:
    """Steps that `until` depends on, itself included; all of them when it is ``None``."""
    if until is None:
        return plan
    wanted = {until}
    for step in reversed(plan):
        if step.index in wanted:
            wanted |= {b.step for b in step.bindings.values() if isinstance(b, StepOutput)}
    return tuple(step for step in plan if step.index in wanted)


def demands(
    steps: Sequence[PlannedStep],
    region: Region | None,
    bounds: Sequence[int],
    axes: str,
    scale: float,
) -> dict[int, Region | None]:
    """Region each step has to compute so that every one is right on `region`.

    Parameters
    ----------
    steps : sequence of PlannedStep
        In order.
    region : Region, optional
        What is wanted, in pixels of the scaled picture; ``None`` for everything.
    bounds : sequence of int
        Spatial shape of the scaled picture, which all the pictures that steps take share.
    axes : str
        Axes of the picture.
    scale : float
        What lengths are multiplied by; halos shrink with the lengths they come from.

    Returns
    -------
    dict of int to Region or None
        By step index; ``None`` for everything.
    """
    if region is None or any(step.algorithm.spec.reshapes for step in steps):
        return {step.index: None for step in steps}
    found: dict[int, Region | None] = {}
    for step in reversed(steps):
        wanted = _union(found, step.index, region)
        needed = input_region(step, wanted, bounds, axes, scale)
        # Where the whole picture goes in, the whole result is there for every other view as well.
        found[step.index] = None if needed is None else wanted
        for binding in step.bindings.values():
            if isinstance(binding, StepOutput):
                found[binding.step] = _union(found, binding.step, needed)
    return found


def input_region(
    step: PlannedStep, region: Region | None, bounds: Sequence[int], axes: str, scale: float
) -> Region | None:
    """What of its inputs a step needs to be right on `region`; ``None`` for everything."""
    spec = step.algorithm.spec
    if region is None or not is_cuttable(spec):
        return None
    widths = halo_widths(spec, spec.at_scale(step.parameters, scale), axes)
    grown = region.expand(widths, bounds)
    return None if grown == Region.whole(bounds) else grown


def _union(found: Mapping[int, Region | None], step: int, region: Region | None) -> Region | None:
    """Bounding box of what is wanted already and what is wanted as well."""
    if step not in found:
        return region
    present = found[step]
    if present is None or region is None:
        return None
    return Region(
        tuple(map(min, present.start, region.start)), tuple(map(max, present.stop, region.stop))
    )
