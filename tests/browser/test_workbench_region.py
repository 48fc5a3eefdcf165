"""Steps restricted to a region that is drawn."""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from algorithms.thresholds import threshold_otsu
from isoline.images.samples import sample_pixels
from tests.browser.bench import Bench
from tests.browser.hand import Place, on_screen, recipe

COINS = sample_pixels("coins")


def otsu_inside(place: Place, size: float) -> NDArray[np.bool_]:
    """What a threshold finds in a square of the coins."""
    mask, _ = threshold_otsu(COINS)
    inside = np.zeros(COINS.shape, bool)
    inside[int(place[0]) : int(place[0] + size), int(place[1]) : int(place[1] + size)] = True
    found: NDArray[np.bool_] = mask & inside
    return found


def alike(found: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> bool:
    """Whether two masks differ by no more than what lies over the picture."""
    return found.shape == wanted.shape and bool((found != wanted).mean() < 0.01)


def test_a_step_is_restricted_to_a_region_that_is_drawn(page: Page, server_url: str) -> None:
    coins = (COINS.shape[0], COINS.shape[1])
    bench = Bench(page, server_url).open("threshold_otsu", image="coins")
    bench.plain_mask()
    whole, _ = threshold_otsu(COINS)
    bench.until(lambda: alike(bench.mask(coins), whole), "the whole mask is shown")
    page.get_by_test_id("restrict").click()
    expect(page.get_by_test_id("drawing")).to_be_visible()
    expect(page.get_by_test_id("step-region")).to_be_visible()
    page.keyboard.press("r")
    start, end = (on_screen(bench, place, coins) for place in ((79.5, 99.5), (199.5, 219.5)))
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    wanted = otsu_inside((80, 100), 120)
    bench.until(lambda: alike(bench.mask(coins), wanted), "the region holds while it is drawn")
    page.mouse.up()
    page.mouse.move(*on_screen(bench, (100, 120), coins))
    expect(page.get_by_test_id("readout")).to_contain_text("region inside")
    expect(page.get_by_test_id("legend")).to_contain_text("region, drawn")
    page.keyboard.press("Escape")
    bench.until(lambda: recipe(bench)["steps"][0].get("region") is not None, "it is written down")
    page.reload()
    bench.rested().plain_mask()
    bench.until(lambda: alike(bench.mask(coins), wanted), "the region is there again")
    page.get_by_test_id("step-region").locator(".input-choice").click()
    page.get_by_role("option", name="the whole picture").click()
    bench.until(lambda: alike(bench.mask(coins), whole), "the restriction is lifted")
    expect(page.get_by_test_id("step-region")).to_be_hidden()


def test_a_region_without_shapes_is_no_restriction(page: Page, server_url: str) -> None:
    bench = Bench(page, server_url).open("threshold_otsu", image="coins")
    bench.page.keyboard.press("r")
    expect(bench.page.get_by_test_id("drawing")).to_be_visible()
    bench.page.keyboard.press("Escape")
    expect(bench.open_step.get_by_test_id("step-region")).to_be_hidden()
    expect(bench.open_step.get_by_test_id("restrict")).to_have_attribute("aria-pressed", "false")
    assert "region" not in json.dumps(recipe(bench))
