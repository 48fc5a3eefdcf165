"""A simulated browser whose slider is dragged: one request in flight, the newest value next."""

from __future__ import annotations

import asyncio
import json
import math
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from benchmarks.serving.wire import Wire

EVENTS_PER_SECOND = 60
REST_SECONDS = 0.15
SWEEP = 192
"""Events in which the slider goes to and fro once."""
VIEW = {"region": "0,0,2048,2048", "scale": 0.5, "classes": "packed-small"}


@dataclass(slots=True)
class Drag:
    """What one browser saw of one drag, in seconds.

    Attributes
    ----------
    waits : list of float
        For each event, from the event to a picture of its value or of a later one.
    asked : list of float
        For each request, from sending it to the end of its answer.
    rest : float
        From asking for the exact result, when the hand rests, to having it.
    failed : list of int
        Statuses of answers that were no pictures.
    computed : int
        Answers of which the server had to compute something.
    """

    waits: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    rest: float = 0.0
    failed: list[int] = field(default_factory=list)
    computed: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """A pipeline, and the slider of it that is dragged.

    Attributes
    ----------
    steps : tuple of dict
        In order; the layer of the last one is shown.
    step : int
        Index of the step with the slider.
    parameter : str
        What the slider sets.
    low, high, grain : float
        Ends of the drag, and the slider's step.
    layer : str
        What is shown.
    """

    steps: tuple[dict[str, Any], ...]
    step: int
    parameter: str
    low: float
    high: float
    grain: float
    layer: str

    def pipeline(self, share: float) -> list[dict[str, Any]]:
        """Steps with the slider at a share of its way."""
        value = self.low + round(share * (self.high - self.low) / self.grain) * self.grain
        steps = list(self.steps)
        steps[self.step] = steps[self.step] | {"parameters": {self.parameter: round(value, 3)}}
        return steps


def _of(algorithm: str) -> dict[str, Any]:
    return {"algorithm": algorithm, "parameters": {}}


SCENES = (
    Scene(
        ({"algorithm": "gaussian"}, {"algorithm": "manual_threshold"}),
        0,
        "sigma",
        0.5,
        6,
        0.1,
        "mask",
    ),
    Scene(({"algorithm": "threshold_local"},), 0, "offset", -20, 20, 0.5, "mask"),
    Scene(({"algorithm": "canny"},), 0, "sigma", 0.5, 5, 0.1, "mask"),
)
"""None of them can be compared in the page: each value is asked of the server."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A workbench on which a slider is dragged.

    Attributes
    ----------
    wire : Wire
        Its connection.
    image : str
        Id of its picture.
    scene : Scene
        Its pipeline.
    turn : float
        Where in the sweep of values it begins, 0 to 1.
    version : str
        Of the catalogue, as the page knows it.
    painting : float
        Seconds that the page takes to decode and paint an answer before it asks again.
    """

    wire: Wire
    image: str
    scene: Scene
    turn: float
    version: str
    painting: float

    def address(self, event: int, quality: str) -> str:
        """Address of the view at an event of the sweep to and fro."""
        share = (1 + math.sin(2 * math.pi * (event / SWEEP + self.turn))) / 2
        steps = self.scene.pipeline(share)
        recipe = json.dumps({"image": self.image, "steps": steps}, separators=(",", ":"))
        asked = {"recipe": recipe, "step": len(steps) - 1, "layer": self.scene.layer, **VIEW}
        return f"/api/v1/view?{urlencode(asked | {'quality': quality, 'v': self.version})}"

    async def drag(self, seconds: float) -> Drag:
        """Drag, rest, and ask for the exact result."""
        seen, start = Drag(), time.perf_counter()
        last, shown = int(seconds * EVENTS_PER_SECOND), -1
        while shown < last:
            due = start + (shown + 1) / EVENTS_PER_SECOND
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            now = time.perf_counter()
            newest = min(last, int((now - start) * EVENTS_PER_SECOND))
            await self._ask(newest, "preview", seen)
            seen.asked.append(time.perf_counter() - now)
            await asyncio.sleep(self.painting)
            done = time.perf_counter() - start
            seen.waits += [done - k / EVENTS_PER_SECOND for k in range(shown + 1, newest + 1)]
            shown = newest
        await asyncio.sleep(REST_SECONDS)
        rested = time.perf_counter()
        await self._ask(last, "exact", seen)
        seen.rest = time.perf_counter() - rested
        return seen

    async def _ask(self, event: int, quality: str, seen: Drag) -> None:
        answer = await self.wire.get(self.address(event, quality))
        if answer.status != 200 or not answer.body:
            seen.failed.append(answer.status)
        steps = json.loads(answer.headers.get("x-isoline", "{}")).get("steps", ())
        seen.computed += not all(step["cached"] for step in steps)
