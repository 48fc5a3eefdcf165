"""Slow steps: changes applied all at once, progress, and a way out."""

from __future__ import annotations

import time
from typing import Annotated

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from isoline import Catalogue, Heatmap, Image, Slider, algorithm
from tests.browser.bench import PATIENCE, Bench
from tests.browser.watching import Serve

SLOW_SECONDS, QUICK_SECONDS = 0.7, 0.1
"""Above and below the half second from which on a step is slow."""


@algorithm(task="edges")
def dawdle(image: Image, wait: Annotated[float, Slider(0, 2)] = SLOW_SECONDS) -> Heatmap:
    """Take its time."""
    time.sleep(wait)
    return image * (1.0 + wait)


@pytest.fixture
def bench(page: Page, server_url: str) -> Bench:
    return Bench(page, server_url)


def test_a_quick_pipeline_is_always_live(bench: Bench) -> None:
    bench.open("manual_threshold", image="coins")
    for part in ("apply", "cancel", "progress"):
        expect(bench.page.get_by_test_id(part)).to_be_hidden()


def test_a_slow_step_can_be_cancelled_and_then_waits_to_be_applied(bench: Bench) -> None:
    page = bench.page
    noise = np.random.default_rng(5).integers(0, 256, (4000, 4000), dtype=np.uint8)
    image = bench.store(noise, "large")
    page.goto(f"{bench.url}/explore/denoise_bilateral?image={image}")
    cancel, apply = page.get_by_test_id("cancel"), page.get_by_test_id("apply")
    expect(cancel).to_be_visible(timeout=1000 * PATIENCE)
    expect(page.get_by_test_id("progress")).to_be_visible()
    cancel.click()
    expect(page.locator(".patience-words")).to_contain_text("Cancelled")
    expect(cancel).to_be_hidden()
    expect(page.get_by_test_id("exactness")).to_have_text("approximate")

    page.get_by_test_id("apply-mode").locator("input").check()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    bench.slider("sigma_spatial").press("ArrowRight")
    expect(apply).to_be_enabled()
    expect(page.locator(".patience-words")).to_contain_text("press Apply")
    assert not [url for url in asked if "/view?" in url]
    with page.expect_response(lambda answer: "/view?" in answer.url):
        apply.click()
    expect(apply).to_be_disabled()
    expect(cancel).to_be_visible(timeout=1000 * PATIENCE)
    cancel.click()


@pytest.fixture(scope="module")
def dawdling(serve: Serve) -> str:
    return serve(Catalogue([dawdle]))


def test_a_step_that_turns_out_slow_offers_to_wait_for_being_applied(
    page: Page, dawdling: str
) -> None:
    bench = Bench(page, dawdling).open("dawdle", image="coins")
    # Nobody has cancelled anything: it is what the step took.
    expect(page.get_by_test_id("apply-mode")).to_be_visible()
    expect(page.get_by_test_id("apply-mode").locator("input")).not_to_be_checked()
    page.get_by_test_id("apply-mode").locator("input").check()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    bench.number("wait").fill("0.8")
    expect(page.get_by_test_id("apply")).to_be_enabled()
    # The filmstrip may still be on its way with what was applied before.
    assert not [url for url in asked if "/view?" in url and "0.8" in url]
    page.get_by_test_id("apply").click()
    bench.until(lambda: any("step=0" in url and "0.8" in url for url in asked), "it is applied")


def test_a_step_that_is_quick_offers_nothing(page: Page, dawdling: str) -> None:
    step = {"algorithm": "dawdle", "parameters": {"wait": QUICK_SECONDS}}
    Bench(page, dawdling).open_steps("coins", step)
    expect(page.get_by_test_id("apply-mode")).to_be_hidden()
