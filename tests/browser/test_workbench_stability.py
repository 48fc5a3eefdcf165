"""How far a result hangs on exact values, checked on demand and shown on the picture."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.bench import Bench

GAUSSIAN = {"algorithm": "gaussian", "parameters": {"sigma": 2}}
THRESHOLD = {"algorithm": "manual_threshold", "parameters": {"threshold": 120}}
LABEL = {"algorithm": "label"}


@pytest.fixture
def stability(bench: Bench) -> Locator:
    return bench.page.get_by_test_id("stability")


@pytest.fixture
def overlay(bench: Bench) -> Locator:
    return bench.page.locator(".stability-overlay")


def check(stability: Locator) -> None:
    stability.get_by_role("button", name="Check").click()


def test_a_check_tells_the_range_of_objects_and_what_matters_most(
    bench: Bench, stability: Locator, overlay: Locator
) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD, LABEL)
    expect(stability).to_contain_text("Check how the result changes")
    expect(overlay).to_be_hidden()
    check(stability)
    expect(stability).to_contain_text(
        re.compile(r"\d+ objects; \d+ to \d+ when parameters move by 5 %")
    )
    expect(stability).to_contain_text("Most sensitive: 2 Manual threshold, threshold")
    expect(stability.locator("tbody tr").first).to_contain_text("2 threshold")
    expect(overlay).to_be_visible()


def test_variations_are_listed_from_the_worst(bench: Bench, stability: Locator) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD)
    check(stability)
    cells = stability.locator("tbody td:last-child")
    expect(cells.first).to_be_visible()
    agreements = [float(text.strip(" %>")) for text in cells.all_inner_texts()]
    assert len(agreements) >= 6
    assert agreements == sorted(agreements)


def test_how_far_parameters_move_is_chosen(bench: Bench, stability: Locator) -> None:
    bench.open_steps("coins", THRESHOLD)
    stability.get_by_label("How far parameters are moved").select_option("±10 %")
    check(stability)
    expect(stability).to_contain_text("move by 10 %")
    expect(stability.locator("tbody td").first).to_have_text(re.compile("^(108|132)$"))


def test_the_map_can_be_taken_off_the_picture(
    bench: Bench, stability: Locator, overlay: Locator
) -> None:
    bench.open_steps("coins", THRESHOLD)
    check(stability)
    expect(overlay).to_be_visible()
    stability.get_by_label("on the picture").uncheck()
    expect(overlay).to_be_hidden()
    stability.get_by_label("on the picture").check()
    expect(overlay).to_be_visible()


def test_what_was_checked_is_told_from_what_is_set(
    bench: Bench, stability: Locator, overlay: Locator
) -> None:
    bench.open_steps("coins", THRESHOLD)
    earlier = stability.get_by_text("Of an earlier setting")
    check(stability)
    expect(overlay).to_be_visible()
    expect(earlier).to_be_hidden()
    bench.number("threshold").fill("130")
    expect(earlier).to_be_visible()
    expect(overlay).to_be_hidden()
    bench.number("threshold").fill("120")
    expect(earlier).to_be_hidden()
    expect(overlay).to_be_visible()


def test_a_check_can_be_cancelled(bench: Bench, stability: Locator) -> None:
    slow = {"algorithm": "denoise_tv_chambolle", "parameters": {"weight": 0.3}}
    image = bench.store(
        np.random.default_rng(2).integers(0, 255, (1024, 1024), np.uint8), "big.npy"
    )
    bench.open_steps(image, slow)
    check(stability)
    expect(stability.get_by_test_id("stability-progress")).to_be_visible()
    stability.get_by_role("button", name="Cancel").click()
    expect(stability).to_contain_text("Cancelled.")
    expect(stability.get_by_role("button", name="Check")).to_be_visible()


def test_a_check_under_way_stops_when_the_setting_changes(bench: Bench, stability: Locator) -> None:
    slow = {"algorithm": "denoise_tv_chambolle", "parameters": {"weight": 0.3}}
    image = bench.store(
        np.random.default_rng(2).integers(0, 255, (1024, 1024), np.uint8), "big.npy"
    )
    bench.open_steps(image, slow)
    check(stability)
    expect(stability.get_by_test_id("stability-progress")).to_be_visible()
    bench.number("weight").fill("0.2")
    expect(stability).to_contain_text("Stopped, as the setting has changed.")
    bench.rested()


def test_a_result_without_numbers_to_move_says_so(bench: Bench, stability: Locator) -> None:
    bench.open_steps("binary_blobs", {"algorithm": "binary_fill_holes"})
    check(stability)
    expect(stability).to_contain_text("No step has a number that could be moved.")


def test_a_picture_without_steps_has_nothing_to_check(bench: Bench, stability: Locator) -> None:
    bench.open("none", image="coins")
    check(stability)
    expect(stability).to_contain_text("Add a step first")


def test_no_objects_are_stable_as_well(bench: Bench, stability: Locator) -> None:
    bench.open_steps(bench.store(np.zeros((60, 80), np.uint8), "black.npy"), THRESHOLD)
    check(stability)
    expect(stability).to_contain_text("0 objects, and as many when parameters move by 5 %")
    expect(stability).to_contain_text("No pixel changes with any of them.")
