"""The track of a slider: positions for values, linear or logarithmic."""

from __future__ import annotations

import math
from dataclasses import dataclass

from isoline import Parameter
from isoline.parameters import ParameterKind

_STEPS = 200


@dataclass(frozen=True, slots=True)
class Track:
    """Ends and step of a slider, in positions; on a log scale a position is a log10."""

    minimum: float
    maximum: float
    step: float
    log: bool

    def position(self, value: float) -> float:
        """Where a value stands; values beyond the ends stand at them."""
        if self.log:
            value = math.log10(value) if value > 0 else self.minimum
        return min(max(value, self.minimum), self.maximum)


def track_of(parameter: Parameter) -> Track | None:
    """The track of a numeric parameter; ``None`` where it has no two ends.

    Examples
    --------
    >>> from typing import Annotated
    >>> from isoline import Slider
    >>> from isoline.parameters import parameter
    >>> track_of(parameter("beta", Annotated[float, Slider(1, 1000, scale="log")])).maximum
    3.0
    """
    low, high = parameter.minimum, parameter.maximum
    if not parameter.is_numeric or low is None or high is None:
        return None
    if parameter.scale == "log":
        ends = math.log10(low), math.log10(high)
        return Track(*ends, (ends[1] - ends[0]) / _STEPS, log=True)
    return Track(low, high, parameter.step or natural_step(parameter, high - low), log=False)


def natural_step(parameter: Parameter, width: float) -> float:
    """A round step that divides a track into about two hundred; whole for integers."""
    if parameter.kind is ParameterKind.INTEGER:
        return 2 if parameter.odd else 1
    return float(10 ** math.floor(math.log10(width / _STEPS) + 0.5))
