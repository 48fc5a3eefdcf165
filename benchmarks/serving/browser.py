"""A simulated browser whose slider is dragged: one request in flight, the newest value next."""

from __future__ import annotations

import asyncio
import json
import math
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.serving.wire import Wire

EVENTS_PER_SECOND = 60
REST_SECONDS = 0.15
VIEW = {"step": 1, "layer": "mask", "region": "0,0,2048,2048", "scale": 0.5}


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
    """

    waits: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    rest: float = 0.0
    failed: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Browser:
    """A workbench with a picture, a blur and a threshold whose slider is dragged.

    Attributes
    ----------
    wire : Wire
        Its connection.
    image : str
        Id of its picture.
    sigma : float
        Width of the blur.
    turn : float
        Where in the sweep of values it begins, 0 to 1.
    version : str
        Of the catalogue, as the page knows it.
    painting : float
        Seconds that the page takes to decode and paint an answer before it asks again.
    """

    wire: Wire
    image: str
    sigma: float
    turn: float
    version: str
    painting: float

    def address(self, value: int, quality: str) -> str:
        """Address of the view for a value of the slider."""
        steps = [
            {"algorithm": "gaussian", "parameters": {"sigma": self.sigma}},
            {"algorithm": "manual_threshold", "parameters": {"threshold": value}},
        ]
        recipe = json.dumps({"image": self.image, "steps": steps}, separators=(",", ":"))
        query = {"recipe": recipe, **VIEW, "quality": quality, "v": self.version}
        return f"/api/v1/view?{urlencode(query)}"

    def value(self, event: int) -> int:
        """Value of the slider at an event: to and fro between 32 and 224, twice in 192 events."""
        phase = (event / 192 + self.turn) % 1
        return round(128 + 96 * math.sin(2 * math.pi * phase))

    async def drag(self, seconds: float) -> Drag:
        """Drag, rest, and ask for the exact result."""
        seen, start = Drag(), time.perf_counter()
        last, shown = int(seconds * EVENTS_PER_SECOND), -1
        while shown < last:
            due = start + (shown + 1) / EVENTS_PER_SECOND
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            now = time.perf_counter()
            newest = min(last, int((now - start) * EVENTS_PER_SECOND))
            await self._ask(self.value(newest), "preview", seen)
            seen.asked.append(time.perf_counter() - now)
            await asyncio.sleep(self.painting)
            done = time.perf_counter() - start
            seen.waits += [done - k / EVENTS_PER_SECOND for k in range(shown + 1, newest + 1)]
            shown = newest
        await asyncio.sleep(REST_SECONDS)
        rested = time.perf_counter()
        await self._ask(self.value(last), "exact", seen)
        seen.rest = time.perf_counter() - rested
        return seen

    async def _ask(self, value: int, quality: str, seen: Drag) -> None:
        answer = await self.wire.get(self.address(value, quality))
        if answer.status != 200 or not answer.body:
            seen.failed.append(answer.status)
