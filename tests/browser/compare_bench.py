"""The compare page as a person at it sees and moves it."""

from __future__ import annotations

import io
import itertools
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import APIRequestContext, Error, Locator, Page, expect

from tests.browser.bench import PATIENCE, Colours, pixels_of
from tests.browser.watching import Complaints, box_of

State: TypeAlias = dict[str, Any]
Box: TypeAlias = tuple[float, float, float, float]
VISITS = itertools.count()
FOLLOW = """(href) => {
  for (const page of document.querySelectorAll(".compare-page")) page.dataset.left = "";
  dash_clientside.set_props("address", { href });
}"""
BARE = """.compare-head, .compare-stamp, .compare-value, .compare-cursor, .compare-curtain,
.compare-panel .exactness {
  visibility: hidden !important;
}
.compare-panel::after { display: none; }"""
"""Takes away what lies over the pictures."""
PLACES = """() => [...document.querySelectorAll(".compare-panel")].map((panel) => {
  const stage = panel.getBoundingClientRect();
  const picture = panel.querySelector(".picture").getBoundingClientRect();
  return [picture.x - stage.x, picture.y - stage.y, picture.width, picture.height];
})"""
BUSY = (
    ".compare-panel[aria-busy=true], .compare-panel:not(.has-failed)"
    ":not(:has([data-testid=panel-exactness][data-state=exact]:not([hidden])))"
)


def step(algorithm: str, inputs: dict[str, str] | None = None, **parameters: Any) -> State:
    """A step of a recipe."""
    return {
        "algorithm": algorithm,
        "parameters": parameters,
        "inputs": inputs or {},
        "enabled": True,
    }


def picture(image: str, name: str = "", kind: str = "image") -> State:
    """A panel that shows a picture itself."""
    bare = {"image": image, "steps": [], "step": -1, "layer": "image"}
    return {**bare, "kind": kind, "name": name or image}


def result(image: str, *steps: State, kind: str = "mask", name: str = "") -> State:
    """A panel that shows the layer of the last of some steps."""
    last = steps[-1]["algorithm"]
    of = {"image": image, "steps": list(steps), "step": len(steps) - 1}
    return {**of, "layer": kind, "kind": kind, "name": name or last}


def above(image: str, threshold: float, name: str = "") -> State:
    """A panel that shows the pixels above a threshold."""
    return result(image, step("manual_threshold", threshold=threshold), name=name)


def store(request: APIRequestContext, url: str, pixels: NDArray[Any], name: str) -> str:
    """Upload an array behind the page's back; gives its id."""
    stream = io.BytesIO()
    np.save(stream, pixels)
    answer = request.post(f"{url}/api/v1/images?name={name}", data=stream.getvalue())
    assert answer.status == 201, answer.text()
    return str(answer.json()["id"])


@dataclass(frozen=True)
class CompareBench:
    """A page that compares, and the address of its server."""

    page: Page
    url: str

    def open(self, *panels: State, **state: Any) -> CompareBench:
        """Open on panels and wait until all of them are exact."""
        return self.open_state({"panels": list(panels), **state}).rested()

    def open_state(self, state: State | str) -> CompareBench:
        """Open on a state, or on what an address has in its place; wait for nothing more."""
        text = state if isinstance(state, str) else json.dumps(state)
        # A number of its own makes going to the same address a change.
        query = urlencode({"state": text, "visit": str(next(VISITS))})
        return self.visit(f"{self.url}/compare?{query}")

    def visit(self, address: str) -> CompareBench:
        """Go to an address of the page."""
        if self.page.url.startswith(self.url):
            self.page.evaluate(FOLLOW, address)
        else:
            self.page.goto(address)
        self.page.locator(".compare-page:not([data-left]) .compare-ready").wait_for(
            state="attached", timeout=1000 * PATIENCE
        )
        return self

    def rested(self) -> CompareBench:
        """Wait until every panel shows its exact result, or says why there is none."""
        expect(self.panels.first).to_be_visible(timeout=1000 * PATIENCE)
        expect(self.page.locator(BUSY)).to_have_count(0, timeout=1000 * PATIENCE)
        return self

    @property
    def panels(self) -> Locator:
        return self.page.locator(".compare-panel")

    def panel(self, place: int) -> Locator:
        return self.panels.nth(place)

    @property
    def names(self) -> list[str]:
        """Names of the panels in their order."""
        return self.page.locator(".compare-name").all_inner_texts()

    def tool(self, place: int, name: str) -> Locator:
        """A button of a panel, which shows while the pointer is over it."""
        self.panel(place).hover()
        return self.panel(place).locator(f"[data-tool={name}]")

    def look(self, name: str) -> None:
        """Choose a way of looking."""
        self.page.locator(f"button[data-look={name}]").click()
        expect(self.page.locator(".compare-page")).to_have_attribute("data-look", name)

    def select(self, name: str) -> Locator:
        """A list in the bar."""
        return self.page.locator(f"[data-choose={name}] select")

    @property
    def said(self) -> Locator:
        return self.page.get_by_test_id("said")

    @property
    def state(self) -> State:
        """What the address bar holds."""
        query = parse_qs(urlsplit(self.page.evaluate("() => window.location.href")).query)
        found: State = json.loads(query.get("state", ["{}"])[0])
        return found

    def figure(self, place: int, name: str) -> Locator:
        """A figure of a panel in the table beside the panels."""
        row = self.page.get_by_test_id("figures").locator(f"tr[data-panel='{place}']")
        return row.locator(f"[data-figure={name}]")

    # -- places and colours -------------------------------------------------------------------

    @property
    def places(self) -> list[Box]:
        """Where the picture lies in each panel: left, top, width and height."""
        return [tuple(box) for box in self.page.evaluate(PLACES)]

    def _place(self, place: int) -> Box:
        """Where the picture lies in one panel, once that is there."""
        self.until(lambda: len(self.places) > place, f"there are {place + 1} panels")
        return self.places[place]

    def at(self, place: int, row: float, column: float, shape: tuple[int, int]) -> Any:
        """Place on the screen of the centre of a pixel of a panel's picture."""
        stage = box_of(self.panel(place))
        left, top, width, height = self._place(place)
        across, down = (column + 0.5) / shape[1], (row + 0.5) / shape[0]
        return stage["x"] + left + across * width, stage["y"] + top + down * height

    def colours(self, shape: tuple[int, int], place: int = 0) -> Colours:
        """Colours at the centres of the pixels of a picture that is on the screen as a whole."""
        left, top, width, height = self._place(place)
        screen = self.screen(place)
        y = np.floor(top + (np.arange(shape[0]) + 0.5) * height / shape[0]).astype(int)
        x = np.floor(left + (np.arange(shape[1]) + 0.5) * width / shape[1]).astype(int)
        found: Colours = screen[np.ix_(y, x)]
        return found

    def screen(self, place: int = 0) -> Colours:
        """What is on the screen where a panel is."""
        box = box_of(self.panel(place))
        # Of the page, as another panel may take the place of this one at any time.
        return pixels_of(self.page.screenshot(style=BARE, clip=box))

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Look at the screen, frame by frame, until something holds."""
        end = time.monotonic() + PATIENCE
        while not self._now(holds):
            assert time.monotonic() < end, f"in {PATIENCE} s it did not happen that {what}"
            self.page.evaluate("() => new Promise(requestAnimationFrame)")

    @staticmethod
    def _now(holds: Callable[[], bool]) -> bool:
        """Whether something holds; what is being replaced meanwhile cannot be looked at."""
        try:
            return holds()
        except Error as error:
            if "not attached" not in error.message:
                raise
            return False

    def choose_file(self, name: str, pixels: NDArray[Any]) -> None:
        """Upload an array through the bar."""
        stream = io.BytesIO()
        np.save(stream, pixels)
        chooser = self.page.get_by_test_id("upload").locator("input[type=file]")
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": stream.getvalue()}
        chooser.set_input_files(file)  # type: ignore[arg-type]


def near(colours: Colours, wanted: str, apart: int = 6) -> NDArray[np.bool_]:
    """Where colours are about a wanted one such as "#d55e00"."""
    channels = [int(wanted[start : start + 2], 16) for start in (1, 3, 5)]
    return np.asarray(np.abs(colours - channels).max(axis=-1) <= apart)


def tinted(background: int, colour: str, share: float = 0.5) -> str:
    """Colour of a fill over a grey."""
    channels = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(background + share * (c - background)):02x}" for c in channels)


@contextmanager
def compare_at(page: Page, url: str, complaints: Complaints) -> Iterator[CompareBench]:
    """The page that compares, in a tab that tests share; its complaints fail the test it is in."""

    def hear(error: Error) -> None:
        complaints.heard.append(f"error: {error}")

    page.on("console", complaints.hear)
    page.on("pageerror", hear)
    try:
        yield CompareBench(page, url)
    finally:
        if page.url.startswith(url):
            page.evaluate("() => localStorage.removeItem('isoline-kept')")
        page.unroute_all(behavior="ignoreErrors")
        page.remove_listener("console", complaints.hear)
        page.remove_listener("pageerror", hear)
        if complaints.unexpected or complaints.expected:
            page.goto("about:blank")
    assert not complaints.unexpected, complaints.unexpected
