"""Tools that draw: their shapes, the eraser, moving by hand, and who has the pointer."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from isoline import Catalogue, Image, Mask, Points, algorithm
from tests.browser.bench import Bench
from tests.browser.hand import drag, draw, on_screen, shapes
from tests.browser.watching import Serve

ARMED = re.compile("is-drawing-profile")
COINS_SHAPE = (303, 384)


@algorithm(task="segmentation", sample="coins")
def squares(image: Image, places: Points | None = None) -> Mask:
    """Put a square around each place."""
    mask = np.zeros(image.shape, bool)
    for row, column in np.zeros((0, 2)) if places is None else np.rint(places).astype(int):
        mask[max(0, row - 20) : row + 20, max(0, column - 20) : column + 20] = True
    return mask


@pytest.fixture
def bench(page: Page, server_url: str) -> Bench:
    return Bench(page, server_url).open("watershed")


def test_tools_make_their_shapes_and_the_eraser_takes_them_away(bench: Bench) -> None:
    draw(bench)
    keyboard = bench.page.keyboard
    drag(bench, (150, 150), (150, 220), (200, 230))
    keyboard.press("n")
    keyboard.press("r")
    drag(bench, (300, 100), (350, 180))
    keyboard.press("g")
    for place in ((300, 300), (300, 380), (380, 380)):
        bench.page.mouse.click(*on_screen(bench, place))
    keyboard.press("Enter")
    keyboard.press("l")
    drag(bench, (420, 200), (420, 300))
    keyboard.press("p")
    bench.page.mouse.click(*on_screen(bench, (450, 400)))
    wanted = ["stroke", "box", "polygon", "line", "point"]
    bench.until(lambda: [s["type"] for s in shapes(bench)] == wanted, "all shapes are drawn")
    made = shapes(bench)
    assert [len(shape["coordinates"]) for shape in made[1:]] == [2, 3, 2, 1]
    assert [shape["label"] for shape in made] == [1, 2, 2, 2, 2]
    np.testing.assert_allclose(made[1]["coordinates"], [[300, 100], [350, 180]], atol=1.5)
    keyboard.press("e")
    bench.page.mouse.click(*on_screen(bench, (325, 140)))
    del wanted[1]
    bench.until(lambda: [s["type"] for s in shapes(bench)] == wanted, "the box is gone")


def test_the_eraser_rubs_strokes_out_where_it_passes_and_takes_points_and_boxes(
    bench: Bench,
) -> None:
    draw(bench)
    keyboard = bench.page.keyboard
    drag(bench, (200, 150), (200, 350))
    keyboard.press("p")
    bench.page.mouse.click(*on_screen(bench, (260, 250)))
    keyboard.press("r")
    drag(bench, (300, 230), (330, 270))
    bench.until(lambda: len(shapes(bench)) == 3, "all shapes are drawn")
    keyboard.press("e")
    drag(bench, (150, 250), (350, 250))
    bench.until(lambda: len(shapes(bench)) == 2, "the eraser has passed")
    stroke, rubbed = shapes(bench)
    assert (stroke["type"], stroke["label"]) == ("stroke", 1)
    assert (rubbed["type"], rubbed["label"]) == ("stroke", 0)
    for place, words in (((200, 200), "markers 1"), ((200, 250), "markers 0")):
        bench.page.mouse.move(*on_screen(bench, place))
        expect(bench.page.get_by_test_id("readout")).to_contain_text(words)
    keyboard.press("Control+z")
    bench.until(lambda: len(shapes(bench)) == 3, "all of it is back")


ERASE = """async ([shapes, path, pixels]) => {
  const { Eraser } = await import("/assets/workbench/eraser.mjs");
  const eraser = new Eraser(shapes, { reach: 5, plane: null, pixels });
  for (const place of path) eraser.moveTo(place);
  return eraser.shapes(0.1);
}"""


def test_a_drawn_path_is_cut_where_the_eraser_passes(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/healthz")
    stroke = {"type": "stroke", "coordinates": [[0, 0], [0, 60], [40, 60]]}
    paths = [
        {"label": 1, "width": 1, "plane": None, **shape}
        for shape in (stroke, {"type": "line", "coordinates": [[20, 0], [20, 50]]})
    ]
    left = page.evaluate(ERASE, [paths, [[-10, 30], [10, 30]], False])
    cut = [[[0, 0], [0, 24.5]], [[0, 35.5], [0, 60], [40, 60]]]
    assert [shape["coordinates"] for shape in left[:2]] == cut
    assert [shape["type"] for shape in left] == ["stroke", "stroke", "line"]
    left = page.evaluate(ERASE, [paths, [[-10, 30], [30, 30]], False])
    assert [shape["type"] for shape in left] == ["stroke", "stroke"]


def moved(bench: Bench, index: int, places: list[list[float]]) -> bool:
    """Whether a shape is at places, as exactly as a pointer can tell."""
    made = shapes(bench)
    found = made[index]["coordinates"] if index < len(made) else []
    return np.shape(found) == np.shape(places) and bool(np.allclose(found, places, atol=1.6))


def test_shapes_and_corners_are_moved_and_removed_by_hand(bench: Bench) -> None:
    draw(bench)
    keyboard, mouse = bench.page.keyboard, bench.page.mouse
    keyboard.press("g")
    for place in ((200, 100), (200, 200), (300, 200), (300, 100)):
        mouse.click(*on_screen(bench, place))
    keyboard.press("Enter")
    keyboard.press("r")
    drag(bench, (100, 300), (150, 400))
    keyboard.press("v")
    mouse.dblclick(*on_screen(bench, (250, 100)))
    corners = [[200.0, 100.0], [200.0, 200.0], [300.0, 200.0], [300.0, 100.0]]
    bench.until(lambda: moved(bench, 0, [*corners, [250.0, 100.0]]), "there is one corner more")
    keyboard.press("Control+z")
    drag(bench, (200, 200), (180, 230))
    drag(bench, (150 - 0.5, 400 - 0.5), (170 - 0.5, 380 - 0.5))
    bench.until(lambda: moved(bench, 1, [[100, 300], [170, 380]]), "a corner of the box has moved")
    assert moved(bench, 0, [[200, 100], [180, 230], [300, 200], [300, 100]])
    drag(bench, (120, 330), (130, 350))
    bench.until(lambda: moved(bench, 1, [[110, 320], [180, 400]]), "the box has moved")
    keyboard.press("ArrowUp")
    bench.until(lambda: moved(bench, 1, [[109, 320], [179, 400]]), "it has moved by a key")
    mouse.click(*on_screen(bench, (300, 100)))
    keyboard.press("Delete")
    bench.until(lambda: moved(bench, 0, [[200, 100], [180, 230], [300, 200]]), "a corner is gone")
    mouse.click(*on_screen(bench, (140, 360)))
    keyboard.press("Delete")
    bench.until(lambda: len(shapes(bench)) == 1, "the box is gone")
    for _ in range(3):
        keyboard.press("Control+z")
    bench.until(lambda: moved(bench, 1, [[110, 320], [180, 400]]), "each can be undone")


def test_the_result_follows_a_point_that_is_moved(page: Page, serve: Serve) -> None:
    bench = Bench(page, serve(Catalogue([squares]))).open("squares")
    bench.plain_mask()
    draw(bench, "places")
    page.mouse.click(*on_screen(bench, (150, 100), COINS_SHAPE))

    def holds(row: int, column: int) -> bool:
        mask = bench.mask(COINS_SHAPE)
        found = mask[row - 15 : row - 8, column - 15 : column + 15]
        return bool(found.size and found.mean() > 0.9 and 0.005 < mask.mean() < 0.02)

    bench.until(lambda: holds(150, 100), "there is a square around the point")
    page.keyboard.press("v")
    page.mouse.move(*on_screen(bench, (150, 100), COINS_SHAPE))
    page.mouse.down()
    page.mouse.move(*on_screen(bench, (200, 250), COINS_SHAPE), steps=6)
    bench.until(lambda: holds(200, 250), "the square has followed before the point is let go")
    page.mouse.up()
    page.keyboard.press("Delete")
    bench.until(lambda: not bench.mask(COINS_SHAPE).any(), "the point is gone with its square")


def test_only_one_tool_has_the_pointer(bench: Bench) -> None:
    viewer = bench.page.get_by_test_id("viewer")
    bench.page.keyboard.press("p")
    expect(viewer).to_have_class(ARMED)
    bar = draw(bench)
    expect(viewer).not_to_have_class(ARMED)
    bench.page.keyboard.down("w")
    drag(bench, (200, 200), (220, 260))
    bench.page.keyboard.up("w")
    expect(bench.page.locator("[data-drawing=clear]")).to_be_disabled()
    bench.page.locator("[data-profile=draw]").click()
    expect(bar).to_be_hidden()
    expect(viewer).to_have_class(ARMED)
    bench.page.keyboard.press("Escape")
    expect(viewer).not_to_have_class(ARMED)
