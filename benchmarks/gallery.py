"""The gallery on a picture of one's own: how soon the first row shows, and when all cards have.

``python -m benchmarks.gallery`` starts the app on a fresh data folder, sends it a picture of 2048²,
opens the gallery on that picture in a real Chromium and prints the seconds from asking for the
page to the cards that are drawn, to the results of the whole first row, and until every card that
fits has settled. With ``--wait`` the server first makes the thumbnails of the samples, which it
does once.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from playwright.async_api import Page

from benchmarks.slider.isoline_app import ROOT, Isoline
from benchmarks.slider.ramp import ramp_image
from benchmarks.slider.server import served
from benchmarks.slider.window import chromium, window

SIDE = 2048
PATIENCE_MS = 300_000
POLLED_MS = 50
FIRST_ROW = """() => {
  const cards = [...document.querySelectorAll("[data-fits=true]")];
  if (!cards.length) return false;
  // Asking for each card's place would keep the page busy with nothing else.
  const columns = getComputedStyle(document.querySelector("[data-grid]")).gridTemplateColumns;
  const row = cards.slice(0, columns.split(" ").length);
  const states = ["ready", "failed", "slow"];
  const result = (card) => card.querySelector("[data-side=result]");
  return row.every((card) => states.includes(result(card).dataset.state));
}"""
ALL = FIRST_ROW.replace('slice(0, columns.split(" ").length)', "slice()")
STATES = """() => {
  const states = {};
  for (const slot of document.querySelectorAll("[data-fits=true] [data-side=result]")) {
    states[slot.dataset.state] = (states[slot.dataset.state] ?? 0) + 1;
  }
  return states;
}"""


async def measured(page: Page, address: str) -> None:
    """Open the gallery and print when what is there."""
    started = time.perf_counter()
    await page.goto(address)
    await page.wait_for_selector("[data-testid=algorithm-card]")
    drawn = time.perf_counter() - started
    await page.wait_for_function(FIRST_ROW, timeout=PATIENCE_MS, polling=POLLED_MS)
    first = time.perf_counter() - started
    await page.wait_for_function(ALL, timeout=PATIENCE_MS, polling=POLLED_MS)
    settled = time.perf_counter() - started
    states = await page.evaluate(STATES)
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    told += f"; {await page.locator('[data-fits=false]').count()} do not fit"
    print(
        f"picture of {SIDE}²: cards after {drawn:.1f} s, first row after {first:.1f} s, "
        f"{sum(states.values())} cards settled after {settled:.1f} s ({told})",
        flush=True,
    )


async def main(wait: bool) -> None:
    """Measure a first look, and a second one that finds everything made."""
    with tempfile.TemporaryDirectory(prefix="isoline-gallery-") as name:
        folder = Path(name)
        np.save(folder / "ramp.npy", ramp_image(SIDE))
        command = [sys.executable, "app.py", "--port", "{port}", "--data-dir", str(folder / "data")]
        with served(command, ROOT, {}, folder / "isoline.log") as address:
            app = Isoline(address)
            if wait:
                app.wait_until_idle()
            query = urlencode({"image": app.upload(folder / "ramp.npy")})
            async with chromium() as browser, window(browser) as opened:
                # Scripts are in the cache of whoever has been here before.
                await opened.page.goto(f"{address}/images")
                await opened.page.wait_for_selector("[data-testid=image-card]")
                for _ in range(2):
                    await measured(opened.page, f"{address}/?{query}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser("benchmarks.gallery", description=__doc__)
    parser.add_argument("--wait", action="store_true", help="for the samples' thumbnails first")
    asyncio.run(main(parser.parse_args().wait))
