"""What is written on a panel, and what can be done with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.compare_bench import (
    CompareBench,
    above,
    compare_at,
    picture,
    result,
    step,
)
from tests.browser.watching import Complaints


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[CompareBench]:
    with compare_at(tab, server_url, complaints) as made:
        yield made


def blurred(sigma: float, threshold: float = 120) -> dict[str, Any]:
    steps = step("gaussian", sigma=sigma), step("manual_threshold", threshold=threshold)
    return result("coins", *steps, name=f"sigma {sigma}")


def emphasised(panel: Locator) -> list[str]:
    return panel.locator(".stamp-fact.is-different").all_inner_texts()


def test_a_stamp_emphasises_only_what_differs(bench: CompareBench) -> None:
    bench.open(blurred(1), blurred(2.5))
    assert emphasised(bench.panel(0)) == ["sigma 1 px"]
    assert emphasised(bench.panel(1)) == ["sigma 2.5 px"]
    expect(bench.panel(0).locator(".stamp-fact").filter(visible=True)).to_have_count(1)


def test_all_that_is_known_shows_under_the_pointer(bench: CompareBench) -> None:
    bench.open(blurred(1), blurred(2.5))
    bench.panel(1).hover()
    stamp = bench.panel(1).get_by_test_id("stamp")
    for words in ("Coins", "Gaussian blur", "sigma 2.5 px", "threshold 120"):
        expect(stamp).to_contain_text(words)


def test_another_algorithm_is_told_by_its_name(bench: CompareBench) -> None:
    otsu = result("coins", step("threshold_otsu"))
    bench.open(otsu, result("coins", step("threshold_li")))
    assert emphasised(bench.panel(0)) == ["Otsu threshold"]
    assert emphasised(bench.panel(1)) == ["Li threshold"]


def test_alone_nothing_is_emphasised(bench: CompareBench) -> None:
    bench.open(blurred(1))
    assert emphasised(bench.panel(0)) == []
    expect(bench.panel(0).get_by_test_id("stamp")).to_contain_text("sigma 1 px")


def test_a_panel_is_renamed_by_a_double_click(bench: CompareBench) -> None:
    bench.open(blurred(1), blurred(2))
    bench.panel(0).locator(".compare-name").dblclick()
    field = bench.panel(0).get_by_role("textbox")
    field.fill("the sharp one")
    field.press("Enter")
    assert bench.names == ["the sharp one", "sigma 2"]
    bench.until(lambda: "the sharp one" in str(bench.state), "the address has the name")
    expect(bench.page.get_by_test_id("figures")).to_contain_text("1 the sharp one")


def test_escape_leaves_a_name_as_it_was(bench: CompareBench) -> None:
    bench.open(blurred(1), blurred(2))
    bench.panel(0).locator(".compare-name").press("F2")
    field = bench.panel(0).get_by_role("textbox")
    field.fill("no")
    field.press("Escape")
    assert bench.names == ["sigma 1", "sigma 2"]


def test_two_panels_change_places(bench: CompareBench) -> None:
    bench.open(blurred(1), blurred(2), blurred(3))
    bench.tool(2, "left").click()
    assert bench.names == ["sigma 1", "sigma 3", "sigma 2"]
    bench.tool(0, "right").click()
    assert bench.names == ["sigma 3", "sigma 1", "sigma 2"]
    expect(bench.tool(0, "left")).to_be_disabled()


def test_a_panel_is_taken_away(bench: CompareBench) -> None:
    bench.open(blurred(1), blurred(2), blurred(3))
    bench.tool(1, "close").click()
    assert bench.names == ["sigma 1", "sigma 3"]
    expect(bench.page.get_by_test_id("figures").locator("tbody tr")).to_have_count(2)


def test_the_two_looked_at_stay_when_another_is_taken_away(bench: CompareBench) -> None:
    bench.open(blurred(1), blurred(2), blurred(3), pair=[1, 2])
    bench.tool(0, "close").click()
    bench.look("curtain")
    assert bench.names == ["sigma 2", "sigma 3"]


def test_without_panels_the_page_says_how_to_get_some(bench: CompareBench) -> None:
    bench.open(blurred(1))
    bench.tool(0, "close").click()
    expect(bench.page.get_by_text("Nothing to compare yet")).to_be_visible()
    bench.page.get_by_role("button", name="Open the workbench").click()
    expect(bench.page).to_have_url(re.compile("/explore"))


def test_taking_all_away_leaves_those_that_are_pinned(bench: CompareBench) -> None:
    bench.open(blurred(1), blurred(2), blurred(3))
    bench.tool(1, "pin").click()
    expect(bench.tool(1, "pin")).to_have_attribute("aria-pressed", "true")
    bench.page.locator("[data-act=clear]").click()
    assert bench.names == ["sigma 2"]


def test_a_panel_opens_in_the_workbench_with_its_recipe(bench: CompareBench) -> None:
    bench.open(blurred(1), blurred(2.5, threshold=99))
    bench.tool(1, "open").click()
    expect(bench.page).to_have_url(re.compile("/explore/manual_threshold"))
    steps = bench.page.get_by_test_id("step")
    expect(steps).to_have_count(2)
    expect(
        bench.page.get_by_test_id("parameter-threshold").locator("input[type=number]")
    ).to_have_value("99")
    bench.page.go_back()
    expect(bench.panels).to_have_count(2)


def nine(pinned: int | None = None) -> list[dict[str, Any]]:
    panels = [above("coins", 20 * at, f"above {20 * at}") for at in range(1, 10)]
    return [{**panel, "pinned": at == pinned} for at, panel in enumerate(panels)]


def keep_tenth(bench: CompareBench) -> None:
    bench.select("add").select_option("camera")


def test_a_tenth_takes_the_place_of_the_earliest(bench: CompareBench) -> None:
    bench.open(*nine())
    keep_tenth(bench)
    expect(bench.said).to_contain_text("above 20 made way")
    assert bench.names == [f"above {20 * at}" for at in range(2, 10)] + ["Camera"]


def test_a_tenth_leaves_those_that_are_pinned(bench: CompareBench) -> None:
    bench.open(*nine(pinned=0))
    keep_tenth(bench)
    expect(bench.said).to_contain_text("above 40 made way")
    assert bench.names[:2] == ["above 20", "above 60"]


def test_nine_that_are_pinned_leave_no_room(bench: CompareBench) -> None:
    bench.open(*({**panel, "pinned": True} for panel in nine()))
    keep_tenth(bench)
    expect(bench.said).to_contain_text("unpin one")
    expect(bench.panels).to_have_count(9)


def test_what_is_there_already_is_not_added_twice(bench: CompareBench) -> None:
    bench.open(picture("camera"), blurred(1))
    keep_tenth(bench)
    expect(bench.panels).to_have_count(2)


def test_what_the_workbench_kept_is_compared(bench: CompareBench) -> None:
    bench.open(blurred(1))
    kept = [blurred(4), blurred(5)]
    bench.page.evaluate("(kept) => localStorage.setItem('isoline-kept', kept)", json.dumps(kept))
    bench.page.goto(f"{bench.url}/compare")
    bench.rested()
    assert bench.names == ["sigma 4", "sigma 5"]
