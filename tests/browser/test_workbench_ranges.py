"""Pictures whose values lie far from those of 8 bits: where parameters begin, how fine they are."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import expect

from isoline import Catalogue
from isoline.images.record import ImageRecord
from isoline.starting import starting_values
from tests.browser.bench import Bench
from tests.browser.hand import on_screen

RANGES = {
    "16 bits": ("uint16", 0, 65535),
    "pedestal": ("uint16", 30000, 30100),
    "kelvin": ("float64", 293.1, 293.9),
    "shares": ("float64", 0, 1),
    "large": ("float64", -3e6, 5e6),
}
SIDE = 256


def ramp(dtype: str, low: float, high: float) -> NDArray[np.generic]:
    """Values that rise from left to right, over all there are."""
    row = np.linspace(low, high, SIDE).astype(dtype)
    return np.broadcast_to(row, (SIDE, SIDE)).copy()


def stored(bench: Bench, name: str) -> ImageRecord:
    if not bench.page.url.startswith(bench.url):
        bench.page.goto(bench.url)
    identifier = bench.store(ramp(*RANGES[name]), f"{name}.npy")
    answer = bench.page.request.get(f"{bench.url}/api/v1/images/{identifier}")
    return ImageRecord.model_validate(answer.json())


def typed(bench: Bench, name: str) -> float:
    return float(bench.number(name).input_value())


@pytest.mark.parametrize("name", list(RANGES))
def test_the_workbench_begins_where_the_gallery_does(bench: Bench, name: str) -> None:
    record = stored(bench, name)
    expected = starting_values(Catalogue.discover()["manual_threshold"].spec, record)
    bench.open("manual_threshold", image=record.id)
    bench.until(
        lambda: typed(bench, "threshold") == pytest.approx(expected["threshold"], rel=1e-12),
        f"the threshold is {expected['threshold']}",
    )


@pytest.mark.parametrize("name", ["pedestal", "kelvin"])
def test_keys_and_hands_move_a_threshold_as_finely_as_anywhere(bench: Bench, name: str) -> None:
    record = stored(bench, name)
    span = record.maximum - record.minimum
    bench.open("manual_threshold", image=record.id)
    bench.until(lambda: record.minimum < typed(bench, "threshold") < record.maximum, "it fits")
    expect(bench.parameter("threshold")).to_have_attribute("data-limits", re.compile(","))
    seen = [typed(bench, "threshold")]
    for _ in range(3):
        bench.slider("threshold").press("ArrowRight")
        bench.until(lambda: typed(bench, "threshold") > seen[-1], "the number rises")
        seen.append(typed(bench, "threshold"))
    # From one whole number to the next, or some 255th of the range; at first onto that grid.
    assert np.all(np.diff(seen) < 0.0101 * span)
    handle = bench.page.get_by_test_id("histogram-threshold")
    bench.until(lambda: 0 < bench.share(handle) < 1, "the handle is there")
    bench.drag(handle, 5)
    bench.page.mouse.up()
    bench.rested()
    moved = typed(bench, "threshold") - seen[-1]
    # Five of some 270 pixels.
    assert 0 < moved < 0.05 * span
    # Whole numbers are parted between whole numbers.
    assert (typed(bench, "threshold").is_integer()) == (record.dtype == "uint16")


def test_values_under_the_cursor_are_told_apart(bench: Bench) -> None:
    record = stored(bench, "kelvin")
    bench.open("manual_threshold", image=record.id)
    readout = bench.page.locator(".viewer-readout")
    told = set()
    for column in (100, 102, 104):
        bench.page.mouse.move(*on_screen(bench, (50, column), (SIDE, SIDE)))
        value = float(np.linspace(293.1, 293.9, SIDE)[column])
        expect(readout).to_contain_text(f"picture {value:.6g}")
        told.add(f"{value:.6g}")
    assert len(told) == 3
