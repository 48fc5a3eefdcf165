"""Steps of the workbench: chained, computed no more than needed, rearranged, failing."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from playwright.sync_api import Locator, Request, expect
from skimage import filters

from isoline.catalogue import Catalogue
from isoline.images.samples import sample_pixels
from tests.browser.bench import Bench, differ
from tests.browser.watching import Complaints

COINS = sample_pixels("coins")
CAMERA = sample_pixels("camera")
SHAPE = (COINS.shape[0], COINS.shape[1])


def step(algorithm: str, **parameters: Any) -> dict[str, Any]:
    return {"algorithm": algorithm, "parameters": parameters}


def status(bench: Bench, place: int) -> Locator:
    return bench.step(place).locator(".step-status")


def test_a_step_is_chained_through_the_palette_by_keys(bench: Bench) -> None:
    bench.open("manual_threshold")
    bench.page.keyboard.press("/")
    bench.page.get_by_test_id("palette").wait_for()
    expect(bench.page.locator("#palette-search")).to_be_focused()
    bench.page.keyboard.type("SAUVOLA thr")
    bench.page.keyboard.press("Enter")
    expect(bench.steps).to_have_count(2)
    assert bench.order == ["manual_threshold", "threshold_sauvola"]
    expect(bench.page.get_by_test_id("palette")).to_have_count(0)
    bench.rested()


def test_the_palette_puts_the_title_typed_first(bench: Bench) -> None:
    bench.open("manual_threshold")
    bench.page.get_by_test_id("add-step").click()
    bench.page.get_by_test_id("palette").wait_for()
    bench.page.keyboard.type("label objects")
    bench.page.keyboard.press("Enter")
    expect(bench.step(1)).to_have_attribute("data-algorithm", "label")


def test_the_palette_says_when_nothing_matches(bench: Bench) -> None:
    bench.open()
    bench.page.get_by_test_id("add-step").click()
    bench.page.get_by_test_id("palette").wait_for()
    bench.page.keyboard.type("no such thing")
    expect(bench.page.get_by_text("Nothing matches")).to_be_visible()
    bench.page.keyboard.press("Escape")
    expect(bench.page.get_by_test_id("palette")).to_have_count(0)
    expect(bench.steps).to_have_count(0)


def test_the_palette_tells_what_each_takes_and_gives_and_shows_it(bench: Bench) -> None:
    bench.open()
    bench.page.get_by_test_id("add-step").click()
    entries = bench.page.get_by_test_id("palette-entry")
    catalogue = Catalogue.discover()
    expect(entries).to_have_count(len(catalogue))
    order = [(entry.spec.task, entry.spec.title) for entry in catalogue]
    first = min(order)[1]
    expect(entries.first.locator(".palette-title")).to_have_text(first)
    numbered = entries.and_(bench.page.locator("[data-algorithm=label]"))
    expect(numbered.locator(".palette-kinds")).to_have_text("mask → labels, number")
    expect(numbered.locator(".palette-summary")).to_have_text(catalogue["label"].spec.summary)
    with bench.page.expect_response(lambda answer: "/label/thumbnail" in answer.url) as asked:
        numbered.scroll_into_view_if_needed()
    # It may still have to be made.
    assert asked.value.status in (200, 202)
    bench.page.keyboard.press("Escape")


def test_changing_the_second_step_takes_the_first_from_the_cache(bench: Bench) -> None:
    bench.open_steps("coins", step("median", size=5), step("manual_threshold", threshold=81))
    bench.number("threshold").fill("82")
    expect(status(bench, 0)).to_have_attribute("data-cached", "true")
    expect(status(bench, 1)).to_have_attribute("data-cached", "false")
    expect(status(bench, 0)).to_have_text("cached")
    expect(status(bench, 1)).to_have_text(re.compile(r"\d+ ms"))


def test_a_step_added_through_the_palette_is_computed_alone(bench: Bench) -> None:
    bench.open_steps("coins", step("manual_threshold", threshold=83))
    bench.add("label")
    bench.rested()
    expect(bench.page.get_by_test_id("layer-labels")).to_be_visible()
    bench.number("min_size").fill("37")
    expect(status(bench, 0)).to_have_attribute("data-cached", "true")
    expect(status(bench, 1)).to_have_attribute("data-cached", "false")


def test_a_closed_step_opens_and_shows_its_own_layers(bench: Bench) -> None:
    bench.open_steps("coins", step("manual_threshold"), step("label"))
    bench.step(0).locator(".step-open").click()
    expect(bench.open_step).to_have_attribute("data-step", "0")
    expect(bench.page.get_by_test_id("layer-mask")).to_be_visible()
    expect(bench.page.get_by_test_id("layer-labels")).to_have_count(0)


def test_a_closed_step_shows_what_differs_from_its_defaults(bench: Bench) -> None:
    bench.open_steps("coins", step("gaussian", sigma=3.5), step("manual_threshold"))
    expect(bench.step(0).locator(".step-summary")).to_have_text("sigma 3.5")
    expect(bench.step(1).locator(".step-summary")).to_be_empty()


def test_a_step_switched_off_takes_no_part(bench: Bench) -> None:
    bench.open_steps("coins", step("gaussian", sigma=4), step("manual_threshold"))
    bench.plain_mask()
    bench.step(0).get_by_label("Step takes part").click()
    expect(bench.step(0)).to_have_class(re.compile("is-off"))
    bench.plain_mask()
    bench.until(
        lambda: np.array_equal(bench.mask(SHAPE), COINS > 128), "the picture itself is thresholded"
    )
    bench.step(0).get_by_label("Step takes part").click()
    expect(bench.step(0)).not_to_have_class(re.compile("is-off"))
    smooth = filters.gaussian(COINS, 4, preserve_range=True)  # type: ignore[no-untyped-call]
    bench.until(
        lambda: np.array_equal(bench.mask(SHAPE), smooth > 128), "the smooth picture is again"
    )


def test_a_step_is_duplicated_with_its_values(bench: Bench) -> None:
    bench.open_steps("coins", step("gaussian", sigma=4), step("manual_threshold"))
    bench.step(0).locator(".step-open").click()
    bench.act("duplicate")
    expect(bench.steps).to_have_count(3)
    assert bench.order == ["gaussian", "gaussian", "manual_threshold"]
    expect(bench.open_step).to_have_attribute("data-step", "1")
    expect(bench.number("sigma")).to_have_value("4")
    bench.rested()


def test_values_changed_on_the_page_outlive_a_change_of_steps(bench: Bench) -> None:
    bench.open_steps("coins", step("gaussian"), step("manual_threshold"))
    bench.number("threshold").fill("61.25")
    expect(bench.slider("threshold")).not_to_have_attribute("aria-valuenow", "128")
    bench.act("duplicate")
    expect(bench.steps).to_have_count(3)
    expect(bench.number("threshold")).to_have_value("61.25")
    bench.rested()
    expect(bench.number("threshold")).to_have_value("61.25")


def test_steps_are_moved_and_computed_in_their_order(bench: Bench) -> None:
    bench.open_steps("coins", step("sobel"), step("gaussian", sigma=2))
    before = bench.picture()
    bench.act("up")
    expect(bench.step(0)).to_have_attribute("data-algorithm", "gaussian")
    bench.until(lambda: differ(before, bench.picture()), "the smooth picture is shown")
    bench.rested()
    bench.act("down")
    expect(bench.step(1)).to_have_attribute("data-algorithm", "gaussian")
    bench.until(lambda: not differ(before, bench.picture()), "smooth edges are shown again")


def test_a_removed_step_is_gone_and_its_neighbour_in_use(bench: Bench) -> None:
    bench.open_steps("coins", step("gaussian"), step("manual_threshold"))
    bench.act("remove")
    expect(bench.steps).to_have_count(1)
    expect(bench.open_step).to_have_attribute("data-algorithm", "gaussian")
    expect(bench.page.get_by_test_id("layer-image")).to_be_visible()
    bench.rested()
    bench.act("remove")
    expect(bench.page.get_by_text("No steps yet")).to_have_count(0)
    expect(bench.steps).to_have_count(0)


def test_removing_every_step_leaves_the_bare_picture(bench: Bench) -> None:
    bench.open()
    bare = bench.picture()
    bench.open("manual_threshold", image="coins")
    bench.act("remove")
    expect(bench.steps).to_have_count(0)
    bench.until(lambda: not differ(bare, bench.picture()), "the bare picture is shown")


def choose(bench: Bench, name: str, option: str) -> None:
    bench.open_step.get_by_test_id(f"input-{name}").locator("button").click()
    bench.page.get_by_role("option", name=option, exact=True).click()


def test_the_source_of_an_input_is_chosen(bench: Bench) -> None:
    bench.open_steps("coins", step("gaussian", sigma=6), step("manual_threshold"))
    bench.plain_mask()
    choose(bench, "image", "the picture")
    bench.until(
        lambda: np.array_equal(bench.mask(SHAPE), COINS > 128), "the picture itself is thresholded"
    )
    smooth = filters.gaussian(COINS, 6, preserve_range=True)  # type: ignore[no-untyped-call]
    choose(bench, "image", "1 · image")
    bench.until(lambda: np.array_equal(bench.mask(SHAPE), smooth > 128), "step 1 is thresholded")


def test_an_error_stands_at_its_step_and_the_last_good_picture_stays(
    bench: Bench, complaints: Complaints
) -> None:
    complaints.expect("the server responded with a status of 500")
    bench.open_steps("checkerboard", step("manual_threshold", threshold=90))
    before = bench.picture()
    bench.add("threshold_minimum")
    alert = bench.step(1).get_by_role("alert")
    expect(alert).to_contain_text("maxima")
    expect(bench.step(0).get_by_role("alert")).to_be_hidden()
    assert not differ(before, bench.picture())
    bench.act("remove")
    expect(bench.page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    bench.rested()
    assert not differ(before, bench.picture())


def test_an_error_goes_away_with_its_cause(bench: Bench, complaints: Complaints) -> None:
    complaints.expect("the server responded with a status of 500")
    bench.open_steps("coins", step("threshold_li"))
    field = bench.parameter("initial_guess").locator("input")
    field.fill("100000")
    field.press("Enter")
    alert = bench.step(0).get_by_role("alert")
    expect(alert).to_be_visible()
    field.fill("")
    field.press("Enter")
    expect(alert).to_be_hidden()
    bench.rested()


def test_a_failing_step_shown_at_once_names_what_is_wrong(
    bench: Bench, complaints: Complaints
) -> None:
    complaints.expect("the server responded with a status of 4")
    bench.page.goto(
        f'{bench.url}/explore?recipe={{"image":"coins","steps":[{{"algorithm":"label"}}]}}'
    )
    expect(bench.step(0).get_by_role("alert")).to_contain_text("mask")


def test_nothing_is_asked_for_while_nothing_changes(bench: Bench) -> None:
    bench.open("manual_threshold")
    asked: list[str] = []
    bench.page.on("request", lambda request: note(request, asked))
    expect(bench.page.get_by_test_id("histogram")).to_contain_text("The picture")
    bench.number("threshold").fill("128")
    bench.step(0).locator(".step-open").click()
    bench.rested()
    assert asked == []


def note(request: Request, asked: list[str]) -> None:
    # The strip of small pictures asks for those of no quality.
    if "/api/v1/view" in request.url and "quality=" in request.url:
        asked.append(request.url)


def test_what_was_seen_lately_is_not_asked_for_again(bench: Bench) -> None:
    bench.open("manual_threshold")
    before = bench.picture()
    bench.number("threshold").fill("60")
    bench.until(lambda: differ(before, bench.picture()), "the mask above 60 is shown")
    bench.rested()
    asked: list[str] = []
    bench.page.on("request", lambda request: note(request, asked))
    bench.number("threshold").fill("128")
    bench.until(lambda: not differ(before, bench.picture()), "the mask above 128 is shown")
    bench.rested()
    assert asked == []
