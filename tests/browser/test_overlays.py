"""Contrast, outlines, comparisons and the colours of objects: changed in the page alone."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, Request, expect
from scipy import ndimage as ndi

from isoline.images.samples import sample_pixels
from tests.browser.bench import Bench, differ
from tests.browser.watching import box_of

COINS = sample_pixels("coins")
COLOURS = """async ([before, after, width]) => {
  const { Identities } = await import("/assets/workbench/identities.mjs");
  const identities = new Identities();
  const size = { width, height: before.length / width };
  const region = [0, 0, size.height, width];
  return [before, after].map((ids) =>
    { const made = identities.coloursOf(Uint32Array.from(ids), size, region);
      return Object.fromEntries([...new Set(ids)].filter(Boolean).map((id) => [id, made[id]])); });
}"""

OPACITY = """frame => {
  const copy = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  copy.drawImage(frame.querySelector("canvas"), 0, 0);
  return copy.getImageData(48, 30, 1, 1).data[3];
}"""


@pytest.fixture
def bench(page: Page, server_url: str) -> Bench:
    return Bench(page, server_url)


def colours(bench: Bench, before: Any, after: Any) -> tuple[dict[int, str], dict[int, str]]:
    """Colours that two runs one after the other get, by label."""
    bench.page.goto(bench.url)
    arguments = [before.ravel().tolist(), after.ravel().tolist(), before.shape[1]]
    found = bench.page.evaluate(COLOURS, arguments)
    first, second = ({int(label): colour for label, colour in run.items()} for run in found)
    return first, second


def labelled(threshold: float) -> Any:
    mask = ndi.gaussian_filter(COINS.astype(float), 2) > threshold
    return ndi.label(mask)[0]


def test_objects_keep_their_colours_while_a_threshold_moves(bench: Bench) -> None:
    before, after = labelled(125), labelled(122)
    first, second = colours(bench, before, after)
    places = ndi.maximum_position(ndi.distance_transform_edt(before > 0), before, sorted(first))
    same = [
        first[int(before[at])] == second[int(after[at])]
        for at in (tuple(map(int, place)) for place in places)
        if after[at]
    ]
    assert len(same) > 20
    assert np.mean(same) >= 0.9


def test_objects_keep_their_colours_when_one_is_gone(bench: Bench) -> None:
    before = labelled(125)
    after = ndi.label((before > 0) & (before != 1))[0]
    first, second = colours(bench, before, after)
    assert [first[label] for label in sorted(first)][1:] == [second[i] for i in sorted(second)]


def test_contrast_changes_without_asking_the_server(bench: Bench) -> None:
    bench.open(image="coins")
    before = bench.picture()
    asked: list[str] = []
    bench.page.on("request", lambda request: asked.append(request.url))
    row = bench.page.get_by_test_id("layer-source")
    row.get_by_label("Gamma of the picture").fill("0.5")
    bench.until(lambda: bench.picture().mean() > before.mean() + 10, "the middle is brighter")
    row.get_by_label("Colour map of the picture").select_option("viridis")
    bench.until(lambda: bool(np.ptp(bench.picture(), axis=-1).max() > 80), "there are colours")
    # Frames of the filmstrip and the histogram may still arrive; the view is not asked for again.
    assert not [url for url in asked if "/view?" in url and "region=" in url]


def test_dragging_with_the_right_button_sets_the_window(bench: Bench) -> None:
    bench.open(image="coins")
    before = bench.picture()
    box = box_of(bench.page.get_by_test_id("picture"))
    bench.page.mouse.move(box["x"] + 200, box["y"] + 150)
    bench.page.mouse.down(button="right")
    bench.page.mouse.move(box["x"] + 140, box["y"] + 130, steps=4)
    bench.page.mouse.up(button="right")
    bench.until(lambda: differ(before, bench.picture()), "the contrast is another")
    row = bench.page.get_by_test_id("layer-source")
    black = float(row.get_by_label("Value shown as black").input_value())
    white = float(row.get_by_label("Value shown as white").input_value())
    assert white - black < 200
    assert box_of(bench.page.get_by_test_id("picture")) == box


def test_a_difference_from_the_picture_is_neutral_where_nothing_changed(bench: Bench) -> None:
    bench.open_steps("coins", {"algorithm": "gaussian", "parameters": {"sigma": 0.1}})
    bench.page.get_by_label("How image is shown").select_option("difference")
    neutral = np.array([247, 247, 247])
    bench.until(
        lambda: bool((np.abs(bench.picture() - neutral).max(axis=-1) <= 12).mean() > 0.95),
        "the whole picture is neutral",
    )


def test_the_scale_bar_is_as_long_as_it_says(bench: Bench) -> None:
    bench.open(image="coins")
    bar = bench.page.get_by_test_id("scalebar")
    pixels = float(bar.inner_text().split()[0])
    zoom = box_of(bench.page.get_by_test_id("picture"))
    length = bar.evaluate("bar => parseFloat(bar.style.getPropertyValue('--iso-length'))")
    assert length == pytest.approx(pixels * zoom["width"] / COINS.shape[1], rel=1e-3)


def test_the_filmstrip_shows_every_step_and_opens_the_one_clicked(bench: Bench) -> None:
    smooth = {"algorithm": "gaussian", "parameters": {"sigma": 2}}
    bench.open_steps("coins", smooth, {"algorithm": "threshold_otsu"})
    frames = bench.page.get_by_test_id("filmstrip").locator(".film-frame")
    expect(frames).to_have_count(3)
    expect(frames.nth(2)).to_have_attribute("aria-current", "true")
    bench.until(lambda: all(f.evaluate(OPACITY) for f in frames.all()), "all are drawn")
    frames.nth(1).click()
    expect(bench.open_step).to_have_attribute("data-algorithm", "gaussian")
    expect(frames.nth(1)).to_have_attribute("aria-current", "true")


def test_holding_the_source_shows_the_picture_alone(bench: Bench) -> None:
    bare = bench.open(image="coins").picture()
    bench.open_steps("coins", {"algorithm": "threshold_otsu"})
    over = bench.picture()
    assert differ(bare, over)
    bench.page.get_by_test_id("viewer").focus()
    bench.page.keyboard.down("\\")
    bench.until(lambda: not differ(bare, bench.picture()), "the result is out of the way")
    bench.page.keyboard.up("\\")
    bench.until(lambda: not differ(over, bench.picture()), "it is back")


def test_the_read_out_becomes_exact_at_rest(bench: Bench) -> None:
    bench.open_steps("coins", {"algorithm": "gaussian", "parameters": {"sigma": 2}})
    box = box_of(bench.page.get_by_test_id("picture"))
    bench.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    read = bench.page.get_by_test_id("readout")
    expect(read).to_contain_text("picture")
    expect(read).not_to_contain_text("≈")
    row, column = json.loads(read.inner_text().split(")")[0].replace("(", "[") + "]")
    expect(read).to_contain_text(f"picture {COINS[row, column]}")


def test_the_filmstrip_says_that_it_can_wait(bench: Bench) -> None:
    said: list[str | None] = []

    def note(request: Request) -> None:
        if (
            "/view?" in request.url
            and "quality=" not in request.url
            and "step=-1" not in request.url
        ):
            said.append(request.header_value("priority"))

    bench.page.on("request", note)
    bench.open_steps("coins", {"algorithm": "gaussian", "parameters": {"sigma": 2.25}})
    bench.until(lambda: len(said) > 0, "the filmstrip asks for its pictures")
    bench.page.remove_listener("request", note)
    assert set(said) == {"u=6"}
