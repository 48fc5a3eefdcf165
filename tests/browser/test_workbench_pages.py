"""The workbench as a page: its address, the way back, themes, narrow windows."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.bench import Bench, differ
from tests.browser.test_shell import CONTRAST


@pytest.fixture
def bench(page: Page, server_url: str) -> Bench:
    return Bench(page, server_url)


def test_the_address_follows_the_recipe_and_a_reload_restores_it(bench: Bench) -> None:
    bench.open("gaussian", image="coins")
    bench.number("sigma").fill("3.25")
    bench.add("manual_threshold")
    bench.number("threshold").fill("91")
    expect(bench.page).to_have_url(re.compile("threshold%22%3A91%7D"))
    bench.rested()
    bench.plain_mask()
    before = bench.mask((303, 384))
    bench.page.reload()
    bench.rested()
    assert bench.order == ["gaussian", "manual_threshold"]
    expect(bench.number("threshold")).to_have_value("91")
    bench.plain_mask()
    bench.until(lambda: np.array_equal(bench.mask((303, 384)), before), "the same mask is shown")
    bench.step(0).locator(".step-open").click()
    expect(bench.number("sigma")).to_have_value("3.25")


def test_an_address_sent_to_someone_else_shows_them_the_same(bench: Bench) -> None:
    bench.open("manual_threshold")
    bench.number("threshold").fill("66")
    expect(bench.page).to_have_url(re.compile("threshold%22%3A66%7D"))
    shown = bench.rested().picture()
    address = bench.page.url
    bench.page.goto(f"{bench.url}/images")
    bench.page.get_by_test_id("images").wait_for()
    bench.page.goto(address)
    bench.rested()
    bench.until(lambda: not differ(shown, bench.picture()), "the same picture is shown")


def test_back_and_forward_lead_between_gallery_and_workbench(bench: Bench) -> None:
    page = bench.page
    page.goto(bench.url)
    page.locator("[data-testid=algorithm-card][data-algorithm=manual_threshold]").click()
    bench.rested()
    bench.number("threshold").fill("73")
    expect(page).to_have_url(re.compile("threshold%22%3A73%7D"))
    page.go_back()
    expect(page.get_by_test_id("gallery")).to_be_visible()
    expect(page.get_by_test_id("workbench")).to_have_count(0)
    page.go_forward()
    bench.rested()
    expect(bench.number("threshold")).to_have_value("73")


def test_another_algorithm_opened_from_the_gallery_starts_afresh(bench: Bench) -> None:
    page = bench.page
    bench.open("manual_threshold")
    page.get_by_role("navigation").get_by_role("link", name="Gallery").click()
    page.locator("[data-testid=algorithm-card][data-algorithm=sobel]").click()
    expect(bench.step(0)).to_have_attribute("data-algorithm", "sobel")
    bench.rested()
    assert bench.order == ["sobel"]
    expect(page.get_by_test_id("layer-edges")).to_be_visible()


def test_an_unknown_algorithm_is_told_and_a_picture_shown(bench: Bench) -> None:
    bench.open("nonsense")
    notice = bench.page.get_by_role("status").filter(has_text="There is no algorithm 'nonsense'")
    expect(notice).to_be_visible()
    assert bench.picture().std() > 5


def test_a_recipe_that_cannot_be_read_is_told_and_a_picture_shown(bench: Bench) -> None:
    bench.open(recipe='{"image": "coins", "steps": [{"algorithm": "<b>gone</b>"}]}')
    notice = bench.page.get_by_role("status").filter(has_text="cannot be opened")
    expect(notice).to_contain_text("<b>gone</b>")
    assert bench.picture().std() > 5


def test_the_theme_is_switched_and_the_picture_stays(bench: Bench) -> None:
    bench.open("manual_threshold")
    before = bench.picture()
    background = "getComputedStyle(document.querySelector('.pane')).backgroundColor"
    light = bench.page.evaluate(background)
    bench.page.emulate_media(color_scheme="dark")
    bench.page.wait_for_function(f"{background} !== '{light}'")
    assert not differ(before, bench.picture())
    bench.page.emulate_media(color_scheme="light")
    bench.page.wait_for_function(f"{background} === '{light}'")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(bench: Bench, scheme: str) -> None:
    bench.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    bench.open("regionprops_table")
    expect(bench.page.get_by_test_id("measurements")).to_contain_text("rows")
    assert bench.page.evaluate(CONTRAST) == []


def test_every_control_has_a_name(bench: Bench) -> None:
    bench.open("apply_hysteresis_threshold")
    nameless = bench.page.evaluate(
        """() => [...document.querySelectorAll(
              "#workbench button, #workbench input, #workbench select, #workbench [role=slider]")]
          .filter((item) => item.offsetParent && !item.closest("[aria-hidden=true]")
            && item.getAttribute("aria-hidden") !== "true")
          .filter((item) => !(item.textContent.trim() || item.ariaLabel || item.title
            || item.placeholder || item.labels?.length || item.getAttribute("aria-labelledby")))
          .map((item) => item.outerHTML.slice(0, 200))"""
    )
    assert nameless == []


def test_a_phone_shows_picture_and_slider_without_scrolling_sideways(
    phone: Page, server_url: str
) -> None:
    bench = Bench(phone, server_url).open("manual_threshold")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    expect(phone.get_by_test_id("picture")).to_be_in_viewport()
    expect(bench.slider("threshold")).to_be_in_viewport()


def test_a_phone_s_slider_is_dragged_beside_the_picture(phone: Page, server_url: str) -> None:
    bench = Bench(phone, server_url).open("manual_threshold")
    before = bench.picture()
    bench.drag(bench.slider("threshold"), 70)
    bench.until(lambda: differ(before, bench.picture()), "the picture follows the hand")
    phone.mouse.up()
    assert bench.value("threshold") > 140
    expect(phone.get_by_test_id("picture")).to_be_in_viewport()


@pytest.mark.parametrize(("tab", "shown"), [("Layers", "layers"), ("Plots", "histogram")])
def test_a_phone_s_panes_are_tabs(phone: Page, server_url: str, tab: str, shown: str) -> None:
    Bench(phone, server_url).open("manual_threshold")
    phone.get_by_role("tab", name=tab).click()
    expect(phone.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
    expect(phone.get_by_test_id(shown)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_moves_while_a_value_changes(bench: Bench) -> None:
    bench.open("manual_threshold")
    expect(bench.page.get_by_test_id("histogram")).to_contain_text("The picture")
    # Dash draws a slider once its script has come.
    expect(bench.slider("threshold")).to_be_visible()
    places = """() => ["[data-testid=viewer]", "[data-testid=histogram]", "[data-testid=add-step]",
        "[data-testid=parameter-threshold]"].map((name) => {
          const { x, y, width, height } = document.querySelector(name).getBoundingClientRect();
          return [x, y, width, height];
        })"""
    before = bench.page.evaluate(places)
    bench.number("threshold").fill("101")
    bench.rested()
    assert bench.page.evaluate(places) == before
