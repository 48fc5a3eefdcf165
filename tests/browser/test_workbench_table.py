"""The table of measurements: filtered, sorted, pictured, saved, and linked with its objects."""

from __future__ import annotations

import csv
import re
import time
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect

from tests.browser.bench import Bench
from tests.browser.pointing import at

MEASURED: tuple[dict[str, Any], ...] = (
    {"algorithm": "threshold_otsu"},
    {"algorithm": "label"},
    {"algorithm": "regionprops_table"},
)
LABELLED = (
    {"algorithm": "manual_threshold", "parameters": {"threshold": 100}},
    {"algorithm": "label"},
    {"algorithm": "regionprops_table", "parameters": {"properties": ["label", "area", "bbox"]}},
)
FILTERING = """async ([text, columns, rows]) => {
  const { filterOf } = await import("/assets/workbench/table_filter.mjs");
  const { passes, mistake } = filterOf(text, columns);
  return { mistake, kept: rows.filter(passes) };
}"""
WRITING = """async ([columns, rows]) =>
  (await import("/assets/workbench/csv.mjs")).csvOf(columns, rows)"""
LONG_TASKS = """() => {
  window.longest = 0;
  new PerformanceObserver((list) => {
    window.longest = Math.max(window.longest, ...list.getEntries().map((task) => task.duration));
  }).observe({ type: "longtask" });
}"""
COLUMNS = ["label", "area", "mean_intensity", "change"]
ROWS: list[list[Any]] = [
    [1, 10, 0.5, "kept"],
    [2, 250, 0.25, "born"],
    [3, 90, None, "kept"],
    [4, 400, 0.75, "Lost"],
]


@pytest.fixture
def panel(bench: Bench) -> Locator:
    return bench.page.get_by_test_id("measurements")


@pytest.fixture
def box(bench: Bench) -> Locator:
    return bench.page.get_by_test_id("table-filter")


def rows(panel: Locator) -> Locator:
    return panel.locator("tbody tr")


def squares(count: int, pitch: int = 5) -> NDArray[np.uint8]:
    """Bright squares, as many along each side, apart from each other."""
    cell = np.zeros((pitch, pitch), np.uint8)
    cell[1:-1, 1:-1] = 200
    return np.tile(cell, (count, count))


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("", [1, 2, 3, 4]),
        ("area > 90", [2, 4]),
        ("area >= 90 and area < 400", [2, 3]),
        ("AREA ≤ 90", [1, 3]),
        ("mean intensity < 0.6", [1, 2]),
        ("mean_intensity != 0.5", [2, 4]),
        ("area>1e2 AND mean_intensity=0.75", [4]),
        ("label = -1", []),
        ("change = kept", [1, 3]),
        ("change != kept & area > 300", [4]),
        ('change = "lost"', [4]),
    ],
)
def test_a_filter_keeps_the_rows_it_says(bench: Bench, text: str, labels: list[int]) -> None:
    bench.open("manual_threshold", image="coins")
    found = bench.page.evaluate(FILTERING, [text, COLUMNS, ROWS])
    assert found["mistake"] == ""
    assert [row[0] for row in found["kept"]] == labels


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("aera > 3", "There is no column “aera”. There are label, area, mean intensity, change."),
        ("area", "“area” has no comparison. Write, for example, area > 100"),
        ("area >", "“area >” has nothing to compare with"),
        ("area > many", "“many” is no number, so nothing can be > it"),
        ("area > 3 and", "A comparison is missing beside “and”"),
    ],
)
def test_a_mistake_is_explained_and_leaves_every_row(bench: Bench, text: str, message: str) -> None:
    bench.open("manual_threshold", image="coins")
    found = bench.page.evaluate(FILTERING, [text, COLUMNS, ROWS])
    assert message in found["mistake"]
    assert len(found["kept"]) == len(ROWS)


def test_a_filter_says_how_many_rows_are_left(bench: Bench, panel: Locator, box: Locator) -> None:
    bench.open_steps("coins", *MEASURED)
    expect(panel.get_by_test_id("table-count")).to_have_text("96 rows")
    box.fill("area > 1000")
    expect(panel.get_by_test_id("table-count")).to_have_text(re.compile(r"^\d+ of 96 rows$"))
    expect(rows(panel)).not_to_have_count(96)
    box.fill("weight > 1000")
    expect(panel).to_contain_text("There is no column “weight”")
    expect(rows(panel)).to_have_count(96)
    box.fill("")
    expect(panel.get_by_test_id("table-count")).to_have_text("96 rows")


def test_objects_that_are_filtered_out_are_dimmed(
    bench: Bench, panel: Locator, box: Locator
) -> None:
    bench.open_steps("coins", *MEASURED)
    dimmed = bench.page.locator(".dimmed-highlight")
    expect(rows(panel)).to_have_count(96)
    expect(dimmed).to_be_hidden()
    box.fill("area > 100000")
    expect(dimmed).to_be_visible()
    box.fill("")
    expect(dimmed).to_be_hidden()


def test_filter_and_order_outlast_a_change_of_the_recipe(
    bench: Bench, panel: Locator, box: Locator
) -> None:
    bench.open_steps("coins", {"algorithm": "gaussian", "parameters": {"sigma": 1}}, *MEASURED)
    expect(rows(panel).first).to_be_visible()
    box.fill("area > 500")
    panel.get_by_role("button", name=re.compile("^area")).click()
    counted = panel.get_by_test_id("table-count")
    expect(counted).to_have_text(re.compile(" of 34 rows"))
    bench.step(0).locator(".step-open").click()
    bench.number("sigma").fill("4")
    bench.rested()
    bench.step(3).locator(".step-open").click()
    expect(counted).to_have_text("22 rows")
    areas = [
        int(text.replace(",", ""))
        for text in rows(panel).locator("td:nth-child(3)").all_inner_texts()
    ]
    assert areas == sorted(areas)
    assert areas[0] > 500
    expect(panel.locator("th[aria-sort=ascending]")).to_have_text("area")
    expect(box).to_have_value("area > 500")


def test_every_row_has_a_picture_of_its_object(bench: Bench, panel: Locator) -> None:
    dark = np.zeros((60, 80), np.uint8)
    dark[10:20, 10:20] = 250
    dark[40:50, 50:60] = 120
    bench.open_steps(bench.store(dark, "two.npy"), *LABELLED)
    expect(rows(panel)).to_have_count(2)
    middles = """(canvas) => [...canvas.getContext("2d").getImageData(
      canvas.width / 2, canvas.height / 2, 1, 1).data]"""
    pictures = panel.locator(".row-picture")
    bench.until(
        lambda: [pictures.nth(i).evaluate(middles)[0] for i in (0, 1)] == [250, 120],
        "each row shows its own object",
    )


def test_a_small_object_of_a_large_picture_is_fetched_as_fine_as_it_is(
    bench: Bench, panel: Locator
) -> None:
    large = np.zeros((2048, 2048), np.uint8)
    large[1000:1012, 1500:1512:2] = 255
    image = bench.store(large, "comb.npy")
    with bench.page.expect_response(re.compile(r"/view\?.*region=99\d%2C14\d\d")) as fetched:
        bench.open_steps(image, *LABELLED)
        expect(rows(panel)).to_have_count(6)
        panel.scroll_into_view_if_needed()
    assert "scale=1&" in fetched.value.url
    assert fetched.value.request.headers["priority"] == "u=6"


def test_what_is_shown_is_what_is_saved(bench: Bench, panel: Locator, box: Locator) -> None:
    bench.open_steps("coins", *MEASURED)
    expect(rows(panel).first).to_be_visible()
    box.fill("area > 1000")
    head = panel.get_by_role("button", name=re.compile("^area"))
    head.click()
    head.click()
    shown = rows(panel).count()
    with bench.page.expect_download() as saved:
        panel.get_by_role("button", name="Save as CSV").click()
    expect(panel).to_contain_text(f"Saved {shown} rows.")
    assert saved.value.suggested_filename == "coins-regionprops_table.csv"
    with saved.value.path().open(newline="") as file:
        lines = list(csv.DictReader(file))
    areas = [float(line["area"]) for line in lines]
    assert len(areas) == shown
    assert areas == sorted(areas, reverse=True)
    assert min(areas) > 1000


def test_a_row_that_is_scrolled_away_is_found_from_its_object(bench: Bench, panel: Locator) -> None:
    pixels = squares(30)
    bench.open_steps(bench.store(pixels, "squares30.npy"), *LABELLED)
    expect(panel.get_by_test_id("table-count")).to_have_text("900 rows")
    bench.page.mouse.click(*at(bench, 147, 147, (150, 150)))
    chosen = panel.locator("tr[aria-selected=true]")
    expect(chosen).to_have_count(1)
    expect(chosen).to_be_in_viewport()
    expect(chosen.locator("td").nth(1)).to_have_text("900")


def test_twenty_thousand_rows_are_scrolled_sorted_and_filtered_at_once(
    bench: Bench, panel: Locator, box: Locator
) -> None:
    bench.open_steps(bench.store(squares(142), "squares142.npy"), *LABELLED)
    count = panel.get_by_test_id("table-count")
    expect(count).to_have_text("20,164 rows", timeout=20_000)
    bench.page.evaluate(LONG_TASKS)
    assert rows(panel).count() < 100
    scroll = panel.locator(".table-scroll")
    scroll.evaluate("(part) => { part.scrollTop = part.scrollHeight; }")
    expect(rows(panel).last.locator("td").nth(1)).to_have_text("20,164")
    assert rows(panel).count() < 100
    started = time.monotonic()
    panel.get_by_role("button", name="label").click()
    panel.get_by_role("button", name="label").click()
    box.fill("label <= 15000")
    expect(count).to_have_text("15,000 of 20,164 rows")
    assert time.monotonic() - started < 5
    scroll.evaluate("(part) => { part.scrollTop = 0; }")
    expect(rows(panel).first.locator("td").nth(1)).to_have_text("15,000")
    assert bench.page.evaluate("() => window.longest") < 500
    with bench.page.expect_download() as saved:
        panel.get_by_role("button", name="Save as CSV").click()
    assert len(saved.value.path().read_text().splitlines()) == 15_001


def test_arrow_keys_walk_through_the_rows_in_their_order(
    bench: Bench, panel: Locator, box: Locator
) -> None:
    bench.open_steps(bench.store(squares(30), "squares30.npy"), *LABELLED)
    expect(panel.get_by_test_id("table-count")).to_have_text("900 rows")
    box.fill("label > 880")
    scroll = panel.locator(".table-scroll")
    chosen = panel.locator("tr[aria-selected=true] td:nth-child(2)")
    scroll.press("ArrowDown")
    expect(chosen).to_have_text("881")
    scroll.press("ArrowDown")
    expect(chosen).to_have_text("882")


def test_what_would_break_a_line_of_the_file_is_quoted(bench: Bench) -> None:
    bench.open("manual_threshold", image="coins")
    given = [["a,b", 'say "so"'], [[1.5, None], ["two\nlines", "plain"]]]
    text = bench.page.evaluate(WRITING, given)
    assert list(csv.reader(text.splitlines(keepends=True))) == [
        ["a,b", 'say "so"'],
        ["1.5", ""],
        ["two\nlines", "plain"],
    ]


def test_no_objects_make_an_empty_table(bench: Bench, panel: Locator) -> None:
    bench.open_steps(bench.store(np.zeros((40, 50), np.uint8), "nothing.npy"), *LABELLED)
    expect(panel.get_by_test_id("table-count")).to_have_text("0 rows")
    expect(rows(panel)).to_have_count(0)


def test_one_object_makes_one_row(bench: Bench, panel: Locator) -> None:
    bench.open_steps(bench.store(squares(1, 40), "one.npy"), *LABELLED)
    expect(panel.get_by_test_id("table-count")).to_have_text("1 row")
    expect(rows(panel)).to_have_count(1)
