"""Slow steps: changes applied all at once, progress, and a way out."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.bench import PATIENCE, Bench


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
