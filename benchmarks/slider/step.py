"""One press of an arrow key, from the key's own time to the first frame with the new picture."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass

from benchmarks.slider.calm import calm
from benchmarks.slider.reading import Reading
from benchmarks.slider.scene import Scene
from benchmarks.slider.screencast import Frame, Screencast, screencast

STEADY_SECONDS = 0.4
LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Timed:
    """What one step cost.

    Attributes
    ----------
    milliseconds : float
        From the key event to the first frame that shows what stays; NaN if none did in time.
    requests : int
        Requests over HTTP, those after the picture included.
    most_at_once : int
        Largest number of them under way at one time.
    received, sent : int
        Bytes over the network.
    frames : int
        Frames seen.
    lost : bool
        Whether the new picture is on screen, although no frame that shows it has come.
    """

    milliseconds: float
    requests: int = 0
    most_at_once: int = 0
    received: int = 0
    sent: int = 0
    frames: int = 0
    lost: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether the picture changed in time."""
        return math.isfinite(self.milliseconds)


async def step(scene: Scene, key: str = "ArrowRight", seconds: float = 30) -> Timed:
    """Press a key on a scene's slider and time the answer.

    Parameters
    ----------
    scene : Scene
        Where.
    key : str
        Name of the key.
    seconds : float
        How long to wait for a new picture before giving up.
    """
    window = scene.window
    await scene.slider.focus()
    await calm()
    window.traffic.restart()
    async with screencast(window.session) as cast:
        await cast.first()
        await cast.trust()
        await _still(cast)
        await window.inputs("keydown")
        start = len(cast.frames)
        before = scene.reader.read(cast.frames[-1].data)
        pressing = asyncio.ensure_future(window.page.keyboard.press(key))
        after = await settled(scene, cast, start, before, seconds)
    if after is None:
        pressing.cancel()
        return Timed(math.nan, lost=await _differs(scene, before))
    await pressing
    pressed = (await window.inputs("keydown"))[0].at
    shown = first_showing(scene, cast.frames[start:], after, before)
    await scene.rest()
    if not scene.look.number:
        scene.readings.append((await scene.value(), scene.reader.boundary(cast.frames[-1].data)))
    traffic = window.traffic
    return Timed(
        shown.time - pressed,
        len(traffic.requests),
        traffic.most_at_once,
        traffic.received,
        traffic.sent,
        len(cast.frames) - start,
    )


async def _still(cast: Screencast) -> None:
    deadline = time.monotonic() + 1
    while cast.quiet_seconds < LOOK_SECONDS and time.monotonic() < deadline:
        await asyncio.sleep(0.01)


async def _differs(scene: Scene, before: Reading) -> bool:
    """Whether a frame taken anew differs; one that waits for a busy page counts as not."""
    if scene.window.crashed:
        return False
    try:
        async with screencast(scene.window.session) as cast:
            frame = await cast.first(3)
    except TimeoutError:
        return False
    return not scene.reader.same(scene.reader.read(frame.data), before)


async def settled(
    scene: Scene, cast: Screencast, start: int, before: Reading, seconds: float
) -> Reading | None:
    """What the page shows once it differs from before and stays; None if it never does.

    Frames are looked at ten times a second only: decoding them takes time from the page.
    """
    deadline = time.monotonic() + seconds
    candidate, since, looked = before, time.monotonic(), start
    while time.monotonic() < deadline and not scene.window.crashed:
        await asyncio.sleep(LOOK_SECONDS)
        if len(cast.frames) > looked:
            looked = len(cast.frames)
            reading = scene.reader.read(cast.frames[-1].data)
            if not scene.reader.same(reading, candidate):
                candidate, since = reading, time.monotonic()
        changed = not scene.reader.same(candidate, before)
        if changed and time.monotonic() - since >= STEADY_SECONDS:
            return candidate
    return None


def first_showing(scene: Scene, frames: list[Frame], after: Reading, before: Reading) -> Frame:
    """First frame that shows what is there after a step; the frames are known to hold one."""
    reader = scene.reader
    return next(frame for frame in frames if reader.nearer(reader.read(frame.data), after, before))
