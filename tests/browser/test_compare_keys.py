"""The keys of the compare page, and the list of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.compare_bench import CompareBench, above, compare_at
from tests.browser.watching import Complaints


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[CompareBench]:
    with compare_at(tab, server_url, complaints) as made:
        yield made


@pytest.fixture
def five(bench: CompareBench) -> CompareBench:
    """Five panels in rows of three, the first with the focus."""
    bench.open(*(above("coins", 30 * at, f"above {30 * at}") for at in range(1, 6)))
    bench.page.keyboard.press("1")
    return bench


def focused(bench: CompareBench) -> str:
    found: str = bench.page.evaluate("() => document.activeElement.dataset.panel ?? ''")
    return found


def test_arrows_go_from_panel_to_panel(five: CompareBench) -> None:
    went = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        five.page.keyboard.press(key)
        went.append(focused(five))
    assert went == ["1", "4", "3", "0"]


def test_arrows_stop_at_the_edges(five: CompareBench) -> None:
    for key in ("ArrowLeft", "ArrowUp"):
        five.page.keyboard.press(key)
        assert focused(five) == "0"


def test_a_digit_goes_to_its_panel(five: CompareBench) -> None:
    five.page.keyboard.press("4")
    assert focused(five) == "3"
    expect(five.panel(3)).to_have_class("compare-panel is-focused")
    five.page.keyboard.press("9")
    assert focused(five) == "3"


def test_enter_enlarges_a_panel_and_escape_shows_all_again(five: CompareBench) -> None:
    five.page.keyboard.press("3")
    five.page.keyboard.press("Enter")
    expect(five.panels).to_have_count(1)
    assert five.names == ["above 90"]
    five.page.keyboard.press("ArrowRight")
    assert five.names == ["above 120"]
    five.page.keyboard.press("Escape")
    expect(five.panels).to_have_count(5)


@pytest.mark.parametrize(
    ("key", "look"),
    [("c", "curtain"), ("b", "blink"), ("o", "outlines"), ("d", "difference"), ("j", "objects"),
     ("t", "truth")],
)  # fmt: skip
def test_a_letter_chooses_a_way_of_looking(five: CompareBench, key: str, look: str) -> None:
    page = five.page.locator(".compare-page")
    five.page.keyboard.press(key)
    expect(page).to_have_attribute("data-look", look)
    expect(five.page.locator(f"button[data-look={look}]")).to_have_attribute("aria-pressed", "true")
    five.page.keyboard.press("s")
    expect(page).to_have_attribute("data-look", "side")


def test_space_begins_to_blink_and_shows_the_other_of_two(five: CompareBench) -> None:
    five.page.keyboard.press("Space")
    expect(five.page.locator(".compare-page")).to_have_attribute("data-look", "blink")
    turn = five.page.locator(".compare-turn")
    expect(turn).to_have_text("1 above 30")
    five.page.keyboard.press("Space")
    expect(turn).to_have_text("2 above 60")


def test_space_blinks_also_after_the_button_was_pressed(five: CompareBench) -> None:
    five.look("blink")
    turn = five.page.locator(".compare-turn")
    expect(turn).to_have_text("1 above 30")
    five.page.keyboard.press("Space")
    expect(turn).to_have_text("2 above 60")


def test_plus_minus_and_zero_zoom_all(five: CompareBench) -> None:
    home = five.places[0][2]
    five.page.keyboard.press("+")
    five.until(lambda: five.places[4][2] == pytest.approx(1.5 * home, abs=1), "all are larger")
    five.page.keyboard.press("-")
    five.until(lambda: five.places[4][2] == pytest.approx(home, abs=1), "all are as before")
    five.page.keyboard.press("-")
    five.page.keyboard.press("0")
    five.until(lambda: five.places[4][2] == pytest.approx(home, abs=1), "all fit again")


def test_shift_and_an_arrow_move_all(five: CompareBench) -> None:
    before = five.places[0]
    five.page.keyboard.press("Shift+ArrowRight")
    five.until(lambda: five.places[2][0] == pytest.approx(before[0] - 48, abs=1), "all have moved")
    assert focused(five) == "0"


def test_f2_renames_a_panel(five: CompareBench) -> None:
    five.panel(1).locator(".compare-name").press("F2")
    expect(five.panel(1).get_by_role("textbox")).to_be_focused()


def test_typing_in_a_field_chooses_nothing(five: CompareBench) -> None:
    five.panel(0).locator(".compare-name").dblclick()
    field = five.panel(0).get_by_role("textbox")
    field.press("ControlOrMeta+a")
    field.press_sequentially("b 2 cod?")
    expect(field).to_have_value("b 2 cod?")
    expect(five.page.locator(".compare-page")).to_have_attribute("data-look", "side")
    expect(five.page.get_by_role("dialog")).to_be_hidden()
    field.press("Enter")
    assert five.names[0] == "b 2 cod?"


def test_a_list_of_the_bar_keeps_its_keys(five: CompareBench) -> None:
    five.select("add").focus()
    five.page.keyboard.press("d")
    expect(five.page.locator(".compare-page")).to_have_attribute("data-look", "side")


def test_a_question_mark_lists_the_keys(five: CompareBench) -> None:
    five.page.keyboard.press("?")
    dialog = five.page.get_by_role("dialog")
    for words in (
        "Go from panel to panel", "Go to a panel", "Blink",
        "Side by side, curtain, blink, outlines",
        "Difference, objects, ground truth", "Enlarge the panel", "Move the pictures",
    ):  # fmt: skip
        expect(dialog).to_contain_text(words)
    five.page.keyboard.press("d")
    expect(five.page.locator(".compare-page")).to_have_attribute("data-look", "side")
    five.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
