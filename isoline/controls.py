"""What an annotation may say about a parameter's control: its track, its title, its help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Scale: TypeAlias = Literal["linear", "log"]


@dataclass(frozen=True, slots=True)
class Slider:
    """Range and look of a numeric parameter.

    Parameters
    ----------
    minimum, maximum : float
        Ends of the slider. Values outside are refused unless `soft`.
    step : float, optional
        Smallest change the control makes.
    scale : {"linear", "log"}
        How values are spread along the track.
    unit : str, optional
        ``"px"`` for lengths and ``"px²"`` for areas, which follow the scale of a preview;
        ``"intensity"`` for values on the scale of the input's pixels, whose track follows the
        data; ``"intensity difference"`` for offsets and contrasts on that scale; anything else is
        only shown.
    soft : bool
        Whether values beyond the ends may be typed.
    odd : bool
        Whether only odd integers are allowed, as for the side of a window with a centre.
    """

    minimum: float
    maximum: float
    step: float | None = None
    scale: Scale = "linear"
    unit: str | None = None
    soft: bool = False
    odd: bool = False


def Intensity(minimum: float = 0, maximum: float = 255, step: float | None = None) -> Slider:  # noqa: N802
    """Declare a value on the scale of the input's pixels; any finite number is allowed."""
    return Slider(minimum, maximum, step=step, unit="intensity", soft=True)


def Difference(minimum: float, maximum: float, step: float | None = None) -> Slider:  # noqa: N802
    """Declare an offset or contrast on the scale of the input's pixels; any number is allowed."""
    return Slider(minimum, maximum, step=step, unit="intensity difference", soft=True)


@dataclass(frozen=True, slots=True)
class About:
    """Title and description of a parameter, where its docstring does not say it better."""

    description: str = ""
    title: str = ""
