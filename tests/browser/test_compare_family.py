"""Every algorithm of a family on one picture: a wall that fills in, one of which fails."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from isoline import Image, Mask, algorithm
from isoline.catalogue import Catalogue
from tests.browser.bench import PATIENCE
from tests.browser.compare_bench import CompareBench, compare_at, step
from tests.browser.watching import Complaints, Serve

RELEASE = threading.Event()
REASON = "this one never finds a threshold"
ORDER = ("threshold_otsu", "threshold_never", "threshold_mean", "threshold_late")


@algorithm(task="threshold", title="Never", tags=["automatic"])
def threshold_never(image: Image) -> Mask:
    """Fail on every picture."""
    raise ValueError(REASON)


@algorithm(task="threshold", title="Late", tags=["automatic"])
def threshold_late(image: Image) -> Mask:
    """Answer once it may."""
    RELEASE.wait(PATIENCE)
    return image > 100


@pytest.fixture(scope="module")
def url(serve: Serve) -> str:
    known = Catalogue.discover()
    own = {"threshold_never": threshold_never, "threshold_late": threshold_late}
    return serve(Catalogue([*(own.get(name) or known[name] for name in ORDER), known["label"]]))


@pytest.fixture
def wall(tab: Page, url: str, complaints: Complaints) -> Iterator[CompareBench]:
    """The family of the first step of two, all of which may answer."""
    complaints.expect("the server responded with a status of 500")
    RELEASE.set()
    with compare_at(tab, url, complaints) as made:
        yield opened(made)


def opened(bench: CompareBench) -> CompareBench:
    base = {"image": "coins", "steps": [step("threshold_otsu"), step("label", min_size=50)]}
    wall = {"kind": "family", "base": base, "step": 0, "family": "thresholds-global"}
    return bench.open_state({"wall": wall})


def cell(bench: CompareBench, title: str) -> Locator:
    return bench.panels.filter(has_text=title)


def recipe(bench: CompareBench) -> list[dict[str, object]]:
    """Steps of the recipe in the workbench's address."""
    query = parse_qs(urlsplit(bench.page.url).query)
    steps: list[dict[str, object]] = json.loads(query["recipe"][0])["steps"]
    return steps


def test_every_algorithm_of_a_family_fills_in(wall: CompareBench) -> None:
    wall.rested()
    expect(wall.panels).to_have_count(len(ORDER))
    for title in ("Otsu threshold", "Late", "Mean threshold"):
        expect(cell(wall, title).get_by_test_id("cell-figure")).to_have_text(
            re.compile(r"^\d+ objects$")
        )


def test_one_that_fails_says_why_in_its_own_panel(wall: CompareBench) -> None:
    wall.rested()
    failed = wall.page.locator(".compare-panel.has-failed")
    expect(failed).to_have_count(1)
    expect(failed).to_contain_text("Never")
    expect(failed.get_by_role("status")).to_contain_text(REASON)
    expect(
        wall.page.locator(".compare-panel").get_by_role("status").filter(visible=True)
    ).to_have_count(1)


def test_cells_show_as_they_are_ready(tab: Page, url: str, complaints: Complaints) -> None:
    complaints.expect("the server responded with a status of 500")
    RELEASE.clear()
    with compare_at(tab, url, complaints) as bench:
        # A picture that nothing is known of yet.
        base = {"image": "camera", "steps": [step("threshold_otsu")]}
        wall = {"kind": "family", "base": base, "step": 0, "family": "thresholds-global"}
        bench.open_state({"wall": wall})
        badge = "panel-exactness"
        expect(cell(bench, "Otsu threshold").get_by_test_id(badge)).to_be_visible()
        expect(cell(bench, "Never").locator(".compare-notice")).to_be_visible()
        expect(cell(bench, "Late").get_by_test_id(badge)).to_be_hidden()
        RELEASE.set()
        bench.rested()


def test_all_cells_show_the_picture_alike(wall: CompareBench) -> None:
    wall.rested()
    wall.page.mouse.move(300, 300)
    wall.page.mouse.wheel(0, -300)
    wall.until(lambda: wall.places[0][2] > 1.3 * 384, "the picture grows")
    assert np.allclose(wall.places, wall.places[0], atol=0.51)


def test_a_click_adopts_an_algorithm_and_what_comes_behind_it(wall: CompareBench) -> None:
    wall.rested()
    cell(wall, "Mean threshold").click()
    expect(wall.page).to_have_url(re.compile("/explore/threshold_mean"))
    assert [step["algorithm"] for step in recipe(wall)] == ["threshold_mean", "label"]
    assert recipe(wall)[1]["parameters"] == {"min_size": 50}
    expect(wall.page.get_by_test_id("step")).to_have_count(2)


def test_a_drag_adopts_nothing(wall: CompareBench) -> None:
    wall.rested()
    before = wall.places[0]
    x, y = wall.at(0, 150, 190, (303, 384))
    wall.page.mouse.move(x, y)
    wall.page.mouse.down()
    wall.page.mouse.move(x + 30, y, steps=4)
    wall.page.mouse.up()
    wall.until(lambda: wall.places[0] != before, "the pictures move")
    expect(wall.page).to_have_url(re.compile("/compare"))


def test_enter_adopts_the_cell_with_the_focus(wall: CompareBench) -> None:
    wall.rested()
    cell(wall, "Otsu threshold").focus()
    wall.page.keyboard.press("ArrowDown")
    expect(cell(wall, "Mean threshold")).to_be_focused()
    wall.page.keyboard.press("ArrowRight")
    expect(cell(wall, "Late")).to_be_focused()
    wall.page.keyboard.press("Enter")
    expect(wall.page).to_have_url(re.compile("/explore/threshold_late"))


def test_back_from_the_workbench_the_wall_is_there_again(wall: CompareBench) -> None:
    wall.rested()
    cell(wall, "Late").click()
    expect(wall.page).to_have_url(re.compile("/explore"))
    wall.page.go_back()
    wall.rested()
    expect(wall.panels).to_have_count(len(ORDER))


def test_what_is_kept_stands_among_the_panels(wall: CompareBench) -> None:
    wall.rested()
    for title in ("Mean threshold", "Otsu threshold"):
        cell(wall, title).hover()
        cell(wall, title).locator("[data-tool=keep]").click()
    expect(wall.said).to_contain_text("Kept as panel 2 of 9")
    expect(wall.panels).to_have_count(len(ORDER))
    wall.page.get_by_role("button", name="Back to the panels").click()
    wall.rested()
    assert wall.names == ["Mean threshold", "Otsu threshold"]


def test_what_was_kept_before_is_behind_the_wall(wall: CompareBench) -> None:
    kept = {"image": "coins", "steps": [], "step": -1, "layer": "image", "kind": "image"}
    wall.page.evaluate(
        "(kept) => localStorage.setItem('isoline-kept', kept)",
        json.dumps([{**kept, "name": "kept before"}]),
    )
    wall.page.reload()
    wall.rested()
    cell(wall, "Mean threshold").hover()
    cell(wall, "Mean threshold").locator("[data-tool=keep]").click()
    wall.page.get_by_role("button", name="Back to the panels").click()
    wall.rested()
    assert wall.names == ["kept before", "Mean threshold"]


def test_another_family_is_chosen_beside_the_wall(wall: CompareBench) -> None:
    wall.rested()
    choice = wall.page.get_by_test_id("wall-family")
    choice.select_option("threshold")
    wall.until(lambda: wall.state.get("wall", {}).get("family") == "threshold", "it is another one")
    wall.rested()


def test_another_picture_is_chosen_beside_the_wall(wall: CompareBench) -> None:
    wall.rested()
    wall.page.get_by_test_id("wall-image").select_option("camera")
    wall.rested()
    wall.until(lambda: wall.places[0][2] == pytest.approx(wall.places[0][3], abs=1), "it is square")
