"""Bounds of a number: in words, and the smallest value within them."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits a number must keep to; ``None`` stands for no limit.

    Attributes
    ----------
    minimum, maximum : float, optional
        Limits that are themselves allowed.
    above, below : float, optional
        Limits that are themselves not allowed.
    """

    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    below: float | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no number lies within."""
        lows = [bound for bound in (self.minimum, self.above) if bound is not None]
        highs = [bound for bound in (self.maximum, self.below) if bound is not None]
        return bool(lows and highs) and not max(lows) < min(highs)

    @property
    def words(self) -> str:
        """The bounds in words, with a leading space; empty when there are none.

        Examples
        --------
        >>> Bounds(0.1, 20).words, Bounds(maximum=1, above=0).words
        (' from 0.1 to 20', ' above 0 and of at most 1')
        """
        low, high = self._low(), self._high()
        if low and high and low[0] == high[0] == "closed":
            return f" from {low[1]:.12g} to {high[1]:.12g}"
        names = {"closed": ("of at least", "of at most"), "open": ("above", "below")}
        parts = [
            f" {names[end[0]][side]} {end[1]:.12g}" for side, end in enumerate((low, high)) if end
        ]
        return " and".join(parts)

    def hold(self, number: float) -> bool:
        """Whether a number lies within.

        Examples
        --------
        >>> Bounds(0, below=1).hold(0), Bounds(0, below=1).hold(1)
        (True, False)
        """
        return not (
            (self.minimum is not None and number < self.minimum)
            or (self.maximum is not None and number > self.maximum)
            or (self.above is not None and number <= self.above)
            or (self.below is not None and number >= self.below)
        )

    def _low(self) -> tuple[str, float] | None:
        if self.above is not None and (self.minimum is None or self.above >= self.minimum):
            return "open", self.above
        return ("closed", self.minimum) if self.minimum is not None else None

    def _high(self) -> tuple[str, float] | None:
        if self.below is not None and (self.maximum is None or self.below <= self.maximum):
            return "open", self.below
        return ("closed", self.maximum) if self.maximum is not None else None

    def smallest(self, *, whole: bool = False, odd: bool = False) -> float | None:
        """The smallest number within, if there is one.

        Parameters
        ----------
        whole, odd : bool
            Whether only whole, or only odd whole, numbers count.

        Examples
        --------
        >>> Bounds(above=2).smallest(whole=True, odd=True)
        3
        """
        end = self._low()
        if end is None:
            return None
        kind, low = end
        if not (whole or odd):
            return math.nextafter(low, math.inf) if kind == "open" else low
        first = math.floor(low) + 1 if kind == "open" else math.ceil(low)
        return first + 1 if odd and first % 2 == 0 else first
