"""All of a comparison stands in its address: a link shows the same to anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.compare_bench import CompareBench, above, compare_at, picture, result, step
from tests.browser.watching import Complaints

PANELS = (
    {**above("coins", 100, "low"), "pinned": True},
    above("coins", 150, "high"),
    picture("coins", "as it is"),
    result("coins", step("gaussian", sigma=3), kind="image", name="smooth"),
)


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[CompareBench]:
    with compare_at(tab, server_url, complaints) as made:
        yield made


@pytest.fixture(scope="module")
def others(browser: Browser) -> Iterator[Page]:
    own = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 900})
    yield own.new_page()
    own.close()


@pytest.fixture
def elsewhere(others: Page, server_url: str, complaints: Complaints) -> Iterator[CompareBench]:
    """Somebody else's browser, which nothing is kept in."""
    with compare_at(others, server_url, complaints) as made:
        yield made


def reopened(bench: CompareBench, elsewhere: CompareBench) -> None:
    """Follow the link to what is shown."""
    said = bench.page.evaluate("() => document.querySelector('.compare-page').dataset.look")
    bench.page.mouse.move(2, 2)
    bench.rested()
    elsewhere.visit(bench.page.evaluate("() => location.href")).rested()
    expect(elsewhere.page.locator(".compare-page")).to_have_attribute("data-look", said)


def alike(bench: CompareBench, elsewhere: CompareBench) -> None:
    """Fail unless all panels look the same in both."""
    count = bench.panels.count()
    expect(elsewhere.panels).to_have_count(count)
    assert np.allclose(bench.places, elsewhere.places, atol=0.51)
    if bench.page.get_by_test_id("curtain").is_visible():
        count = 1
    for place in range(count):
        apart = np.abs(bench.screen(place) - elsewhere.screen(place)).max(axis=-1)
        assert (apart > 16).mean() < 0.002


def moved(bench: CompareBench) -> None:
    """Look at a part of the picture, and wait until the address says so."""
    bench.page.mouse.move(200, 250)
    bench.page.mouse.wheel(0, -400)
    bench.until(lambda: "camera" in bench.state, "the address has the camera")
    bench.rested()


def test_a_link_shows_the_same_panels_at_the_same_place(
    bench: CompareBench, elsewhere: CompareBench
) -> None:
    bench.open(*PANELS)
    moved(bench)
    reopened(bench, elsewhere)
    alike(bench, elsewhere)
    assert elsewhere.names == ["low", "high", "as it is", "smooth"]
    expect(elsewhere.tool(0, "pin")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(("look", "pair"), [("outlines", [0, 1]), ("difference", [2, 3])])
def test_a_link_shows_the_same_two_in_the_same_way(
    bench: CompareBench, elsewhere: CompareBench, look: str, pair: list[int]
) -> None:
    bench.open(*PANELS)
    bench.look(look)
    for at, place in enumerate(pair):
        bench.select(f"pair-{at}").select_option(str(place))
    bench.rested()
    moved(bench)
    bench.until(lambda: bench.state.get("look") == look, "the address has the way of looking")
    reopened(bench, elsewhere)
    alike(bench, elsewhere)


def test_a_link_shows_the_curtain_where_it_hung(
    bench: CompareBench, elsewhere: CompareBench
) -> None:
    bench.open(*PANELS)
    bench.look("curtain")
    bench.rested()
    for _ in range(10):
        bench.page.get_by_test_id("curtain").press("ArrowLeft")
    bench.until(lambda: bench.state.get("curtain") == 0.3, "the address has the curtain")
    reopened(bench, elsewhere)
    expect(elsewhere.page.get_by_test_id("curtain")).to_have_attribute("aria-valuenow", "30")
    alike(bench, elsewhere)


def test_a_link_shows_the_same_wall(bench: CompareBench, elsewhere: CompareBench) -> None:
    axes = [{"step": 0, "parameter": "threshold", "low": 80, "high": 160, "count": 3}]
    base = {"image": "coins", "steps": [step("manual_threshold")]}
    bench.open_state({"wall": {"kind": "sweep", "base": base, "step": 0, "axes": axes}}).rested()
    moved(bench)
    reopened(bench, elsewhere)
    alike(bench, elsewhere)


def test_the_link_is_copied(bench: CompareBench, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    bench.open(*PANELS)
    bench.page.locator("[data-act=link]").click()
    expect(bench.said).to_contain_text("The link is copied")
    copied = bench.page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith(f"{bench.url}/compare?state=")


@pytest.mark.parametrize("text", ["{", "5", "null", "[]", "%"])
def test_a_damaged_link_says_so(bench: CompareBench, text: str) -> None:
    bench.open_state(text)
    expect(bench.said).to_contain_text("The link is damaged")
    expect(bench.page.get_by_text("Nothing to compare yet")).to_be_visible()


def test_what_of_a_link_is_whole_is_shown(bench: CompareBench) -> None:
    broken: list[Any] = [{"image": "coins"}, None, {**PANELS[1], "step": 7}]
    bench.open_state({"panels": [PANELS[0], *broken], "look": "no such", "pair": [8, -3]})
    expect(bench.said).to_contain_text("3 of its 4 panels cannot be read")
    bench.rested()
    assert bench.names == ["low"]


def test_more_than_nine_panels_are_refused_in_words(bench: CompareBench) -> None:
    bench.open_state({"panels": [above("coins", 10 * at, str(at)) for at in range(1, 12)]})
    expect(bench.said).to_contain_text("room for 9 panels; the link has 11")
    expect(bench.panels).to_have_count(9)


def test_a_wall_that_cannot_be_read_says_so(bench: CompareBench) -> None:
    bench.open_state(json.dumps({"wall": {"kind": "sweep", "base": {"image": "coins"}}}))
    expect(bench.said).to_contain_text("its wall cannot be read")
