"""The workbench as a person at it sees and moves it."""

from __future__ import annotations

import io
import itertools
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from playwright.sync_api import Error, FloatRect, Locator, Page, expect

from tests.browser.watching import Complaints, box_of

Colours: TypeAlias = NDArray[np.int16]
Mask: TypeAlias = NDArray[np.bool_]
VISITS = itertools.count()
FOLLOW = """(href) => {
  for (const page of document.querySelectorAll("#workbench")) page.dataset.left = "";
  dash_clientside.set_props("address", { href });
}"""
BARE = """[data-testid=exactness], .viewer-scalebar, .viewer-legend, .viewer-axes {
  visibility: hidden;
}"""
"""Takes away what lies over the picture."""
PATIENCE = 30
"""Seconds until something that was asked for must have happened, on a busy machine."""


@dataclass(frozen=True)
class Bench:
    """A page with the workbench, and the address of its server."""

    page: Page
    url: str

    def open(self, algorithm: str = "", **query: str) -> Bench:
        """Open on an algorithm and wait for its exact result.

        A page of the app follows the address as it follows a link; any other is loaded.
        """
        path = f"/explore/{algorithm}" if algorithm else "/explore"
        # A number of its own makes going to the same address a change.
        address = f"{self.url}{path}?{urlencode({**query, 'visit': str(next(VISITS))})}"
        if self.page.url.startswith(self.url):
            self.page.evaluate(FOLLOW, address)
        else:
            self.page.goto(address)
        self.page.locator("#workbench:not([data-left])").wait_for(timeout=1000 * PATIENCE)
        return self.rested()

    def open_steps(self, image: str, *steps: dict[str, Any]) -> Bench:
        """Open on a picture with steps."""
        return self.open(recipe=json.dumps({"image": image, "steps": steps}))

    def rested(self) -> Bench:
        """Wait for the exact result of the step in use, or for the picture where there is none."""
        expect(self.page.get_by_test_id("image-facts")).not_to_be_empty(timeout=1000 * PATIENCE)
        if self.steps.count():
            expect(self.open_step.locator(".step-status")).not_to_be_empty(timeout=1000 * PATIENCE)
        expect(self.page.get_by_test_id("exactness")).to_have_text("exact", timeout=1000 * PATIENCE)
        return self

    @property
    def steps(self) -> Locator:
        return self.page.get_by_test_id("step")

    @property
    def open_step(self) -> Locator:
        return self.page.locator("[data-testid=step].is-open")

    def step(self, place: int) -> Locator:
        return self.page.locator(f"[data-testid=step][data-step='{place}']")

    @property
    def order(self) -> list[str]:
        """Ids of the steps' algorithms."""
        return [str(step.get_attribute("data-algorithm")) for step in self.steps.all()]

    def parameter(self, name: str) -> Locator:
        """The control of a parameter of the open step."""
        return self.open_step.get_by_test_id(f"parameter-{name}")

    def slider(self, name: str) -> Locator:
        return self.parameter(name).get_by_role("slider")

    def number(self, name: str) -> Locator:
        return self.parameter(name).locator("input[type=number]")

    def value(self, name: str) -> float:
        return float(self.slider(name).get_attribute("aria-valuenow") or "nan")

    def add(self, algorithm: str) -> None:
        """Add a step by clicking it in the palette."""
        self.page.get_by_test_id("add-step").click()
        self.page.locator(f"[data-testid=palette-entry][data-algorithm={algorithm}]").click()
        expect(self.open_step).to_have_attribute("data-algorithm", algorithm)

    def act(self, action: str) -> None:
        """Press a button of the open step, such as "duplicate"."""
        self.open_step.locator(f"[data-action={action}]").click()

    def upload(self, name: str, content: bytes) -> None:
        """Choose a file."""
        chooser = self.page.get_by_test_id("upload").locator("input[type=file]")
        file_type = "application/octet-stream"
        chooser.set_input_files({"name": name, "mimeType": file_type, "buffer": content})

    def store(self, pixels: NDArray[Any], name: str) -> str:
        """Upload an array behind the page's back; gives its id."""
        stream = io.BytesIO()
        np.save(stream, pixels)
        address = f"{self.url}/api/v1/images?name={name}"
        answer = self.page.request.post(address, data=stream.getvalue())
        assert answer.status == 201, answer.text()
        identifier: str = answer.json()["id"]
        return identifier

    def picture(self) -> Colours:
        """What is on the screen where the picture is, of shape (rows, columns, 3)."""
        return pixels_of(self.page.get_by_test_id("picture").screenshot(style=BARE))

    def plain_mask(self, name: str = "mask") -> None:
        """Show a mask as flat colour, so that it can be read off the screen."""
        row = self.page.get_by_test_id(f"layer-{name}")
        row.get_by_label("outline").uncheck()
        row.get_by_label(f"Opacity of {name}").fill("1")

    def mask(self, shape: tuple[int, int], name: str = "mask") -> Mask:
        """Read a mask shown as flat colour off the screen, at the centre of every pixel.

        Pixels off the screen are left out of the array, which starts at the first on it.
        """
        colour = self.page.get_by_label(f"Colour of {name}").input_value()
        wanted = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
        seen = self.colours(shape)
        return np.asarray(np.abs(seen - wanted).max(axis=-1) <= 2)

    def window(self, shape: tuple[int, int]) -> tuple[slice, slice]:
        """Rows and columns of the picture that lie on the screen."""
        picture, stage = self._boxes()
        found = []
        for start, length, first, extent, count in (
            (picture["y"], picture["height"], stage["y"], stage["height"], shape[0]),
            (picture["x"], picture["width"], stage["x"], stage["width"], shape[1]),
        ):
            zoom = length / count
            low = max(0, int(np.ceil((first - start) / zoom)))
            high = min(count, int(np.floor((first + extent - start) / zoom)))
            found.append(slice(low, high))
        return found[0], found[1]

    def _boxes(self) -> tuple[FloatRect, FloatRect]:
        picture, stage = (box_of(self.page.get_by_test_id(name)) for name in ("picture", "viewer"))
        return picture, stage

    def colours(self, shape: tuple[int, int]) -> Colours:
        """Colours at the centres of the picture's pixels, those off the screen left out."""
        picture, stage = self._boxes()
        rows, columns = self.window(shape)
        screen = pixels_of(self.page.get_by_test_id("viewer").screenshot(style=BARE))
        down = (np.arange(rows.start, rows.stop) + 0.5) * picture["height"] / shape[0]
        across = (np.arange(columns.start, columns.stop) + 0.5) * picture["width"] / shape[1]
        y = np.floor(picture["y"] - stage["y"] + down).astype(int)
        x = np.floor(picture["x"] - stage["x"] + across).astype(int)
        found: Colours = screen[np.ix_(y, x)]
        return found

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Look at the screen, frame by frame, until something holds."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, f"in {PATIENCE} s it did not happen that {what}"
            self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def share(self, handle: Locator) -> float:
        """Place of a handle in the histogram, from 0 at its left end to 1 at its right."""
        inner, outer = handle.bounding_box(), self.page.locator(".histogram-graph").bounding_box()
        if inner is None or outer is None:
            return -1
        return (inner["x"] + inner["width"] / 2 - outer["x"]) / outer["width"]

    def drag(self, grip: Locator, dx: float) -> None:
        """Take hold of something and move it sideways, without letting go."""
        box = box_of(grip)
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx, y, steps=8)


@contextmanager
def bench_at(page: Page, url: str, complaints: Complaints) -> Iterator[Bench]:
    """The workbench in a page that tests share; what it complains of fails the test it is in."""

    def hear(error: Error) -> None:
        complaints.heard.append(f"error: {error}")

    page.on("console", complaints.hear)
    page.on("pageerror", hear)
    try:
        yield Bench(page, url)
    finally:
        page.unroute_all(behavior="ignoreErrors")
        page.remove_listener("console", complaints.hear)
        page.remove_listener("pageerror", hear)
        # What such a page has still under way may fail as well, in the time of the next test.
        if complaints.unexpected or complaints.expected:
            page.goto("about:blank")
    assert not complaints.unexpected, complaints.unexpected


def pixels_of(screenshot: bytes) -> Colours:
    """Colours of a screenshot, of shape (rows, columns, 3)."""
    return np.asarray(Pillow.open(io.BytesIO(screenshot)).convert("RGB"), dtype=np.int16)


def differ(before: Colours, after: Colours) -> bool:
    """Whether more than a trace of two pictures differs."""
    if before.shape != after.shape:
        return True
    return bool((np.abs(before - after).max(axis=-1) > 16).mean() > 0.002)
