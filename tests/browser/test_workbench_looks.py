"""How layers are shown over the picture: squares of both, colours by value, outlines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect
from skimage import filters

from isoline.images.samples import sample_pixels
from tests.browser.bench import BARE, Bench, differ, pixels_of
from tests.browser.pointing import middle
from tests.browser.watching import box_of

COINS = sample_pixels("coins")
SQUARE = 64
"""Side of a square of the checkerboard, in pixels of the screen."""
LOWEST, HIGHEST = (68, 1, 84), (253, 231, 37)
"""Ends of the colour map viridis."""


def step(algorithm: str, **parameters: Any) -> dict[str, Any]:
    return {"algorithm": algorithm, "parameters": parameters}


def test_a_checkerboard_shows_the_result_in_every_other_square(bench: Bench) -> None:
    bare = bench.open(image="coins").picture()
    bench.open_steps("coins", step("gaussian", sigma=8))
    over = bench.picture()
    bench.page.get_by_label("How image is shown").select_option("checkerboard")
    picture, stage = (box_of(bench.page.get_by_test_id(name)) for name in ("picture", "viewer"))
    down = np.arange(over.shape[0]) + picture["y"] - stage["y"]
    across = np.arange(over.shape[1]) + picture["x"] - stage["x"]
    odd = (down // SQUARE).astype(int)[:, None] + (across // SQUARE).astype(int) & 1
    # Where a square ends, the screen may mix both.
    inside = np.minimum.outer(*(np.abs((part + 2) % SQUARE - 2) for part in (down, across))) > 2
    expected = np.where(odd[..., None] == 1, bare, over)
    expect(bench.page.locator(".viewer-legend")).to_contain_text("every other square")
    bench.until(
        lambda: float((np.abs(bench.picture() - expected).max(axis=-1) <= 6)[inside].mean()) > 0.99,
        "squares of both are shown",
    )


def ends(bench: Bench) -> list[float]:
    fields = bench.page.get_by_test_id("layer-edges").locator(".legend-value")
    return [float(field.input_value()) for field in fields.all()]


def test_a_heat_map_has_a_colour_bar_whose_limits_can_be_set(bench: Bench) -> None:
    bench.open_steps("coins", step("sobel"))
    values = filters.sobel(COINS.astype(float))  # type: ignore[no-untyped-call]
    low, high = ends(bench)
    shown = bench.page.locator(".viewer-legend .legend-bar")
    expect(shown).to_be_visible()
    # They are those of the whole, whatever the unit of the result.
    unit = float(values.max()) / high
    assert low == pytest.approx(values.min() / unit, abs=1e-3 * high)

    highest = bench.page.get_by_label("Value of the highest colour of edges")
    highest.fill(str(high / 4))
    above = values / unit > 1.02 * high / 4
    assert 0.02 < above.mean() < 0.5

    def clipped() -> bool:
        seen = bench.colours(COINS.shape)[above]
        return bool((np.abs(seen - HIGHEST).max(axis=-1) <= 3).mean() > 0.99)

    bench.until(clipped, "all above the limit has the colour at the bar's end")
    expect(bench.page.locator(".viewer-legend")).to_contain_text(f"{high / 4:.4g}")
    bench.page.get_by_test_id("layer-edges").get_by_role("button", name="auto").click()
    bench.until(lambda: not clipped() and ends(bench) == [low, high], "its own range is back")
    dark = values / unit < low + 0.005 * (high - low)
    assert (np.abs(bench.colours(COINS.shape)[dark] - LOWEST).max(axis=-1) <= 8).mean() > 0.9


def wide(bench: Bench, colour: list[int]) -> int:
    """How many pixels of the screen an outline takes, across its upper edge."""
    box = box_of(bench.page.get_by_test_id("viewer"))
    x, _ = middle(bench.page.get_by_test_id("picture"))
    column = int(x - box["x"])
    stage = bench.page.get_by_test_id("viewer")
    seen = pixels(stage)[: int(box["height"] / 2), column]
    return int((np.abs(seen - colour).max(axis=-1) <= 90).sum())


def pixels(part: Locator) -> Any:
    return pixels_of(part.screenshot(style=BARE))


def test_an_outline_is_as_wide_on_the_screen_at_every_zoom(bench: Bench) -> None:
    block = np.zeros((90, 120), np.uint8)
    block[30:60, 40:80] = 255
    bench.open_steps(bench.store(block, "block"), step("manual_threshold", threshold=100))
    row = bench.page.get_by_test_id("layer-mask")
    row.get_by_label("fill").uncheck()
    bench.page.get_by_label("Line width of mask").fill("4")
    value = bench.page.get_by_label("Colour of mask").input_value()
    colour = [int(value[start : start + 2], 16) for start in (1, 3, 5)]
    bench.until(lambda: wide(bench, colour) > 0, "the outline is drawn")
    found = [wide(bench, colour)]
    for _ in range(2):
        before = box_of(bench.page.get_by_test_id("picture"))["width"]
        bench.page.get_by_test_id("viewer").press("-")
        bench.until(
            lambda before=before: box_of(bench.page.get_by_test_id("picture"))["width"] < before,  # type: ignore[misc]
            "it is smaller",
        )
        bench.rested()
        found.append(wide(bench, colour))
    assert all(3 <= width <= 5 for width in found), found
    bench.page.get_by_label("Line width of mask").fill("1")
    bench.until(lambda: wide(bench, colour) in (1, 2), "the line is thin")


def test_the_picture_is_not_sent_again_while_a_slider_is_dragged(bench: Bench) -> None:
    bench.open_steps("coins", step("apply_hysteresis_threshold", low=80, high=150))
    # The filmstrip's frame of the picture, too, is fetched once.
    bench.page.wait_for_timeout(500)
    asked: list[str] = []

    def note(request: Any) -> None:
        asked.append(request.url)

    bench.page.on("request", note)
    before = bench.picture()
    bench.drag(bench.slider("low"), 60)
    bench.page.mouse.up()
    bench.until(lambda: differ(before, bench.picture()), "another mask is shown")
    bench.rested()
    bench.page.remove_listener("request", note)
    views = [url for url in asked if "/view?" in url]
    assert views
    assert not [url for url in views if "step=-1" in url]


def test_holding_the_first_frame_shows_the_picture_alone(bench: Bench) -> None:
    bare = bench.open(image="coins").picture()
    bench.open_steps("coins", step("threshold_otsu"))
    over = bench.picture()
    first = bench.page.get_by_test_id("filmstrip").locator(".film-frame").first
    bench.page.mouse.move(*middle(first))
    bench.page.mouse.down()
    bench.until(lambda: not differ(bare, bench.picture()), "the result is out of the way")
    bench.page.mouse.up()
    bench.until(lambda: not differ(over, bench.picture()), "it is back")
