"""Objects of two results: kept, born, lost, merged and split, on a pair where that is known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.compare_bench import CompareBench, compare_at, near, picture, store, tinted
from tests.browser.watching import Complaints, box_of

SHAPE = (200, 300)
COLOURS = {
    "kept": "#56b4e9",
    "born": "#009e73",
    "lost": "#d55e00",
    "merged": "#cc79a7",
    "split": "#f0e442",
}
COUNTS = {"kept": 3, "born": 2, "lost": 1, "merged": 2, "split": 1}
Box = tuple[int, int, int, int]
BEFORE: tuple[Box, ...] = (
    (10, 10, 40, 40),
    (10, 60, 40, 90),
    (10, 110, 40, 140),
    (60, 10, 90, 40),
    (110, 10, 140, 38),
    (110, 42, 140, 70),
    (110, 110, 140, 128),
    (110, 131, 140, 149),
    (110, 152, 140, 170),
    (160, 10, 190, 90),
)
AFTER: tuple[Box, ...] = (
    (10, 10, 40, 40),
    (12, 62, 42, 92),
    (10, 110, 40, 138),
    (110, 10, 140, 70),
    (110, 110, 140, 170),
    (160, 10, 190, 48),
    (160, 52, 190, 90),
    (60, 200, 90, 230),
    (110, 200, 140, 230),
)
"""Three kept, one lost, two merged into one, three into one, one split, two born."""
PLACES = {
    "kept": (25, 25),
    "born": (75, 215),
    "lost": (75, 25),
    "merged": (125, 140),
    "split": (175, 30),
}


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[CompareBench]:
    with compare_at(tab, server_url, complaints) as made:
        yield made


def drawn(boxes: tuple[Box, ...]) -> NDArray[np.uint16]:
    """Label image whose ids are neither small nor in order."""
    labels = np.zeros(SHAPE, np.uint16)
    for at, (top, left, bottom, right) in enumerate(boxes):
        labels[top:bottom, left:right] = 5 * (len(boxes) - at) + 300
    return labels


@pytest.fixture(scope="module")
def pair(context: BrowserContext, server_url: str) -> tuple[str, str]:
    request = context.request
    before = store(request, server_url, drawn(BEFORE), "before.npy")
    return before, store(request, server_url, drawn(AFTER), "after.npy")


@pytest.fixture
def objects(bench: CompareBench, pair: tuple[str, str]) -> CompareBench:
    before, after = pair
    panels = picture(before, "before", "labels"), picture(after, "after", "labels")
    return bench.open(*panels, look="objects")


def rows(bench: CompareBench) -> Locator:
    return bench.page.get_by_test_id("rows").locator("tbody tr")


def test_every_change_is_counted(objects: CompareBench) -> None:
    counts = objects.page.get_by_test_id("object-changes")
    for name, count in COUNTS.items():
        expect(counts.locator(f"[data-change={name}]")).to_have_text(f"{count} {name}")


def test_all_are_classified_as_they_were_made(objects: CompareBench) -> None:
    expect(rows(objects)).to_have_count(sum(COUNTS.values()))
    found = [cell.split() for cell in rows(objects).locator("td:first-child").all_inner_texts()]
    assert {name: found.count([name]) for name in COUNTS} == COUNTS


@pytest.mark.parametrize("change", COLOURS)
def test_a_changed_object_has_its_colour(objects: CompareBench, change: str) -> None:
    row, column = PLACES[change]
    colours = objects.colours(SHAPE)
    ids = drawn(AFTER if change != "lost" else BEFORE)
    # Half of the fill lies over the grey of its number in the first picture.
    grey = round(drawn(BEFORE)[row, column] / drawn(BEFORE).max() * 255)
    assert ids[row, column] > 0
    wanted = tinted(grey, COLOURS[change])
    assert near(colours[row - 5 : row + 5, column - 5 : column + 5], wanted).all()


def test_what_is_no_object_in_either_has_no_colour(objects: CompareBench) -> None:
    assert near(objects.colours(SHAPE)[60:90, 100:180], "#000000").all()


def test_the_change_under_the_cursor_is_named(objects: CompareBench) -> None:
    value = objects.page.locator(".compare-value")
    for change, place in PLACES.items():
        objects.page.mouse.move(*objects.at(0, *place, SHAPE))
        expect(value).to_have_text(change)


def test_those_that_changed_most_come_first(objects: CompareBench) -> None:
    # The lost and the born ones share nothing; of the merged the gaps are new.
    expect(rows(objects).nth(2)).to_be_visible()
    first = rows(objects).locator("td:first-child").all_inner_texts()[:3]
    assert sorted(words.strip() for words in first) == ["born", "born", "lost"]


def test_a_row_leads_to_its_place(objects: CompareBench) -> None:
    before = objects.places[0]
    rows(objects).filter(has_text="split").click()
    objects.until(lambda: objects.places[0] != before, "the picture moves")
    stage = box_of(objects.panel(0))
    left, top, width, height = objects.places[0]
    middle = ((stage["height"] / 2 - top) / height, (stage["width"] / 2 - left) / width)
    assert middle == pytest.approx((175 / SHAPE[0], 50 / SHAPE[1]), abs=0.01)
    expect(rows(objects).filter(has_text="split")).to_have_attribute("aria-selected", "true")


def test_arrows_walk_from_row_to_row(objects: CompareBench) -> None:
    rows(objects).first.click()
    objects.page.get_by_test_id("rows").press("ArrowDown")
    expect(rows(objects).nth(1)).to_have_attribute("aria-selected", "true")
    expect(rows(objects).first).to_have_attribute("aria-selected", "false")


def test_rows_are_sorted_by_a_column(objects: CompareBench) -> None:
    table = objects.page.get_by_test_id("rows")
    head = table.get_by_role("columnheader", name="area before")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    place = table.locator("thead th").all_inner_texts().index(head.inner_text())
    areas = rows(objects).locator(f"td:nth-child({place + 1})").all_inner_texts()
    found = [int(text.replace(",", "")) for text in areas]
    assert found == sorted(found, reverse=True)
    assert found[0] == 30 * 80
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")


def test_the_other_way_round_born_becomes_lost_and_merged_split(objects: CompareBench) -> None:
    objects.select("pair-0").select_option("1")
    counts = objects.page.get_by_test_id("object-changes")
    swapped = {"kept": 3, "born": 1, "lost": 2, "merged": 1, "split": 2}
    for name, count in swapped.items():
        expect(counts.locator(f"[data-change={name}]")).to_have_text(f"{count} {name}")


def test_a_picture_is_read_as_labels_where_its_panel_says_so(
    bench: CompareBench, pair: tuple[str, str]
) -> None:
    bench.open(picture(pair[0], "before"), picture(pair[1], "after"))
    expect(bench.figure(0, "objects")).to_have_text("–")
    for place in (0, 1):
        bench.panel(place).hover()
        bench.panel(place).get_by_label("Read the picture as").select_option("labels")
    expect(bench.figure(0, "objects")).to_have_text(str(len(BEFORE)))
    expect(bench.figure(1, "objects")).to_have_text(str(len(AFTER)))
    bench.look("objects")
    expect(bench.page.get_by_test_id("object-changes")).to_contain_text("2 merged")


def test_pictures_without_objects_say_what_to_choose(
    bench: CompareBench, pair: tuple[str, str]
) -> None:
    bench.open(picture(pair[0], "before"), picture(pair[1], "after"), look="objects")
    expect(bench.said).to_contain_text("choose a mask or a label image")
    expect(bench.panels).to_have_count(1)
