"""One result less the other: colours centred on zero, a histogram, and what it says in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.compare_bench import CompareBench, above, compare_at, picture, store
from tests.browser.watching import Complaints

SHAPE = (100, 120)
BARS = """() => {
  const [trace] = document.querySelector("#compare-graph .js-plotly-plot").data;
  return trace.x.map((x, at) => [x, Math.round(trace.y[at] ** 2)]).filter(([, count]) => count);
}"""


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[CompareBench]:
    with compare_at(tab, server_url, complaints) as made:
        yield made


@pytest.fixture(scope="module")
def pair(context: BrowserContext, server_url: str) -> tuple[str, str]:
    """Two pictures of which the second is 50 less in the upper third, 25 more in the lower."""
    first = np.full(SHAPE, 100, np.uint8)
    first[::2, ::3] = 101
    second = first.copy()
    second[:30] -= 50
    second[70:] += 25
    names = ("first.npy", "second.npy")
    one, other = (
        store(context.request, server_url, pixels, name)
        for pixels, name in zip((first, second), names, strict=True)
    )
    return one, other


@pytest.fixture
def difference(bench: CompareBench, pair: tuple[str, str]) -> CompareBench:
    first, second = pair
    return bench.open(picture(first, "first"), picture(second, "second"), look="difference")


def caption(bench: CompareBench) -> Locator:
    return bench.page.get_by_test_id("difference-caption")


def test_less_is_blue_more_is_red_and_the_same_is_white(difference: CompareBench) -> None:
    colours = difference.colours(SHAPE)
    less, same, more = colours[5:25], colours[35:65], colours[75:95]
    assert (less[..., 2] - less[..., 0] > 60).all()
    assert (more[..., 0] - more[..., 2] > 30).all()
    assert (np.abs(same - 247) <= 3).all()


def test_the_scale_reaches_as_far_below_zero_as_above(difference: CompareBench) -> None:
    colours = difference.colours(SHAPE)
    # The farthest value below takes the end of the scale; half as far above, half of it.
    assert tuple(colours[10, 10]) == (33, 102, 172)
    assert tuple(colours[90, 10]) != (178, 24, 43)


def test_the_other_way_round_the_colours_change_places(difference: CompareBench) -> None:
    difference.select("pair-0").select_option("1")
    difference.until(
        lambda: bool((difference.colours(SHAPE)[5:25, :, 0] > 150).all()), "the upper third is red"
    )


def test_the_caption_says_how_far_how_much_and_how_many(difference: CompareBench) -> None:
    # Of 100 rows, 30 are 50 less and 30 are 25 more.
    expect(caption(difference)).to_have_text(
        "From -50 to 25, mean -7.5; 60 % of the pixels differ."
    )


def test_the_histogram_counts_the_pixels_of_each_difference(difference: CompareBench) -> None:
    expect(caption(difference)).to_contain_text("mean")
    assert difference.page.evaluate(BARS) == [[-50, 3600], [0, 4800], [25, 3600]]


def test_one_and_the_same_has_no_difference(bench: CompareBench, pair: tuple[str, str]) -> None:
    bench.open(picture(pair[0], "first"), picture(pair[0], "again"), look="difference")
    expect(caption(bench)).to_have_text("From 0 to 0, mean 0; 0 % of the pixels differ.")
    assert (np.abs(bench.colours(SHAPE) - 247) <= 3).all()


def test_masks_are_subtracted_as_ones_and_zeros(bench: CompareBench, pair: tuple[str, str]) -> None:
    bench.open(above(pair[0], 75), above(pair[1], 75), look="difference")
    expect(caption(bench)).to_have_text("From -1 to 0, mean -0.3; 30 % of the pixels differ.")


def test_the_value_under_the_cursor_is_the_difference(difference: CompareBench) -> None:
    difference.page.mouse.move(*difference.at(0, 10, 60, SHAPE))
    expect(difference.page.locator(".compare-value")).to_have_text(re.compile("≈ -50"))


def test_numbers_of_objects_are_not_subtracted(bench: CompareBench, pair: tuple[str, str]) -> None:
    labels: list[dict[str, Any]] = [picture(image, image, "labels") for image in pair]
    bench.open(*labels, look="difference")
    expect(bench.said).to_contain_text("look at Objects instead")
