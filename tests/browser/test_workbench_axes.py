"""Rulers along the picture, and the scale bar, in pixels and in the picture's unit."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import tifffile
from playwright.sync_api import Locator, Page, expect

from tests.browser.bench import Bench
from tests.browser.watching import box_of

TICKS = """async ([axis, size, whole]) => {
  const { ticksOf } = await import("/assets/workbench/axes.mjs");
  return ticksOf(axis, size, whole);
}"""
RULER = 16
SPACING = 0.5


@pytest.fixture
def bench(page: Page, server_url: str) -> Bench:
    return Bench(page, server_url)


def ticks(
    bench: Bench, start: float = 0, size: float = 1, whole: bool = True, **axis: float
) -> list[dict[str, Any]]:
    if not bench.page.url.startswith(bench.url):
        bench.page.goto(bench.url)
    plain = {"from": start, "zoom": 1, "count": 1000, "length": 1000} | axis
    found: list[dict[str, Any]] = bench.page.evaluate(TICKS, [plain, size, whole])
    return found


def drawn(axes: Locator) -> str:
    return str(axes.evaluate("canvas => canvas.toDataURL()"))


@pytest.mark.parametrize(
    ("zoom", "step"), [(64, 1), (10, 10), (3, 50), (1, 100), (0.1, 1000), (0.01, 10000)]
)
def test_numbers_are_round_and_apart(bench: Bench, zoom: float, step: int) -> None:
    found = ticks(bench, zoom=zoom, count=100_000)
    numbers = [float(tick["words"]) for tick in found if tick["words"]]
    assert numbers[:3] == [0, step, 2 * step][: len(numbers)]


def test_marks_stand_at_the_centres_of_pixels_and_only_beside_the_picture(bench: Bench) -> None:
    found = ticks(bench, start=30, zoom=2, count=101, length=1000)
    places = {tick["words"]: tick["at"] for tick in found if tick["words"]}
    assert places == {"0": 31, "50": 131, "100": 231}
    assert max(tick["at"] for tick in found) <= 30 + 2 * 101


def test_marks_left_of_the_stage_are_not_made(bench: Bench) -> None:
    found = ticks(bench, start=-500, count=10_000, length=400)
    assert all(-1 <= tick["at"] <= 401 for tick in found)
    assert [tick["words"] for tick in found if tick["words"]] == ["500", "600", "700", "800"]


def test_distances_in_a_unit_may_lie_between_pixels(bench: Bench) -> None:
    found = ticks(bench, size=0.65, whole=False, zoom=40, count=50)
    numbers = [tick["words"] for tick in found if tick["words"]]
    assert numbers[:3] == ["0", "2", "4"]


def test_axes_follow_the_picture(bench: Bench) -> None:
    bench.open(image="coins")
    axes = bench.page.get_by_test_id("axes")
    expect(axes).to_have_attribute("data-unit", "px")
    before = drawn(axes)
    bench.page.get_by_test_id("viewer").press("ArrowRight")
    bench.until(lambda: drawn(axes) != before, "they have moved")
    moved = drawn(axes)
    bench.page.get_by_label("Zoom in (+)").click()
    bench.until(lambda: drawn(axes) != moved, "they have another step")
    bench.page.get_by_label("Fit the picture (0)").click()
    bench.until(lambda: drawn(axes) == before, "they are as at first")


def test_axes_are_switched_by_button_and_key_and_stay_as_they_were(bench: Bench) -> None:
    bench.open(image="coins")
    page = bench.page
    axes, button = page.get_by_test_id("axes"), page.get_by_test_id("axes-toggle")
    try:
        button.click()
        expect(axes).to_be_hidden()
        page.reload()
        bench.rested()
        expect(axes).to_be_hidden()
        expect(button).to_have_attribute("aria-pressed", "false")
        page.get_by_test_id("viewer").press("a")
        expect(axes).to_be_visible()
        expect(button).to_have_attribute("aria-pressed", "true")
    finally:
        page.evaluate("localStorage.removeItem('isoline-axes')")


def micrograph(bench: Bench) -> str:
    """Upload a picture whose pixels are half a micrometre wide; gives its id."""
    stream = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 256, (200, 300), np.uint8)
    meta = {"unit": "um", "axes": "YX"}
    step = (1 / SPACING, 1 / SPACING)
    tifffile.imwrite(stream, pixels, imagej=True, resolution=step, metadata=meta)
    answer = bench.page.request.post(
        f"{bench.url}/api/v1/images?name=micrograph.tif", data=stream.getvalue()
    )
    assert answer.status == 201, answer.text()
    assert answer.json()["spacing"] == {"Y": SPACING, "X": SPACING}
    return str(answer.json()["id"])


def test_axes_and_scale_bar_tell_lengths_in_the_unit_of_the_picture(bench: Bench) -> None:
    bench.open(image=micrograph(bench))
    expect(bench.page.get_by_test_id("axes")).to_have_attribute("data-unit", "µm")
    bar = bench.page.get_by_test_id("scalebar")
    number, unit = bar.inner_text().split()
    assert unit == "µm"
    box = box_of(bench.page.get_by_test_id("picture"))
    length = bar.evaluate("bar => parseFloat(bar.style.getPropertyValue('--iso-length'))")
    assert length == pytest.approx(float(number) / SPACING * box["width"] / 300, rel=1e-3)


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_lies_under_the_axes(bench: Bench, width: int) -> None:
    bench.page.set_viewport_size({"width": width, "height": 844})
    bench.open_steps("coins", {"algorithm": "threshold_otsu"})
    stage = box_of(bench.page.get_by_test_id("viewer"))
    for name in ("scalebar", "legend", "exactness", "picture"):
        box = box_of(bench.page.get_by_test_id(name))
        assert box["x"] >= stage["x"] + RULER - 0.5
        assert box["y"] + box["height"] <= stage["y"] + stage["height"] - RULER + 0.5
