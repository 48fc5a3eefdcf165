"""What is not as usual: shapes that differ, nothing, very much, planes, and what is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.compare_bench import (
    CompareBench,
    above,
    compare_at,
    near,
    picture,
    result,
    step,
    store,
)
from tests.browser.watching import Complaints

SHAPE = (96, 128)
SLOWEST_MS = 250
"""Longest that the page may be deaf while objects by the thousand come."""
DEAF = """() => {
  window.deaf = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.deaf = Math.max(window.deaf, duration);
  }).observe({ type: "longtask" });
}"""


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[CompareBench]:
    with compare_at(tab, server_url, complaints) as made:
        yield made


@pytest.fixture(scope="module")
def ids(context: BrowserContext, server_url: str) -> dict[str, str]:
    small = np.zeros(SHAPE, np.uint8)
    small[24:72, 32:96] = 200
    large = small.repeat(2, axis=0).repeat(2, axis=1)
    holes = np.linspace(0, 1, SHAPE[0] * SHAPE[1], dtype=np.float32).reshape(SHAPE)
    holes[:, 64:] = np.nan
    specks = np.zeros((2048, 2048), np.uint8)
    specks[4::14, 4::14] = specks[5::14, 4::14] = 255
    stack = np.stack([np.where(small > 0, 40 * plane, 0) for plane in range(5)]).astype(np.uint8)
    pixels: dict[str, NDArray[Any]] = {
        "small": small,
        "large": large,
        "dark": np.zeros(SHAPE, np.uint8),
        "holes": holes,
        "specks": specks,
        "fewer": np.where(np.arange(2048)[:, np.newaxis] < 1024, specks, 0).astype(np.uint8),
        "stack": stack,
    }
    request = context.request
    return {
        name: store(request, server_url, array, f"{name}.npy") for name, array in pixels.items()
    }


def objects(image: str, name: str, threshold: float = 100) -> dict[str, Any]:
    steps = step("manual_threshold", threshold=threshold), step("label", min_size=0)
    return result(image, *steps, kind="labels", name=name)


def count(bench: CompareBench, name: str) -> Any:
    return bench.page.get_by_test_id("object-changes").locator(f"[data-change={name}]")


# -- pictures of different shapes -----------------------------------------------------------------


def test_shapes_that_differ_are_said(bench: CompareBench, ids: dict[str, str]) -> None:
    bench.open(above(ids["small"], 100), above(ids["large"], 100))
    shapes = bench.page.get_by_test_id("shapes")
    expect(shapes).to_contain_text("96 × 128 and 192 × 256")
    # Corner to corner, a pixel of one is as large as one of the other.
    places = bench.places
    assert places[1][2] == pytest.approx(2 * places[0][2], abs=1)
    assert places[1][:2] == pytest.approx(places[0][:2], abs=1)


def test_resampled_they_cover_each_other(bench: CompareBench, ids: dict[str, str]) -> None:
    bench.open(above(ids["small"], 100), above(ids["large"], 100))
    bench.select("fit").select_option("resample")
    bench.rested()
    bench.until(lambda: np.allclose(bench.places[0], bench.places[1], atol=1), "both are as large")


def test_alike_shapes_are_not_spoken_of(bench: CompareBench, ids: dict[str, str]) -> None:
    bench.open(above(ids["small"], 100), above(ids["dark"], 100))
    expect(bench.page.get_by_test_id("shapes")).to_be_hidden()


def test_a_difference_of_shapes_asks_how_to_fit_them(
    bench: CompareBench, ids: dict[str, str], complaints: Complaints
) -> None:
    complaints.expect("the server responded with a status of 422")
    bench.open(picture(ids["small"], "small"), picture(ids["large"], "large"), look="difference")
    expect(bench.said).to_contain_text("96 x 128")
    bench.select("fit").select_option("resample")
    caption = bench.page.get_by_test_id("difference-caption")
    expect(caption).to_contain_text(re.compile(r"mean [-−]?0"))
    bench.rested()
    expect(bench.said).to_be_hidden()


@pytest.mark.parametrize(
    ("fit", "changes"),
    [
        ("resample", {"kept": 1, "lost": 0, "born": 0}),
        ("corner", {"kept": 0, "lost": 1, "born": 1}),
    ],
)
def test_objects_of_other_shapes_are_matched_once_fitted(
    bench: CompareBench, ids: dict[str, str], fit: str, changes: dict[str, int]
) -> None:
    panels = objects(ids["small"], "small"), objects(ids["large"], "large")
    bench.open(*panels, look="objects", fit=fit)
    for name, number in changes.items():
        expect(count(bench, name)).to_have_text(f"{number} {name}")


def test_outlines_of_other_shapes_are_fitted_as_well(
    bench: CompareBench, ids: dict[str, str]
) -> None:
    panels = above(ids["small"], 100), above(ids["large"], 100)
    bench.open(*panels, look="outlines", fit="resample")
    colours = bench.screen()
    # The one that was stretched lies on the other, and above it.
    assert near(colours, "#56b4e9").sum() > 400
    assert near(colours, "#e69f00").sum() < 100


# -- nothing, one, and very many ------------------------------------------------------------------


def test_without_objects_nothing_has_changed(bench: CompareBench, ids: dict[str, str]) -> None:
    bench.open(objects(ids["dark"], "one"), objects(ids["dark"], "other"), look="objects")
    for name in ("kept", "born", "lost", "merged", "split"):
        expect(count(bench, name)).to_have_text(f"0 {name}")
    expect(bench.page.locator(".compare-rows")).to_contain_text("There are no objects in either")


def test_an_empty_mask_has_figures(bench: CompareBench, ids: dict[str, str]) -> None:
    bench.open(above(ids["dark"], 100), above(ids["small"], 100))
    expect(bench.figure(0, "objects")).to_have_text("0")
    expect(bench.figure(0, "area")).to_have_text("–")
    expect(bench.figure(0, "coverage")).to_have_text("0 %")
    expect(bench.figure(1, "area")).to_have_text("3,072")


def test_empty_masks_have_outlines_of_nothing(bench: CompareBench, ids: dict[str, str]) -> None:
    bench.open(above(ids["dark"], 100), above(ids["dark"], 150), look="outlines")
    assert near(bench.colours(SHAPE), "#000000").all()


def test_a_single_object_is_born(bench: CompareBench, ids: dict[str, str]) -> None:
    bench.open(objects(ids["dark"], "none"), objects(ids["small"], "one"), look="objects")
    expect(count(bench, "born")).to_have_text("1 born")
    rows = bench.page.get_by_test_id("rows")
    expect(rows.locator("tbody tr")).to_have_count(1)
    expect(bench.page.locator(".compare-rows")).to_contain_text("1 row. A row leads")


def test_twenty_thousand_objects_leave_the_page_responsive(
    bench: CompareBench, ids: dict[str, str]
) -> None:
    specks, fewer = objects(ids["specks"], "all"), objects(ids["fewer"], "half")
    bench.open(specks, fewer)
    expect(bench.figure(0, "objects")).to_have_text("21,316")
    bench.page.evaluate(DEAF)
    bench.look("objects")
    expect(count(bench, "kept")).to_contain_text("kept", timeout=30_000)
    bench.rested()
    expect(count(bench, "lost")).to_have_text(re.compile(r"^10,\d{3} lost"))
    expect(bench.page.locator(".compare-rows")).to_contain_text(
        "21,316 rows, the 500 that changed most are listed"
    )
    expect(bench.page.get_by_test_id("rows").locator("tbody tr")).to_have_count(500)
    assert bench.page.evaluate("() => window.deaf") < SLOWEST_MS


# -- values that are none -------------------------------------------------------------------------


def test_what_has_no_value_differs_in_nothing(bench: CompareBench, ids: dict[str, str]) -> None:
    bench.open(picture(ids["holes"], "one"), picture(ids["holes"], "other"), look="difference")
    expect(bench.page.get_by_test_id("difference-caption")).to_have_text(
        "From 0 to 0, mean 0; 0 % of the pixels differ."
    )


def test_a_picture_with_values_missing_is_compared(
    bench: CompareBench, ids: dict[str, str]
) -> None:
    bench.open(picture(ids["holes"], "holes"), above(ids["holes"], 0.5))
    expect(bench.figure(0, "intensity")).not_to_be_empty()
    expect(bench.figure(1, "objects")).to_have_text("1")


# -- stacks ---------------------------------------------------------------------------------------


def test_the_planes_of_stacks_are_chosen_for_all(bench: CompareBench, ids: dict[str, str]) -> None:
    bench.open(above(ids["stack"], 100), picture(ids["stack"], "stack"))
    plane = bench.page.get_by_test_id("plane")
    expect(plane).to_contain_text("plane 3 of 5")
    expect(bench.figure(0, "coverage")).to_have_text("0 %")
    plane.locator("input").press("ArrowRight")
    expect(plane).to_contain_text("plane 4 of 5")
    expect(bench.figure(0, "coverage")).to_have_text("25 %")
    bench.rested()
    middle = bench.colours(SHAPE, 1)[48, 64]
    assert middle[0] > 0
    bench.until(lambda: bench.state.get("plane") == 3, "the address has the plane")


def test_a_plane_without_a_stack_is_no_choice(bench: CompareBench, ids: dict[str, str]) -> None:
    bench.open(above(ids["small"], 100))
    expect(bench.page.get_by_test_id("plane")).to_be_hidden()


def test_an_object_of_a_stack_is_found_on_its_plane(
    bench: CompareBench, ids: dict[str, str]
) -> None:
    panels = objects(ids["stack"], "low", 30), objects(ids["stack"], "high", 150)
    bench.open(*panels, look="objects", plane=0)
    expect(count(bench, "kept")).to_have_text("1 kept")
    bench.page.get_by_test_id("rows").locator("tbody tr").first.click()
    expect(bench.page.get_by_test_id("plane")).to_contain_text("plane 4 of 5")


# -- what is gone ---------------------------------------------------------------------------------


def test_a_picture_that_was_deleted_is_missing_in_its_panel_only(
    bench: CompareBench, ids: dict[str, str], complaints: Complaints
) -> None:
    complaints.expect("the server responded with a status of 404")
    bench.open(above("no-such-picture", 100, "gone"), above(ids["small"], 100, "there"))
    expect(bench.panel(0).get_by_role("status")).to_contain_text("no-such-picture")
    expect(bench.panel(1)).not_to_have_class(re.compile("has-failed"))
    expect(bench.figure(1, "objects")).to_have_text("1")
    bench.tool(0, "close").click()
    assert bench.names == ["there"]


def test_an_algorithm_that_is_not_there_is_said_in_its_panel(
    bench: CompareBench, ids: dict[str, str], complaints: Complaints
) -> None:
    complaints.expect("the server responded with a status of 4")
    bench.open(result(ids["small"], step("no_such_algorithm")), above(ids["small"], 100))
    expect(bench.panel(0).get_by_role("status")).to_contain_text("no_such_algorithm")


def test_leaving_while_two_are_being_compared_complains_of_nothing(bench: CompareBench) -> None:
    # What is heard on the console fails the test.
    held: list[Route] = []
    bench.open(above("coins", 60), above("coins", 90))
    bench.page.route("**/api/v1/pair?**", lambda route: held.append(route))
    bench.look("difference")
    bench.until(lambda: bool(held), "the comparison is asked for")
    bench.open(above("coins", 120))
    expect(bench.panels).to_have_count(1)
