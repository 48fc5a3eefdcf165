"""The compare page in a window as narrow as a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.compare_bench import CompareBench, above, compare_at, picture, step
from tests.browser.watching import Complaints, box_of

WIDTH = 390
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def tab(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    opened.set_viewport_size({"width": WIDTH, "height": 844})
    yield opened
    opened.close()


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[CompareBench]:
    with compare_at(tab, server_url, complaints) as made:
        yield made


def test_panels_stand_two_in_a_row_and_nothing_sticks_out(bench: CompareBench) -> None:
    bench.open(*(above("coins", 40 * at, f"above {40 * at}") for at in range(1, 6)))
    found = [box_of(bench.panel(at)) for at in range(4)]
    assert [round(box["x"]) for box in found] == [0, 196, 0, 196]
    assert found[2]["y"] > found[0]["y"]
    assert bench.page.evaluate(OVERFLOW) == 0


def test_a_narrow_panel_says_exact_by_a_dot(bench: CompareBench) -> None:
    bench.open(above("coins", 40, "low"), above("coins", 80, "high"))
    badge = box_of(bench.panel(0).get_by_test_id("panel-exactness"))
    assert badge["width"] < 24


def test_the_way_of_looking_that_is_chosen_can_be_seen(bench: CompareBench) -> None:
    bench.open(above("coins", 40, "low"), above("coins", 80, "high"), look="objects")
    expect(bench.page.locator("button[data-look=objects]")).to_be_in_viewport(ratio=0.9)


def test_the_curtain_is_drawn_with_a_finger(bench: CompareBench) -> None:
    bench.open(above("coins", 40, "low"), above("coins", 80, "high"), look="curtain")
    handle = bench.page.get_by_test_id("curtain")
    box = box_of(handle)
    bench.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    bench.page.mouse.down()
    bench.page.mouse.move(WIDTH / 4, box["y"] + 60, steps=3)
    bench.page.mouse.up()
    expect(handle).to_have_attribute("aria-valuenow", "25")


def test_figures_come_beneath_the_panels(bench: CompareBench) -> None:
    bench.open(picture("coins"), above("coins", 80, "high"))
    expect(bench.figure(1, "objects")).not_to_be_empty()
    grid = box_of(bench.page.get_by_test_id("panels"))
    table = box_of(bench.page.get_by_test_id("figures"))
    assert table["y"] >= grid["y"] + grid["height"]


def test_the_figures_of_small_cells_go_without_their_unit(bench: CompareBench) -> None:
    axes = [
        {"step": 0, "parameter": "threshold", "low": 80, "high": 160, "count": 5},
        {"step": 1, "parameter": "min_size", "low": 0, "high": 400, "count": 5},
    ]
    base = {"image": "coins", "steps": [step("manual_threshold"), step("label")]}
    bench.open_state({"wall": {"kind": "sweep", "base": base, "step": 1, "axes": axes}}).rested()
    figure = bench.page.get_by_test_id("cell-figure").first
    expect(figure).not_to_be_empty()
    assert figure.inner_text().removeprefix("≈").strip().isdigit()
    assert bench.page.evaluate(OVERFLOW) == 0
