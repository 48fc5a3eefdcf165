"""What was measured, as the report and the file of results have it."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from benchmarks.slider.drag import Dragged
from benchmarks.slider.rounds import Series

Verdict = Literal["pass", "FAIL", "–"]


class Timing(BaseModel):
    """Median times of one scene, with what a step sent and received.

    Attributes
    ----------
    scene : str
        App, side of the picture, and way.
    median, low, high : float or None
        Milliseconds: median, and the quartiles around it.
    count : int
        Steps behind them.
    received, requests : float
        Medians per step.
    most_at_once : int
        Most requests under way at one time.
    fault : str
        Why there is no time, or no more.
    study : str
        Which study it belongs to.
    """

    model_config = ConfigDict(frozen=True)

    scene: str
    median: float | None
    low: float | None = None
    high: float | None = None
    count: int = 0
    received: float = 0
    requests: float = 0
    most_at_once: int = 0
    fault: str = ""
    study: str = ""

    @classmethod
    def of(cls, name: str, series: Series, *, back: bool = False) -> Timing:
        """Summarise a series; its steps back where asked."""
        steps = series.back if back else series.steps
        label = f"{name}, seen before" if back else name
        if not steps:
            return cls(scene=label, median=None, fault=series.fault or "no step succeeded")
        times = [item.milliseconds for item in steps]
        low, _, high = statistics.quantiles(times, n=4) if len(times) > 1 else (times * 3)
        return cls(
            scene=label,
            median=statistics.median(times),
            low=low,
            high=high,
            count=len(times),
            received=statistics.median(item.received for item in steps),
            requests=statistics.median(item.requests for item in steps),
            most_at_once=max(item.most_at_once for item in steps),
            fault=series.fault,
        )


class Drag(BaseModel):
    """Medians over the drags of one scene; see `Dragged` for what they mean."""

    model_config = ConfigDict(frozen=True)

    scene: str
    events_per_second: float
    pictures_per_second: float
    last_milliseconds: float | None
    most_at_once: int
    requests: float
    received: float
    study: str = ""

    @classmethod
    def of(cls, name: str, drags: list[Dragged]) -> Drag:
        """Summarise several drags."""
        lasts = [item.last_milliseconds for item in drags if item.last_milliseconds >= 0]
        return cls(
            scene=name,
            events_per_second=statistics.median(item.events_per_second for item in drags),
            pictures_per_second=statistics.median(item.pictures_per_second for item in drags),
            last_milliseconds=statistics.median(lasts) if lasts else None,
            most_at_once=max(item.most_at_once for item in drags),
            requests=statistics.median(item.requests for item in drags),
            received=statistics.median(item.received for item in drags),
        )


class Check(BaseModel):
    """One row of the table: a measure, its target, and what came out.

    Attributes
    ----------
    measure : str
        What was compared.
    target : float or None
        Bound, None where the row only informs.
    at_least : bool
        Whether the bound is a lower one.
    value : float or None
        What was measured; None where it could not be.
    unit : str
        Unit of both, empty for ratios.
    note : str
        The times behind a ratio.
    study : str
        Which study it belongs to.
    """

    model_config = ConfigDict(frozen=True)

    measure: str
    target: float | None
    value: float | None
    unit: str = ""
    at_least: bool = False
    note: str = ""
    study: str = ""

    @property
    def verdict(self) -> Verdict:
        """Whether the bound is kept."""
        if self.target is None or self.value is None:
            return "–" if self.target is None else "FAIL"
        kept = self.value >= self.target if self.at_least else self.value <= self.target
        return "pass" if kept else "FAIL"


class Findings(BaseModel):
    """Everything one run found.

    Attributes
    ----------
    date : str
        Day of the run.
    machine : str
        Processors and system.
    browser : str
        Version of Chromium.
    repeats : int
        Steps behind each median.
    """

    date: str
    machine: str
    browser: str
    repeats: int
    timings: list[Timing] = []
    drags: list[Drag] = []
    checks: list[Check] = []

    def tagged(self, study: str) -> None:
        """Say of everything that is not said to belong to a study that it belongs to this one."""
        self.timings = [_of(item, study) for item in self.timings]
        self.drags = [_of(item, study) for item in self.drags]
        self.checks = [_of(item, study) for item in self.checks]

    def replaced(self, newer: Findings, study: str) -> None:
        """Put what another run found in a study where this one has it."""
        self.timings = _exchanged(self.timings, newer.timings, study)
        self.drags = _exchanged(self.drags, newer.drags, study)
        self.checks = _exchanged(self.checks, newer.checks, study)

    def median(self, scene: str) -> float | None:
        """Median time of a scene, None if it has none."""
        return next((item.median for item in self.timings if item.scene == scene), None)


Item = TypeVar("Item", Timing, Drag, Check)


def _of(item: Item, study: str) -> Item:
    return item if item.study else item.model_copy(update={"study": study})


def _exchanged(items: list[Item], newer: list[Item], study: str) -> list[Item]:
    places = [place for place, item in enumerate(items) if item.study == study]
    start = places[0] if places else len(items)
    others = [item for item in items if item.study != study]
    return others[:start] + newer + others[start:]


def ratio(over: float | None, under: float | None) -> float | None:
    """Quotient of two medians, None where one is missing."""
    return None if over is None or under is None else over / under


def fastest(timings: Iterable[Timing]) -> Timing | None:
    """The one with the least median, None if none has one."""
    known = [item for item in timings if item.median is not None]
    return min(known, key=lambda item: item.median or 0.0, default=None)
