"""Boxes, lines, tracks and vectors over the picture."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, Request, expect
from skimage import measure

from isoline import Boxes, Catalogue, Image, Paths, Tracks, Vectors, algorithm
from isoline.catalogue import AnyAlgorithm
from isoline.images.samples import sample_pixels
from tests.browser.bench import Bench, bench_at
from tests.browser.watching import Complaints, Serve, box_of

SHAPE = (100, 120)
LENGTH = 0.25
COINS = sample_pixels("coins")

Ink = NDArray[np.bool_]


@algorithm(task="detection", summary="Two boxes.", sample="coins")
def two_boxes(image: Image) -> Boxes:
    return np.array([[10, 20, 40, 60], [50, 70, 90, 110]])


@algorithm(task="detection", summary="A triangle.", sample="coins")
def triangle(image: Image) -> Paths:
    return [np.array([[20, 20], [80, 20], [80, 100], [20, 20]], float)]


@algorithm(task="detection", summary="Two ways through three frames.", sample="coins")
def two_tracks(image: Image) -> Tracks:
    first = [[1, frame, 20, 10 + 40 * frame] for frame in range(3)]
    return np.array([*first, *([2, frame, 70, 10 + 40 * frame] for frame in range(3))])


@algorithm(task="detection", summary="A short vector at every pixel.", sample="coins")
def dense_vectors(image: Image) -> Vectors:
    places = np.indices(image.shape).reshape(2, -1).T
    return np.hstack([places, np.full(places.shape, LENGTH)])


@algorithm(task="detection", summary="More specks than a view can hold.", sample="coins")
def many_specks(image: Image) -> Paths:
    places = np.indices((180, 220)).reshape(2, -1).T / 2 + 1
    return [place + np.array([[0, 0], [0, 0.3], [0.3, 0]]) for place in places]


ENTRIES: list[AnyAlgorithm] = [two_boxes, triangle, two_tracks, dense_vectors, many_specks]


@pytest.fixture(scope="module")
def url(serve: Serve) -> str:
    return serve(Catalogue(ENTRIES))


@pytest.fixture
def bench(tab: Page, url: str, complaints: Complaints) -> Iterator[Bench]:
    with bench_at(tab, url, complaints) as made:
        yield made


def on_black(bench: Bench, algorithm_id: str) -> float:
    """Open an algorithm on a black picture; gives screen pixels per pixel of the picture."""
    image = bench.store(np.zeros(SHAPE, np.uint8), "black.npy")
    bench.open(algorithm_id, image=image)
    bench.until(lambda: bool(ink(bench).any()), "something is drawn")
    return zoom_of(bench)


def zoom_of(bench: Bench) -> float:
    box = box_of(bench.page.get_by_test_id("picture"))
    return box["width"] / SHAPE[1]


def ink(bench: Bench) -> Ink:
    """What is drawn over the black picture, on the screen."""
    return np.asarray(bench.picture().max(axis=-1) > 90)


def test_boxes_lie_along_the_edges_of_pixels(bench: Bench) -> None:
    zoom = on_black(bench, "two_boxes")
    rows, columns = (np.flatnonzero(ink(bench).any(axis=axis)) for axis in (1, 0))
    ends = [rows[0], rows[-1] + 1, columns[0], columns[-1] + 1]
    np.testing.assert_allclose(np.array(ends) / zoom, [10, 90, 20, 110], atol=2 / zoom)
    middle = round(30 * zoom)
    assert not ink(bench)[middle, round(25 * zoom) : round(55 * zoom)].any()


def test_lines_are_as_wide_on_every_zoom_and_as_chosen(bench: Bench) -> None:
    on_black(bench, "two_boxes")
    row = bench.page.get_by_test_id("layer-boxes")
    row.get_by_label("Line width of boxes").fill("4")

    def widths() -> set[int]:
        line = ink(bench)[ink(bench).shape[0] // 4].astype(int)
        starts = np.flatnonzero(np.diff(np.pad(line, 1)) == 1)
        ends = np.flatnonzero(np.diff(np.pad(line, 1)) == -1)
        return set((ends - starts).tolist())

    bench.until(lambda: bool(widths()) and widths() <= {3, 4, 5}, "both sides are 4 pixels wide")
    before = zoom_of(bench)
    bench.page.get_by_label("Zoom out (−)").click()
    bench.until(lambda: zoom_of(bench) < before / 1.4, "the picture is smaller")
    bench.rested()
    bench.until(lambda: bool(widths()) and widths() <= {3, 4, 5}, "they are as wide as before")


def test_colour_and_visibility_ask_nothing_of_the_server(bench: Bench) -> None:
    zoom = on_black(bench, "triangle")
    asked: list[str] = []

    def hear(request: Request) -> None:
        asked.append(request.url)

    bench.page.on("request", hear)
    row = bench.page.get_by_test_id("layer-paths")
    row.get_by_label("Colour of paths").fill("#00ff00")
    place = round(50.5 * zoom), round(20.5 * zoom)
    bench.until(
        lambda: bool(bench.picture()[place][1] > bench.picture()[place][0] + 60),
        "the closed side is green",
    )
    row.locator(".layer-visible input").uncheck()
    bench.until(lambda: not ink(bench).any(), "nothing is drawn")
    bench.page.remove_listener("request", hear)
    assert not [url for url in asked if "layer=paths" in url and "region=" in url]


def test_tracks_have_a_colour_each_and_one_is_told_under_the_cursor(bench: Bench) -> None:
    zoom = on_black(bench, "two_tracks")
    picture = bench.picture()
    places = [round((row + 0.5) * zoom) for row in (20, 70)]
    # A line may lie between two pixels of the screen.
    strips = [picture[place - 2 : place + 2, round(50 * zoom)] for place in places]
    colours = [strip[strip.max(axis=1).argmax()] for strip in strips]
    assert all(colour.max() > 90 for colour in colours)
    assert np.abs(colours[0] - colours[1]).max() > 60
    point(bench, 70, 50)
    expect(bench.page.get_by_test_id("readout")).to_contain_text("tracks 2")


def test_the_smallest_box_around_the_cursor_is_told(bench: Bench) -> None:
    on_black(bench, "two_boxes")
    point(bench, 60, 80)
    expect(bench.page.get_by_test_id("readout")).to_contain_text("boxes 2")
    point(bench, 5, 5)
    expect(bench.page.get_by_test_id("readout")).not_to_contain_text("boxes")


def point(bench: Bench, row: float, column: float) -> None:
    """Put the pointer on a place of the picture."""
    box = box_of(bench.page.get_by_test_id("picture"))
    zoom = zoom_of(bench)
    bench.page.mouse.move(box["x"] + (column + 0.5) * zoom, box["y"] + (row + 0.5) * zoom)


def test_vectors_are_thinned_and_lengthened_and_that_is_said(bench: Bench) -> None:
    on_black(bench, "dense_vectors")
    legend = bench.page.get_by_test_id("legend")
    expect(legend).to_contain_text("times as long")
    share = bench.page.get_by_test_id("layer-vectors").locator(".layer-share")
    expect(share).to_contain_text(f"of {SHAPE[0] * SHAPE[1]} shown")
    assert 0.01 < ink(bench).mean() < 0.4


def test_where_not_all_can_be_shown_the_panel_says_so(bench: Bench) -> None:
    on_black(bench, "many_specks")
    share = bench.page.get_by_test_id("layer-paths").locator(".layer-share")
    expect(share).to_contain_text("of 39600 shown")


def test_the_filmstrip_and_the_legend_show_lines(bench: Bench) -> None:
    on_black(bench, "triangle")
    expect(bench.page.get_by_test_id("legend").locator(".legend-line")).to_be_visible()
    frame = bench.page.get_by_test_id("filmstrip").locator(".film-frame canvas").nth(1)
    inked = """canvas => {
      const copy = document.createElement("canvas");
      Object.assign(copy, { width: canvas.width, height: canvas.height });
      const context = copy.getContext("2d", { willReadFrequently: true });
      context.drawImage(canvas, 0, 0);
      const { data } = context.getImageData(0, 0, copy.width, copy.height);
      return data.filter((value, at) => at % 4 === 0 && value > 120 && data[at + 2] < 90).length;
    }"""
    bench.until(lambda: frame.evaluate(inked) > 20, "the thumbnail has lines")


def test_contours_run_where_the_library_says(page: Page, server_url: str) -> None:
    bench = Bench(page, server_url)
    bench.open_steps("coins", {"algorithm": "find_contours", "parameters": {"level": 160}})
    contours = measure.find_contours(COINS, 160)  # type: ignore[no-untyped-call]
    places = np.concatenate(contours)
    box = box_of(page.get_by_test_id("picture"))
    zoom = box["width"] / COINS.shape[1]

    def found() -> float:
        picture = bench.picture()
        rows, columns = np.rint((places + 0.5) * zoom - 0.5).astype(int).T
        near = picture[rows.clip(0, len(picture) - 1), columns.clip(0, picture.shape[1] - 1)]
        return float((near[:, 0] - near[:, 2] > 60).mean())

    bench.until(lambda: found() > 0.9, "every vertex is coloured")
