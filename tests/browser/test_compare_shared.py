"""A value chosen for all algorithms of a family that have the parameter."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.compare_bench import CompareBench, compare_at, step
from tests.browser.watching import Complaints


def adopted(bench: CompareBench, title: str) -> dict[str, float]:
    """Parameters of the step that the workbench opens with when a cell is clicked."""
    bench.panels.filter(has_text=title).click()
    bench.page.wait_for_url("**/explore/**")
    query = parse_qs(urlsplit(bench.page.url).query)
    found: dict[str, float] = json.loads(query["recipe"][0])["steps"][0]["parameters"]
    return found


def test_a_shared_value_reaches_all_that_have_it(
    page: Page, server_url: str, complaints: Complaints
) -> None:
    with compare_at(page, server_url, complaints) as bench:
        base = {"image": "coins", "steps": [step("threshold_local")]}
        wall = {"kind": "family", "base": base, "step": 0, "family": "thresholds-local"}
        bench.open_state({"wall": wall}).rested()
        size = page.locator("[data-shared=window_size]")
        size.fill("61")
        size.press("Tab")
        expect(page.locator("[data-shared=window_size]")).to_have_value("61")
        bench.rested()
        assert adopted(bench, "Sauvola")["window_size"] == 61
