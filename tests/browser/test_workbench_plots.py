"""Plots beside the picture, linked with it both ways."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.bench import Bench
from tests.browser.pointing import at, middle
from tests.browser.watching import box_of

GAUSSIAN = {"algorithm": "gaussian", "parameters": {"sigma": 2}}
THRESHOLD = {"algorithm": "manual_threshold", "parameters": {"threshold": 120}}
MEASURED = (
    {"algorithm": "threshold_otsu"},
    {"algorithm": "label"},
    {"algorithm": "regionprops_table"},
)


@pytest.fixture
def bench(page: Page, server_url: str) -> Bench:
    return Bench(page, server_url)


@pytest.fixture
def profile(bench: Bench) -> Locator:
    return bench.page.get_by_test_id("profile")


def test_a_key_and_a_drag_draw_the_line_that_values_are_read_along(
    bench: Bench, profile: Locator
) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD)
    expect(profile).to_contain_text("Draw a line")
    bench.page.keyboard.press("p")
    bench.page.mouse.move(*at(bench, 40, 30))
    bench.page.mouse.down()
    bench.page.mouse.move(*at(bench, 40, 130), steps=4)
    bench.page.mouse.up()
    expect(profile).to_contain_text(re.compile(r"\((39|40|41), (29|30|31)\) to "))
    expect(profile).to_contain_text("picture")
    expect(profile).to_contain_text("1 image")
    expect(profile).to_contain_text(re.compile(r"2 mask \d+ % inside"))
    expect(bench.page).to_have_url(re.compile("profile="))


def test_the_line_in_the_address_is_there_after_loading(bench: Bench, profile: Locator) -> None:
    bench.open("manual_threshold", image="coins", profile="100,20,150,300")
    expect(profile).to_contain_text("(100, 20) to (150, 300), 284.4 px")
    expect(bench.page.get_by_test_id("profile-start")).to_be_visible()


def test_the_profile_follows_a_slider(bench: Bench, profile: Locator) -> None:
    bench.open("manual_threshold", image="coins", profile="100,20,150,300")
    expect(profile).to_contain_text("inside")
    bench.number("threshold").fill("255")
    expect(profile).to_contain_text("0 % inside")


def test_arrow_keys_move_an_end_of_the_line(bench: Bench, profile: Locator) -> None:
    bench.open("manual_threshold", image="coins", profile="100,20,150,300")
    expect(profile).to_contain_text("to (150, 300)")
    bench.page.get_by_test_id("profile-end").press("ArrowRight")
    expect(profile).to_contain_text("to (150, 301)")


def test_the_line_can_be_taken_away(bench: Bench, profile: Locator) -> None:
    bench.open("manual_threshold", image="coins", profile="100,20,150,300")
    expect(profile).to_contain_text("(100, 20)")
    bench.page.get_by_role("button", name="Clear").click()
    expect(profile).to_contain_text("Draw a line")
    expect(bench.page).not_to_have_url(re.compile("profile="))


def test_profile_and_picture_mark_each_other_s_place(bench: Bench, profile: Locator) -> None:
    bench.open("manual_threshold", image="coins", profile="100,20,100,300")
    expect(profile).to_contain_text("(100, 20)")
    spot = bench.page.locator(".profile-spot")
    expect(spot).to_be_hidden()
    bench.page.mouse.move(*middle(profile.locator(".plot-area")))
    expect(spot).to_be_visible()
    assert middle(spot) == pytest.approx(at(bench, 100, 160), abs=2)
    bench.page.mouse.move(*at(bench, 100, 90))
    mark = profile.locator(".plot-mark")
    expect(mark).to_be_visible()
    area = box_of(profile.locator(".plot-area"))
    assert (middle(mark)[0] - area["x"]) / area["width"] == pytest.approx(0.25, abs=0.02)


def test_a_value_in_the_histogram_picks_out_its_pixels(bench: Bench) -> None:
    bench.open("manual_threshold", image="coins")
    picked = bench.page.locator(".value-highlight")
    expect(bench.page.get_by_test_id("histogram")).to_contain_text("The picture")
    expect(picked).to_be_hidden()
    bench.page.mouse.move(*middle(bench.page.locator(".histogram-graph")))
    expect(picked).to_be_visible()
    bench.page.mouse.move(5, 5)
    expect(picked).to_be_hidden()


def test_a_pixel_under_the_cursor_is_marked_in_the_histogram(bench: Bench) -> None:
    bench.open("manual_threshold", image="coins")
    expect(bench.page.get_by_test_id("histogram")).to_contain_text("The picture")
    mark = bench.page.get_by_test_id("histogram").locator(".plot-mark")
    bench.page.mouse.move(*at(bench, 150, 190))
    expect(mark).to_be_visible()


def test_the_histogram_of_what_is_seen_comes_beside_that_of_the_whole(bench: Bench) -> None:
    bench.open("manual_threshold", image="coins")
    histogram = bench.page.get_by_test_id("histogram")
    expect(histogram).not_to_contain_text("in view")
    bench.page.get_by_test_id("viewer").press("1")
    for _ in range(4):
        bench.page.get_by_test_id("viewer").press("+")
    expect(histogram).to_contain_text("in view")
    bench.page.get_by_test_id("viewer").press("0")
    expect(histogram).not_to_contain_text("in view")


def test_the_histogram_s_scale_is_chosen_by_button_and_key(bench: Bench) -> None:
    bench.open("manual_threshold", image="coins")
    histogram = bench.page.get_by_test_id("histogram")
    expect(histogram).to_contain_text("square-root scale")
    histogram.get_by_role("button", name="linear scale").click()
    expect(histogram).to_contain_text("linear scale")
    bench.page.keyboard.press("h")
    bench.page.keyboard.press("h")
    expect(histogram).to_contain_text("logarithmic scale")


def test_the_trend_tells_what_a_slider_did_and_goes_back(bench: Bench) -> None:
    bench.open_steps("coins", THRESHOLD)
    trend = bench.page.get_by_test_id("trend")
    expect(trend).to_contain_text("in view")
    for value in (140, 160):
        bench.number("threshold").fill(str(value))
        expect(trend).to_contain_text(re.compile(rf"threshold {value}: \d+ objects"))
    trend.locator(".plot-body").click(position={"x": 8, "y": 30})
    expect(bench.number("threshold")).to_have_value("120")
    expect(trend).to_contain_text("threshold 120: ")


def test_timing_lists_every_step(bench: Bench) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD)
    rows = bench.page.get_by_test_id("timing").locator(".timing-row")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(re.compile(r"1 Gaussian.* ms"))


def chosen(bench: Bench) -> Locator:
    return bench.page.locator("#measurements tr[aria-selected=true]")


def test_a_row_of_the_table_leads_to_its_object(bench: Bench) -> None:
    bench.open_steps("coins", *MEASURED)
    rows: Any = bench.page.locator("#measurements tbody tr")
    before = box_of(bench.page.get_by_test_id("picture"))
    rows.nth(8).click()
    expect(chosen(bench)).to_have_count(1)
    expect(bench.page.locator(".object-highlight")).to_be_visible()
    bench.until(
        lambda: box_of(bench.page.get_by_test_id("picture")) != before,
        "the picture moves to the object",
    )


def test_an_object_on_the_picture_leads_to_its_row(bench: Bench) -> None:
    bench.open_steps("coins", *MEASURED)
    expect(bench.page.locator("#measurements tbody tr").first).to_be_visible()
    bench.page.mouse.click(*at(bench, 50, 330))
    expect(chosen(bench)).to_have_count(1)
    expect(chosen(bench)).to_be_in_viewport()
