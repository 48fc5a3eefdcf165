"""Two results on top of each other: parted by a curtain, in turn, and as outlines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.bench import Colours, pixels_of
from tests.browser.compare_bench import BARE, CompareBench, above, compare_at, near, store
from tests.browser.watching import Complaints, box_of

SHAPE = (160, 200)
ORANGE, BLUE = "#e69f00", "#56b4e9"


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[CompareBench]:
    with compare_at(tab, server_url, complaints) as made:
        yield made


@pytest.fixture(scope="module")
def steps(context: BrowserContext, server_url: str) -> str:
    """Grey 100 in the upper half, 200 in the middle of that; the rest is black."""
    pixels = np.zeros(SHAPE, np.uint8)
    pixels[:80] = 100
    pixels[20:60, 20:180] = 200
    return store(context.request, server_url, pixels, "steps.npy")


@pytest.fixture
def two(bench: CompareBench, steps: str) -> CompareBench:
    """All that is grey beside all that is bright; a third result that is not looked at."""
    return bench.open(above(steps, 50), above(steps, 150), above(steps, 250))


@pytest.fixture
def curtain(two: CompareBench) -> Locator:
    two.look("curtain")
    two.rested()
    return two.page.get_by_test_id("curtain")


def seen(bench: CompareBench) -> Colours:
    """Colours of the picture's pixels, whichever panel shows them."""
    left, top, width, height = bench.places[0]
    screen = pixels_of(bench.page.get_by_test_id("panels").screenshot(style=BARE))
    y = (top + (np.arange(SHAPE[0]) + 0.5) * height / SHAPE[0]).astype(int)
    x = (left + (np.arange(SHAPE[1]) + 0.5) * width / SHAPE[1]).astype(int)
    found: Colours = screen[np.ix_(y, x)]
    return found


def marked(bench: CompareBench) -> NDArray[np.bool_]:
    """Pixels that are tinted orange rather than grey, but for the outlines' surroundings."""
    colours = seen(bench)
    return np.asarray(colours[..., 0] - colours[..., 2] > 20)


def share_marked(bench: CompareBench, columns: slice) -> float:
    """Of the pixels that are grey but not bright, how many are marked."""
    return float(marked(bench)[4:16, columns].mean())


def test_the_first_is_left_of_the_curtain_and_the_second_right(
    two: CompareBench, curtain: Locator
) -> None:
    expect(curtain).to_have_attribute("aria-valuenow", "50")
    assert share_marked(two, slice(4, 96)) == 1
    assert share_marked(two, slice(104, 196)) == 0
    assert marked(two)[24:56, 104:176].all()


def test_a_hand_draws_the_curtain(two: CompareBench, curtain: Locator) -> None:
    box = box_of(curtain)
    left, _, width, _ = two.places[0]
    two.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 200)
    two.page.mouse.down()
    two.page.mouse.move(left + 0.25 * width, box["y"] + 220, steps=4)
    two.page.mouse.up()
    assert share_marked(two, slice(4, 46)) == 1
    assert share_marked(two, slice(54, 196)) == 0


def test_keys_draw_the_curtain(two: CompareBench, curtain: Locator) -> None:
    for _ in range(5):
        curtain.press("ArrowRight")
    expect(curtain).to_have_attribute("aria-valuenow", "60")
    assert share_marked(two, slice(104, 114)) == 1
    curtain.press("Home")
    expect(curtain).to_have_attribute("aria-valuenow", "0")
    assert share_marked(two, slice(4, 196)) == 0
    curtain.press("End")
    assert share_marked(two, slice(4, 196)) == 1


def test_the_curtain_is_remembered_in_the_address(two: CompareBench, curtain: Locator) -> None:
    curtain.press("End")
    two.until(lambda: two.state.get("curtain") == 1, "the address has the curtain's place")


def test_both_sides_of_the_curtain_move_together(two: CompareBench, curtain: Locator) -> None:
    two.page.mouse.move(300, 400)
    two.page.mouse.wheel(0, -300)
    two.until(lambda: two.places[0][2] > 1000, "the picture grows")
    assert two.places[0] == two.places[1]


def test_which_two_are_parted_is_chosen_in_the_bar(two: CompareBench, curtain: Locator) -> None:
    two.select("pair-1").select_option("2")
    two.rested()
    assert not marked(two)[24:56, 104:176].any()


def test_the_same_one_twice_turns_the_two_around(two: CompareBench, curtain: Locator) -> None:
    two.select("pair-0").select_option("1")
    expect(two.select("pair-1")).to_have_value("0")
    two.rested()
    assert share_marked(two, slice(4, 96)) == 0
    assert share_marked(two, slice(104, 196)) == 1


def visible(bench: CompareBench) -> list[str]:
    """Names of the panels that are shown."""
    panels = [bench.panel(at) for at in range(bench.panels.count())]
    shown = [panel for panel in panels if panel.evaluate("(it) => it.style.visibility") != "hidden"]
    return [str(panel.get_attribute("data-panel")) for panel in shown]


def test_space_shows_one_of_two_after_the_other(two: CompareBench) -> None:
    two.look("blink")
    two.rested()
    assert visible(two) == ["0"]
    assert share_marked(two, slice(4, 196)) == 1
    two.page.keyboard.press("Space")
    assert visible(two) == ["1"]
    assert share_marked(two, slice(4, 196)) == 0
    two.page.keyboard.press("Space")
    assert visible(two) == ["0"]


def test_the_bar_says_which_of_two_is_shown(two: CompareBench) -> None:
    two.look("blink")
    turn = two.page.locator(".compare-turn")
    expect(turn).to_have_text("1 manual_threshold")
    two.page.keyboard.press("Space")
    expect(turn).to_have_text("2 manual_threshold")


def test_they_take_turns_by_themselves(two: CompareBench) -> None:
    two.look("blink")
    button = two.page.get_by_role("button", name="Take turns")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    for shown in ("1", "0"):
        two.until(lambda shown=shown: visible(two) == [shown], "the other one is shown")  # type: ignore[misc]
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_side_by_side_shows_all_again(two: CompareBench, curtain: Locator) -> None:
    two.look("blink")
    two.look("side")
    expect(two.panels).to_have_count(3)
    assert visible(two) == ["0", "1", "2"]
    expect(curtain).to_be_hidden()
    assert two.panel(1).evaluate("(it) => it.style.clipPath") == ""


def test_outlines_of_both_lie_over_one_picture_in_two_colours(two: CompareBench) -> None:
    two.look("outlines")
    two.rested()
    expect(two.panels).to_have_count(1)
    screen = two.screen()
    _, top, _, height = two.places[0]
    rows = {
        name: np.nonzero(near(screen, colour).mean(axis=1) > 0.3)[0]
        for name, colour in (("first", ORANGE), ("second", BLUE))
    }
    # The first ends at row 80, the second lies between rows 20 and 60.
    assert rows["first"].max() == pytest.approx(top + 80 * height / SHAPE[0], abs=3)
    assert rows["second"].min() == pytest.approx(top + 20 * height / SHAPE[0], abs=3)
    assert rows["second"].max() == pytest.approx(top + 60 * height / SHAPE[0], abs=3)


def test_a_legend_says_whose_outline_is_whose(two: CompareBench) -> None:
    two.look("outlines")
    expect(two.page.locator(".compare-legend")).to_contain_text("1 manual_threshold")
    expect(two.page.locator(".compare-legend")).to_contain_text("2 manual_threshold")
