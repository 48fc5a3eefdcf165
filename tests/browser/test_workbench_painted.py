"""Tracks of sliders that show how a figure of the result changes along them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.bench import Bench, bench_at
from tests.browser.pointing import middle
from tests.browser.watching import Complaints

GAUSSIAN = {"algorithm": "gaussian", "parameters": {"sigma": 2}}
THRESHOLD = {"algorithm": "manual_threshold", "parameters": {"threshold": 120}}
HYSTERESIS = {"algorithm": "apply_hysteresis_threshold", "parameters": {"low": 60, "high": 120}}
LABEL = {"algorithm": "label"}
FORGET = """() => {
  localStorage.removeItem("isoline-track-figure");
  localStorage.removeItem("isoline-truth");
}"""
PAINTED = """(canvas) => {
  const { width, height } = canvas;
  if (!width || !height) return [];
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  return Array.from({ length: width }, (_, x) => {
    let filled = 0;
    for (let y = 0; y < height; y += 1) filled += data[4 * (y * width + x) + 3] > 0 ? 1 : 0;
    return filled / height;
  });
}"""


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[Bench]:
    with bench_at(tab, server_url, complaints) as made:
        yield made
        tab.evaluate(FORGET)


@pytest.fixture
def figure(bench: Bench) -> Locator:
    return bench.page.get_by_test_id("track-figure")


@pytest.fixture
def truth(bench: Bench) -> Locator:
    return bench.page.get_by_test_id("truth")


@pytest.fixture
def steps_of_light(bench: Bench) -> str:
    """Store a picture of two objects, one of 100 and one of 200, on black."""
    return bench.store(squares(), "steps.npy")


def squares() -> NDArray[np.uint8]:
    pixels = np.zeros((60, 80), np.uint8)
    pixels[10:20, 10:20] = 100
    pixels[30:50, 30:60] = 200
    return pixels


def words(bench: Bench, name: str) -> Locator:
    return bench.parameter(name).locator(".track-words")


def whole(bench: Bench, name: str) -> None:
    """Wait until a curve has all its points."""
    canvas = bench.parameter(name).locator(".track-paint")
    expect(canvas).to_have_attribute("data-state", "whole", timeout=20_000)


def heights(bench: Bench, name: str) -> list[float]:
    """How high the curve stands along the track, from 0 to 1."""
    found: list[float] = bench.parameter(name).locator(".track-paint").evaluate(PAINTED)
    return found


def test_a_track_shows_how_many_objects_there_are_along_it(
    bench: Bench, steps_of_light: str
) -> None:
    bench.open_steps(steps_of_light, THRESHOLD)
    expect(words(bench, "threshold")).to_have_text("objects of step 1: 0 to 2 along the range")

    def steps() -> bool:
        curve = heights(bench, "threshold")
        if not curve:
            return False
        at = [curve[int(share * (len(curve) - 1))] for share in (0.2, 0.6, 0.95)]
        return at[0] > 0.9 and 0.4 < at[1] < 0.65 and at[2] < 0.1

    bench.until(steps, "the curve steps down from two objects to one and to none")


def test_assistive_software_is_told_what_is_painted(bench: Bench, steps_of_light: str) -> None:
    bench.open_steps(steps_of_light, THRESHOLD)
    expect(bench.slider("threshold")).to_have_accessible_description(
        "objects of step 1: 0 to 2 along the range"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("coverage", "coverage of step 1: 0 to "),
        ("area", "mean area of step 1: 350 to 600 along the range"),
        ("intensity", "mean intensity of step 1: "),
    ],
)
def test_another_figure_can_be_chosen(
    bench: Bench, figure: Locator, steps_of_light: str, name: str, expected: str
) -> None:
    bench.open_steps(steps_of_light, THRESHOLD)
    figure.select_option(name)
    expect(words(bench, "threshold")).to_contain_text(expected)


def test_the_choice_is_kept(bench: Bench, figure: Locator, steps_of_light: str) -> None:
    bench.open_steps(steps_of_light, THRESHOLD)
    figure.select_option("coverage")
    bench.open_steps(steps_of_light, THRESHOLD)
    expect(figure).to_have_value("coverage")
    expect(words(bench, "threshold")).to_contain_text("coverage of step 1")


def test_nothing_is_asked_where_nothing_is_to_be_shown(
    bench: Bench, figure: Locator, steps_of_light: str
) -> None:
    bench.open_steps(steps_of_light, THRESHOLD)
    expect(words(bench, "threshold")).not_to_be_empty()
    figure.select_option("off")
    expect(words(bench, "threshold")).to_be_empty()
    asked = asking(bench)
    bench.slider("threshold").press("ArrowRight")
    bench.rested()
    expect(bench.page.get_by_test_id("trend")).to_contain_text("threshold 121")
    assert asked == []


def test_a_step_is_judged_by_what_it_leads_to(bench: Bench) -> None:
    bench.open_steps("coins", GAUSSIAN, THRESHOLD, LABEL)
    bench.step(0).locator(".step-open").click()
    expect(words(bench, "sigma")).to_contain_text("objects of step 3: ")


def test_a_picture_alone_has_an_intensity_but_no_objects(bench: Bench, figure: Locator) -> None:
    bench.open_steps("coins", GAUSSIAN)
    figure.select_option("intensity")
    expect(words(bench, "sigma")).to_contain_text("mean intensity of step 1: ")
    figure.select_option("objects")
    expect(words(bench, "sigma")).to_be_empty()


def test_results_are_judged_by_a_truth_of_the_same_size(
    bench: Bench, figure: Locator, truth: Locator, steps_of_light: str
) -> None:
    mask = bench.store(squares() > 150, "truth.npy")
    bench.open_steps(steps_of_light, THRESHOLD)
    expect(figure.locator("option[value=dice]")).to_be_disabled()
    expect(truth.locator(f"option[value='{mask}']")).to_be_attached()
    expect(truth.locator("option[value=coins]")).not_to_be_attached()
    truth.select_option(mask)
    figure.select_option("dice")
    expect(words(bench, "threshold")).to_have_text("Dice of step 1: 0 to 1 along the range")
    truth.select_option("")
    expect(figure.locator("option[value=dice]")).to_be_disabled()
    expect(words(bench, "threshold")).to_be_empty()


def asking(bench: Bench) -> list[str]:
    """Addresses of figures that are asked for from here on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/api/v1/figures" in request.url:
            asked.append(request.url)

    bench.page.on("request", note)
    return asked


def parameters_of(address: str) -> dict[str, float]:
    """Read what the first step of an address is told."""
    recipe = json.loads(parse_qs(urlsplit(address).query)["recipe"][0])
    found: dict[str, float] = recipe["steps"][0]["parameters"]
    return found


def test_nothing_is_asked_while_a_hand_is_on_a_slider(bench: Bench) -> None:
    bench.open_steps("coins", HYSTERESIS)
    whole(bench, "low")
    whole(bench, "high")
    asked = asking(bench)
    thumb = bench.slider("low")
    bench.drag(thumb, 40)
    expect(bench.page.get_by_test_id("trend")).to_contain_text("low")
    expect(bench.page.get_by_test_id("exactness")).to_have_text("exact")
    assert asked == []
    bench.page.mouse.up()
    bench.until(lambda: len(asked) > 0, "the other slider is asked about once the hand lets go")
    whole(bench, "high")
    assert len({parameters_of(address)["low"] for address in asked}) == 1


def test_its_own_curve_does_not_hang_on_where_a_slider_stands(
    bench: Bench, steps_of_light: str
) -> None:
    bench.open_steps(steps_of_light, THRESHOLD)
    expect(words(bench, "threshold")).to_have_text("objects of step 1: 0 to 2 along the range")
    whole(bench, "threshold")
    asked = asking(bench)
    bench.slider("threshold").press("PageUp")
    bench.rested()
    expect(bench.page.get_by_test_id("trend")).to_contain_text("threshold 130")
    expect(words(bench, "threshold")).to_have_text("objects of step 1: 0 to 2 along the range")
    assert asked == []


def test_a_refusal_is_said_and_not_asked_again(bench: Bench, complaints: Complaints) -> None:
    complaints.expect("422")
    error = {"error": {"code": "algorithm_failed", "message": "This cannot be computed."}}
    bench.page.route("**/api/v1/figures?*", lambda route: route.fulfill(status=422, json=error))
    asked = asking(bench)
    bench.open_steps(bench.store(squares() // 2, "dim.npy"), THRESHOLD)
    expect(words(bench, "threshold")).to_have_text("objects: This cannot be computed.")
    bench.page.mouse.click(*middle(bench.page.get_by_test_id("image-facts")))
    expect(words(bench, "threshold")).to_have_text("objects: This cannot be computed.")
    assert len(asked) == 1
