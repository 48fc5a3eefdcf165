"""Places on the screen: of pixels of the picture, and of parts of the page."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.browser.bench import Bench
from tests.browser.watching import box_of


def middle(place: Locator) -> tuple[float, float]:
    """Place of the centre of a part of the page."""
    return within(place, 0.5, 0.5)


def within(place: Locator, across: float, down: float) -> tuple[float, float]:
    """Place in a part of the page, by shares of its width and height."""
    box = box_of(place)
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def at(
    bench: Bench, row: float, column: float, shape: tuple[int, int] = (303, 384)
) -> tuple[float, float]:
    """Place of the centre of a pixel of the picture."""
    picture = bench.page.get_by_test_id("picture")
    return within(picture, (column + 0.5) / shape[1], (row + 0.5) / shape[0])


def drag(bench: Bench, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press at one place and let go at another."""
    mouse = bench.page.mouse
    mouse.move(*start)
    mouse.down()
    mouse.move(*end, steps=6)
    mouse.up()


def lit(bench: Bench, shape: tuple[int, int], colour: tuple[int, int, int] = (255, 64, 160)) -> int:
    """How many pixels of a picture that is on the screen as a whole are lit up."""
    seen = bench.colours(shape)
    return int((abs(seen - list(colour)).max(axis=-1) <= 2).sum())
