"""Ways to look closer: a box, a double click, two fingers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FloatRect, Page

from tests.browser.bench import Bench, bench_at
from tests.browser.pointing import at, middle
from tests.browser.watching import Complaints, box_of

SHAPE = (303, 384)


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[Bench]:
    with bench_at(tab, server_url, complaints) as made:
        yield made.open(image="coins")


@pytest.fixture
def touched(browser: Browser, server_url: str, complaints: Complaints) -> Iterator[Bench]:
    context = browser.new_context(has_touch=True, viewport={"width": 1024, "height": 768})
    with bench_at(context.new_page(), server_url, complaints) as made:
        yield made.open(image="coins")
    context.close()


def picture(bench: Bench) -> FloatRect:
    return box_of(bench.page.get_by_test_id("picture"))


def test_shift_and_drag_zooms_into_the_box(bench: Bench) -> None:
    stage, mouse = box_of(bench.page.get_by_test_id("viewer")), bench.page.mouse
    start, end = at(bench, 99.5, 99.5), at(bench, 159.5, 219.5)
    zoom = min(stage["width"] / 120, stage["height"] / 60)
    bench.page.keyboard.down("Shift")
    mouse.move(*start)
    mouse.down()
    mouse.move(*end, steps=5)
    mouse.up()
    bench.page.keyboard.up("Shift")
    bench.until(
        lambda: picture(bench)["width"] == pytest.approx(384 * zoom, rel=0.01), "the box fills it"
    )
    # Its middle is the stage's.
    assert at(bench, 129.5, 159.5) == pytest.approx(
        middle(bench.page.get_by_test_id("viewer")), abs=2
    )
    bench.rested()


def test_a_double_click_shows_all_of_it_again(bench: Bench) -> None:
    home = picture(bench)
    bench.page.mouse.move(*at(bench, 50, 60))
    bench.page.mouse.wheel(0, -600)
    bench.until(lambda: picture(bench)["width"] > 2 * home["width"], "it is larger")
    bench.page.mouse.dblclick(*at(bench, 50, 60))
    bench.until(lambda: picture(bench) == home, "it is as it was")
    bench.rested()


def test_a_picture_follows_two_fingers(touched: Bench) -> None:
    page = touched.page
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    home = picture(touched)
    first, second = at(touched, 120, 150), at(touched, 160, 210)
    touch("touchStart", first, second)
    for part in (1, 2, 3, 4):
        spread = 12 * part
        touch(
            "touchMove",
            (first[0] - spread, first[1] - spread),
            (second[0] + spread, second[1] + spread),
        )
    touched.until(lambda: picture(touched)["width"] > 1.2 * home["width"], "it is larger")
    # What lay between the fingers still does.
    before = [(one + other) / 2 for one, other in zip(first, second, strict=True)]
    assert at(touched, 140, 180) == pytest.approx(before, abs=3)
    touch("touchEnd")
    touched.rested()
