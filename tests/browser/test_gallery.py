from __future__ import annotations

import base64
import re
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from isoline import Algorithm, Image, Mask, algorithm
from isoline.catalogue import Broken, Catalogue
from tests.browser.watching import Complaints, Serve, box_of

TASKS = ("threshold", "smoothing", "edges", "objects")
ONE_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
FILTERING_AND_DRAWING = """() => {
  const grid = document.querySelector("[data-grid]");
  const field = document.querySelector("[data-testid=search]");
  const middle = (act) => {
    const times = [];
    for (let turn = 0; turn < 9; turn++) {
      const begun = performance.now();
      act(turn);
      document.body.offsetHeight;
      times.push(performance.now() - begun);
    }
    return times.sort((a, b) => a - b)[4];
  };
  const filtering = middle((turn) => {
    field.value = ["made 1", "", "odd", "made 19", "even"][turn % 5];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const copy = grid.cloneNode(true);
  for (const card of copy.children) card.style.contentVisibility = "visible";
  for (const image of copy.querySelectorAll("img")) image.remove();
  const html = copy.innerHTML;
  const drawing = middle(() => { copy.innerHTML = html; document.body.append(copy); });
  copy.remove();
  return { filtering, drawing };
}"""
CHIPS = (
    ("task", "smoothing", "data-task"),
    ("input", "mask", "data-inputs"),
    ("output", "points", "data-outputs"),
)
PHONE_TOUCH = 32
"""Smallest height in pixels of what is touched."""


def declared(number: int) -> Algorithm[[Image], Mask]:
    def made(image: Image) -> Mask:
        """Keep what is brighter than the mean."""
        return image > np.mean(image)

    made.__name__ = f"made_{number}"
    tag = "even" if number % 2 == 0 else "odd"
    return algorithm(task=TASKS[number % len(TASKS)], tags=[tag], sample="coins")(made)


@pytest.fixture(scope="module")
def crowded_url(serve: Serve) -> str:
    broken = Broken("algorithms.gone", "algorithms.gone", "ModuleNotFoundError: no module 'gone'")
    return serve(Catalogue((declared(number) for number in range(200)), broken=[broken]))


@pytest.fixture
def gallery(page: Page, server_url: str) -> Page:
    return opened(page, server_url)


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    shown(page).first.wait_for()
    return page


def shown(page: Page) -> Locator:
    return page.locator("[data-testid=algorithm-card]:visible")


def ids(page: Page) -> list[str]:
    return [str(card.get_attribute("data-algorithm")) for card in shown(page).all()]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.dataset.algorithm ?? ''"))


def test_typing_leaves_the_cards_that_match(gallery: Page) -> None:
    gallery.get_by_test_id("search").fill("otsu")
    expect(shown(gallery).first).to_contain_text("Otsu")
    assert "threshold_otsu" in ids(gallery)
    assert "gaussian" not in ids(gallery)


def test_a_match_in_the_title_comes_before_one_in_the_summary(gallery: Page) -> None:
    gallery.get_by_test_id("search").fill("threshold")
    titles = [str(card.get_attribute("data-title")).lower() for card in shown(gallery).all()]
    matching = ["threshold" in title for title in titles]
    assert any(matching)
    assert matching == sorted(matching, reverse=True)


def test_tags_ids_and_words_in_any_case_find_something(gallery: Page) -> None:
    for words in ("binarize", "blur", "THRESH otsu", "remove_small_objects"):
        gallery.get_by_test_id("search").fill(words)
        assert ids(gallery), f"nothing found for {words!r}"


PURPOSES = {
    "denoise": {"gaussian", "median"},
    "smooth": {"gaussian"},
    "blur": {"gaussian"},
    "count cells": {"label", "blob_log"},
    "background correction": {"white_tophat", "flatten_by_gaussian"},
}
"""What people search by, and what they should not have to look for among what is found."""


@pytest.mark.parametrize(("words", "expected"), PURPOSES.items(), ids=PURPOSES)
def test_a_purpose_finds_what_serves_it_among_the_first(
    gallery: Page, words: str, expected: set[str]
) -> None:
    gallery.get_by_test_id("search").fill(words)
    assert expected <= set(ids(gallery)[:12])


def test_the_number_of_results_is_announced(gallery: Page) -> None:
    gallery.get_by_test_id("search").fill("otsu")
    said = gallery.get_by_role("status")
    expect(said).to_have_text(re.compile(rf"^{shown(gallery).count()} of \d+ algorithms$"))


def test_nothing_found_offers_to_clear(gallery: Page) -> None:
    everything = shown(gallery).count()
    gallery.get_by_test_id("search").fill("no such thing")
    empty = gallery.get_by_text("No algorithm matches")
    expect(empty).to_be_visible()
    gallery.locator("[data-empty] button").click()
    expect(empty).to_be_hidden()
    assert shown(gallery).count() == everything
    expect(gallery.get_by_test_id("search")).to_be_focused()


def test_a_chip_leaves_what_has_its_value(gallery: Page) -> None:
    for facet, value, attribute in CHIPS:
        chip = gallery.locator(f"[data-facet={facet}][data-value={value}]")
        chip.click()
        expect(chip).to_have_attribute("aria-pressed", "true")
        values = [str(card.get_attribute(attribute)).split(",") for card in shown(gallery).all()]
        assert values
        assert all(value in listed for listed in values)
        assert chip.get_attribute("data-count") == str(len(values))
        chip.click()
        expect(chip).to_have_attribute("aria-pressed", "false")


def test_counts_follow_the_search(gallery: Page) -> None:
    gallery.get_by_test_id("search").fill("gaussian blur")
    chip = gallery.locator("[data-facet=task][data-value=threshold]")
    expect(chip).to_have_attribute("data-count", "0")


def test_the_address_says_what_is_shown_and_brings_it_back(gallery: Page) -> None:
    gallery.get_by_test_id("search").fill("object")
    gallery.locator("[data-facet=task][data-value=objects]").click()
    gallery.locator("[data-facet=output][data-value=mask]").click()
    assert gallery.url.endswith("/?q=object&task=objects&output=mask")
    before = ids(gallery)
    gallery.reload()
    shown(gallery).first.wait_for()
    expect(gallery.get_by_test_id("search")).to_have_value("object")
    assert ids(gallery) == before


def test_opening_a_card_goes_to_the_workbench_and_back(gallery: Page) -> None:
    gallery.get_by_test_id("search").fill("otsu")
    gallery.evaluate("window.stillTheSamePage = true")
    gallery.locator("[data-algorithm=threshold_otsu]").click()
    gallery.get_by_test_id("workbench").wait_for()
    # The workbench adds its recipe to the address when it can: only the path is certain.
    assert urlsplit(gallery.url).path == "/explore/threshold_otsu"
    gallery.go_back()
    shown(gallery).first.wait_for()
    assert gallery.evaluate("window.stillTheSamePage")
    expect(gallery.get_by_test_id("search")).to_have_value("otsu")
    assert focused(gallery) == "threshold_otsu"


def test_keys_lead_from_the_search_through_the_cards_to_the_workbench(gallery: Page) -> None:
    gallery.keyboard.press("/")
    expect(gallery.get_by_test_id("search")).to_be_focused()
    gallery.keyboard.type("threshold")
    order = ids(gallery)
    columns = gallery.evaluate(
        "getComputedStyle(document.querySelector('.iso-grid'))"
        ".gridTemplateColumns.split(' ').length"
    )
    for key, index in [("ArrowDown", 0), ("ArrowRight", 1), ("ArrowDown", 1 + columns)]:
        gallery.keyboard.press(key)
        assert focused(gallery) == order[index]
    gallery.keyboard.press("Home")
    gallery.keyboard.press("Enter")
    gallery.wait_for_url(f"**/explore/{order[0]}")


def test_the_divider_follows_the_pointer_and_goes_back(gallery: Page) -> None:
    curtain = gallery.locator("[data-curtain]").first
    box = box_of(curtain)
    gallery.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 20)
    expect(curtain).to_have_css("--iso-split", re.compile(r"^25(\.\d+)?%$"))
    gallery.mouse.move(2, 2)
    expect(curtain).to_have_css("--iso-split", "50%")


def test_thumbnails_on_screen_are_filled_in(gallery: Page) -> None:
    first = gallery.locator("[data-thumbnail]")
    expect(first.nth(0).locator("img")).to_be_visible(timeout=30_000)
    expect(first.nth(1).locator("img")).to_be_visible(timeout=30_000)


def test_a_pending_thumbnail_is_asked_for_again(page: Page, server_url: str) -> None:
    answers: list[int] = []

    def answer(route: Route) -> None:
        answers.append(202 if len(answers) < 2 else 200)
        if answers[-1] == 202:
            route.fulfill(status=202, json={"status": "pending"}, headers={"Retry-After": "0"})
        else:
            route.fulfill(status=200, content_type="image/png", body=ONE_PIXEL)

    page.route(re.compile(r"/algorithms/threshold_otsu/thumbnail\?side=result"), answer)
    opened(page, f"{server_url}/?q=otsu+threshold")
    result = page.locator("[data-algorithm=threshold_otsu] [data-side=result]")
    expect(result).to_have_attribute("data-state", "ready")
    assert answers[:3] == [202, 202, 200]


def test_a_failed_thumbnail_says_so_on_its_card(
    page: Page, complaints: Complaints, server_url: str
) -> None:
    complaints.expect("status of 500")
    error = {"error": {"code": "algorithm_failed", "message": "ValueError: no", "details": []}}
    page.route(
        re.compile(r"/algorithms/threshold_otsu/thumbnail\?side=result"),
        lambda route: route.fulfill(status=500, json=error),
    )
    opened(page, f"{server_url}/?q=otsu+threshold")
    result = page.locator("[data-algorithm=threshold_otsu] [data-side=result]")
    expect(result).to_contain_text("No result")
    expect(result).to_contain_text("ValueError: no")


def test_a_broken_module_is_a_card_with_its_error(page: Page, crowded_url: str) -> None:
    opened(page, crowded_url)
    broken = page.get_by_test_id("broken-card")
    expect(broken).to_contain_text("algorithms.gone")
    expect(broken).to_contain_text("ModuleNotFoundError")


def test_filtering_two_hundred_cards_is_of_the_order_of_laying_them_out(
    page: Page, crowded_url: str
) -> None:
    opened(page, crowded_url)
    assert shown(page).count() == 200
    took = page.evaluate(FILTERING_AND_DRAWING)
    assert took["filtering"] < 5 * took["drawing"]


def test_a_phone_shows_the_gallery_without_sideways_scrolling(phone: Page, server_url: str) -> None:
    opened(phone, server_url)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    chip = box_of(phone.locator(".iso-chip").first)
    assert chip["height"] >= PHONE_TOUCH


def test_a_card_leads_to_what_there_is_to_read_and_back(gallery: Page) -> None:
    gallery.get_by_test_id("search").fill("otsu")
    card = gallery.locator("[data-testid=algorithm-card][data-algorithm=threshold_otsu]")
    link = card.locator("xpath=following-sibling::a")
    expect(link).to_have_css("opacity", "0")
    card.hover()
    expect(link).to_have_css("opacity", "1")
    link.click()
    expect(gallery).to_have_url(re.compile("/docs/threshold_otsu$"))
    expect(gallery.get_by_test_id("documentation")).to_be_visible()
    gallery.go_back()
    expect(card).to_be_focused()


def test_the_way_to_read_more_is_seen_where_nothing_hovers(
    browser: Browser, server_url: str
) -> None:
    context = browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}
    )
    page = opened(context.new_page(), server_url)
    expect(page.get_by_test_id("card-docs").first).to_have_css("opacity", "1")
    context.close()
