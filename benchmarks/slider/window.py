"""A page in a real Chromium whose input events say when they happened."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, CDPSession, Page, async_playwright

from benchmarks.slider.ramp import Box
from benchmarks.slider.traffic import Traffic

WIDTH, HEIGHT = 1280, 900
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

# Heard first and everywhere, so that what a page does with the event cannot delay the note.
_NOTE_EVENTS = """
window.__inputs = [];
for (const type of ["keydown", "pointermove"]) {
  window.addEventListener(type, (event) => window.__inputs.push(
    {type, at: event.timeStamp, trusted: event.isTrusted,
     count: event.getCoalescedEvents?.().length ?? 1}), true);
}
"""

# Event times count from the page's origin on a steady clock, frames on the wall clock. The
# difference is measured at a tick of the coarse wall clock, each time, because clocks drift.
_ON_WALL_CLOCK = """
() => {
  const before = Date.now();
  let tick = before;
  while (tick === before) tick = Date.now();
  return tick - performance.now();
}
"""


@dataclass(frozen=True, slots=True)
class Input:
    """A trusted event that reached the page.

    Attributes
    ----------
    at : float
        When it happened, by its own word, in milliseconds of the wall clock.
    count : int
        Events it stands for; a page gets the moves of one frame as one.
    """

    at: float
    count: int


@dataclass(slots=True)
class Window:
    """One page with its protocol session and the traffic it causes."""

    page: Page
    session: CDPSession
    traffic: Traffic
    crashed: bool = False

    async def inputs(self, kind: str) -> list[Input]:
        """Trusted events of one type since the last call."""
        offset = await self.page.evaluate(_ON_WALL_CLOCK)
        heard: list[dict[str, Any]] = await self.page.evaluate("() => window.__inputs.splice(0)")
        return [
            Input(offset + item["at"], item["count"])
            for item in heard
            if item["type"] == kind and item["trusted"]
        ]

    async def box(self, selector: str) -> Box:
        """Where the first match lies.

        Raises
        ------
        LookupError
            If nothing matches or it is not shown.
        """
        found = await self.page.locator(selector).first.bounding_box()
        if found is None:
            raise LookupError(f"nothing is shown at {selector!r}")
        return Box(found["x"], found["y"], found["width"], found["height"])


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Chromium of ISOLINE_CHROMIUM, of the system, or Playwright's own, without a window."""
    named = os.environ.get("ISOLINE_CHROMIUM")
    path = named or shutil.which("chromium") or shutil.which("chromium-browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def window(browser: Browser, script: str = "") -> AsyncIterator[Window]:
    """Open an empty page with a cache of its own.

    Parameters
    ----------
    browser : Browser
        Where.
    script : str
        JavaScript to run in every document before its own.
    """
    context = await browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light"
    )
    try:
        await context.add_init_script(_NOTE_EVENTS + script)
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        traffic = Traffic()
        await traffic.watch(session)
        opened = Window(page, session, traffic)

        def crash(_: Page) -> None:
            opened.crashed = True

        page.on("crash", crash)
        yield opened
    finally:
        await context.close()
