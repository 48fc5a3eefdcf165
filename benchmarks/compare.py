"""The compare page: what moving nine panels costs, how soon a wall shows, who waits for it.

``python -m benchmarks.compare`` opens the app in a real Chromium on pictures of 2048² and tells

- the processor time of the page's main thread for a step of panning and of zooming nine linked
  panels, from the browser's own account of its tasks, medians of nine rounds of sixty steps at a
  hand's pace;
- the time from asking for a sweep of 25 cells to the first cell, and to the last;
- how long a preview takes that a slider would ask for, while such a wall fills and while nothing
  else is done, as a ratio of medians.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
from playwright.async_api import CDPSession, Page

from benchmarks.slider.isoline_app import Isoline, isoline
from benchmarks.slider.ramp import ramp_image
from benchmarks.slider.window import Window, chromium, window

SIDE = 2048
PANELS = 9
STEPS = 60
PACE = 60
ROUNDS = 9
PREVIEWS = 15
SIGMAS = (0.5, 8.0)
READY = "() => document.querySelectorAll('[data-testid=panel] .exactness:not([hidden])').length"


def chain(threshold: float, sigma: float = 1.0) -> list[dict[str, Any]]:
    """A Gaussian, a threshold, and the parts of its mask numbered."""
    return [
        {"algorithm": "gaussian", "parameters": {"sigma": sigma}},
        {"algorithm": "manual_threshold", "parameters": {"threshold": threshold}},
        {"algorithm": "label", "parameters": {"min_size": 50}},
    ]


def compared(image: str) -> dict[str, Any]:
    """Nine results, masks and label images in turn."""
    panels = []
    for at in range(PANELS):
        step, layer, kind = (2, "labels", "labels") if at % 2 else (1, "mask", "mask")
        panel = {"image": image, "steps": chain(100 + 8 * at), "step": step, "layer": layer}
        panels.append(panel | {"kind": kind, "name": f"threshold {100 + 8 * at}"})
    return {"panels": panels}


def swept(image: str, threshold: float) -> dict[str, Any]:
    """A wall of 25 cells, two parameters on its axes; another threshold makes all of them new."""
    axes = [
        {"step": 0, "parameter": "sigma", "low": SIGMAS[0], "high": SIGMAS[1], "count": 5},
        {"step": 2, "parameter": "min_size", "low": 0, "high": 2000, "count": 5},
    ]
    base = {"image": image, "steps": chain(threshold)}
    return {"wall": {"kind": "sweep", "base": base, "step": 2, "layer": "labels", "axes": axes}}


def address(app: Isoline, state: dict[str, Any]) -> str:
    return f"{app.address}/compare?{urlencode({'state': json.dumps(state)})}"


async def main_thread(session: CDPSession) -> float:
    """Milliseconds that the page's main thread has spent on tasks since it was opened."""
    found = await session.send("Performance.getMetrics")
    values = {item["name"]: float(item["value"]) for item in found["metrics"]}
    return 1000 * values["TaskDuration"]


async def costs(opened: Window, move: Callable[[int], Awaitable[None]]) -> list[float]:
    """What a step costs the main thread, for each of several rounds at a hand's pace."""
    made = []
    for _ in range(ROUNDS):
        before, start = await main_thread(opened.session), time.perf_counter()
        for step in range(STEPS):
            await move(step)
            await asyncio.sleep(max(0.0, start + (step + 1) / PACE - time.perf_counter()))
        made.append((await main_thread(opened.session) - before) / STEPS)
        await opened.page.wait_for_timeout(1500)
    return made


async def moving(opened: Window, app: Isoline, image: str) -> None:
    """Pan and zoom nine panels."""
    page = opened.page
    await page.goto(address(app, compared(image)))
    await page.wait_for_function(f"({READY})() === {PANELS}")
    await page.wait_for_timeout(2000)
    box = await page.locator("[data-testid=panel]").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await page.mouse.move(x, y)
    await page.mouse.wheel(0, -700)
    await page.wait_for_timeout(2000)
    await opened.session.send("Performance.enable", {"timeDomain": "threadTicks"})

    async def pan(step: int) -> None:
        await page.mouse.move(x + 40 * np.sin(step / 5), y + 40 * np.cos(step / 7))

    async def zoom(step: int) -> None:
        await page.mouse.wheel(0, -40 if step % 30 < 15 else 40)

    await page.mouse.down()
    tell("pan nine panels", await costs(opened, pan))
    await page.mouse.up()
    await page.wait_for_timeout(1000)
    tell("zoom nine panels", await costs(opened, zoom))


def tell(words: str, milliseconds: list[float]) -> None:
    """Median and spread of what was measured."""
    ends = np.percentile(milliseconds, [25, 75, 95])
    print(
        f"{words}: median {statistics.median(milliseconds):.1f} ms of main thread, "
        f"quartiles {ends[0]:.1f} to {ends[1]:.1f}, 95 % {ends[2]:.1f}",
        flush=True,
    )


async def filling(opened: Window, app: Isoline, image: str) -> None:
    """Open walls of new results, and time their first and last cell."""
    page = opened.page
    first, last = [], []
    await page.goto(f"{app.address}/compare")
    await page.wait_for_timeout(1500)
    for turn in range(5):
        href = address(app, swept(image, 90 + 5 * turn))
        start = time.perf_counter()
        await page.evaluate("(href) => dash_clientside.set_props('address', { href })", href)
        await page.wait_for_function(f"({READY})() >= 1 && document.querySelector('.is-cell')")
        first.append(time.perf_counter() - start)
        await page.wait_for_function(f"({READY})() === 25")
        last.append(time.perf_counter() - start)
        await page.wait_for_timeout(3000)
    print(
        f"wall of 25 on {SIDE}²: first cell after {1000 * statistics.median(first):.0f} ms, "
        f"last after {1000 * statistics.median(last):.0f} ms (medians of {len(first)})",
        flush=True,
    )


async def waiting(opened: Window, app: Isoline, image: str) -> None:
    """Ask for previews as a slider does, alone and while walls fill."""
    page = opened.page
    times: dict[str, list[float]] = {"alone": [], "beside": []}
    await page.goto(f"{app.address}/compare")
    await page.wait_for_timeout(1500)
    for turn in range(PREVIEWS):
        for who, made in times.items():
            if who == "beside":
                href = address(app, swept(image, 130 + 4 * turn))
                await page.evaluate(
                    "(href) => dash_clientside.set_props('address', { href })", href
                )
                await page.wait_for_function(f"({READY})() >= 2")
            made.append(await preview(page, image, turn + (0.5 if who == "beside" else 0.0)))
            if who == "beside":
                await page.wait_for_function(f"({READY})() === 25")
                await page.wait_for_timeout(500)
    alone, beside = (statistics.median(made) for made in times.values())
    print(
        f"a slider's preview: {alone:.0f} ms alone, {beside:.0f} ms while a wall fills: "
        f"{beside / alone:.1f} times (medians of {PREVIEWS})",
        flush=True,
    )


async def preview(page: Page, image: str, value: float) -> float:
    """Milliseconds until a preview that was never asked for before is here."""
    recipe = json.dumps({"image": image, "steps": chain(40 + 2 * value, sigma=1 + value / 10)[:2]})
    query = {"recipe": recipe, "step": 1, "layer": "mask", "scale": 0.5, "classes": "packed"}
    script = """async (url) => {
      const start = performance.now();
      await (await fetch(url)).arrayBuffer();
      return performance.now() - start;
    }"""
    return float(await page.evaluate(script, f"/api/v1/view?{urlencode(query)}"))


async def main() -> None:
    """Measure all of it."""
    with tempfile.TemporaryDirectory(prefix="isoline-compare-") as name:
        folder = Path(name)
        np.save(folder / "ramp.npy", ramp_image(SIDE))
        with isoline(folder / "data", folder / "isoline.log") as app:
            image = app.upload(folder / "ramp.npy")
            async with chromium() as browser:
                for study in (moving, filling, waiting):
                    async with window(browser) as opened:
                        await study(opened, app, image)


if __name__ == "__main__":
    asyncio.run(main())
