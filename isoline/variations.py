"""Variations: a recipe with one of its numbers moved a little, to see how much depends on it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from isoline.errors import ParameterError
from isoline.parameters import Arity, Parameter, ParameterKind
from isoline.pipeline import Pipeline, PlannedStep


@dataclass(frozen=True, slots=True)
class Variation:
    """A recipe that differs in one number.

    Attributes
    ----------
    step : int
        Index of the step.
    parameter : str
        Name of its parameter.
    value : float, int or list
        What it is instead; of a range both ends, one of them moved.
    pipeline : Pipeline
        The recipe with that value.
    """

    step: int
    parameter: str
    value: Any
    pipeline: Pipeline


def variations(
    pipeline: Pipeline, steps: Sequence[PlannedStep], change: float
) -> tuple[Variation, ...]:
    """Move every number among the parameters down and up, one at a time.

    Parameters
    ----------
    pipeline : Pipeline
        The recipe.
    steps : sequence of PlannedStep
        Those of its steps whose parameters are moved.
    change : float
        By what share of its value each moves; whole numbers move by 1 at least, odd ones by 2.

    Returns
    -------
    tuple of Variation
        In the order of steps and parameters, down before up. What would leave the track of its
        slider stops at the end, and is left out where it does not move at all, as a share of 0.
    """
    return tuple(
        Variation(step.index, parameter.name, value, _with(pipeline, step, parameter, value))
        for step in steps
        for parameter in step.algorithm.spec.parameters
        for value in _values(parameter, step.parameters[parameter.name], change)
        if _is_allowed(step, parameter, value)
    )


def moved(parameter: Parameter, value: float, change: float) -> float | None:
    """A number moved by a share of itself, along the track of its slider.

    Parameters
    ----------
    parameter : Parameter
        Of kind float or integer.
    value : float
        Where it is.
    change : float
        Share of the value; negative to move it down.

    Returns
    -------
    float or int, optional
        ``None`` where it cannot move that way.

    Examples
    --------
    >>> from typing import Annotated
    >>> from isoline.parameters import Slider, parameter
    >>> size = parameter("size", Annotated[int, Slider(1, 99, unit="px", odd=True)])
    >>> moved(size, 21, 0.05), moved(size, 1, -0.05)
    (23, None)
    >>> share = parameter("share", Annotated[float, Slider(0, 1)])
    >>> moved(share, 0.5, 0.1), moved(share, 0.99, 0.1), moved(share, 0.0, 0.1)
    (0.55, 1.0, None)
    """
    whole = parameter.kind is ParameterKind.INTEGER
    distance = abs(change * value)
    if whole:
        grain = 2 if parameter.odd else 1
        distance = grain * max(1, round(distance / grain))
    target = value + math.copysign(distance, change)
    # What was typed beyond the ends of a soft track may go further.
    if parameter.minimum is not None and value >= parameter.minimum:
        target = max(target, parameter.minimum)
    if parameter.maximum is not None and value <= parameter.maximum:
        target = min(target, parameter.maximum)
    made = int(target) if whole else float(target)
    return None if made == value else made


def _values(parameter: Parameter, value: Any, change: float) -> Iterator[Any]:
    """Values down and up; of a range with either end moved."""
    if not parameter.is_numeric or parameter.arity is Arity.LIST or value is None:
        return
    ends = list(value) if parameter.arity is Arity.RANGE else [value]
    for place, end in enumerate(ends):
        for share in (-change, change):
            found = moved(parameter, end, share)
            if found is not None:
                made = [*ends[:place], found, *ends[place + 1 :]]
                yield made if parameter.arity is Arity.RANGE else found


def _is_allowed(step: PlannedStep, parameter: Parameter, value: Any) -> bool:
    try:
        step.algorithm.spec.validated({**step.parameters, parameter.name: value})
    except ParameterError:
        return False
    return True


def _with(pipeline: Pipeline, step: PlannedStep, parameter: Parameter, value: Any) -> Pipeline:
    steps = list(pipeline.steps)
    written = steps[step.index]
    values = {**written.parameters, parameter.name: value}
    steps[step.index] = written.model_copy(update={"parameters": values})
    return pipeline.model_copy(update={"steps": tuple(steps)})
