"""Two layers against each other, pixel by pixel, linked with the picture both ways."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect
from skimage.filters import gaussian

from isoline.images.samples import sample_pixels
from tests.browser.bench import Bench
from tests.browser.pointing import at, drag, lit, middle, within
from tests.browser.watching import Complaints, box_of

COINS: NDArray[np.uint8] = sample_pixels("coins")
SHAPE = (COINS.shape[0], COINS.shape[1])
GAUSSIAN = {"algorithm": "gaussian", "parameters": {"sigma": 2}}
THRESHOLD = {"algorithm": "manual_threshold", "parameters": {"threshold": 120}}
CHOSEN = re.compile(r"Across (\S+) to (\S+), up (\S+) to (\S+): ([\d,]+) px")
JOINING = """async ([a, b, depth]) => {
  const { jointOf, levelsIn } = await import("/assets/workbench/joint.mjs");
  const view = (values) => ({
    width: values.length, height: 1, facts: { limits: [0, depth === 16 ? 65535 : 255], depth },
    pixels: Uint8ClampedArray.from(values.flatMap((value) =>
      depth === 16 ? [value >> 8, value & 255, 0, 255] : [value, value, value, 255])),
  });
  const made = jointOf(levelsIn(view(a)), levelsIn(view(b)));
  return { ...made, counts: [...made.counts], places: [...made.places] };
}"""


@pytest.fixture
def scatter(bench: Bench) -> Locator:
    return bench.page.get_by_test_id("scatter")


@pytest.fixture
def area(scatter: Locator) -> Locator:
    return scatter.locator(".scatter-area")


def axis(scatter: Locator, name: str) -> Locator:
    return scatter.locator(f"[data-scatter-axis={name}]")


def chosen(scatter: Locator) -> list[float]:
    """Ends across and up, and the pixels between them, as the caption has them."""
    expect(scatter).to_contain_text(CHOSEN)
    found = CHOSEN.search(scatter.inner_text())
    assert found is not None
    return [float(number.replace(",", "")) for number in found.groups()]


def test_a_smoothed_picture_is_set_against_the_picture(bench: Bench, scatter: Locator) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD)
    expect(axis(scatter, "x")).to_have_value("picture")
    expect(axis(scatter, "y").locator("option:checked")).to_have_text("1 Gaussian blur")
    expect(scatter).to_contain_text("correlation 0.950, 116,352 px in view")


def test_a_rectangle_lights_up_its_pixels(bench: Bench, scatter: Locator, area: Locator) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD)
    bench.page.get_by_test_id("layer-mask").get_by_role("checkbox").first.uncheck()
    expect(scatter).to_contain_text("correlation")
    drag(bench, within(area, 0.3, 0.2), within(area, 0.6, 0.6))
    bench.page.mouse.move(5, 5)
    *_, count = chosen(scatter)
    assert count > 1000
    bench.until(lambda: lit(bench, SHAPE) == count, "as many pixels light up as the caption says")
    bench.page.keyboard.press("Escape")
    expect(scatter).to_contain_text("correlation")
    expect(bench.page.locator(".scatter-highlight")).to_be_hidden()


def test_a_bin_that_is_pointed_at_lights_up_as_long_as_it_is(
    bench: Bench, scatter: Locator, area: Locator
) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD)
    expect(scatter).to_contain_text("correlation")
    bench.page.mouse.move(*within(area, 0.05, 0.98))
    expect(bench.page.locator(".scatter-highlight")).to_be_visible()
    bench.page.mouse.move(5, 5)
    expect(bench.page.locator(".scatter-highlight")).to_be_hidden()


def test_a_pixel_under_the_cursor_is_marked_in_the_plot(
    bench: Bench, scatter: Locator, area: Locator
) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD)
    expect(scatter).to_contain_text("correlation")
    bench.page.mouse.move(*at(bench, 150, 190))
    mark = scatter.locator(".scatter-mark")
    expect(mark).to_be_visible()
    low, high = int(COINS.min()), int(COINS.max())
    expected = (float(COINS[150, 190]) - low) / (high - low)
    box = box_of(area)
    assert (middle(mark)[0] - box["x"]) / box["width"] == pytest.approx(expected, abs=0.03)


def test_keys_alone_choose_values_and_ranges(bench: Bench, scatter: Locator, area: Locator) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD)
    expect(scatter).to_contain_text("correlation")
    body = scatter.locator(".scatter-body")
    body.press("ArrowLeft")
    low, high, *_ = chosen(scatter)
    body.press("Shift+ArrowRight")
    expect(scatter).to_contain_text(f"Across {low:g} to {high + (high - low):g}")
    body.press("Escape")
    expect(scatter).to_contain_text("correlation")


def test_where_there_is_one_layer_it_says_what_to_add(bench: Bench, scatter: Locator) -> None:
    bench.open_steps("coins", THRESHOLD)
    expect(scatter).to_contain_text("Add a step that gives another picture")
    expect(scatter.locator("canvas")).to_be_hidden()


def test_chosen_values_stay_chosen_while_a_slider_moves(
    bench: Bench, scatter: Locator, area: Locator
) -> None:
    bench.open_steps("coins", GAUSSIAN)
    expect(scatter).to_contain_text("correlation")
    drag(bench, within(area, 0.3, 0.2), within(area, 0.6, 0.6))
    low, high, *_, count = chosen(scatter)
    bench.number("sigma").fill("3")
    bench.until(lambda: chosen(scatter)[-1] != count, "other pixels have these values")
    assert chosen(scatter)[:2] == [low, high]
    bench.page.keyboard.press("Escape")


def test_channels_of_a_coloured_picture_are_set_against_each_other(
    bench: Bench, scatter: Locator
) -> None:
    bench.open(image="astronaut", algorithm="none")
    expect(scatter).to_contain_text("picture, blue against picture, red: correlation 0.")
    axis(scatter, "y").select_option("picture, red")
    expect(scatter).to_contain_text("correlation 1.000")


def test_layers_of_different_shapes_are_not_set_against_each_other(
    bench: Bench, scatter: Locator
) -> None:
    crop = {"algorithm": "rescale", "parameters": {"factor": 0.5}}
    bench.open_steps("coins", crop)
    expect(scatter).to_contain_text("choose two layers of one shape")


def test_the_plot_follows_a_slider_and_agrees_with_numpy(bench: Bench, scatter: Locator) -> None:
    bench.open_steps("coins", GAUSSIAN)
    for sigma in (2, 8):
        bench.number("sigma").fill(str(sigma))
        smooth: Any = gaussian(  # type: ignore[no-untyped-call]
            COINS, sigma, mode="nearest", preserve_range=True
        )
        expected = np.corrcoef(COINS.ravel(), smooth.ravel())[0, 1]
        expect(scatter).to_contain_text(f"correlation {expected:.3f}")


@pytest.mark.parametrize("depth", [8, 16])
def test_pixels_are_counted_as_numpy_counts_them(bench: Bench, depth: int) -> None:
    bench.open("manual_threshold", image="coins")
    random = np.random.default_rng(depth)
    first = random.integers(0, 2**depth, 4000)
    second = np.clip(first + random.normal(0, 2 ** (depth - 4), 4000), 0, 2**depth - 1).astype(int)
    joint = bench.page.evaluate(JOINING, [first.tolist(), second.tolist(), depth])
    edges = [
        np.linspace(joint[axis]["low"], joint[axis]["high"], joint[axis]["bins"] + 1)
        for axis in ("x", "y")
    ]
    expected, *_ = np.histogram2d(first, second, bins=edges)
    counts = np.reshape(joint["counts"], (joint["y"]["bins"], joint["x"]["bins"]))
    np.testing.assert_array_equal(counts, expected.T)
    assert joint["correlation"] == pytest.approx(np.corrcoef(first, second)[0, 1])


def test_a_constant_layer_has_no_correlation(bench: Bench, scatter: Locator) -> None:
    bench.open_steps(bench.store(np.full((40, 50), 7, np.uint8), "flat.npy"), GAUSSIAN)
    expect(scatter).to_contain_text("no correlation, as one of them is constant")


def test_a_layer_that_cannot_be_had_is_explained(
    bench: Bench, scatter: Locator, complaints: Complaints
) -> None:
    complaints.expect("422")
    error = {"error": {"code": "algorithm_failed", "message": "Step 1 cannot be computed here."}}
    bench.page.route("**/view?*depth=16*", lambda route: route.fulfill(status=422, json=error))
    image = bench.store(np.arange(2000, dtype=np.uint16).reshape(40, 50), "ramp.npy")
    bench.open_steps(image, GAUSSIAN)
    expect(scatter).to_contain_text("Step 1 cannot be computed here.")
