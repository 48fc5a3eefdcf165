"""Results against a ground truth: scores, colours on the picture, and the fate of each object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Locator, Page, expect
from skimage.metrics import hausdorff_distance, variation_of_information

from isoline.verify.scores import mask_scores, object_scores
from tests.browser.compare_bench import (
    CompareBench,
    above,
    compare_at,
    near,
    picture,
    store,
    tinted,
)
from tests.browser.watching import Complaints, box_of

SHAPE = (120, 160)
RIGHT, FALSE, MISSED = "#56b4e9", "#d55e00", "#f0e442"


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[CompareBench]:
    with compare_at(tab, server_url, complaints) as made:
        yield made


def squares(*corners: tuple[int, int], side: int = 24) -> NDArray[np.uint16]:
    labels = np.zeros(SHAPE, np.uint16)
    for at, (row, column) in enumerate(corners):
        labels[row : row + side, column : column + side] = at + 1
    return labels


TRUTH = squares((8, 8), (8, 60), (60, 8), (60, 60))
FOUND = squares((10, 10), (8, 60), (60, 11), (60, 120))
"""The second is found as it is, the first and third a little off; one is missed, one false."""
WORSE = squares((16, 16), (20, 120))


@pytest.fixture(scope="module")
def ids(context: BrowserContext, server_url: str) -> dict[str, str]:
    pixels = {
        "truth": TRUTH,
        "found": FOUND,
        "worse": WORSE,
        "colour": np.random.default_rng(0).integers(0, 255, (*SHAPE, 3), np.uint8),
    }
    request = context.request
    return {
        name: store(request, server_url, array, f"{name}.npy") for name, array in pixels.items()
    }


def labels(ids: dict[str, str], name: str) -> dict[str, Any]:
    return picture(ids[name], name, "labels")


@pytest.fixture
def scored(bench: CompareBench, ids: dict[str, str]) -> CompareBench:
    panels = labels(ids, "found"), labels(ids, "worse"), above(ids["truth"], 0, "as a mask")
    return bench.open(*panels, look="truth", truth=ids["truth"])


def score(bench: CompareBench, name: str, place: int) -> Locator:
    row = bench.page.get_by_test_id("scores").locator(f"[data-figure={name}]")
    return row.locator(f"td[data-panel='{place}']")


def expected(found: NDArray[Any]) -> dict[str, float]:
    """Scores as the library gives them."""
    ours = {
        **asdict(mask_scores(found > 0, TRUTH > 0)),
        **asdict(object_scores(found, TRUTH)),
    }
    return {name: value for name, value in ours.items() if isinstance(value, float)}


@pytest.mark.parametrize(("place", "found"), [(0, FOUND), (1, WORSE)])
def test_scores_are_those_of_the_library(
    scored: CompareBench, place: int, found: NDArray[np.uint16]
) -> None:
    expect(score(scored, "dice", place)).not_to_be_empty()
    for name in (
        "dice", "jaccard", "precision", "recall", "hausdorff", "adapted_rand_error",
        "variation_split", "variation_merge", "average_precision", "average_precision_50",
        "average_precision_75",
    ):  # fmt: skip
        shown = float(score(scored, name, place).inner_text())
        assert shown == pytest.approx(expected(found)[name], rel=0.006, abs=1e-9), name


def test_scores_are_those_of_scikit_image(scored: CompareBench) -> None:
    expect(score(scored, "hausdorff", 0)).not_to_be_empty()
    distance = hausdorff_distance(FOUND > 0, TRUTH > 0)  # type: ignore[no-untyped-call]
    split, merge = variation_of_information(TRUTH, FOUND)  # type: ignore[no-untyped-call]
    for name, value in (
        ("hausdorff", distance), ("variation_split", split), ("variation_merge", merge)
    ):  # fmt: skip
        shown = float(score(scored, name, 0).inner_text())
        assert shown == pytest.approx(float(value), rel=0.006), name


def test_the_best_of_several_stands_out(scored: CompareBench) -> None:
    expect(score(scored, "dice", 2)).to_have_class("is-best")
    expect(score(scored, "dice", 0)).not_to_have_class("is-best")
    # The mask of the truth itself is no farther from it than nothing.
    expect(score(scored, "hausdorff", 2)).to_have_text("0")
    expect(score(scored, "hausdorff", 2)).to_have_class("is-best")


def test_where_all_are_alike_none_stands_out(bench: CompareBench, ids: dict[str, str]) -> None:
    found = labels(ids, "found")
    bench.open(found, {**found, "name": "again"}, look="truth", truth=ids["truth"])
    expect(score(bench, "dice", 1)).not_to_be_empty()
    expect(bench.page.locator(".is-best")).to_have_count(0)


def test_right_false_and_missed_have_colours_on_the_picture(scored: CompareBench) -> None:
    colours = scored.colours(SHAPE)
    grey = [round(FOUND[place] / 4 * 255) for place in ((14, 70), (70, 130), (70, 70))]
    assert near(colours[14:28, 66:80], tinted(grey[0], RIGHT)).all()
    assert near(colours[66:80, 126:140], tinted(grey[1], FALSE)).all()
    assert near(colours[66:80, 66:80], tinted(grey[2], MISSED)).all()
    assert near(colours[40:55], "#000000").all()


def test_which_result_is_shown_is_chosen_in_the_table(scored: CompareBench) -> None:
    table = scored.page.get_by_test_id("scores")
    table.get_by_role("button", name="2", exact=True).click()
    expect(table.get_by_role("button", name="2", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    scored.until(
        lambda: bool(near(scored.colours(SHAPE)[26:38, 126:138], tinted(255, FALSE)).any()),
        "what only the second has is shown",
    )


def test_every_object_is_told_and_leads_to_its_place(scored: CompareBench) -> None:
    rows = scored.page.get_by_test_id("rows").locator("tbody tr")
    expect(rows).to_have_count(5)
    outcomes = " ".join(rows.all_inner_texts())
    assert [outcomes.count(word) for word in ("matched", "missed", "false")] == [3, 1, 1]
    before = scored.places[0]
    rows.filter(has_text="false").click()
    scored.until(lambda: scored.places[0] != before, "the picture moves")
    stage = box_of(scored.panel(0))
    left, top, width, height = scored.places[0]
    middle = ((stage["height"] / 2 - top) / height, (stage["width"] / 2 - left) / width)
    assert middle == pytest.approx((72 / SHAPE[0], 132 / SHAPE[1]), abs=0.01)


def test_a_result_without_objects_says_why_it_has_no_scores(
    bench: CompareBench, ids: dict[str, str]
) -> None:
    panels = labels(ids, "found"), picture(ids["colour"], "a photograph")
    bench.open(*panels, look="truth", truth=ids["truth"])
    expect(bench.page.locator(".compare-figures")).to_contain_text(
        "2 a photograph: is of kind image"
    )
    expect(score(bench, "dice", 1)).to_have_text("–")


def test_without_a_reference_the_page_says_what_to_choose(
    bench: CompareBench, ids: dict[str, str]
) -> None:
    bench.open(labels(ids, "found"), look="truth")
    expect(bench.page.locator(".compare-figures")).to_contain_text("Choose or upload a reference")


def test_a_reference_is_chosen_in_the_bar(bench: CompareBench, ids: dict[str, str]) -> None:
    bench.open(labels(ids, "found"), look="truth")
    bench.select("truth").select_option(ids["truth"])
    expect(score(bench, "dice", 0)).not_to_be_empty()
    bench.until(lambda: bench.state.get("truth") == ids["truth"], "the address has the reference")


def test_a_reference_is_uploaded_in_the_bar(bench: CompareBench, ids: dict[str, str]) -> None:
    bench.open(labels(ids, "found"), look="truth")
    bench.choose_file("reference.npy", (TRUTH > 0).astype(np.uint8) * 255)
    expect(score(bench, "dice", 0)).not_to_be_empty()
    shown = float(score(bench, "dice", 0).inner_text())
    assert shown == pytest.approx(expected(FOUND)["dice"], rel=0.006)
    expect(bench.page.get_by_test_id("transfer")).to_have_count(0)


def test_a_picture_that_is_no_reference_says_what_to_upload(
    bench: CompareBench, ids: dict[str, str], complaints: Complaints
) -> None:
    complaints.expect("the server responded with a status of 422")
    bench.open(labels(ids, "found"), look="truth", truth=ids["colour"])
    expect(bench.said).to_contain_text("upload")
    expect(bench.page.locator(".compare-figures")).to_contain_text("upload")
    expect(bench.panels).to_have_count(1)
