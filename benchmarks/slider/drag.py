"""A drag of the slider by the pointer: pictures shown on the way, and how soon the last one is."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass

from benchmarks.slider.calm import calm
from benchmarks.slider.reading import Reading
from benchmarks.slider.scene import Scene
from benchmarks.slider.screencast import Frame, screencast
from benchmarks.slider.step import first_showing, settled

RATE = 60
SECONDS = 3.0

# A screencast drops frames while earlier ones are not acknowledged, at the end of a drag as well,
# and has no reason for another one as long as nothing changes. A dot in a corner is such a reason;
# the page has to start it, as what is asked of it from outside arrives late by then.
_FURTHER_FRAMES = """() => {
  const dot = document.createElement("div");
  dot.style.cssText = "position:fixed;right:0;top:0;width:1px;height:1px;z-index:9999";
  document.body.append(dot);
  let waiting;
  let end = 0;
  const turn = (now) => {
    dot.style.background = dot.style.background === "red" ? "blue" : "red";
    if (now < end) requestAnimationFrame(turn);
  };
  const moved = () => {
    clearTimeout(waiting);
    end = 0;
    waiting = setTimeout(() => {
      end = performance.now() + 600;
      requestAnimationFrame(turn);
    }, 25);
  };
  window.addEventListener("pointermove", moved, true);
  window.addEventListener("pointerup", () => {
    window.removeEventListener("pointermove", moved, true);
    dot.remove();
  }, { once: true });
}"""


@dataclass(frozen=True, slots=True)
class Dragged:
    """What a drag gave.

    Attributes
    ----------
    events_per_second : float
        Pointer events that reached the page, those included that came with another's frame.
    pictures_per_second : float
        Changes of the threshold on screen while it lasted.
    last_milliseconds : float
        From the last move to the first frame that shows what stays; NaN if none did in time.
    most_at_once : int
        Largest number of requests under way at one time.
    requests : int
        Requests over HTTP.
    received : int
        Bytes over the network.
    """

    events_per_second: float
    pictures_per_second: float
    last_milliseconds: float
    most_at_once: int
    requests: int
    received: int


async def drag(scene: Scene, seconds: float = 30) -> Dragged:
    """Drag a scene's slider to and fro for three seconds.

    Parameters
    ----------
    scene : Scene
        Where; its slider stands anywhere but at its ends.
    seconds : float
        How long to wait afterwards for the last value.
    """
    window = scene.window
    await calm()
    thumb = await window.box(scene.look.slider)
    x, y = thumb.left + thumb.width / 2, thumb.top + thumb.height / 2
    window.traffic.restart()
    async with screencast(window.session) as cast:
        await cast.first()
        await cast.trust()
        await window.page.mouse.move(x, y)
        await window.page.mouse.down()
        await window.page.evaluate(_FURTHER_FRAMES)
        await window.inputs("pointermove")
        start = len(cast.frames)
        before = scene.reader.read(cast.frames[-1].data)
        await _move(scene, x, y)
        after = await settled(scene, cast, start, before, seconds)
        await window.page.mouse.up()
    moves = await window.inputs("pointermove")
    frames = cast.frames[start:]
    last = math.nan if after is None else _delay(scene, frames, after, moves[-1].at)
    await scene.rest()
    shown = [frame for frame in frames if moves[0].at <= frame.time <= moves[-1].at]
    lasted = (moves[-1].at - moves[0].at) / 1000
    traffic = window.traffic
    return Dragged(
        sum(move.count for move in moves[1:]) / lasted,
        _changes(scene, shown, before) / lasted,
        last,
        traffic.most_at_once,
        len(traffic.requests),
        traffic.received,
    )


async def _move(scene: Scene, x: float, y: float) -> None:
    """Send moves at an even pace, whether or not the page keeps up with them."""
    session = scene.window.session
    move = {"type": "mouseMoved", "y": y, "button": "left", "buttons": 1}
    begin = time.monotonic()
    sent = []
    for place in path(x, round(SECONDS * RATE)):
        event = session.send("Input.dispatchMouseEvent", {**move, "x": place})
        sent.append(asyncio.ensure_future(event))
        await asyncio.sleep(max(0.0, begin + len(sent) / RATE - time.monotonic()))
    await asyncio.gather(*sent)


def path(x: float, count: int) -> list[float]:
    """Places of the pointer: a pixel further each time, to the right, to the left, and back.

    The last is a pixel from where it began. Drags after one another must not reach the end of the
    track, where the last move would change nothing; and what they end with must be seen to be
    another value than they began with.

    Examples
    --------
    >>> path(100, 8), max(path(100, 180)), min(path(100, 180)), path(100, 180)[-1]
    ([102, 101, 100, 99, 98, 99, 100, 101], 145, 55, 101)
    """
    reach = count // 4
    offsets = (abs((step + reach) % (4 * reach) - 2 * reach) for step in range(2, count + 2))
    return [x + reach - offset for offset in offsets]


def _delay(scene: Scene, frames: list[Frame], after: Reading, moved: float) -> float:
    """Milliseconds from the last move to the first frame since that shows what stays.

    NaN where the last move changed nothing, because it was less than a step of the slider.
    """
    late = [frame for frame in frames if frame.time >= moved]
    previous = [frame for frame in frames if frame.time < moved]
    if not late or not previous:
        return math.nan
    before = scene.reader.read(previous[-1].data)
    if scene.reader.same(before, after):
        return math.nan
    return first_showing(scene, late, after, before).time - moved


def _changes(scene: Scene, frames: list[Frame], before: Reading) -> int:
    count = 0
    for frame in frames:
        reading = scene.reader.read(frame.data)
        if not scene.reader.same(reading, before):
            count, before = count + 1, reading
    return count
