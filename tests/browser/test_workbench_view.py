"""What the viewer shows: exactness, newest wins, camera and layers that outlive every run."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Route, expect
from scipy import ndimage as ndi
from skimage import filters

from isoline.images.samples import sample_pixels
from tests.browser.bench import Bench, differ
from tests.browser.watching import Complaints, box_of

COINS = sample_pixels("coins")
SIDE = 3000
RECORD_BADGE = """() => {
  const badge = document.querySelector("[data-testid=exactness]");
  window.said = [badge.textContent];
  new MutationObserver(() => window.said.push(badge.textContent))
    .observe(badge, { childList: true, characterData: true, subtree: true });
}"""


def step(algorithm: str, **parameters: Any) -> dict[str, Any]:
    return {"algorithm": algorithm, "parameters": parameters}


@pytest.fixture(scope="module")
def large() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Soft blobs with fine noise, so that shrinking before smoothing is not the same."""
    rng = np.random.default_rng(5)
    coarse = ndi.zoom(rng.random((30, 30)), SIDE / 30, order=1)
    noisy = coarse + 0.3 * rng.random((SIDE, SIDE))
    return np.asarray(255 * noisy / noisy.max(), dtype=np.uint8)


@pytest.fixture(scope="module")
def smooth(large: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The large picture, smoothed."""
    return np.asarray(filters.gaussian(large, 3, preserve_range=True))  # type: ignore[no-untyped-call]


def test_a_large_picture_is_approximate_first_and_exact_in_the_end(
    bench: Bench, large: np.ndarray[Any, Any], smooth: np.ndarray[Any, Any]
) -> None:
    image = bench.store(large, "large.npy")
    edges = step("apply_hysteresis_threshold", low=100, high=130)
    bench.open_steps(image, step("gaussian", sigma=3), edges)
    bench.page.evaluate(RECORD_BADGE)
    bench.number("low").fill("105")
    bench.page.wait_for_function("window.said.includes('approximate')")
    bench.page.wait_for_function("window.said.at(-1) === 'exact'")
    bench.plain_mask()
    expected = filters.apply_hysteresis_threshold(smooth, 105, 130)  # type: ignore[no-untyped-call]
    shown_at_one_to_one(bench, expected)


def test_a_mask_dragged_on_a_large_picture_is_that_of_the_function(
    bench: Bench, large: np.ndarray[Any, Any], smooth: np.ndarray[Any, Any]
) -> None:
    image = bench.store(large, "large.npy")
    bench.open_steps(image, step("gaussian", sigma=3), step("manual_threshold", threshold=120))
    bench.plain_mask()
    bench.drag(bench.slider("threshold"), -12)
    bench.page.mouse.up()
    shown_at_one_to_one(bench, smooth > bench.value("threshold"))
    bench.number("threshold").fill("111.5")
    shown_at_one_to_one(bench, smooth > 111.5)


def shown_at_one_to_one(bench: Bench, expected: np.ndarray[Any, Any]) -> None:
    """Wait until a mask is on the screen, pixel by pixel."""
    bench.page.get_by_role("button", name="One to one").click()
    expect(bench.page.get_by_test_id("zoom")).to_have_text("1:1")
    bench.rested().until(
        lambda: np.array_equal(bench.mask((SIDE, SIDE)), expected[bench.window((SIDE, SIDE))]),
        "the exact mask is shown at one to one",
    )
    shown = expected[bench.window((SIDE, SIDE))]
    assert shown.any()
    assert not shown.all()


def test_the_exact_picture_of_all_is_the_exact_result_shrunk(
    bench: Bench, large: np.ndarray[Any, Any], smooth: np.ndarray[Any, Any]
) -> None:
    image = bench.store(large, "large.npy")
    bench.open_steps(image, step("gaussian", sigma=3), step("manual_threshold", threshold=112))
    bench.plain_mask()
    whole = float((smooth > 112).mean())
    bench.until(
        lambda: abs(float(bench.mask((SIDE // 8, SIDE // 8)).mean()) - whole) < 0.01,
        "as much is foreground as in the result",
    )


class Held:
    """Requests for views, kept waiting until they are let go."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.waiting: list[Route] = []
        self.most = 0
        self.count = 0
        self.ended = False
        page.route("**/api/v1/view?**", self._hold)

    def _hold(self, route: Route) -> None:
        if self.ended:
            route.continue_()
            return
        self.waiting.append(route)
        self.count += 1
        self.most = max(self.most, len(self.waiting))

    def let_go(self) -> None:
        waiting, self.waiting = self.waiting, []
        for route in waiting:
            route.continue_()

    def end(self) -> None:
        """Let go of all there are, and of all that follow."""
        self.ended = True
        self.let_go()


@pytest.fixture
def hysteresis(bench: Bench) -> Bench:
    """An algorithm whose every value is asked of the server."""
    bench.open("apply_hysteresis_threshold", image="coins")
    bench.plain_mask()
    expect(bench.page.get_by_test_id("histogram")).to_contain_text("The picture")
    bench.number("high").fill("150")
    return bench.rested()


def shows_from(bench: Bench, low: float) -> bool:
    expected = filters.apply_hysteresis_threshold(COINS, low, 150)  # type: ignore[no-untyped-call]
    return bool(np.array_equal(bench.mask((303, 384)), expected))


def test_rapid_changes_never_queue_up_and_the_last_one_is_shown(hysteresis: Bench) -> None:
    bench = hysteresis
    bench.number("low").fill("60")
    bench.until(lambda: shows_from(bench, 60), "the mask from 60 is shown")
    held = Held(bench.page)
    bench.slider("low").focus()
    for _ in range(25):
        bench.page.keyboard.press("ArrowRight")
    expect(bench.slider("low")).to_have_attribute("aria-valuenow", "85")
    bench.until(lambda: held.count > 0, "a view is asked for")
    assert held.most <= 2

    def arrived() -> bool:
        held.let_go()
        return shows_from(bench, 85)

    bench.until(arrived, "the mask from 85 is shown")
    assert held.most <= 2
    assert held.count <= 6


def test_what_arrives_late_does_not_replace_what_is_newer(hysteresis: Bench) -> None:
    bench = hysteresis
    held = Held(bench.page)
    bench.number("low").fill("61.5")
    bench.until(lambda: len(held.waiting) == 1, "the first view is asked for")
    bench.number("low").fill("90.5")
    expect(bench.slider("low")).to_have_attribute("aria-valuenow", re.compile("9[01]"))

    def arrived() -> bool:
        held.let_go()
        return shows_from(bench, 90.5)

    bench.until(arrived, "the mask from 90.5 is shown")
    held.end()
    assert shows_from(bench.rested(), 90.5)


def test_an_error_is_not_wiped_away_by_a_result_before_it(
    hysteresis: Bench, complaints: Complaints
) -> None:
    bench = hysteresis
    complaints.expect("422")
    answered: list[str] = []
    error = {"code": "refused", "message": "No more of this.", "details": [{"loc": ["steps", 0]}]}

    def refuse_later(route: Route) -> None:
        answered.append(route.request.url)
        if len(answered) == 1:
            route.continue_()
        else:
            route.fulfill(status=422, json={"error": error})

    bench.page.route("**/api/v1/view?**", refuse_later)
    box = box_of(bench.slider("low"))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = bench.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 20, y)
    bench.until(lambda: len(answered) >= 1, "a view is asked for")
    mouse.move(x + 40, y)
    bench.until(lambda: len(answered) >= 2, "a view is refused")
    # Twice as long as anything waits to be told.
    bench.page.evaluate("() => new Promise((go) => setTimeout(go, 200))")
    alert = bench.open_step.get_by_role("alert")
    shown = alert.is_visible() and "No more of this." in str(alert.text_content())
    mouse.up()
    assert shown


def zoom_in(bench: Bench) -> None:
    box = box_of(bench.page.get_by_test_id("viewer"))
    bench.page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    bench.page.mouse.wheel(0, -600)


def place_of(bench: Bench) -> dict[str, float]:
    box = box_of(bench.page.get_by_test_id("picture"))
    return dict(box.items())  # type: ignore[arg-type]


def test_the_picture_fills_the_stage_at_home(bench: Bench) -> None:
    bench.open("manual_threshold")
    inner, outer = place_of(bench), box_of(bench.page.get_by_test_id("viewer"))
    assert inner["width"] / inner["height"] == pytest.approx(384 / 303, rel=1e-3)
    assert inner["width"] > 0.9 * outer["width"] or inner["height"] > 0.9 * outer["height"]


def test_the_wheel_zooms_about_the_pointer_and_zero_goes_home(bench: Bench) -> None:
    bench.open("manual_threshold")
    home = place_of(bench)
    zoom_in(bench)
    bench.until(lambda: place_of(bench)["width"] > 1.5 * home["width"], "the picture is larger")
    bench.page.get_by_test_id("viewer").focus()
    bench.page.keyboard.press("0")
    bench.until(lambda: place_of(bench) == pytest.approx(home, abs=0.5), "it is home again")


def test_dragging_the_picture_pans_it(bench: Bench) -> None:
    bench.open("manual_threshold")
    home = place_of(bench)
    bench.drag(bench.page.get_by_test_id("viewer"), 80)
    bench.page.mouse.up()
    bench.until(lambda: place_of(bench)["x"] == pytest.approx(home["x"] + 80, abs=1), "it moved")
    assert place_of(bench)["width"] == pytest.approx(home["width"])


def test_magnified_pixels_show_the_mask_of_the_function(bench: Bench) -> None:
    bench.open("manual_threshold")
    bench.plain_mask()
    for _ in range(4):
        bench.page.get_by_role("button", name="Zoom in").click()
    bench.until(
        lambda: np.array_equal(bench.mask((303, 384)), (COINS > 128)[bench.window((303, 384))]),
        "the part on the screen is right",
    )


def layer(bench: Bench, name: str) -> Locator:
    return bench.page.get_by_test_id(f"layer-{name}")


def test_camera_contrast_and_layers_outlive_every_run(bench: Bench) -> None:
    bench.open("manual_threshold")
    zoom_in(bench)
    layer(bench, "source").get_by_label("Value shown as white").fill("180")
    layer(bench, "source").get_by_label("Value shown as black").fill("20")
    layer(bench, "mask").get_by_label("fill", exact=True).uncheck()
    layer(bench, "mask").get_by_label("Colour of mask").fill("#0072b2")
    bench.rested()
    place, zoom = place_of(bench), bench.page.get_by_test_id("zoom").inner_text()
    before = bench.page.get_by_test_id("viewer").screenshot()
    bench.number("threshold").fill("90")
    bench.until(
        lambda: bench.page.get_by_test_id("viewer").screenshot() != before, "the mask changes"
    )
    bench.add("label")
    bench.rested()
    bench.step(0).locator(".step-open").click()
    bench.rested()
    assert place_of(bench) == pytest.approx(place)
    assert bench.page.get_by_test_id("zoom").inner_text() == zoom
    expect(layer(bench, "source").get_by_label("Value shown as white")).to_have_value("180")
    expect(layer(bench, "source").get_by_label("Value shown as black")).to_have_value("20")
    expect(layer(bench, "mask").get_by_label("fill", exact=True)).not_to_be_checked()
    expect(layer(bench, "mask").get_by_label("Colour of mask")).to_have_value("#0072b2")


def test_a_hidden_layer_shows_the_bare_picture(bench: Bench) -> None:
    bare = bench.open(image="coins").picture()
    bench.open("manual_threshold", image="coins")
    assert differ(bare, bench.picture())
    layer(bench, "mask").locator(".layer-visible input").uncheck()
    bench.until(lambda: not differ(bare, bench.picture()), "the overlay is gone")
    bench.number("threshold").fill("50")
    bench.rested()
    assert not differ(bare, bench.picture())
    layer(bench, "mask").locator(".layer-visible input").check()
    bench.plain_mask()
    bench.until(
        lambda: np.array_equal(bench.mask((303, 384)), COINS > 50), "the newest mask is shown"
    )


def test_contrast_limits_change_the_picture_and_not_the_result(bench: Bench) -> None:
    bench.open(image="coins")
    before = bench.picture()
    layer(bench, "source").get_by_label("Value shown as white").fill("100")
    bench.until(lambda: differ(before, bench.picture()), "the picture is brighter")
    assert bench.picture().mean() > before.mean() + 10
    layer(bench, "source").get_by_role("button", name="auto").click()
    expect(layer(bench, "source").get_by_label("Value shown as white")).to_have_value("216")


def test_the_picture_is_shown_value_by_value(bench: Bench) -> None:
    bench.open(image="coins")
    for _ in range(4):
        bench.page.get_by_role("button", name="Zoom in").click()

    def same() -> bool:
        seen, expected = bench.colours((303, 384)), COINS[bench.window((303, 384))].astype(int)
        return bool((np.abs(seen[..., 0] - expected) <= 1).mean() > 0.99)

    bench.until(same, "the values of the pixels are shown")


def test_the_read_out_tells_place_and_class(bench: Bench) -> None:
    bench.open("manual_threshold")
    box = place_of(bench)
    row, column = np.argwhere(COINS > 200)[50]
    zoom = box["width"] / 384
    bench.page.mouse.move(box["x"] + (column + 0.5) * zoom, box["y"] + (row + 0.5) * zoom)
    read = bench.page.get_by_test_id("readout")
    expect(read).to_contain_text(f"({row}, {column})")
    expect(read).to_contain_text("mask inside")


def test_tables_are_shown_sorted_and_saved(bench: Bench) -> None:
    bench.open("regionprops_table")
    panel = bench.page.get_by_test_id("measurements")
    expect(panel).to_contain_text("rows")
    head = panel.get_by_role("button", name=re.compile("^area"))
    head.click()
    head.click()
    place = [cell.inner_text() for cell in panel.locator("th").all()].index("area")
    cells = panel.locator(f"tbody tr td:nth-child({place + 1})").all()
    areas = [float(cell.inner_text().replace(",", "")) for cell in cells]
    assert len(areas) > 5
    assert areas == sorted(areas, reverse=True)
    with bench.page.expect_download() as saved:
        panel.get_by_role("button", name="Save as CSV").click()
    lines = saved.value.path().read_text().splitlines()
    assert lines[0].startswith("label,")
    assert len(lines) == len(areas) + 1
