from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_shell import CONTRAST, THEME


def at(page: Page, url: str) -> Page:
    page.goto(url)
    page.locator("#main .iso-page").wait_for()
    return page


def test_a_page_shows_sample_and_result_and_leads_to_the_workbench(
    page: Page, server_url: str
) -> None:
    at(page, f"{server_url}/docs/threshold_otsu")
    expect(page.get_by_role("heading", level=1)).to_have_text("Otsu threshold")
    expect(page).to_have_title("Otsu threshold · Isoline")
    pictures = page.locator(".iso-docs-figure [data-thumbnail] img")
    expect(pictures).to_have_count(2, timeout=30_000)
    page.get_by_test_id("open-in-workbench").click()
    page.wait_for_url("**/explore/threshold_otsu*")


def test_the_divider_moves_with_shift_and_an_arrow(page: Page, server_url: str) -> None:
    at(page, f"{server_url}/docs/threshold_otsu")
    figure = page.locator(".iso-docs-figure")
    figure.focus()
    page.keyboard.press("Shift+ArrowLeft")
    expect(figure.locator("[data-curtain]")).to_have_css("--iso-split", "40%")


def test_related_pages_are_one_click_away(page: Page, server_url: str) -> None:
    at(page, f"{server_url}/docs/threshold_otsu")
    page.locator("[data-related=label]").click()
    page.wait_for_url("**/docs/label")
    expect(page.get_by_role("heading", level=1)).to_have_text("Label objects")
    page.locator(".iso-docs-trail a").last.click()
    page.wait_for_url("**/docs#objects")
    expect(page.locator("#objects")).to_be_in_viewport()


def test_the_example_can_be_copied(page: Page, server_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server_url)
    at(page, f"{server_url}/docs/threshold_otsu")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert "sample_pixels" in page.evaluate("navigator.clipboard.readText()")


def test_an_unknown_id_is_answered_with_close_ones(page: Page, server_url: str) -> None:
    at(page, f"{server_url}/docs/threshold_otsv")
    page.get_by_test_id("unknown-algorithm").get_by_role(
        "link", name="Otsu threshold"
    ).first.click()
    page.wait_for_url("**/docs/threshold_*otsu")


def test_a_step_of_the_workbench_leads_to_its_page(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/explore/threshold_otsu")
    page.get_by_test_id("workbench").wait_for()
    page.get_by_text("About this step").click()
    with page.context.expect_page() as opened:
        page.get_by_test_id("documentation-link").click()
    assert re.search(r"/docs/threshold_otsu$", opened.value.url)
    opened.value.close()


@pytest.mark.parametrize("path", ["/docs", "/docs/watershed", "/docs/nothing"])
def test_words_stand_out_from_what_is_behind_them(page: Page, server_url: str, path: str) -> None:
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    at(page, server_url + path)
    assert page.evaluate(CONTRAST) == []
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.wait_for_function(f"{THEME} === 'light'")
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("path", ["/docs", "/docs/threshold_sauvola", "/docs/regionprops_table"])
def test_a_phone_shows_it_without_sideways_scrolling(
    phone: Page, server_url: str, path: str
) -> None:
    at(phone, server_url + path)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
