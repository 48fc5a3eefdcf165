"""One app with one picture on screen, ready for its slider to be moved."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, Locator

from benchmarks.slider.ramp import Box
from benchmarks.slider.reading import Reader
from benchmarks.slider.window import HEIGHT, WIDTH, Window, window

OPEN_SECONDS = 120.0

_FOLLOW = """(href) => {
  for (const page of document.querySelectorAll("#workbench")) page.dataset.left = "";
  dash_clientside.set_props("address", { href });
}"""


@dataclass(frozen=True, slots=True)
class Look:
    """Where an app keeps what the measurement needs; selectors as Playwright takes them.

    Attributes
    ----------
    slider : str
        Element that takes the arrow keys.
    shown : str
        The picture (or, with `number`, the number) that follows the slider.
    number : bool
        Whether it is a number that is read.
    zoomed : str
        The pane that cuts the picture off, where the middle of its ramp is to be magnified, one
        pixel of the picture to one of the screen; empty where it is not.
    script : str
        JavaScript to run before the page's own.
    holds : str
        JavaScript that must be true of the page once it stands still, or it is not what it is
        taken for; empty where nothing is asked.
    """

    slider: str
    shown: str
    number: bool = False
    zoomed: str = ""
    script: str = ""
    holds: str = ""


@dataclass(slots=True)
class Scene:
    """An open page of an app.

    Attributes
    ----------
    name : str
        What it is called in the results.
    look : Look
        How to use it.
    window : Window
        The page.
    reader : Reader
        How to read its frames.
    box : Box
        Where the picture or number lies.
    readings : list of (float, float)
        Value of the slider and the boundary seen, to check that the picture is read right.
    """

    name: str
    look: Look
    window: Window
    reader: Reader
    box: Box
    readings: list[tuple[float, float]] = field(default_factory=list)

    @property
    def slider(self) -> Locator:
        """The element that takes the keys."""
        return self.window.page.locator(self.look.slider).first

    async def value(self) -> float:
        """Value the slider says it has."""
        words = "e => Number(e.getAttribute('aria-valuenow') ?? e.value)"
        return float(await self.slider.evaluate(words))

    async def follow(self, url: str) -> None:
        """Open another address of the same app as its links do, in the page that is warm.

        Only Isoline can; what it shows must lie where it did.
        """
        page = self.window.page
        await page.evaluate(_FOLLOW, url)
        await page.locator("#workbench:not([data-left])").wait_for(state="attached")
        await self.rest(1.5, OPEN_SECONDS)
        found = await self.window.box(self.look.shown)
        if found != self.box:
            raise RuntimeError(f"{self.name} shows {url} in another place: {found}, not {self.box}")

    async def rest(self, quiet: float = 0.4, at_most: float = 15) -> None:
        """Wait until the page has asked for nothing for a while."""
        traffic = self.window.traffic
        deadline = time.monotonic() + at_most
        since, seen = time.monotonic(), -1
        while time.monotonic() < deadline:
            if traffic.under_way or len(traffic.requests) != seen:
                since, seen = time.monotonic(), len(traffic.requests)
            if time.monotonic() - since >= quiet:
                return
            await asyncio.sleep(0.05)


@asynccontextmanager
async def scene(browser: Browser, name: str, url: str, look: Look) -> AsyncIterator[Scene]:
    """Open an app and wait until its picture stands still.

    Raises
    ------
    playwright.async_api.TimeoutError
        If the slider or the picture does not appear.
    RuntimeError
        If what must hold of the page does not.
    """
    async with window(browser, look.script) as opened:
        page = opened.page
        page.set_default_timeout(OPEN_SECONDS * 1000)
        await page.goto(url)
        # Some sliders are an unseen input under what is painted.
        for selector in (look.slider, look.shown):
            waiting = page.locator(selector).first.wait_for
            await waiting(state="attached")
        box = await opened.box(look.shown)
        made = Scene(name, look, opened, _reader(look, box, box), box)
        await made.rest(1.5, OPEN_SECONDS)
        if look.holds and not await page.evaluate(look.holds):
            raise RuntimeError(f"{name} is not what it is to be: {look.holds} does not hold")
        if look.zoomed:
            await _magnify(made)
        made.box = await opened.box(look.shown)
        # What stands beside a magnified picture changes with it, but later.
        pane = await opened.box(look.zoomed) if look.zoomed else made.box
        made.reader = _reader(look, made.box, pane)
        yield made


def _reader(look: Look, box: Box, pane: Box) -> Reader:
    if look.number:
        return Reader(box, strip=False)
    return Reader(box.ramp.inside(pane), strip=True)


async def _magnify(made: Scene) -> None:
    """Turn the wheel over the middle of the ramp until the ramp fills the lower half."""
    page = made.window.page
    ramp = made.box.within(WIDTH, HEIGHT).ramp
    await page.mouse.move(ramp.left + ramp.width / 2, ramp.top + ramp.height / 2)
    for _ in range(12):
        if (await made.window.box(made.look.shown)).width >= 4 * made.box.width:
            break
        await page.mouse.wheel(0, -150)
        await asyncio.sleep(0.1)
    # The pointer would otherwise keep a read-out following it.
    await page.mouse.move(2, 2)
    await made.rest(1.5)
