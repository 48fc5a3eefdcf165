"""A wall of slow results fills while somebody else works: the slider answers all the same."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Annotated

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from isoline import Image, Mask, Slider, algorithm
from isoline.catalogue import Catalogue
from tests.browser.bench import PATIENCE, Bench
from tests.browser.compare_bench import CompareBench, compare_at, step
from tests.browser.watching import Complaints, Serve

CELLS = 24
CONNECTIONS = 6
"""That a browser has to one server, for all its tabs."""
RELEASE = threading.Event()


@algorithm(task="threshold")
def held(image: Image, level: Annotated[float, Slider(0, 240)] = 100) -> Mask:
    """Answer once it may."""
    RELEASE.wait(PATIENCE)
    return image > level


@pytest.fixture(scope="module")
def url(serve: Serve) -> str:
    known = Catalogue.discover()
    return serve(Catalogue([held, known["gaussian"], known["manual_threshold"]]))


@pytest.fixture
def underway(page: Page) -> set[Request]:
    """Requests of the page that are not answered yet."""
    found: set[Request] = set()
    page.on("request", lambda request: found.add(request))
    page.on("requestfinished", lambda request: found.discard(request))
    page.on("requestfailed", lambda request: found.discard(request))
    return found


@pytest.fixture
def wall(page: Page, url: str, complaints: Complaints) -> Iterator[CompareBench]:
    RELEASE.clear()
    with compare_at(page, url, complaints) as made:
        axes = [{"step": 0, "parameter": "level", "low": 0, "high": 240, "count": CELLS}]
        base = {"image": "camera", "steps": [step("held")]}
        yield made.open_state({"wall": {"kind": "sweep", "base": base, "step": 0, "axes": axes}})
        RELEASE.set()


def test_the_slider_answers_while_a_wall_of_24_cells_fills(
    wall: CompareBench, context: BrowserContext, url: str
) -> None:
    expect(wall.panels).to_have_count(CELLS)
    shown = wall.page.locator(".is-cell .exactness:not([hidden])")
    other = context.new_page()
    try:
        bench = Bench(other, url).open_steps("coins", step("gaussian"), step("manual_threshold"))
        other.locator("[data-testid=step]").first.get_by_role("button").first.click()
        bench.rested()
        before = bench.picture()
        for _ in range(10):
            bench.slider("sigma").press("ArrowRight")
        bench.until(lambda: bench.picture().tolist() != before.tolist(), "the result follows")
        bench.rested()
        # All of that happened while the wall had to wait.
        expect(shown).to_have_count(0)
    finally:
        other.close()
    RELEASE.set()
    expect(shown).to_have_count(CELLS, timeout=1000 * PATIENCE)


def test_a_wall_that_waits_leaves_connections_to_others(
    underway: set[Request], wall: CompareBench
) -> None:
    expect(wall.panels).to_have_count(CELLS)

    def waits() -> bool:
        asked = [request.url for request in underway]
        # The page itself and its pictures have come: what is left waits for an algorithm.
        return bool(asked) and all("held" in address for address in asked)

    wall.until(waits, "only slow results are waited for")
    assert len(underway) <= CONNECTIONS // 2
