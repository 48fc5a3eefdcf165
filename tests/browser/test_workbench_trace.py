"""Why a pixel is inside: asked for with a key and a click, told step by step."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from isoline.images.samples import sample_pixels
from tests.browser.bench import Bench
from tests.browser.pointing import at
from tests.browser.watching import Complaints, box_of

COINS = sample_pixels("coins")
GAUSSIAN = {"algorithm": "gaussian", "parameters": {"sigma": 2}}
THRESHOLD = {"algorithm": "manual_threshold", "parameters": {"threshold": 120}}
LABEL = {"algorithm": "label"}


@pytest.fixture
def trace(bench: Bench) -> Locator:
    return bench.page.get_by_test_id("trace")


@pytest.fixture
def cross(bench: Bench) -> Locator:
    return bench.page.get_by_test_id("pixel-cross")


def ask(bench: Bench, row: float, column: float) -> None:
    bench.page.keyboard.press("y")
    bench.page.mouse.click(*at(bench, row, column))


def rows(trace: Locator) -> Locator:
    return trace.locator(".trace-row")


def test_a_key_and_a_click_tell_the_value_at_every_step(bench: Bench, trace: Locator) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD, LABEL)
    expect(trace).to_contain_text("Press y")
    ask(bench, 50, 60)
    expect(rows(trace)).to_have_count(4)
    expect(rows(trace).nth(0)).to_contain_text(f"picture{COINS[50, 60]}")
    expect(rows(trace).nth(1)).to_contain_text("1 Gaussian blur")
    expect(rows(trace).nth(2)).to_contain_text("2 Manual thresholdinside")
    expect(rows(trace).nth(3)).to_contain_text(re.compile(r"object \d+"))


def test_the_step_that_decided_is_marked_and_says_why(bench: Bench, trace: Locator) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD, LABEL)
    ask(bench, 50, 60)
    expect(trace).to_contain_text("(50, 60) is inside since step 2, Manual threshold.")
    decided = trace.locator("[aria-current=step]")
    expect(decided).to_contain_text(re.compile(r"[\d.]+ > 120 holds"))
    expect(decided).to_contain_text("last changed it")
    ask(bench, 200, 300)
    expect(trace).to_contain_text("(200, 300) is outside")
    expect(decided).to_contain_text(re.compile(r"[\d.]+ > 120 does not hold"))


def test_the_click_means_the_pixel_and_nothing_else(
    bench: Bench, trace: Locator, cross: Locator
) -> None:
    measure = {"algorithm": "regionprops_table"}
    bench.open_steps("coins", THRESHOLD, LABEL, measure)
    expect(bench.page.locator("#measurements tbody tr").first).to_be_visible()
    ask(bench, 50, 330)
    expect(cross).to_be_visible()
    expect(bench.page.locator("#measurements tr[aria-selected=true]")).to_have_count(0)
    bench.page.mouse.click(*at(bench, 50, 330))
    expect(bench.page.locator("#measurements tr[aria-selected=true]")).to_have_count(1)


def test_the_cross_stays_on_its_pixel(bench: Bench, cross: Locator) -> None:
    bench.open_steps("coins", THRESHOLD)
    ask(bench, 50, 60)
    expect(cross).to_be_visible()
    bench.page.get_by_test_id("viewer").press("+")

    def stands() -> bool:
        box = box_of(cross)
        here = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        return here == pytest.approx(at(bench, 50, 60), abs=1)

    bench.until(stands, "the cross moves with the picture")


def test_the_list_follows_a_slider(bench: Bench, trace: Locator) -> None:
    bench.open_steps("coins", THRESHOLD)
    ask(bench, 50, 60)
    expect(trace).to_contain_text("is inside")
    bench.number("threshold").fill("200")
    expect(trace).to_contain_text("(50, 60) is outside")
    expect(trace).to_contain_text("144 > 200 does not hold")


def test_a_step_that_is_off_is_listed_as_such(bench: Bench, trace: Locator) -> None:
    bench.open_steps("coins", {**GAUSSIAN, "enabled": False}, THRESHOLD)
    ask(bench, 50, 60)
    expect(rows(trace).nth(1)).to_contain_text("switched off")
    expect(trace).to_contain_text("144 > 120 holds")


@pytest.mark.parametrize("way", ["Escape", "button"])
def test_the_pixel_is_forgotten_when_told(
    bench: Bench, trace: Locator, cross: Locator, way: str
) -> None:
    bench.open_steps("coins", THRESHOLD)
    ask(bench, 50, 60)
    expect(rows(trace)).to_have_count(2)
    if way == "Escape":
        bench.page.keyboard.press("Escape")
    else:
        trace.get_by_role("button", name="Forget").click()
    expect(rows(trace)).to_have_count(0)
    expect(cross).to_be_hidden()


def test_keys_alone_choose_a_pixel_and_move_it(
    bench: Bench, trace: Locator, cross: Locator
) -> None:
    bench.open_steps("coins", THRESHOLD)
    bench.page.keyboard.press("y")
    expect(trace).to_contain_text("Click on a pixel")
    bench.page.keyboard.press("Enter")
    expect(cross).to_be_focused()
    expect(trace).to_contain_text("(151, 192) is")
    bench.page.keyboard.press("ArrowDown")
    bench.page.keyboard.press("Shift+ArrowLeft")
    expect(trace).to_contain_text("(152, 182) is")


def test_another_picture_has_other_pixels(bench: Bench, cross: Locator) -> None:
    bench.open_steps("coins", THRESHOLD)
    ask(bench, 50, 60)
    expect(cross).to_be_visible()
    bench.page.locator("#image-choice").click()
    bench.page.get_by_role("option", name="Camera").click()
    expect(cross).to_be_hidden()


def test_a_pixel_of_a_plane_is_told_of_that_plane(bench: Bench, trace: Locator) -> None:
    stack = np.zeros((3, 40, 50), np.uint8)
    stack[1] = 77
    bench.open_steps(bench.store(stack, "planes.npy"), THRESHOLD)
    bench.page.keyboard.press("y")
    bench.page.keyboard.press("Enter")
    expect(rows(trace).first).to_contain_text("picture77")


def test_what_the_server_refuses_is_said_in_the_panel(
    bench: Bench, trace: Locator, complaints: Complaints
) -> None:
    complaints.expect("422")
    bench.open_steps("coins", THRESHOLD)
    error = {"error": {"code": "algorithm_failed", "message": "Step 1 cannot be computed here."}}
    bench.page.route("**/api/v1/trace?*", lambda route: route.fulfill(status=422, json=error))
    ask(bench, 50, 60)
    expect(trace).to_contain_text("Step 1 cannot be computed here.")
    expect(rows(trace)).to_have_count(0)
