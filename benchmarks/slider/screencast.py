"""Frames as the compositor makes them, with the time of each."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import CDPSession

JPEG_QUALITY = 80
CREDIT = 12
"""Frames acknowledged before they come.

The browser drops a frame while three are not acknowledged, and never sends it again; the last
frame of a step would be lost whenever the way to this process and back takes longer than the step.
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame.

    Attributes
    ----------
    time : float
        When the compositor made it, in milliseconds of the wall clock.
    data : bytes
        Its JPEG encoding.
    """

    time: float
    data: bytes


# Without slots: Playwright notes its handlers on the object that owns them.
@dataclass
class Screencast:
    """Frames since the start; the browser sends one only when something has changed."""

    session: CDPSession
    frames: list[Frame] = field(default_factory=list)
    arrived: float = 0.0
    id: int = 0
    _acknowledging: set[asyncio.Task[Any]] = field(default_factory=set)

    def receive(self, event: dict[str, Any]) -> None:
        """Keep a frame and ask for the next at once, so that none is left out."""
        self.id = event["sessionId"]
        task = asyncio.ensure_future(
            self.session.send("Page.screencastFrameAck", {"sessionId": self.id})
        )
        self._acknowledging.add(task)
        task.add_done_callback(self._acknowledged)
        data = base64.b64decode(event["data"])
        self.frames.append(Frame(event["metadata"]["timestamp"] * 1000, data))
        self.arrived = time.monotonic()

    def _acknowledged(self, task: asyncio.Task[Any]) -> None:
        self._acknowledging.discard(task)
        # The session may have ended before the answer; then there is no next frame to ask for.
        if not task.cancelled():
            task.exception()

    @property
    def quiet_seconds(self) -> float:
        """How long no frame has arrived."""
        return time.monotonic() - self.arrived

    async def first(self, seconds: float = 10) -> Frame:
        """Wait for the frame that shows the page before anything is done to it.

        Raises
        ------
        TimeoutError
            If the page paints nothing in that time.
        """
        deadline = time.monotonic() + seconds
        while not self.frames:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the page painted no frame within {seconds} s")
            await asyncio.sleep(0.005)
        return self.frames[0]

    async def trust(self) -> None:
        """Acknowledge some frames ahead."""
        for _ in range(CREDIT):
            await self.session.send("Page.screencastFrameAck", {"sessionId": self.id})


@asynccontextmanager
async def screencast(session: CDPSession) -> AsyncIterator[Screencast]:
    """Record frames while the context lasts."""
    recorded = Screencast(session)
    session.on("Page.screencastFrame", recorded.receive)
    options = {"format": "jpeg", "quality": JPEG_QUALITY, "everyNthFrame": 1}
    await session.send("Page.startScreencast", options)
    try:
        yield recorded
    finally:
        session.remove_listener("Page.screencastFrame", recorded.receive)
        await session.send("Page.stopScreencast")
