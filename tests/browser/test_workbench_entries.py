"""Entries of every kind at work in the workbench, one for each kind of thing they give first."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from isoline import Catalogue, Spec
from isoline.algorithm import Cost
from isoline.layers import GEOMETRIES, RASTERS
from tests.browser.bench import Bench, differ

DRAWN_THINLY = {"robust_fit_points"}
"""What is hidden of these lies under what is not."""
KINDS: dict[tuple[object, ...], Spec] = {}
for entry in Catalogue.discover():
    given = (entry.spec.outputs[0].kind, len(entry.spec.outputs) > 1, entry.spec.reshapes)
    # What all of them compute is tested without a browser; here it is what is shown of it.
    whole = entry.spec.id not in DRAWN_THINLY
    if entry.spec.cost is Cost.INSTANT and 2 in entry.spec.ndim and whole:
        KINDS.setdefault(given, entry.spec)
DRAWN = RASTERS | GEOMETRIES


@pytest.mark.parametrize("spec", KINDS.values(), ids=lambda spec: spec.id)
def test_an_entry_shows_its_result_without_an_error(
    page: Page, server_url: str, spec: Spec
) -> None:
    bench = Bench(page, server_url).open()
    bench.open(spec.id)
    expect(page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    expect(page.get_by_test_id("histogram")).to_contain_text(" to ")
    drawn = [item.name for item in spec.outputs if item.kind in DRAWN]
    for name in drawn:
        expect(page.get_by_test_id(f"layer-{name}")).to_be_visible()
    if drawn:
        shown = bench.picture()
        page.get_by_test_id(f"layer-{drawn[0]}").locator(".layer-visible input").uncheck()
        bench.until(lambda: differ(shown, bench.picture()), f"{spec.id} is hidden")
    elif any(item.kind == "table" for item in spec.outputs):
        expect(page.get_by_test_id("measurements")).to_contain_text("rows")
    else:
        words = spec.outputs[0].name.replace("_", " ")
        expect(page.get_by_test_id("measurements")).to_contain_text(words)
