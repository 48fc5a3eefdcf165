"""Controls of the workbench, and the picture that follows them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, Route, expect
from skimage.filters import threshold_otsu

from isoline.images.samples import sample_pixels
from tests.browser.bench import Bench, bench_at, differ
from tests.browser.watching import Complaints, box_of

COINS: NDArray[np.uint8] = sample_pixels("coins")
SHAPE = (COINS.shape[0], COINS.shape[1])
COUNTING = """() => {
  const { set_props: tell } = window.dash_clientside;
  window.told = 0;
  window.dash_clientside.set_props = (id, props) => {
    if (id === "recipe") window.told += 1;
    return tell(id, props);
  };
}"""

MOVES = """() => {
  window.moves = 0;
  document.addEventListener("pointermove", () => { window.moves += 1; });
}"""
APART = """(handle) => {
  window.apart = [];
  const note = (event) => {
    const { left, width } = handle.getBoundingClientRect();
    window.apart.push(Math.abs(left + width / 2 - event.clientX));
  };
  window.addEventListener("pointermove", (event) => event.buttons && note(event));
}"""
PRESSED = """(thumb) => {
  const key = { key: "ArrowRight", bubbles: true, cancelable: true };
  thumb.dispatchEvent(new KeyboardEvent("keydown", key));
  return Number(thumb.getAttribute("aria-valuenow"));
}"""


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[Bench]:
    with bench_at(tab, server_url, complaints) as made:
        yield made.open("manual_threshold")


def shows_above(bench: Bench, threshold: float) -> bool:
    return bool(np.array_equal(bench.mask(SHAPE), threshold < COINS))


def test_a_search_in_the_gallery_leads_to_the_workbench(page: Page, server_url: str) -> None:
    page.goto(server_url)
    page.get_by_test_id("search").fill("manual threshold")
    page.locator("[data-testid=algorithm-card][data-algorithm=manual_threshold]").click()
    bench = Bench(page, server_url).rested()
    expect(page).to_have_url(re.compile("/explore/manual_threshold"))
    assert bench.order == ["manual_threshold"]


def test_the_mask_on_screen_is_the_mask_of_the_function(bench: Bench) -> None:
    bench.plain_mask()
    bench.until(lambda: shows_above(bench, 128), "the mask above 128 is shown")


@pytest.mark.parametrize("width", [40, 37])
def test_a_mask_from_the_server_is_that_of_the_function_at_any_width(
    bench: Bench, width: int
) -> None:
    pixels = np.random.default_rng(7).integers(0, 255, (31, width), dtype=np.uint8)
    bench.open("threshold_otsu", image=bench.store(pixels, f"wide{width}.npy"))
    bench.plain_mask()
    expected = pixels > threshold_otsu(pixels)  # type: ignore[no-untyped-call]
    bench.until(lambda: np.array_equal(bench.mask(pixels.shape), expected), "the mask is shown")


def test_keys_held_down_count_every_step(bench: Bench) -> None:
    bench.open("manual_threshold", image="coins")
    slider = bench.slider("threshold")
    slider.focus()
    before = bench.value("threshold")
    for _ in range(12):
        bench.page.keyboard.press("ArrowRight")
    assert bench.value("threshold") == before + 12
    expect(bench.number("threshold")).to_have_value(str(int(before + 12)))
    bench.page.keyboard.press("ArrowLeft")
    assert bench.value("threshold") == before + 11
    expect(bench.number("threshold")).to_have_value(str(int(before + 11)))


def test_a_key_at_the_end_of_the_track_changes_nothing(bench: Bench) -> None:
    bench.open("manual_threshold", image="coins")
    bench.slider("threshold").focus()
    bench.page.keyboard.press("End")
    end = bench.value("threshold")
    bench.page.keyboard.press("ArrowRight")
    assert bench.value("threshold") == end
    expect(bench.number("threshold")).to_have_value(str(int(end)))


def test_a_step_added_right_after_a_key_keeps_the_value(bench: Bench) -> None:
    bench.open("manual_threshold", image="coins")
    bench.slider("threshold").focus()
    before = bench.value("threshold")
    bench.page.keyboard.press("ArrowRight")
    bench.act("duplicate")
    expect(bench.steps).to_have_count(2)
    for place in (0, 1):
        thumb = bench.step(place).get_by_role("slider", include_hidden=True)
        expect(thumb).to_have_attribute("aria-valuenow", str(int(before + 1)))


def test_the_picture_follows_the_slider_while_it_is_dragged(bench: Bench) -> None:
    before = bench.picture()
    bench.drag(bench.slider("threshold"), 60)
    bench.until(lambda: differ(before, bench.picture()), "the picture follows the hand")
    halfway = bench.picture()
    x = box_of(bench.slider("threshold"))
    bench.page.mouse.move(x["x"] - 90, x["y"] + 4, steps=8)
    bench.until(lambda: differ(halfway, bench.picture()), "the picture follows the hand on")
    bench.page.mouse.up()
    bench.plain_mask()
    bench.rested().until(
        lambda: shows_above(bench, bench.value("threshold")), "the mask is that of the slider"
    )


def test_a_dragged_slider_is_moved_by_the_page_alone(bench: Bench) -> None:
    bench.page.evaluate(MOVES)
    bench.drag(bench.slider("threshold"), 40)
    # Only the way to the slider is seen by Dash, which would draw it anew at each move.
    assert bench.page.evaluate("() => window.moves") <= 1
    assert bench.value("threshold") > 128
    bench.page.mouse.up()
    bench.page.mouse.move(600, 500, steps=4)
    assert bench.page.evaluate("() => window.moves") > 1
    bench.rested()


def test_a_dragged_slider_carries_its_number_along(bench: Bench) -> None:
    bench.drag(bench.slider("threshold"), 40)
    bench.page.mouse.up()
    bench.rested()
    assert bench.value("threshold") > 128
    expect(bench.number("threshold")).to_have_value(f"{bench.value('threshold'):g}")


@pytest.mark.parametrize(
    ("key", "value"), [("ArrowRight", 129), ("ArrowLeft", 127), ("Home", 0), ("End", 255)]
)
def test_a_slider_answers_to_keys(bench: Bench, key: str, value: float) -> None:
    bench.plain_mask()
    bench.slider("threshold").focus()
    bench.page.keyboard.press(key)
    expect(bench.slider("threshold")).to_have_attribute("aria-valuenow", f"{value:g}")
    bench.until(lambda: shows_above(bench, value), f"the mask above {value} is shown")


def test_a_typed_number_moves_slider_and_picture(bench: Bench) -> None:
    bench.plain_mask()
    bench.number("threshold").fill("77.5")
    bench.until(lambda: shows_above(bench, 77.5), "the mask above 77.5 is shown")
    # The slider stands at the nearest of its steps.
    assert bench.value("threshold") == pytest.approx(77.5, abs=1)
    expect(bench.number("threshold")).to_have_value("77.5")


def test_an_emptied_number_leaves_the_last_value(bench: Bench) -> None:
    bench.number("threshold").fill("90")
    expect(bench.slider("threshold")).to_have_attribute("aria-valuenow", "90")
    bench.number("threshold").fill("")
    bench.number("threshold").blur()
    bench.plain_mask()
    bench.until(lambda: shows_above(bench, 90), "the mask above 90 is still shown")


@pytest.mark.parametrize("way", ["double click", "button"])
def test_a_control_is_reset_to_its_default(bench: Bench, way: str) -> None:
    bench.number("threshold").fill("200")
    expect(bench.slider("threshold")).to_have_attribute("aria-valuenow", "200")
    if way == "double click":
        bench.parameter("threshold").locator(".parameter-name").dblclick()
    else:
        bench.parameter("threshold").get_by_role("button", name="Reset").click()
    expect(bench.slider("threshold")).to_have_attribute("aria-valuenow", "128")
    expect(bench.number("threshold")).to_have_value("128")
    bench.plain_mask()
    bench.until(lambda: shows_above(bench, 128), "the mask above 128 is shown")


def test_a_name_dragged_sideways_scrubs_the_value(bench: Bench) -> None:
    bench.drag(bench.parameter("threshold").locator(".parameter-name"), 50)
    bench.page.mouse.up()
    expect(bench.number("threshold")).not_to_have_value("128")
    assert bench.value("threshold") > 128


def test_both_ends_of_a_range_can_be_moved(bench: Bench) -> None:
    bench.open("random_walker")
    low, high = bench.slider("thresholds").all()
    before = [handle.get_attribute("aria-valuenow") for handle in (low, high)]
    low.press("ArrowRight")
    high.press("ArrowLeft")
    expect(low).not_to_have_attribute("aria-valuenow", str(before[0]))
    expect(high).not_to_have_attribute("aria-valuenow", str(before[1]))
    bench.rested()


def test_a_choice_and_a_switch_compute_anew(bench: Bench) -> None:
    bench.open_steps("camera", {"algorithm": "gaussian", "parameters": {"sigma": 9}})
    before = bench.picture()
    bench.parameter("mode").locator("select").select_option("constant")
    bench.until(lambda: differ(before, bench.picture()), "edges are darker")
    bench.rested()
    highest = bench.page.get_by_label("Value of the highest colour of image")
    shown = highest.input_value()
    bench.parameter("preserve_range").get_by_role("checkbox").or_(
        bench.parameter("preserve_range").get_by_role("switch")
    ).click()
    expect(highest).not_to_have_value(shown)


def test_no_choice_is_a_choice_that_can_be_read(bench: Bench) -> None:
    bench.open_steps("coins", {"algorithm": "threshold_otsu"}, {"algorithm": "label"})
    choice = bench.parameter("connectivity").get_by_role("combobox")
    expect(choice.locator("option:checked")).to_have_text("none")
    choice.select_option("1")
    expect(bench.parameter("connectivity")).to_have_class(re.compile("is-changed"))
    choice.select_option("none")
    expect(bench.parameter("connectivity")).not_to_have_class(re.compile("is-changed"))


def test_a_list_is_typed(bench: Bench) -> None:
    bench.open("sato")
    before = bench.picture()
    bench.parameter("sigmas").locator("input").fill("1")
    bench.until(lambda: differ(before, bench.picture()), "only fine ridges are shown")
    expect(bench.open_step.get_by_role("alert")).to_be_hidden()


def test_help_opens_in_place_and_tells_the_range(bench: Bench) -> None:
    bench.parameter("threshold").get_by_label("Help on Threshold").click()
    expect(bench.parameter("threshold").get_by_text("usually 0 to 255")).to_be_visible()


def test_the_threshold_in_the_histogram_is_the_slider(bench: Bench) -> None:
    handle = bench.page.get_by_test_id("histogram-threshold")
    bench.until(lambda: 0.4 < bench.share(handle) < 0.6, "the handle stands at 128")
    before = bench.picture()
    bench.drag(handle, 45)
    bench.until(lambda: differ(before, bench.picture()), "the picture follows the handle")
    bench.page.mouse.up()
    bench.rested()
    assert bench.value("threshold") > 128 + 20
    expect(bench.number("threshold")).to_have_value(f"{bench.value('threshold'):g}")
    bench.plain_mask()
    bench.until(lambda: shows_above(bench, bench.value("threshold")), "slider and mask agree")


def test_the_handle_in_the_histogram_follows_the_slider(bench: Bench) -> None:
    handle = bench.page.get_by_test_id("histogram-threshold")
    expect(bench.page.get_by_test_id("histogram")).to_contain_text("The picture: 1 to 252")
    bench.number("threshold").fill("40")
    bench.until(lambda: 0.1 < bench.share(handle) < 0.2, "the handle stands at 40")
    bench.number("threshold").fill("220")
    bench.until(lambda: 0.8 < bench.share(handle) < 0.95, "the handle stands at 220")


def test_a_drag_that_takes_the_focus_from_a_field_is_told_once_it_is_over(bench: Bench) -> None:
    bench.number("threshold").focus()
    bench.page.evaluate(COUNTING)
    bench.drag(bench.slider("threshold"), 60)
    assert bench.value("threshold") > 150
    assert bench.page.evaluate("() => window.told") == 0
    bench.page.mouse.up()
    bench.until(lambda: bench.page.evaluate("() => window.told > 0"), "Dash is told at the end")


def hold_views(bench: Bench) -> list[Route]:
    """Keep the answers to what the page asks of the picture from now on."""
    held: list[Route] = []
    bench.page.route("**/api/v1/view?**", lambda route: held.append(route))
    return held


def test_a_key_is_said_at_once_and_seen_without_the_picture_where_that_takes_long(
    bench: Bench,
) -> None:
    bench.open_steps("coins", {"algorithm": "gaussian", "parameters": {"sigma": 2}})
    slider = bench.slider("sigma")
    for _ in range(3):
        # So often that the page knows how soon pictures come.
        slider.press("ArrowRight")
        bench.rested()
    before = bench.value("sigma")
    where = box_of(slider)["x"]
    held = hold_views(bench)
    assert slider.evaluate(PRESSED) > before
    bench.until(lambda: box_of(slider)["x"] > where, "the thumb moves")
    bench.until(lambda: bool(held), "the picture is asked for")
    # Its track is logarithmic.
    expect(bench.number("sigma")).to_have_value(f"{10 ** bench.value('sigma'):.6g}")
    for route in held:
        route.continue_()
    bench.page.unroute_all()
    bench.rested()


def test_a_handle_in_the_histogram_stays_under_the_hand_while_the_picture_is_awaited(
    bench: Bench,
) -> None:
    bench.open("apply_hysteresis_threshold", image="coins")
    handle = bench.page.get_by_test_id("histogram-threshold").first
    bench.until(lambda: 0 < bench.share(handle) < 1, "the handle is there")
    before = bench.share(handle)
    held = hold_views(bench)
    handle.evaluate(APART)
    bench.drag(handle, 20)
    # Seen in the very event that moves it.
    apart = bench.page.evaluate("() => window.apart")
    assert len(apart) > 1
    assert max(apart) < 1.5
    bench.until(lambda: bool(held), "the picture is asked for")
    assert bench.share(handle) > before + 0.02
    for route in held:
        route.continue_()
    bench.page.unroute_all()
    bench.page.mouse.up()
    bench.rested()
    assert bench.share(handle) > before + 0.02


def test_handles_in_the_histogram_are_moved_not_made_anew(bench: Bench) -> None:
    handle = bench.page.get_by_test_id("histogram-threshold")
    bench.until(lambda: 0.4 < bench.share(handle) < 0.6, "the handle stands at 128")
    handle.evaluate("(made) => { made.dataset.seen = 'yes'; }")
    bench.number("threshold").fill("220")
    bench.until(lambda: 0.8 < bench.share(handle) < 0.95, "the handle stands at 220")
    expect(handle).to_have_attribute("data-seen", "yes")
