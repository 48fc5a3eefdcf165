"""Nine panels of a large picture: one camera, one cursor, no round trip for the movement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.compare_bench import CompareBench, above, compare_at, picture, store
from tests.browser.watching import Complaints, box_of

SIDE = 2048
SHAPE = (SIDE, SIDE)
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
WHEEL = """([place, delta]) => {
  const stage = document.querySelectorAll(".compare-stage")[place];
  const { x, y, width, height } = stage.getBoundingClientRect();
  stage.dispatchEvent(new WheelEvent("wheel", { deltaY: delta, cancelable: true, bubbles: true,
    clientX: x + 0.3 * width, clientY: y + 0.6 * height }));
  return new Promise((done) => requestAnimationFrame(() => done(
    [...document.querySelectorAll(".compare-panel")].map((panel) => {
      const outer = panel.getBoundingClientRect();
      const inner = panel.querySelector(".picture").getBoundingClientRect();
      return [inner.x - outer.x, inner.y - outer.y, inner.width, inner.height];
    }))));
}"""
"""Turn the wheel over a panel; where all pictures are in the very next frame."""


@pytest.fixture(scope="module")
def large(context: BrowserContext, server_url: str) -> str:
    """A picture whose value at a pixel tells its row."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    pixels = np.where((columns // 128 + rows // 128) % 2, rows // 8, 255 - rows // 8)
    return store(context.request, server_url, pixels.astype(np.uint8), "large.npy")


@pytest.fixture(scope="module")
def tab(context: BrowserContext, large: str, server_url: str) -> Iterator[Page]:
    opened = context.new_page()
    opened.set_viewport_size({"width": 1280, "height": 900})
    panels = [above(large, 25 * at, f"above {25 * at}") for at in range(1, 9)]
    CompareBench(opened, server_url).open(picture(large, "large"), *panels)
    yield opened
    opened.close()


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[CompareBench]:
    with compare_at(tab, server_url, complaints) as made:
        made.page.locator("[data-camera=home]").click()
        made.page.mouse.move(2, 2)
        yield made.rested()


def alike(boxes: Sequence[tuple[float, ...]]) -> bool:
    return bool(np.allclose(boxes, boxes[0], atol=0.51))


def test_nine_panels_show_one_picture_alike(bench: CompareBench) -> None:
    expect(bench.panels).to_have_count(9)
    assert alike(bench.places)
    assert bench.places[0][2] < box_of(bench.panel(0))["width"]


@pytest.mark.parametrize("place", [0, 4, 8])
def test_a_wheel_over_one_zooms_all_in_the_same_frame(bench: CompareBench, place: int) -> None:
    before = bench.places[place]
    after = [tuple(box) for box in bench.page.evaluate(WHEEL, [place, -400])]
    assert alike(after)
    assert after[place][2] > 1.5 * before[2]


def test_a_wheel_keeps_the_pixel_under_the_pointer_where_it_is(bench: CompareBench) -> None:
    stage = box_of(bench.panel(4))
    before = bench.places[4]
    after = bench.page.evaluate(WHEEL, [4, -400])[4]
    pointer = (0.3 * stage["width"], 0.6 * stage["height"])
    for axis in (0, 1):
        shares = [(pointer[axis] - box[axis]) / box[2 + axis] for box in (before, after)]
        assert shares[0] == pytest.approx(shares[1], abs=0.01)


def drag(bench: CompareBench, place: int, dx: float, dy: float) -> None:
    x, y = bench.at(place, SIDE / 2, SIDE / 2, SHAPE)
    bench.page.mouse.move(x, y)
    bench.page.mouse.down()
    bench.page.mouse.move(x + dx, y + dy, steps=6)
    bench.page.mouse.up()
    bench.page.evaluate(NEXT_FRAME)


def test_dragging_one_moves_all(bench: CompareBench) -> None:
    before = bench.places[0]
    drag(bench, 5, 40, -25)
    assert alike(bench.places)
    assert bench.places[0][0] == pytest.approx(before[0] + 40, abs=1)
    assert bench.places[0][1] == pytest.approx(before[1] - 25, abs=1)


def test_a_double_click_brings_all_home(bench: CompareBench) -> None:
    home = bench.places
    bench.page.evaluate(WHEEL, [0, -900])
    bench.panel(7).dblclick()
    bench.page.evaluate(NEXT_FRAME)
    assert np.allclose(bench.places, home, atol=0.51)


def test_the_bar_zooms_all(bench: CompareBench) -> None:
    before = bench.places[0]
    bench.page.locator("[data-camera=zoom-in]").click()
    bench.page.evaluate(NEXT_FRAME)
    assert alike(bench.places)
    assert bench.places[0][2] == pytest.approx(1.5 * before[2], abs=1)


def test_one_to_one_shows_pixels_as_they_are(bench: CompareBench) -> None:
    bench.page.locator("[data-camera=actual]").click()
    bench.page.evaluate(NEXT_FRAME)
    assert bench.places[8][2] == pytest.approx(SIDE, abs=1)
    expect(bench.page.locator(".compare-zoom")).to_have_text("1:1")


def crosses(bench: CompareBench) -> list[tuple[float, float]]:
    """Pixels that the crosses of the other panels stand on."""
    found = []
    for at in range(9):
        cursor = bench.panel(at).locator(".compare-cursor")
        if cursor.evaluate("(it) => it.hidden || getComputedStyle(it).visibility === 'hidden'"):
            continue
        stage, mark = box_of(bench.panel(at)), box_of(cursor)
        left, top, width, height = bench.places[at]
        y, x = mark["y"] - stage["y"] - top, mark["x"] - stage["x"] - left
        found.append((SIDE * y / height, SIDE * x / width))
    return found


def test_a_cross_marks_the_place_in_all_others(bench: CompareBench) -> None:
    bench.page.mouse.move(*bench.at(3, 600, 1500, SHAPE))
    found = crosses(bench)
    assert len(found) == 8
    assert np.allclose(found, (600, 1500), atol=15)


def test_crosses_stay_on_their_pixel_while_all_are_dragged(bench: CompareBench) -> None:
    drag(bench, 2, -30, 20)
    found = crosses(bench)
    assert len(found) == 8
    assert np.allclose(found, (SIDE / 2, SIDE / 2), atol=15)


def test_crosses_leave_with_the_pointer(bench: CompareBench) -> None:
    bench.page.mouse.move(*bench.at(3, 600, 1500, SHAPE))
    assert crosses(bench)
    bench.page.mouse.move(2, 2)
    bench.until(lambda: not crosses(bench), "the crosses leave")


def test_every_panel_says_its_value_under_the_cursor(bench: CompareBench) -> None:
    row, column = 1000, 1050
    value = row // 8 if (column // 128 + row // 128) % 2 else 255 - row // 8
    bench.page.mouse.move(*bench.at(6, row, column, SHAPE))
    said = bench.page.locator(".compare-value").all_inner_texts()
    found = re.fullmatch(r"≈ (\d+)", said[0])
    assert found
    assert int(found[1]) == pytest.approx(value, abs=6)
    assert said[1:] == ["inside" if value > 25 * at else "outside" for at in range(1, 9)]


def test_a_pan_asks_for_nothing_until_it_rests(bench: CompareBench) -> None:
    bench.page.locator("[data-camera=actual]").click()
    bench.rested()
    asked: list[str] = []
    bench.page.on("request", lambda request: note(request, asked))
    x, y = bench.at(4, SIDE / 2, SIDE / 2, SHAPE)
    bench.page.mouse.move(x, y)
    bench.page.mouse.down()
    bench.page.mouse.move(x + 150, y + 90, steps=20)
    under_way = len(asked)
    bench.page.mouse.up()
    bench.until(lambda: len(asked) >= 9, "every panel asks for what is to be seen")
    assert under_way == 0
    bench.rested()
    # The picture beneath is shared; each mask comes once, as exact as it can be in one answer.
    previews = [url for url in asked if "quality=preview" in url]
    assert len(previews) == len(set(previews)) == 8
    assert len(asked) == len(set(asked))


def note(request: Request, asked: list[str]) -> None:
    if "/api/v1/" in request.url:
        asked.append(request.url)


def test_where_all_have_been_before_nothing_is_asked_for(bench: CompareBench) -> None:
    bench.page.locator("[data-camera=actual]").click()
    bench.rested()
    bench.page.locator("[data-camera=home]").click()
    bench.rested()
    asked: list[str] = []
    bench.page.on("request", lambda request: note(request, asked))
    bench.page.locator("[data-camera=actual]").click()
    bench.page.evaluate(NEXT_FRAME)
    bench.rested()
    assert asked == []
