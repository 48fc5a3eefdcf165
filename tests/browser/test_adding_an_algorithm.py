"""What docs/add_an_algorithm.md tells one to write, in a browser, edited while it is looked at."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from isoline import Catalogue
from isoline.folder import PACKAGE, forget
from isoline.testing import failures
from tests.browser.bench import PATIENCE, Bench, differ
from tests.browser.conftest import READY
from tests.documents import GUIDE, ROOT, blocks

RELOADED = 1000 * PATIENCE
"""Milliseconds; a second to notice, one to load, one to ask, and then a page is drawn anew."""
WRITTEN = ("window_contrast", "spots_by_size", "local_contrast", "box_mean")


def write(folder: Path) -> Path:
    """Write every module of the guide into a folder."""
    for block in blocks(GUIDE, "python"):
        heading = re.match(r"# (\w+\.py)\n", block)
        assert heading, f"a python block of the guide names no file: {block[:40]!r}"
        (folder / heading[1]).write_text(block, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("mine"))


@contextmanager
def started(*flags: str) -> Iterator[str]:
    """Address of the app, started with further flags."""
    command = [sys.executable, "app.py", "--prepare-thumbnails", "false", "--port", "0", *flags]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ready = READY.match(process.stdout.readline())
            assert ready
            yield ready[1]
        finally:
            process.terminate()
            process.wait(timeout=10)


@pytest.fixture(scope="module")
def own_url(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app with the folder; it stays as it is whatever else is saved."""
    data = str(tmp_path_factory.mktemp("data"))
    with started("--data-dir", data, "--algorithms-dir", str(folder)) as url:
        yield url


@pytest.fixture(scope="module")
def reloading_url(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app, started with all the flags of the guide."""
    (flags,) = re.findall(r'ARGS="--algorithms-dir mine (.*)"', GUIDE)
    data = str(tmp_path_factory.mktemp("data"))
    with started("--data-dir", data, "--algorithms-dir", str(folder), *flags.split()) as url:
        yield url


def card(page: Page, identity: str) -> Locator:
    return page.locator(f"[data-testid=algorithm-card][data-algorithm={identity}]")


@pytest.mark.parametrize("identity", WRITTEN)
def test_what_the_guide_declares_keeps_its_promises(tmp_path: Path, identity: str) -> None:
    catalogue = Catalogue.discover(None, folder=write(tmp_path))
    assert catalogue.broken == ()
    assert failures(catalogue[identity]) == {}
    forget(PACKAGE)


def test_it_is_found_in_the_gallery(page: Page, own_url: str) -> None:
    page.goto(own_url)
    page.get_by_test_id("search").fill("local contrast")
    found = card(page, "local_contrast")
    expect(found).to_be_visible()
    expect(found).to_contain_text("Show how far apart the intensities around each pixel lie.")


def test_its_controls_work(page: Page, own_url: str) -> None:
    bench = Bench(page, own_url).open("local_contrast")
    before = bench.picture()
    bench.slider("size").focus()
    page.keyboard.press("ArrowRight")
    assert bench.value("size") == 11
    bench.until(lambda: differ(before, bench.picture()), "the picture follows the slider")


def test_every_kind_of_control_of_the_guide_is_there(page: Page, own_url: str) -> None:
    bench = Bench(page, own_url).open("spots_by_size")
    for name in ("level", "sizes", "contact", "fill"):
        expect(page.get_by_test_id(f"parameter-{name}")).to_be_visible()
    expect(page.get_by_test_id("parameter-sizes").get_by_role("slider")).to_have_count(2)
    assert bench.value("level") == 128


def test_its_page_shows_what_the_guide_lets_it_say(page: Page, own_url: str) -> None:
    page.goto(f"{own_url}/docs/local_contrast")
    shown = page.get_by_test_id("documentation")
    for words in (
        "Use it when",
        "Avoid it when",
        "Haralick",
        "An odd whole number from 3 to 51 px",
    ):
        expect(shown).to_contain_text(words)
    expect(shown.get_by_role("link", name="doi:10.1109/PROC.1979.11328")).to_be_visible()


def test_the_gallery_follows_what_is_saved(page: Page, reloading_url: str, folder: Path) -> None:
    module = folder / "box.py"
    text = module.read_text(encoding="utf-8")
    page.goto(f"{reloading_url}/?q=box+mean")
    expect(card(page, "box_mean")).to_be_visible()
    module.write_text(text.replace('title="Box mean"', 'title="Box mean, edited"'))
    expect(card(page, "box_mean")).to_contain_text("Box mean, edited", timeout=RELOADED)
    page.goto(reloading_url)
    module.write_text("import isoline\ndef broken(:\n")
    broken = page.get_by_test_id("broken-card")
    expect(broken).to_contain_text("own_algorithms.box", timeout=RELOADED)
    expect(broken).to_contain_text("box.py, line 2")
    expect(card(page, "box_mean")).to_be_attached()
    module.write_text(text)
    expect(card(page, "box_mean")).not_to_contain_text("edited", timeout=RELOADED)
    expect(broken).to_have_count(0)
