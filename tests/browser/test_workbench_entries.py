"""Every entry of the catalogue at work in the workbench."""

from __future__ import annotations

from collections import defaultdict

import pytest
from playwright.sync_api import Page, expect

from isoline import Catalogue, Spec
from isoline.layers import GEOMETRIES, RASTERS
from tests.browser.bench import Bench, differ

TASKS: dict[str, list[Spec]] = defaultdict(list)
for entry in Catalogue.discover():
    TASKS[entry.spec.task].append(entry.spec)
DRAWN = RASTERS | GEOMETRIES


@pytest.mark.parametrize("task", TASKS)
def test_every_entry_shows_its_result_without_an_error(
    page: Page, server_url: str, task: str
) -> None:
    bench = Bench(page, server_url).open()
    for spec in TASKS[task]:
        bench.open(spec.id)
        assert_shown(bench, spec)


def assert_shown(bench: Bench, spec: Spec) -> None:
    page = bench.page
    expect(page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    expect(page.get_by_test_id("histogram")).to_contain_text(" to ")
    drawn = [item.name for item in spec.outputs if item.kind in DRAWN]
    for name in drawn:
        expect(page.get_by_test_id(f"layer-{name}")).to_be_visible()
    if drawn:
        shown = bench.picture()
        page.get_by_test_id(f"layer-{drawn[0]}").locator(".layer-visible input").uncheck()
        bench.until(lambda: differ(shown, bench.picture()), f"{spec.id} is hidden")
    else:
        expect(page.get_by_test_id("measurements")).to_contain_text("rows")
