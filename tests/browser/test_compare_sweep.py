"""A parameter or two along their ranges: linked cells, a figure beside them, one click to adopt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from isoline.images.samples import sample_pixels
from isoline.layers import Kind
from isoline.verify.figures import figures_of
from tests.browser.compare_bench import CompareBench, compare_at, step, store
from tests.browser.watching import Complaints, box_of

COINS = sample_pixels("coins")
LEVELS = {"step": 0, "parameter": "threshold", "low": 80, "high": 160, "count": 3}
SIZES = {"step": 1, "parameter": "min_size", "low": 0, "high": 200, "count": 3}
PLOT = """() => {
  const plot = document.querySelector("#compare-graph .js-plotly-plot");
  return plot ? plot.data.map(({ type, x, y, z }) => ({ type, x, y, z })) : [];
}"""


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[CompareBench]:
    with compare_at(tab, server_url, complaints) as made:
        yield made


def base(image: str = "coins") -> dict[str, Any]:
    steps = [step("manual_threshold", threshold=120), step("label", min_size=20)]
    return {"image": image, "steps": steps}


def sweep(bench: CompareBench, *axes: dict[str, Any], last: int = 1, **more: Any) -> CompareBench:
    wall = {"kind": "sweep", "base": base(), "step": last, "axes": list(axes), **more}
    return bench.open_state({"wall": wall}).rested()


@pytest.fixture
def line(bench: CompareBench) -> CompareBench:
    return sweep(bench, LEVELS, last=0)


@pytest.fixture
def grid(bench: CompareBench) -> CompareBench:
    return sweep(bench, LEVELS, SIZES)


def figures(bench: CompareBench) -> Locator:
    return bench.page.get_by_test_id("cell-figure")


def exact(bench: CompareBench) -> None:
    """Wait for the figures of all cells."""
    expect(bench.page.locator(".compare-plot-caption")).not_to_contain_text("approximate so far")
    expect(figures(bench).filter(has_text=re.compile(r"^\d"))).to_have_count(bench.panels.count())


def objects_above(threshold: float) -> int:
    found = figures_of(threshold < COINS, Kind.MASK, None, None)
    assert found.objects is not None
    return found.objects


def adopted(bench: CompareBench) -> list[dict[str, Any]]:
    expect(bench.page).to_have_url(re.compile("/explore"))
    query = parse_qs(urlsplit(bench.page.url).query)
    steps: list[dict[str, Any]] = json.loads(query["recipe"][0])["steps"]
    return [item["parameters"] for item in steps]


def test_a_cell_for_each_value_says_it_and_its_figure(line: CompareBench) -> None:
    expect(line.panels).to_have_count(3)
    exact(line)
    for place, value in enumerate((80, 120, 160)):
        stamp = line.panel(place).get_by_test_id("stamp")
        expect(stamp).to_contain_text(f"threshold {value}")
        expect(figures(line).nth(place)).to_have_text(f"{objects_above(value)} objects")


def test_the_figure_is_a_curve_beside_the_wall(line: CompareBench) -> None:
    exact(line)
    (curve,) = line.page.evaluate(PLOT)
    assert curve["type"] == "scatter"
    assert curve["x"] == [80, 120, 160]
    assert curve["y"] == [objects_above(value) for value in (80, 120, 160)]
    expect(line.page.locator(".compare-plot-caption")).to_contain_text("threshold 160")


def test_another_figure_is_chosen(line: CompareBench) -> None:
    exact(line)
    line.page.get_by_test_id("wall-figure").select_option("coverage")
    share = 100 * (COINS > 120).mean()
    expect(figures(line).nth(1)).to_have_text(re.compile(rf"^{share:.1f} %"))


def test_two_parameters_stand_along_the_edges(grid: CompareBench) -> None:
    expect(grid.panels).to_have_count(9)
    heads = grid.page.locator(".wall-head[data-head='0']")
    assert heads.all_inner_texts() == [f"threshold {value}" for value in (80, 120, 160)]
    edges = grid.page.locator(".wall-head[data-head='1']").all_inner_texts()
    assert [" ".join(text.split()) for text in edges] == [
        f"min size {n} px²" for n in (0, 100, 200)
    ]
    head, cell = box_of(heads.nth(2)), box_of(grid.panel(2))
    assert head["x"] == pytest.approx(cell["x"], abs=1)


def test_of_two_parameters_the_figure_is_a_heat_map(grid: CompareBench) -> None:
    exact(grid)
    (heat,) = grid.page.evaluate(PLOT)
    assert heat["type"] == "heatmap"
    assert np.array(heat["z"]).shape == (3, 3)
    # The larger an object must be, the fewer there are.
    assert (np.diff(heat["z"], axis=0) <= 0).all()
    assert heat["z"][0][1] > heat["z"][2][1]


def test_a_click_adopts_both_parameters_from_the_same_cache(grid: CompareBench) -> None:
    exact(grid)
    with grid.page.expect_response(lambda answer: "/view?" in answer.url) as info:
        grid.panel(7).click()
    assert adopted(grid) == [{"threshold": 120}, {"min_size": 200}]
    steps = grid.page.get_by_test_id("step")
    expect(steps).to_have_count(2)
    for place in (0, 1):
        expect(steps.nth(place).locator(".step-status")).to_have_attribute("data-cached", "true")
    assert info.value.ok


def test_enter_adopts_the_cell_that_arrows_went_to(grid: CompareBench) -> None:
    grid.panel(0).focus()
    grid.page.keyboard.press("ArrowDown")
    grid.page.keyboard.press("ArrowRight")
    expect(grid.panel(4)).to_be_focused()
    grid.page.keyboard.press("Enter")
    assert adopted(grid) == [{"threshold": 120}, {"min_size": 100}]


def test_back_returns_to_the_wall(grid: CompareBench) -> None:
    grid.panel(4).click()
    expect(grid.page).to_have_url(re.compile("/explore"))
    grid.page.go_back()
    grid.rested()
    expect(grid.panels).to_have_count(9)
    expect(grid.page.locator(".wall-head[data-head='0']")).to_have_count(3)


def test_dragging_one_cell_moves_all(grid: CompareBench) -> None:
    before = grid.places[0]
    x, y = grid.at(4, 150, 190, (303, 384))
    grid.page.mouse.move(x, y)
    grid.page.mouse.down()
    grid.page.mouse.move(x + 25, y + 10, steps=5)
    grid.page.mouse.up()
    grid.until(lambda: grid.places[0] != before, "the pictures move")
    grid.rested()
    assert np.allclose(grid.places, grid.places[0], atol=0.51)
    assert grid.places[8][0] == pytest.approx(before[0] + 25, abs=1)


def test_a_range_and_its_number_of_values_are_typed(line: CompareBench) -> None:
    axis = line.page.locator("[data-axis='0']")
    axis.get_by_label("from").fill("100")
    axis.get_by_label("from").press("Enter")
    expect(line.panel(0).get_by_test_id("stamp")).to_contain_text("threshold 100")
    line.page.locator("[data-axis='0']").get_by_label("values").fill("4")
    line.page.locator("[data-axis='0']").get_by_label("values").press("Enter")
    expect(line.panels).to_have_count(4)
    line.rested()
    stamps = [line.panel(at).get_by_test_id("stamp").inner_text() for at in range(4)]
    assert [text.split()[1] for text in stamps] == ["100", "120", "140", "160"]


def test_a_second_parameter_is_added_and_taken_away(line: CompareBench) -> None:
    sweep(line, LEVELS)
    line.page.get_by_test_id("second-axis").select_option("1.min_size")
    expect(line.page.locator(".wall-head[data-head='1']").first).to_be_visible()
    line.rested()
    line.page.locator("[data-axis='1']").get_by_role("button", name="Take away").click()
    expect(line.page.locator(".wall-head")).to_have_count(0)
    line.rested()


def test_two_parameters_have_ten_values_each_at_most(bench: CompareBench) -> None:
    many = {**LEVELS, "count": 48}
    wall = {"kind": "sweep", "base": base(), "step": 0, "axes": [many, {**SIZES, "count": 10}]}
    bench.open_state({"wall": wall})
    expect(bench.panels).to_have_count(100)


def test_a_parameter_that_is_not_there_is_refused_in_words(bench: CompareBench) -> None:
    axes = [{"step": 0, "parameter": "no_such"}]
    bench.open_state({"wall": {"kind": "sweep", "base": base(), "step": 0, "axes": axes}})
    expect(bench.said).to_contain_text("no range to sweep")


def test_with_a_reference_a_score_is_a_figure(bench: CompareBench, context: BrowserContext) -> None:
    truth = store(context.request, bench.url, (COINS > 120).astype(np.uint8) * 255, "truth.npy")
    wall = {"kind": "sweep", "base": base(), "step": 0, "axes": [LEVELS], "figure": "dice"}
    bench.open_state({"wall": wall, "truth": truth}).rested()
    expect(figures(bench).nth(1)).to_have_text("1.000 dice")
    inside, true = COINS > 160, COINS > 120
    dice = 2 * (inside & true).sum() / (inside.sum() + true.sum())
    expect(figures(bench).nth(2)).to_have_text(f"{dice:.3f} dice")
