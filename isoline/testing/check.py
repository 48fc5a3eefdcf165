"""What a check is, and what checks have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from isoline.algorithm import Channels, Spec
from isoline.layers import Results
from isoline.testing.errors import Refused
from isoline.testing.inputs import Picture
from isoline.testing.outputs import difference
from isoline.testing.subject import Subject

ROUNDING = 1e-6
"""Differences that come from another order of sums, over the largest value."""


@dataclass(frozen=True, slots=True)
class Check:
    """One promise.

    Attributes
    ----------
    run : callable
        Takes a `Subject`; raises `ConformanceError`.
    concerns : callable
        Takes a `Spec`; whether it promises this at all.
    """

    run: Callable[[Subject], None]
    concerns: Callable[[Spec], bool] = lambda spec: True

    @property
    def name(self) -> str:
        """What is promised, as the name of a test."""
        return self.run.__name__

    @property
    def summary(self) -> str:
        """What is promised, in a sentence."""
        return (self.run.__doc__ or "").partition("\n")[0]


def takes_rasters(spec: Spec) -> bool:
    """Whether it works on something with pixels."""
    return any(item.kind.is_raster and not item.optional for item in spec.inputs)


def arguments(
    subject: Subject, picture: Picture, values: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Give all that the function itself takes besides inputs."""
    given = subject.spec.validated({**subject.parameters, **(values or {})})
    if subject.spec.channels is Channels.AXIS:
        given["channel_axis"] = -1 if picture.axes.endswith("C") else None
    return given


def require_same(
    subject: Subject,
    outcome: Results | Refused,
    expected: Results,
    given: str,
    other: str,
    tolerance: float = 0,
) -> None:
    """Fail where an outcome is not the one it was another time.

    Parameters
    ----------
    subject : Subject
        What is tested.
    outcome : Results or Refused
        What it gave.
    expected : Results
        What it is held against.
    given : str
        What it was given, in words.
    other : str
        When it gave what it is held against.
    tolerance : float
        Largest difference of floats over the largest value.
    """
    if isinstance(outcome, Refused):
        raise subject.failed(given, f"it raised {outcome.reason}, and not {other}")
    for layer, before in zip(outcome, expected, strict=True):
        found = difference(layer.data, before.data, tolerance)
        subject.require([found and f"{layer.name} differs from {other}: {found}"], given)


def stacked(pictures: list[Picture]) -> Picture:
    """A stack of pictures as planes."""
    first = pictures[0]
    return Picture(np.stack([item.pixels for item in pictures]), "Z" + first.axes, "a stack")
