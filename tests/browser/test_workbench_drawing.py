"""Drawing on the picture: a marker by hand and what watershed makes of it."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect
from skimage import measure

from algorithms.segmentation import watershed
from isoline.images.samples import sample_pixels
from tests.browser.bench import PATIENCE, Bench
from tests.browser.hand import Place, choose, drag, draw, on_screen, recipe, shapes
from tests.browser.watching import box_of

BLOBS = sample_pixels("binary_blobs").astype(bool)
SHAPE = (BLOBS.shape[0], BLOBS.shape[1])
BARS = ".drawing-bar, .viewer-legend { visibility: hidden; }"


@pytest.fixture
def bench(page: Page, server_url: str) -> Bench:
    return Bench(page, server_url).open("watershed")


def split_object() -> tuple[NDArray[np.bool_], Place]:
    """An object in the middle that is split by itself, and a place deep inside."""
    objects = measure.label(BLOBS, connectivity=1)
    regions = watershed(BLOBS)
    for found in measure.regionprops(objects):
        top, left, bottom, right = found.bbox
        inside = objects == found.label
        central = min(top - 150, left - 20, 440 - bottom, 490 - right) > 0
        parts = np.unique(regions[inside])
        if central and len(parts) > 1 and found.area > 900:
            place = np.argwhere(regions == parts[0]).mean(axis=0)
            return inside, (float(place[0]), float(place[1]))
    raise AssertionError("the sample has no object that is split")


def colours_in(bench: Bench, inside: NDArray[np.bool_]) -> int:
    """Number of colours that fill more than a trace of an object on the screen."""
    rows, columns = bench.window(SHAPE)
    seen = bench.colours(SHAPE)[inside[rows, columns]]
    _, counts = np.unique(seen, axis=0, return_counts=True)
    return int((counts > 0.08 * counts.sum()).sum())


def flat(bench: Bench) -> None:
    """Fill regions with their colours, without outlines or anything over the picture."""
    row = bench.page.get_by_test_id("layer-labels")
    row.get_by_label("outline").first.uncheck()
    row.get_by_label("Opacity of labels").fill("1")
    bench.page.add_style_tag(content=BARS)


def test_the_object_under_a_marker_becomes_one_region(bench: Bench) -> None:
    inside, place = split_object()
    flat(bench)
    bench.until(lambda: colours_in(bench, inside) > 1, "the object is split")
    choose(bench)
    for _ in range(9):
        bench.page.keyboard.press("[")
    bench.page.mouse.click(*on_screen(bench, place))
    bench.until(lambda: colours_in(bench, inside) == 1, "the object is one region")
    bench.page.get_by_test_id("viewer").focus()
    bench.page.keyboard.press("Control+z")
    bench.until(lambda: colours_in(bench, inside) > 1, "the object is split again")
    bench.page.keyboard.press("Control+Shift+z")
    bench.until(lambda: colours_in(bench, inside) == 1, "the object is one region again")


def test_the_result_follows_while_the_brush_is_down_and_a_stroke_is_undone_at_once(
    bench: Bench,
) -> None:
    inside, place = split_object()
    flat(bench)
    choose(bench)
    for _ in range(9):
        bench.page.keyboard.press("[")
    mouse, undo = bench.page.mouse, bench.page.locator("[data-drawing=undo]")
    mouse.move(*on_screen(bench, place))
    mouse.down()
    bench.until(lambda: colours_in(bench, inside) == 1, "the object is one region under the brush")
    for step in range(1, 4):
        mouse.move(*on_screen(bench, (place[0] + step, place[1])))
    bench.until(lambda: len(shapes(bench)) == 1, "the address follows as well")
    assert undo.is_disabled()
    mouse.up()
    bench.page.keyboard.press("Control+z")
    bench.until(lambda: colours_in(bench, inside) > 1, "the object is split again")
    assert undo.is_disabled()
    mouse.down()
    bench.until(lambda: colours_in(bench, inside) == 1, "a second stroke is under way")
    bench.page.keyboard.press("Escape")
    bench.until(lambda: colours_in(bench, inside) > 1, "it is given up")
    mouse.up()


def test_what_is_drawn_is_there_after_loading_the_page_anew(bench: Bench) -> None:
    draw(bench)
    drag(bench, (200, 200), (220, 260))
    bench.until(lambda: len(shapes(bench)) == 1, "the address holds the stroke")
    before = recipe(bench)
    bench.page.reload()
    bench.rested()
    assert recipe(bench) == before
    expect(bench.page.get_by_test_id("draw-markers")).to_be_visible()
    bench.page.get_by_test_id("viewer").focus()
    bench.page.keyboard.press("d")
    expect(bench.page.get_by_test_id("drawing")).to_be_visible()


def test_while_drawing_only_space_moves_the_picture(bench: Bench) -> None:
    bar = draw(bench)
    picture = bench.page.get_by_test_id("picture")
    before = box_of(picture)
    drag(bench, (200, 200), (240, 260))
    bench.until(lambda: len(shapes(bench)) == 1, "the stroke is drawn")
    assert box_of(picture) == before
    bench.page.keyboard.down(" ")
    drag(bench, (200, 200), (240, 260))
    bench.page.keyboard.up(" ")
    bench.until(lambda: box_of(picture) != before, "the picture has moved")
    bench.page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    assert len(shapes(bench)) == 1


def test_an_input_that_is_no_longer_drawn_leaves_the_recipe(bench: Bench) -> None:
    bar = draw(bench)
    drag(bench, (200, 200), (240, 260))
    bench.until(lambda: len(shapes(bench)) == 1, "the stroke is drawn")
    choose(bench, "automatic")
    expect(bar).to_be_hidden()
    bench.until(lambda: "drawings" not in recipe(bench), "the drawing is gone from the address")
    draw(bench)
    bench.until(lambda: len(shapes(bench)) == 1, "the drawing is back")


def test_the_bar_fits_a_phone(phone: Page, server_url: str) -> None:
    bar = draw(Bench(phone, server_url).open("watershed"))
    box = box_of(bar)
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["height"] < 56
    expect(bar.get_by_role("button", name="Done")).to_be_in_viewport(timeout=1000 * PATIENCE)
