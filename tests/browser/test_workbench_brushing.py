"""Values selected in the histogram, and their pixels on the picture."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect

from isoline.images.samples import sample_pixels
from tests.browser.bench import Bench
from tests.browser.pointing import drag, lit, within

COINS: NDArray[np.uint8] = sample_pixels("coins")
SHAPE = (COINS.shape[0], COINS.shape[1])
GAUSSIAN = {"algorithm": "gaussian", "parameters": {"sigma": 2}}
THRESHOLD = {"algorithm": "manual_threshold", "parameters": {"threshold": 120}}
SELECTED = re.compile(r"Selected (\S+) to (\S+): ([\d,]+) px, ([\d.]+) % of all")


@pytest.fixture
def histogram(bench: Bench) -> Locator:
    return bench.page.get_by_test_id("histogram")


@pytest.fixture
def picked(bench: Bench) -> Locator:
    return bench.page.locator(".value-highlight")


def select(bench: Bench, start: float = 0.3, end: float = 0.6, *, shift: bool = True) -> None:
    """Drag over the histogram, between two shares of its width."""
    area = bench.page.locator(".histogram-handles")
    expect(bench.page.get_by_test_id("histogram")).to_contain_text("scale")
    if shift:
        bench.page.keyboard.down("Shift")
    drag(bench, within(area, start, 0.5), within(area, end, 0.5))
    if shift:
        bench.page.keyboard.up("Shift")


def said(histogram: Locator) -> tuple[float, float, int]:
    """Ends of the selection and its pixels, as the caption has them."""
    expect(histogram).to_contain_text(SELECTED)
    found = SELECTED.search(histogram.inner_text())
    assert found is not None
    return float(found[1]), float(found[2]), int(found[3].replace(",", ""))


def test_a_drag_with_shift_lights_up_just_the_pixels_of_the_selected_values(
    bench: Bench, histogram: Locator, picked: Locator
) -> None:
    bench.open("manual_threshold", image="coins")
    bench.page.get_by_test_id("layer-mask").get_by_role("checkbox").first.uncheck()
    select(bench)
    low, high, count = said(histogram)
    inside = (low <= COINS) & (high >= COINS)
    assert 70 < low < high < 160
    assert count == inside.sum()
    expect(picked).to_be_visible()
    bench.until(lambda: lit(bench, SHAPE) == count, "as many pixels light up as the caption says")
    bright = np.abs(bench.colours(SHAPE) - [255, 64, 160]).max(axis=-1) <= 2
    np.testing.assert_array_equal(bright, inside)


def test_the_button_lets_a_plain_drag_select_and_takes_the_selection_away(
    bench: Bench, histogram: Locator, picked: Locator
) -> None:
    bench.open("manual_threshold", image="coins")
    button = histogram.get_by_role("button", name="Select values")
    button.click()
    select(bench, shift=False)
    expect(histogram).to_contain_text(SELECTED)
    expect(picked).to_be_visible()
    button.click()
    expect(picked).to_be_hidden()
    expect(histogram).to_contain_text("The picture: 1 to 252")


def test_a_drag_without_shift_selects_nothing(bench: Bench, histogram: Locator) -> None:
    bench.open("manual_threshold", image="coins")
    select(bench, shift=False)
    expect(histogram).to_contain_text("The picture: 1 to 252")


@pytest.mark.parametrize("way", ["Escape", "click"])
def test_the_selection_stays_until_it_is_cleared(
    bench: Bench, histogram: Locator, picked: Locator, way: str
) -> None:
    bench.open("manual_threshold", image="coins")
    select(bench)
    expect(picked).to_be_visible()
    bench.page.mouse.move(5, 5)
    expect(picked).to_be_visible()
    if way == "click":
        bench.page.mouse.click(*within(bench.page.locator(".histogram-handles"), 0.9, 0.5))
    else:
        bench.page.keyboard.press("Escape")
    expect(picked).to_be_hidden()
    expect(histogram).not_to_contain_text("Selected")


def test_keys_alone_select_values(bench: Bench, histogram: Locator, picked: Locator) -> None:
    bench.open("manual_threshold", image="coins")
    expect(histogram).to_contain_text("scale")
    bench.page.keyboard.press("s")
    low, high, _ = said(histogram)
    first, last = (bench.page.get_by_test_id(f"histogram-end-{end}") for end in (0, 1))
    expect(first).to_be_focused()
    bench.page.keyboard.press("ArrowRight")
    expect(first).to_have_attribute("aria-valuetext", str(int(low) + 1))
    last.press("PageDown")
    assert said(histogram)[:2] == (low + 1, high - 10)
    expect(picked).to_be_visible()
    bench.page.keyboard.press("Escape")
    expect(first).to_be_hidden()


def test_the_selection_follows_the_picture_it_is_of(bench: Bench, histogram: Locator) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD)
    expect(histogram).to_contain_text("Step 1")
    select(bench)
    low, high, count = said(histogram)
    bench.step(0).locator(".step-open").click()
    expect(histogram).to_contain_text("The picture")
    bench.step(1).locator(".step-open").click()
    expect(histogram).to_contain_text("Step 1")
    expect(histogram).not_to_contain_text("Selected")
    select(bench)
    assert said(histogram) == (low, high, count)


def test_a_slider_under_a_selection_keeps_it(
    bench: Bench, histogram: Locator, picked: Locator
) -> None:
    bench.open_steps("coins", THRESHOLD)
    select(bench)
    before = said(histogram)
    bench.slider("threshold").press("ArrowRight")
    expect(bench.number("threshold")).to_have_value("121")
    bench.rested()
    assert said(histogram) == before
    expect(picked).to_be_visible()


def test_values_of_a_deep_picture_are_told_apart_as_finely_as_the_bars(
    bench: Bench, histogram: Locator
) -> None:
    pixels = np.random.default_rng(3).normal(0.5, 0.001, (90, 120)).astype(np.float32)
    bench.open_steps(bench.store(pixels, "fine.npy"), THRESHOLD)
    bench.page.get_by_test_id("layer-mask").get_by_role("checkbox").first.uncheck()
    select(bench, 0.45, 0.55)
    _, _, count = said(histogram)
    assert 0 < count < pixels.size / 2
    bench.until(
        lambda: abs(lit(bench, (90, 120)) - count) <= 2,
        "as many pixels light up as the bars hold, but for those at their very edges",
    )
