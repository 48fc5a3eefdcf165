"""A hand that draws on the picture of the workbench, and what the address says it has drawn."""

from __future__ import annotations

import json
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, expect

from tests.browser.bench import Bench
from tests.browser.watching import box_of

Place: TypeAlias = tuple[float, float]

BLOBS_SHAPE = (512, 512)


def choose(bench: Bench, source: str = "draw…", wanted: str = "markers") -> None:
    """Choose where an input comes from."""
    bench.page.get_by_test_id(f"input-{wanted}").locator(".input-choice").click()
    bench.page.get_by_role("option", name=source).click()


def draw(bench: Bench, wanted: str = "markers") -> Locator:
    """Choose to draw an input; gives the bar of tools."""
    choose(bench, wanted=wanted)
    bar = bench.page.get_by_test_id("drawing")
    expect(bar).to_be_visible()
    return bar


def on_screen(bench: Bench, place: Place, shape: tuple[int, int] = BLOBS_SHAPE) -> Place:
    box = box_of(bench.page.get_by_test_id("picture"))
    x = box["x"] + (place[1] + 0.5) * box["width"] / shape[1]
    return x, box["y"] + (place[0] + 0.5) * box["height"] / shape[0]


def drag(bench: Bench, *places: Place) -> None:
    mouse = bench.page.mouse
    mouse.move(*on_screen(bench, places[0]))
    mouse.down()
    for place in places[1:]:
        mouse.move(*on_screen(bench, place), steps=5)
    mouse.up()


def recipe(bench: Bench) -> dict[str, Any]:
    """What the address bar holds; nothing until it has been written."""
    address = bench.page.evaluate("() => window.location.href")
    found: dict[str, Any] = json.loads(parse_qs(urlsplit(address).query).get("recipe", ["{}"])[0])
    return found


def shapes(bench: Bench) -> list[dict[str, Any]]:
    drawings = recipe(bench).get("drawings", {})
    return [shape for drawing in drawings.values() for shape in drawing["shapes"]]
