"""From nothing to the first page: the app with all algorithms, started on an empty data folder.

``python -m benchmarks.cold_start`` starts the app again and again, each time with nothing kept, and
prints the medians of the seconds from the start of the process to the line that says it is ready,
to the end of the first page's document, and to the first cards drawn by a Chromium that has never
seen it. ``--imports`` also starts it with no bytecode of Isoline's own kept, as after an update.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.async_api import Browser

from benchmarks.slider.isoline_app import ROOT
from benchmarks.slider.window import chromium
from isoline import Catalogue

READY = re.compile(r"Isoline is ready at (\S+)")
FOLDERS = ("isoline", "components", "pages", "algorithms")
"""Whose bytecode is Isoline's own."""


async def start(browser: Browser, folder: Path) -> tuple[float, float, float]:
    """Seconds to the line, to the document, and to the cards."""
    began = time.perf_counter()
    command = [sys.executable, "app.py", "--port", "0", "--data-dir", str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said = READY.search(process.stdout.readline())
            assert said is not None, "the app did not say that it is ready"
            ready = time.perf_counter() - began
            with urllib.request.urlopen(said[1]) as answer:
                answer.read()
            document = time.perf_counter() - began
            context = await browser.new_context()
            page = await context.new_page()
            await page.goto(said[1])
            await page.wait_for_selector("[data-testid=algorithm-card]")
            drawn = time.perf_counter() - began
            await context.close()
        finally:
            process.terminate()
            process.wait(timeout=30)
    return ready, document, drawn


def forget_bytecode() -> None:
    """Remove what Python has compiled of Isoline."""
    for name in FOLDERS:
        for kept in (ROOT / name).rglob("__pycache__"):
            shutil.rmtree(kept)


async def main(repeats: int, imports: bool) -> None:
    """Start it so many times, and print the medians."""
    async with chromium() as browser:
        for compiled in (True, False) if imports else (True,):
            found = []
            # The first one compiles what has not been compiled yet, and does not count.
            for turn in range(repeats + compiled):
                if not compiled:
                    forget_bytecode()
                with tempfile.TemporaryDirectory(prefix="isoline-start-") as name:
                    times = await start(browser, Path(name))
                if turn >= compiled:
                    found.append(times)
            ready, document, drawn = (
                statistics.median(column) for column in zip(*found, strict=True)
            )
            print(
                f"{len(Catalogue.discover())} algorithms"
                f"{'' if compiled else ', nothing compiled'}: ready after {ready:.1f} s, "
                f"document after {document:.1f} s, cards drawn after {drawn:.1f} s "
                f"(medians of {repeats}; slowest {max(times[2] for times in found):.1f} s)",
                flush=True,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser("benchmarks.cold_start", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--imports", action="store_true", help="also with nothing compiled")
    given = parser.parse_args()
    asyncio.run(main(given.repeats, given.imports))
