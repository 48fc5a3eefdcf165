"""Pictures brought into the workbench: files, stacks, colour, and what is no picture."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image as Pillow
from playwright.sync_api import Page, expect

from isoline.images.samples import sample_pixels
from tests.browser.bench import Bench, bench_at, differ
from tests.browser.watching import Complaints, box_of

COINS = sample_pixels("coins")


def png(pixels: NDArray[np.uint8]) -> bytes:
    stream = io.BytesIO()
    Pillow.fromarray(pixels).save(stream, "png")
    return stream.getvalue()


def tiff(pixels: NDArray[np.uint8]) -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, pixels, photometric="minisblack")
    return stream.getvalue()


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[Bench]:
    with bench_at(tab, server_url, complaints) as made:
        yield made.open("manual_threshold")


def ramp(seed: int = 0) -> NDArray[np.uint8]:
    rows, columns = np.mgrid[:60, :90]
    return np.asarray((rows * 2 + columns + seed) % 256, dtype=np.uint8)


def test_a_file_chosen_in_the_workbench_becomes_its_picture(bench: Bench) -> None:
    bench.upload("ramp.png", png(ramp()))
    expect(bench.page.locator("#image-choice")).to_contain_text("ramp.png")
    expect(bench.page.get_by_test_id("image-facts")).to_have_text("60 × 90 · YX · uint8")
    bench.plain_mask()
    bench.until(lambda: np.array_equal(bench.mask((60, 90)), ramp() > 128), "its mask is shown")
    expect(bench.page).to_have_url(re.compile(r"image=[0-9a-f]{8,}"))


def test_steps_and_values_stay_when_the_picture_changes(bench: Bench) -> None:
    bench.number("threshold").fill("99")
    bench.upload("ramp.npy", _npy(ramp(3)))
    expect(bench.page.get_by_test_id("image-facts")).to_have_text("60 × 90 · YX · uint8")
    expect(bench.number("threshold")).to_have_value("99")
    assert bench.order == ["manual_threshold"]
    bench.plain_mask()
    bench.until(
        lambda: np.array_equal(bench.mask((60, 90)), ramp(3) > 99), "its mask above 99 is shown"
    )


def _npy(pixels: NDArray[np.uint8]) -> bytes:
    stream = io.BytesIO()
    np.save(stream, pixels)
    return stream.getvalue()


def test_another_picture_is_chosen_from_the_library(bench: Bench) -> None:
    before = bench.picture()
    bench.page.locator("#image-choice").click()
    bench.page.get_by_role("option", name="Camera", exact=True).click()
    expect(bench.page.get_by_test_id("image-facts")).to_have_text("512 × 512 · YX · uint8")
    bench.until(lambda: differ(before, bench.picture()), "the camera man is shown")
    expect(bench.page.get_by_test_id("histogram")).to_contain_text("0 to 255")


BAD = {
    "text.png": b"this is no picture at all",
    "truncated.png": png(np.random.default_rng(4).integers(0, 255, (64, 64), np.uint8))[:-900],
    "empty.png": b"",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_explained_and_the_workbench_goes_on(
    bench: Bench, complaints: Complaints, name: str
) -> None:
    complaints.expect("the server responded with a status of 4")
    before = bench.picture()
    bench.upload(name, BAD[name])
    alert = bench.page.get_by_test_id("transfer").get_by_role("alert")
    expect(alert).to_have_text(re.compile(r"\w+ \w+ \w+"))
    expect(bench.page.locator("#image-choice")).to_contain_text("Coins")
    bench.page.get_by_test_id("transfer").get_by_role("button", name="Dismiss").click()
    expect(bench.page.get_by_test_id("transfer")).to_have_count(0)
    assert not differ(before, bench.picture())
    bench.number("threshold").fill("70")
    bench.until(lambda: differ(before, bench.picture()), "the picture still follows")


def stack() -> NDArray[np.uint8]:
    return np.stack([np.roll(ramp(), 12 * plane, axis=1) for plane in range(5)])


def test_a_stack_is_looked_at_plane_by_plane(bench: Bench) -> None:
    bench.upload("stack.tif", tiff(stack()))
    expect(bench.page.get_by_test_id("image-facts")).to_contain_text("5 × 60 × 90")
    plane = bench.page.get_by_label("Plane")
    expect(bench.page.get_by_text("plane 3 of 5")).to_be_visible()
    bench.plain_mask()
    bench.until(
        lambda: np.array_equal(bench.mask((60, 90)), stack()[2] > 128), "the third plane is shown"
    )
    plane.press("ArrowRight")
    expect(bench.page.get_by_text("plane 4 of 5")).to_be_visible()
    bench.until(
        lambda: np.array_equal(bench.mask((60, 90)), stack()[3] > 128), "the fourth plane is shown"
    )


def test_a_single_plane_has_no_plane_slider(bench: Bench) -> None:
    expect(bench.page.get_by_label("Plane")).to_have_count(0)


def colourful() -> NDArray[np.uint8]:
    return np.stack([ramp(), ramp()[::-1], np.full_like(ramp(), 40)], axis=-1)


def test_a_colour_picture_is_shown_in_its_colours(bench: Bench) -> None:
    bench.act("remove")
    bench.upload("colour.png", png(colourful()))
    expect(bench.page.get_by_test_id("image-facts")).to_have_text("60 × 90 × 3 · YXC · uint8")

    def same() -> bool:
        return bool((np.abs(bench.colours((60, 90)) - colourful()).max(axis=-1) <= 2).mean() > 0.98)

    bench.until(same, "the colours of its pixels are shown")


def test_a_colour_picture_can_be_smoothed(bench: Bench) -> None:
    bench.open("gaussian")
    blurred = bench.picture()
    bench.number("sigma").fill("0.2")
    bench.until(lambda: differ(blurred, bench.picture()), "it is sharper")
    sharp = bench.picture()
    assert (sharp.max(axis=-1) - sharp.min(axis=-1)).mean() > 10


def test_a_value_beyond_the_declared_track_is_where_it_belongs(bench: Bench) -> None:
    deep = (ramp().astype(np.uint16) + 300) * 50
    threshold = {"algorithm": "manual_threshold", "parameters": {"threshold": 22000}}
    bench.open_steps(bench.store(deep, "deep.npy"), threshold)
    expect(bench.slider("threshold")).to_have_attribute("aria-valuenow", "22000")
    track = box_of(bench.parameter("threshold").locator(".dash-slider-track"))
    thumb = box_of(bench.slider("threshold"))
    share = (thumb["x"] + thumb["width"] / 2 - track["x"]) / track["width"]
    low, high = int(deep.min()), int(deep.max())
    assert share == pytest.approx((22000 - low) / (high - low), abs=0.06)


def test_intensities_of_another_picture_give_the_slider_its_range(bench: Bench) -> None:
    deep = (ramp().astype(np.uint16) + 300) * 50
    image = bench.store(deep, "deep.npy")
    bench.open("manual_threshold", image=image)
    slider = bench.slider("threshold")
    expect(slider).to_have_attribute("aria-valuemax", str(int(deep.max())))
    expect(slider).to_have_attribute("aria-valuemin", str(int(deep.min())))
    bench.until(
        lambda: deep.min() < bench.value("threshold") < deep.max(), "the value lies in its range"
    )
    bench.plain_mask()
    bench.until(
        lambda: np.array_equal(
            bench.mask((60, 90)), deep > float(bench.number("threshold").input_value())
        ),
        "its mask is shown",
    )
