"""From the workbench to the compare page: results that are kept, families, and sweeps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.bench import Bench, bench_at
from tests.browser.watching import Complaints

GAUSSIAN = {"algorithm": "gaussian", "parameters": {"sigma": 2}}
THRESHOLD = {"algorithm": "manual_threshold", "parameters": {"threshold": 120}}
OTSU = {"algorithm": "threshold_otsu"}
KEPT = "() => JSON.parse(localStorage.getItem('isoline-kept') ?? '[]')"
FORGET = "() => localStorage.removeItem('isoline-kept')"


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[Bench]:
    with bench_at(tab, server_url, complaints) as made:
        yield made
        tab.evaluate(FORGET)


@pytest.fixture
def notice(bench: Bench) -> Locator:
    return bench.page.locator(".keep-notice")


def kept(bench: Bench) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bench.page.evaluate(KEPT)
    return found


def wall(link: Locator) -> Any:
    """Read what the compare page is asked for."""
    query = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    return json.loads(query["state"][0])["wall"]


def test_a_result_is_kept_with_one_click(bench: Bench, notice: Locator) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD)
    bench.page.get_by_test_id("keep").click()
    expect(notice).to_have_text("Kept as 1 of 9 · Compare")
    expect(notice.get_by_role("link")).to_have_attribute("href", "/compare")
    (item,) = kept(bench)
    assert [step["algorithm"] for step in item["steps"]] == ["gaussian", "manual_threshold"]
    assert item["steps"][1]["parameters"] == {"threshold": 120}
    assert (item["image"], item["step"], item["layer"]) == ("coins", 1, "mask")
    assert (item["kind"], item["name"]) == ("mask", "Manual threshold, mask")


def test_a_key_keeps_as_well_and_the_same_is_kept_once(bench: Bench, notice: Locator) -> None:
    bench.open_steps("coins", THRESHOLD)
    bench.page.keyboard.press("k")
    expect(notice).to_have_text("Kept as 1 of 9 · Compare")
    bench.number("threshold").fill("150")
    bench.rested()
    bench.page.get_by_test_id("viewer").focus()
    bench.page.keyboard.press("k")
    expect(notice).to_have_text("Kept as 2 of 9 · Compare")
    bench.page.keyboard.press("k")
    expect(notice).to_have_text("Kept as 2 of 9 · Compare")
    assert len(kept(bench)) == 2


def test_what_is_typed_is_no_key(bench: Bench, notice: Locator) -> None:
    bench.open_steps("coins", THRESHOLD)
    bench.number("threshold").press("k")
    expect(notice).to_be_hidden()
    assert kept(bench) == []


def test_of_nine_the_earliest_makes_room(bench: Bench, notice: Locator) -> None:
    bench.open_steps("coins", THRESHOLD)
    for value in range(100, 110):
        bench.number("threshold").fill(str(value))
        expect(bench.slider("threshold")).to_have_attribute("aria-valuenow", str(value))
        bench.page.get_by_test_id("keep").click()
    expect(notice).to_have_text("Kept as 9 of 9, in place of Manual threshold, mask · Compare")
    values = [item["steps"][0]["parameters"]["threshold"] for item in kept(bench)]
    assert values == list(range(101, 110))


def test_the_picture_alone_can_be_kept(bench: Bench, notice: Locator) -> None:
    bench.open("none", image="coins")
    bench.page.get_by_test_id("keep").click()
    expect(notice).to_be_visible()
    (item,) = kept(bench)
    assert (item["image"], item["step"], item["kind"]) == ("coins", -1, "image")


def test_drawings_are_kept_with_the_steps_that_take_them(bench: Bench) -> None:
    drawing = {"kind": "labels", "shapes": [{"type": "box", "coordinates": [[10, 10], [60, 80]]}]}
    recipe = {
        "image": "coins",
        "steps": [{**THRESHOLD, "region": "drawing:d1"}],
        "drawings": {"d1": drawing},
    }
    bench.open(recipe=json.dumps(recipe))
    bench.page.get_by_test_id("keep").click()
    (item,) = kept(bench)
    assert list(item["drawings"]) == ["d1"]
    assert item["steps"][0]["region"] == "drawing:d1"


def test_the_notice_leaves_when_something_else_is_done(bench: Bench, notice: Locator) -> None:
    bench.open_steps("coins", THRESHOLD)
    bench.page.keyboard.press("k")
    expect(notice).to_be_visible()
    bench.page.keyboard.press("Escape")
    expect(notice).to_be_hidden()


def test_every_algorithm_of_a_family_is_one_click_away(bench: Bench) -> None:
    bench.open_steps("coins", GAUSSIAN, OTSU)
    choices = bench.open_step.get_by_test_id("wall-family")
    choices.locator("summary").click()
    link = choices.get_by_role("link").first
    expect(link).to_have_text("Automatic global thresholds (8)")
    asked = wall(link)
    assert (asked["kind"], asked["step"], asked["family"]) == ("family", 1, "thresholds-global")
    assert [step["algorithm"] for step in asked["base"]["steps"]] == ["gaussian", "threshold_otsu"]


def test_every_slider_can_be_swept(bench: Bench) -> None:
    bench.open_steps("coins", {"algorithm": "apply_hysteresis_threshold"})
    choices = bench.open_step.get_by_test_id("wall-sweep")
    choices.locator("summary").click()
    expect(choices.get_by_role("link")).to_have_text(["Low", "High"])
    asked = wall(choices.get_by_role("link").last)
    assert (asked["kind"], asked["axes"]) == ("sweep", [{"step": 0, "parameter": "high"}])


def test_a_link_leads_to_the_recipe_of_now(bench: Bench) -> None:
    bench.open_steps("coins", THRESHOLD)
    choices = bench.open_step.get_by_test_id("wall-sweep")
    choices.locator("summary").click()
    link = choices.get_by_role("link")
    expect(link).to_be_visible()
    bench.number("threshold").fill("150")
    bench.rested()
    link.dispatch_event("contextmenu")
    assert wall(link)["base"]["steps"][0]["parameters"] == {"threshold": 150}


def test_one_list_is_open_at_a_time(bench: Bench) -> None:
    bench.open_steps("coins", THRESHOLD)
    family, sweep = (bench.open_step.get_by_test_id(f"wall-{name}") for name in ("family", "sweep"))
    family.locator("summary").click()
    expect(family.get_by_role("link").first).to_be_visible()
    sweep.locator("summary").click()
    expect(sweep.get_by_role("link")).to_be_visible()
    expect(family.get_by_role("link").first).to_be_hidden()


def test_a_step_without_sliders_offers_no_sweep(bench: Bench) -> None:
    bench.open_steps("coins", {"algorithm": "threshold_mean"})
    expect(bench.open_step.get_by_test_id("wall-family")).to_be_visible()
    expect(bench.open_step.get_by_test_id("wall-sweep")).to_have_count(0)
