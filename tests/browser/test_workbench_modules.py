"""Modules of the workbench by themselves, in a page that shows nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, Route

from isoline.run.region import Region
from isoline.server.windows import Window

KEEPING = """async ([limit, given]) => {
  const { Kept } = await import("/assets/workbench/kept.mjs");
  const kept = new Kept(limit, (size) => size);
  for (const [key, size] of given) size ? kept.put(key, size) : kept.get(key);
  return { keys: [...kept.items.keys()], bytes: kept.bytes };
}"""
WAITING = """async () => {
  const { afterPaint, flush, grip, hold, release } = await import(
    "/assets/workbench/after_paint.mjs");
  const done = [];
  const painted = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 20)));
  afterPaint("one", () => done.push("replaced"));
  afterPaint("one", () => done.push("newest"));
  done.push("at once");
  await painted();
  hold();
  afterPaint("two", () => done.push("after results"));
  await painted();
  done.push("results");
  release();
  await painted();
  grip(true);
  afterPaint("three", () => done.push("after letting go"), true);
  afterPaint("four", () => done.push("while held"));
  await painted();
  flush();
  done.push("let go");
  grip(false);
  await painted();
  return done;
}"""
TOGETHER = """async () => {
  const { LONGEST_MS, Together } = await import("/assets/workbench/together.mjs");
  const done = [];
  const together = new Together();
  const add = (name, awaited, words = name) => together.add(name, () => done.push(words), awaited);
  add("never timed", true);
  together.note(LONGEST_MS * 9);
  add("slow of late", true);
  together.note(LONGEST_MS / 2);
  add("nothing awaited", false);
  add("slider", true, "replaced");
  add("slider", true, "newest");
  done.push("picture");
  together.flush();
  const started = performance.now();
  const waited = new Promise((go) => together.add("late", () => go(performance.now()), true));
  done.push("picture that does not come");
  const late = (await waited) - started;
  together.add("gone", () => done.push("gone"), true);
  together.destroy();
  await new Promise((go) => setTimeout(go, 3 * LONGEST_MS));
  return [done, late >= LONGEST_MS - 1];
}"""

ENLARGING = """async ([held, grain, height, width]) => {
  const { enlarged } = await import("/assets/workbench/grain.mjs");
  return [...enlarged(Uint16Array.from(held), grain, height, width)];
}"""
ROUNDING = """async (given) => {
  const { roundedIn, shownAlone, shownIn } = await import("/assets/workbench/rounding.mjs");
  return given.map(([value, span]) => [roundedIn(value, span), shownIn(value, span),
    shownAlone(value)]);
}"""
BROKEN = """async () => {
  const { ApiError, getJson, getView } = await import("/assets/workbench/api.mjs");
  const { Latest } = await import("/assets/workbench/latest.mjs");
  const said = [];
  for (const get of [getView, getJson]) {
    await get("/broken").catch((error) => said.push([error instanceof ApiError, error.message]));
  }
  const done = [];
  const latest = new Latest(async (job) => {
    if (job === "bad") throw new Error("of the work");
    done.push(job);
  });
  latest.waiting = "bad";
  await latest.drain().catch((error) => done.push(error.message));
  latest.push("good");
  await new Promise((go) => setTimeout(go));
  return { said, done, idle: latest.idle };
}"""
OVERTAKEN = """async () => {
  const { Panel } = await import("/assets/compare/panel.mjs");
  const { Identities } = await import("/assets/workbench/identities.mjs");
  const result = { image: "coins", steps: [], step: 0, layer: "heatmap", kind: "heatmap",
    name: "" };
  const owner = { version: "", state: { plane: null }, record: async () => ({}), arrived: () => 0,
    together: { moved: () => 0, hovered: () => 0, released: () => 0 },
    identities: () => new Identities(), signal: new AbortController().signal };
  const panel = new Panel(owner, [{ result }]);
  panel.picture = { axes: "YX", shape: [8, 8] };
  panel.compose = () => 0;
  const view = (name) => ({ url: name, facts: { exact: true }, width: 1, height: 1 });
  const late = Promise.withResolvers();
  const failing = Promise.withResolvers();
  const first = panel.fetch("preview", () => late.promise);
  const second = panel.fetch("preview", () => failing.promise);
  await panel.fetch("preview", async () => view("asked for last"));
  late.resolve(view("came last"));
  const { ApiError } = await import("/assets/workbench/api.mjs");
  failing.reject(new ApiError("too late to matter", null, "failed"));
  await Promise.all([first, second]);
  return [panel.views[0].url, panel.failed];
}"""


@pytest.fixture(scope="module")
def bare(context: BrowserContext, server_url: str) -> Iterator[Page]:
    page = context.new_page()
    page.goto(f"{server_url}/api/v1/health")
    yield page
    page.close()


@pytest.mark.parametrize(
    ("given", "keys", "size"),
    [
        ([["a", 40], ["b", 40]], ["a", "b"], 80),
        ([["a", 40], ["b", 40], ["c", 40]], ["b", "c"], 80),
        ([["a", 40], ["b", 40], ["a", 0], ["c", 40]], ["a", "c"], 80),
        ([["a", 40], ["a", 60]], ["a"], 60),
        ([["a", 40], ["b", 400]], ["b"], 400),
    ],
    ids=["fits", "oldest goes", "used stays", "replaced", "newest stays"],
)
def test_what_was_fetched_is_kept_up_to_a_limit(
    bare: Page, given: list[Any], keys: list[str], size: int
) -> None:
    assert bare.evaluate(KEEPING, [100, given]) == {"keys": keys, "bytes": size}


def test_what_may_wait_waits_for_the_picture_and_the_hand(bare: Page) -> None:
    assert bare.evaluate(WAITING) == [
        "at once",
        "newest",
        "results",
        "after results",
        "while held",
        "let go",
        "after letting go",
    ]


def test_what_belongs_to_a_picture_waits_for_it_only_where_it_comes_soon(bare: Page) -> None:
    done = [
        *("never timed", "slow of late", "nothing awaited"),
        *("picture", "newest", "picture that does not come"),
    ]
    assert bare.evaluate(TOGETHER) == [done, True]


@pytest.mark.parametrize(
    ("value", "span", "expected"),
    [
        (293.15678, 0.4, [293.1568, "293.1568", "293.157"]),
        (30012.3456, 100, [30012.3, "30,012.3", "30,012.3"]),
        (28267.3, 65535, [28270, "28,270", "28,267.3"]),
        (16777217, 1e8, [16800000, "16,777,217", "16,777,217"]),
        (0.000123456, 1, [0, "0", "1.23e-4"]),
        (-0.0000123, 1, [0, "0", "-1.23e-5"]),
        (0.1 + 0.2, 0, [0.3, "0.3", "0.3"]),
        (-273.15, 600, [-273.1, "-273.1", "-273.15"]),
    ],
    ids=["kelvin", "pedestal", "16 bits", "whole", "small", "below 0", "constant", "negative"],
)
def test_values_are_told_apart_wherever_their_range_lies(
    bare: Page, value: float, span: float, expected: list[Any]
) -> None:
    assert bare.evaluate(ROUNDING, [[value, span]]) == [[pytest.approx(expected[0]), *expected[1:]]]


def test_what_comes_late_takes_no_place_of_what_was_asked_for_since(bare: Page) -> None:
    assert bare.evaluate(OVERTAKEN) == ["asked for last", ""]


@pytest.mark.parametrize(
    ("start", "stop", "step"),
    [((0, 0), (40, 30), 2), ((3, 5), (33, 30), 4), ((7, 1), (8, 2), 8), ((16, 24), (39, 29), 8)],
)
def test_what_comes_small_is_enlarged_as_the_server_would(
    bare: Page, start: tuple[int, int], stop: tuple[int, int], step: int
) -> None:
    window = Window((40, 30), (), 1, Region(start, stop))
    # Pixels of the smaller picture that lie under the window; the last may be missing there.
    counts = [max(1, (b - 1) // step - a // step) for a, b in zip(start, stop, strict=True)]
    held = np.random.default_rng(1).integers(0, 60000, counts, dtype=np.uint16)
    grain = window.grain(held, 1 / step)
    height, width = (b - a for a, b in zip(start, stop, strict=True))
    found = bare.evaluate(ENLARGING, [held.ravel().tolist(), grain, height, width])
    expected = window.enlarged(held, 1 / step)
    assert found == expected.ravel().tolist()


def test_an_answer_that_cannot_be_read_is_told_and_holds_nothing_up(bare: Page) -> None:
    def garble(route: Route) -> None:
        route.fulfill(content_type="image/png", body="no picture")

    bare.route("**/broken", garble)
    words = "The server's answer broke off, or cannot be read. Try again."
    assert bare.evaluate(BROKEN) == {
        "said": [[True, words], [True, words]],
        "done": ["of the work", "good"],
        "idle": True,
    }
