"""Takes the pictures of the README from the app itself: ``python -m docs.screenshots``."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "images"
READY = re.compile(r"Isoline is ready at (\S+)")
RECIPE = {
    "image": "coins",
    "steps": [
        {"algorithm": "gaussian", "parameters": {"sigma": 1.5}},
        {"algorithm": "threshold_local", "parameters": {"block_size": 101, "offset": -10}},
        {"algorithm": "binary_fill_holes"},
        {"algorithm": "remove_small_objects", "parameters": {"max_size": 400}},
        {"algorithm": "label"},
        {"algorithm": "regionprops_table"},
    ],
}
WORKBENCH = f"/explore?recipe={quote(json.dumps(RECIPE))}"


def _labelled(sigma: float) -> dict[str, object]:
    """A panel with the coins as found after a Gaussian of some width."""
    steps = [
        {"algorithm": "gaussian", "parameters": {"sigma": sigma}},
        {"algorithm": "threshold_local", "parameters": {"block_size": 101, "offset": -10}},
        {"algorithm": "label", "parameters": {"min_size": 100}},
    ]
    place = {"step": 2, "layer": "labels", "kind": "labels", "name": f"Blurred by {sigma:g}"}
    return {"image": "coins", "steps": steps} | place


PANELS = {"panels": [_labelled(sigma) for sigma in (0.5, 1, 2, 4, 6, 8)]}
SWEEP = {
    "wall": {
        "kind": "sweep",
        "base": {"image": "coins", "steps": RECIPE["steps"][:4]},
        "step": 3,
        "axes": [
            {"step": 0, "parameter": "sigma", "low": 0.5, "high": 8},
            {"step": 1, "parameter": "offset", "low": -30, "high": 10},
        ],
    }
}
COMPARE, CHANGES, WALL = (
    f"/compare?state={quote(json.dumps(state))}"
    for state in (PANELS, PANELS | {"look": "objects", "pair": [0, 5]}, SWEEP)
)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture.

    Attributes
    ----------
    name : str
        Of the file, without ending.
    address : str
        Page to open.
    scheme : {"light", "dark"}
        Theme the browser asks for.
    size : tuple of int
        Width and height of the window, in CSS pixels.
    settled : callable
        Waits until the page shows what is to be seen.
    """

    name: str
    address: str
    scheme: Literal["light", "dark"]
    size: tuple[int, int]
    settled: Callable[[Page], object]


def _gallery_settled(page: Page) -> None:
    page.get_by_test_id("algorithm-card").first.wait_for()
    _gallery_pictures(page)


def _gallery_pictures(page: Page) -> None:
    page.wait_for_function(
        """() => [...document.querySelectorAll("[data-thumbnail]")]
            .filter((slot) => slot.getBoundingClientRect().top < innerHeight)
            .every((slot) => slot.dataset.state !== "loading")""",
        timeout=120_000,
    )


def _own_settled(page: Page) -> None:
    page.wait_for_function(
        """() => document.querySelector("[data-fits=true]") &&
            !document.querySelector("[data-fits=true] [data-side=result][data-state=loading]")""",
        timeout=180_000,
    )
    _gallery_settled(page)


def _documented(page: Page) -> None:
    page.get_by_role("heading", level=1).wait_for()
    _gallery_pictures(page)


def _painted(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.get_by_test_id("exactness").get_by_text("exact", exact=True).wait_for()


def _table_settled(page: Page) -> None:
    page.get_by_test_id("measurements").get_by_text("rows").wait_for(state="attached")
    _painted(page)


def _sliders_settled(page: Page) -> None:
    _table_settled(page)
    page.get_by_test_id("step").nth(1).get_by_role("button").first.click()
    page.get_by_test_id("measurements").get_by_text("rows").wait_for(state="detached")
    _painted(page)


def _compared(page: Page) -> None:
    page.get_by_test_id("panel").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_function(
        """() => [...document.querySelectorAll("[data-testid=panel] .exactness")]
            .every((badge) => badge.dataset.state === "exact")"""
    )


def _changed(page: Page) -> None:
    page.get_by_test_id("rows").wait_for()
    _compared(page)


def _swept(page: Page) -> None:
    _compared(page)
    page.locator(".compare-plot-caption:not(:empty)").wait_for()
    page.get_by_text("approximate so far").wait_for(state="detached")


SHOTS = (
    Shot("gallery", "/", "light", (1280, 800), _gallery_settled),
    Shot("gallery-own", "/?image=nuclei", "dark", (1280, 800), _own_settled),
    Shot("documentation", "/docs/watershed", "light", (1280, 800), _documented),
    Shot("workbench", WORKBENCH, "light", (1280, 800), _sliders_settled),
    Shot("workbench-dark", WORKBENCH, "dark", (1280, 800), _table_settled),
    Shot("compare", COMPARE, "light", (1280, 800), _compared),
    Shot("changes", CHANGES, "dark", (1280, 800), _changed),
    Shot("sweep", WALL, "light", (1280, 800), _swept),
    Shot("phone", WORKBENCH, "light", (390, 844), _sliders_settled),
)


def main() -> None:
    """Take every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    program = os.environ.get("ISOLINE_CHROMIUM") or shutil.which("chromium")
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for shot in SHOTS:
            path = FOLDER / f"{shot.name}.png"
            path.write_bytes(compact(taken(browser, address, shot)))
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")
        browser.close()


@contextmanager
def served() -> Iterator[str]:
    """Start the app on a folder of its own and give its address."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "app.py", "--port", "0", "--data-dir", folder]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            try:
                ready = READY.match(process.stdout.readline()) if process.stdout else None
                if ready is None:
                    raise RuntimeError("the app did not start; run `make run` to see why")
                yield ready[1]
            finally:
                process.terminate()


def taken(browser: Browser, address: str, shot: Shot) -> bytes:
    """Take one picture as a PNG."""
    width, height = shot.size
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=shot.scheme,
        reduced_motion="reduce",
    )
    try:
        page.goto(address + shot.address)
        shot.settled(page)
        return page.screenshot()
    finally:
        page.close()


def compact(png: bytes) -> bytes:
    """Reduce a screenshot to 256 colours, a third of its size."""
    stream = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(stream, "png", optimize=True)
    return stream.getvalue()


if __name__ == "__main__":
    main()
