"""A picture of the user's through every algorithm of the gallery."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image as Pillow
from playwright.sync_api import FilePayload, Locator, Page, Request, expect

from isoline import Algorithm, Catalogue, Channels, Image, Labels, Mask, algorithm
from tests.browser.watching import Complaints, Serve

SETTLED = "[data-side=result]:is([data-state=ready], [data-state=failed], [data-state=slow])"
SHAPE = (90, 120)
DEFECT = "found no two maxima in the histogram"


@algorithm(task="threshold", sample="coins")
def threshold_otsu(image: Image) -> Mask:
    """Keep what is brighter than the mean."""
    return image > np.mean(image)


@algorithm(task="threshold", sample="coins")
def picky(image: Image) -> Mask:
    """Refuse everything."""
    raise ValueError(DEFECT)


@algorithm(task="objects", sample="coins", prelude=[("threshold_otsu", {})])
def numbered(mask: Mask) -> Labels:
    """Number everything one."""
    return mask.astype(np.int32)


@algorithm(task="colour", sample="coffee", channels=Channels.COLOUR)
def stains(image: Image) -> Image:
    """Separate stains."""
    return image


@algorithm(task="comparison", sample="coins", prelude=[("threshold_otsu", {})])
def agreement(first: Image, second: Image) -> Image:
    """Compare two pictures."""
    return first


CATALOGUE = Catalogue([agreement, stains, picky, numbered, threshold_otsu])


class Waits:
    """Holds every computation on one picture until it is opened."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.begun: list[str] = []


WAITS = Waits()


def held(number: int) -> Algorithm[[Image], Mask]:
    def made(image: Image) -> Mask:
        """Wait to be let through."""
        if image.shape == SHAPE:
            dark = bool(image.mean() < 100)
            WAITS.begun.append("dark" if dark else "bright")
            assert not dark or WAITS.opened.wait(30)
        return image > 0

    made.__name__ = f"held_{number}"
    return algorithm(task="threshold", sample="coins")(made)


@pytest.fixture(scope="module")
def url(serve: Serve) -> str:
    return serve(CATALOGUE)


@pytest.fixture
def waits() -> Iterator[Waits]:
    yield WAITS
    WAITS.opened.set()


@pytest.fixture(scope="module")
def held_url(serve: Serve) -> str:
    return serve(Catalogue([held(number) for number in range(12)]))


@pytest.fixture(scope="module")
def long_url(serve: Serve) -> str:
    """A gallery of more cards than fit on the screen."""
    return serve(Catalogue([held(number) for number in range(100, 160)]))


PLACES = """() => {
  const found = { seen: [], far: [] };
  for (const card of document.querySelectorAll("[data-testid=algorithm-card]")) {
    const { top, bottom } = card.getBoundingClientRect();
    if (bottom > 0 && top < innerHeight) found.seen.push(card.dataset.algorithm);
    // Cards nearly on the screen may come with those on it.
    if (bottom < -400 || top > innerHeight + 400) found.far.push(card.dataset.algorithm);
  }
  return found;
}"""
"""Cards on the screen, and those far from it."""


def grey(level: int, name: str) -> FilePayload:
    noise = np.random.default_rng(level).integers(-20, 20, SHAPE)
    stream = io.BytesIO()
    Pillow.fromarray((noise + level).astype(np.uint8)).save(stream, "png")
    return {"name": name, "mimeType": "image/png", "buffer": stream.getvalue()}


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.get_by_test_id("algorithm-card").first.wait_for()
    return page


def upload(page: Page, file: FilePayload) -> None:
    page.get_by_test_id("upload").locator("input[type=file]").set_input_files([file])
    expect(page.get_by_test_id("picture-choice").locator("option:checked")).to_have_text(
        str(file["name"])
    )


def card(page: Page, identifier: str) -> Locator:
    return page.locator(f"[data-algorithm={identifier}]")


def image_of(page: Page) -> str:
    found = re.search(r"[?&]image=([^&]+)", page.url)
    return found[1] if found else ""


def ids(page: Page) -> list[str]:
    shown = page.locator("[data-testid=algorithm-card]:visible").all()
    return [str(item.get_attribute("data-algorithm")) for item in shown]


@pytest.fixture
def own(page: Page, complaints: Complaints, url: str) -> Page:
    """The gallery with an uploaded picture, everything settled."""
    complaints.expect("status of 500")
    opened(page, url)
    upload(page, grey(140, "mine.png"))
    expect(page.locator(SETTLED)).to_have_count(3)
    return page


def test_the_samples_are_shown_until_a_picture_is_chosen(
    page: Page, complaints: Complaints, url: str
) -> None:
    complaints.expect("status of 500")
    opened(page, url)
    expect(page.get_by_role("button", name="Samples")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("own-picture")).to_be_hidden()


def test_an_uploaded_picture_is_on_every_card_that_can_take_it(own: Page) -> None:
    expect(own.get_by_role("button", name="My picture")).to_have_attribute("aria-pressed", "true")
    result = card(own, "threshold_otsu").locator("[data-side=result] img")
    expect(result).to_have_attribute("alt", "Threshold otsu of the picture mine.png")
    assert f"image={image_of(own)}" in str(result.get_attribute("src"))
    before = card(own, "threshold_otsu").locator("[data-side=input] img")
    expect(before).to_have_attribute("alt", "The picture mine.png")


def test_steps_before_an_algorithm_are_named_on_its_card(own: Page) -> None:
    expect(card(own, "numbered").locator("[data-fit]")).to_have_text("after Threshold otsu")


def test_a_failure_is_written_on_its_card(own: Page) -> None:
    failed = card(own, "picky").locator("[data-side=result]")
    expect(failed).to_contain_text("No result")
    expect(failed).to_contain_text(DEFECT)
    expect(failed).to_be_visible()
    expect(own.get_by_test_id("own-picture")).to_contain_text("1 without a result")


def test_what_cannot_take_the_picture_says_why_and_comes_last(own: Page) -> None:
    expect(card(own, "stains")).to_contain_text("Needs a colour picture; this one is grey.")
    expect(card(own, "agreement")).to_contain_text("Needs two pictures; this is one picture.")
    assert set(ids(own)[-2:]) == {"stains", "agreement"}
    expect(own.get_by_text("5 algorithms, 3 fit the picture")).to_be_visible()


def test_what_needs_colours_fits_a_picture_that_has_them(
    page: Page, complaints: Complaints, url: str
) -> None:
    complaints.expect("status of 500")
    opened(page, f"{url}/?image=coffee")
    expect(card(page, "stains").locator("[data-side=result] img")).to_be_visible()


def test_searching_keeps_what_does_not_fit_last(own: Page) -> None:
    own.get_by_test_id("search").fill("stains")
    assert ids(own) == ["stains"]
    own.get_by_test_id("search").fill("")
    assert set(ids(own)[-2:]) == {"stains", "agreement"}


def test_the_address_brings_the_picture_back(own: Page) -> None:
    image = image_of(own)
    assert image
    own.reload()
    result = card(own, "threshold_otsu").locator("[data-side=result] img")
    expect(result).to_have_attribute("src", re.compile(f"image={image}"))
    expect(own.get_by_test_id("picture-choice")).to_have_value(image)


def test_a_card_opens_the_workbench_on_the_picture(own: Page) -> None:
    image = image_of(own)
    card(own, "threshold_otsu").click()
    own.wait_for_url(re.compile(rf"/explore/threshold_otsu\?.*{image}"))
    own.get_by_test_id("workbench").wait_for()
    expect(own.get_by_role("region", name="Step 1: Threshold otsu")).to_be_visible()


def test_the_samples_come_back(own: Page) -> None:
    own.get_by_role("button", name="Samples").click()
    assert image_of(own) == ""
    expect(card(own, "stains")).not_to_contain_text("Needs a colour picture")
    result = card(own, "threshold_otsu").locator("[data-side=result]")
    expect(result).to_have_attribute("data-thumbnail", re.compile(r"\?side=result"))
    expect(card(own, "threshold_otsu")).to_have_attribute("href", "/explore/threshold_otsu")
    expect(result.locator("img")).to_be_visible(timeout=30_000)


def test_any_stored_picture_can_be_chosen(page: Page, complaints: Complaints, url: str) -> None:
    complaints.expect("status of 500")
    opened(page, url)
    page.get_by_role("button", name="My picture").click()
    page.get_by_test_id("picture-choice").select_option("camera")
    result = card(page, "threshold_otsu").locator("[data-side=result] img")
    expect(result).to_have_attribute("alt", "Threshold otsu of the picture Camera")
    assert page.url.endswith("/?image=camera")


def test_a_picture_that_is_gone_is_told(page: Page, complaints: Complaints, url: str) -> None:
    complaints.expect("status of 404")
    complaints.expect("status of 500")
    opened(page, f"{url}/?image=nothing")
    expect(page.get_by_test_id("own-picture")).to_contain_text("nothing")
    result = card(page, "threshold_otsu").locator("[data-side=result]")
    expect(result.locator("img")).to_be_visible(timeout=30_000)


def test_another_picture_stops_the_work_for_the_one_before(
    page: Page, held_url: str, waits: Waits
) -> None:
    opened(page, held_url)
    upload(page, grey(40, "dark.png"))
    page.wait_for_function("document.querySelectorAll('[data-eager]').length === 12")
    while len(waits.begun) < 2:
        page.wait_for_timeout(20)
    with page.expect_response("**/api/v1/cancel") as cancelled:
        upload(page, grey(200, "bright.png"))
    assert cancelled.value.json() == {"cancelled": True}
    expect(page.locator("[data-side=result][data-state=ready]")).to_have_count(12)
    waits.opened.set()
    assert waits.begun.count("dark") == 2
    assert waits.begun.count("bright") == 12


def test_cards_on_the_screen_come_first_wherever_one_scrolls(page: Page, long_url: str) -> None:
    WAITS.opened.clear()
    WAITS.begun.clear()
    asked: list[str] = []

    def note(request: Request) -> None:
        found = re.search(r"/algorithms/([^/]+)/thumbnail\?", request.url)
        if found and "image=" in request.url:
            asked.append(found[1])

    opened(page, long_url)
    page.on("request", note)
    upload(page, grey(40, "dark.png"))
    while len(WAITS.begun) < 2:
        page.wait_for_timeout(20)
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    # What has come into view is told to the page in one of the next frames.
    page.wait_for_timeout(300)
    places, before = page.evaluate(PLACES), set(asked)
    WAITS.opened.set()
    expect(page.locator("[data-side=result][data-state=ready]")).to_have_count(60, timeout=60_000)
    seen = [asked.index(name) for name in places["seen"] if name not in before]
    far = [asked.index(name) for name in places["far"] if name not in before]
    assert len(seen) >= 3
    assert len(far) >= 10
    assert max(seen) < min(far)


def test_leaving_the_page_stops_the_work(page: Page, url: str, complaints: Complaints) -> None:
    complaints.expect("status of 500")
    opened(page, url)
    with page.expect_response(re.compile("/thumbnail")):
        upload(page, grey(90, "left.png"))
    with page.expect_request("**/api/v1/cancel"):
        page.get_by_role("link", name="Images").click()
    page.get_by_test_id("images").wait_for()


def test_a_phone_shows_the_switch_without_sideways_scrolling(
    phone: Page, complaints: Complaints, url: str
) -> None:
    complaints.expect("status of 500")
    opened(phone, f"{url}/?image=coins")
    expect(phone.get_by_test_id("picture-choice")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
