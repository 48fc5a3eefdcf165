"""A real Chromium, the app it looks at, and a page that tolerates no console message."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from isoline.catalogue import Catalogue
from isoline.settings import load
from tests.browser.bench import Bench, bench_at
from tests.browser.watching import Complaints, Serve

ROOT = Path(__file__).parents[2]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# A page of 300 algorithms takes its time where other programs run beside it.
expect.set_options(timeout=15_000)
READY = re.compile(r"Isoline is ready at (\S+)")


def pytest_itemcollected(item: pytest.Item) -> None:
    if Path(__file__).parent in item.path.parents:
        item.add_marker(pytest.mark.browser)


def chromium_path() -> str | None:
    """Chromium of the variable ISOLINE_CHROMIUM, of the system, or Playwright's own (None)."""
    named = os.environ.get("ISOLINE_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path(), args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app, started as a user starts it."""
    # Making hundreds of thumbnails would compete with the browser for the processors.
    command = [
        sys.executable,
        "app.py",
        "--prepare-thumbnails",
        "false",
        "--port",
        "0",
        "--data-dir",
    ]
    data = tmp_path_factory.mktemp("data")
    with subprocess.Popen(
        [*command, str(data)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            ready = READY.match(line)
            assert ready, f"the app said {line!r} instead of being ready"
            yield ready[1]
        finally:
            process.terminate()
            process.wait(timeout=10)


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serve the app with a catalogue of the test's own."""
    stops: list[Callable[[], None]] = []

    def start(catalogue: Catalogue) -> str:
        app = create_app(load(["--data-dir", str(tmp_path_factory.mktemp("data"))], {}), catalogue)
        server = make_server("127.0.0.1", 0, app.server, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        stops.extend([server.shutdown, thread.join, server.server_close])
        return f"http://127.0.0.1:{server.port}"

    yield start
    for stop in stops:
        stop()


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Share the browser's cache among tests; what they store in the page must not matter."""
    opened = browser.new_context(color_scheme="light")
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


@contextmanager
def watched(page: Page, complaints: Complaints) -> Iterator[Page]:
    page.on("console", complaints.hear)
    page.on("pageerror", lambda error: complaints.heard.append(f"error: {error}"))
    try:
        yield page
    finally:
        page.close()
    assert not complaints.unexpected


@pytest.fixture
def page(context: BrowserContext, complaints: Complaints) -> Iterator[Page]:
    """Give a desktop window; the test fails when the page complains on its console."""
    opened = context.new_page()
    opened.set_viewport_size({"width": 1280, "height": 900})
    with watched(opened, complaints):
        yield opened


@pytest.fixture
def phone(context: BrowserContext, complaints: Complaints) -> Iterator[Page]:
    """Give a window as narrow as a phone; watched as `page` is."""
    opened = context.new_page()
    opened.set_viewport_size({"width": 390, "height": 844})
    with watched(opened, complaints):
        yield opened


@pytest.fixture(scope="module")
def tab(context: BrowserContext) -> Iterator[Page]:
    """Give a desktop window that the tests of a module share."""
    opened = context.new_page()
    opened.set_viewport_size({"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def bench(tab: Page, server_url: str, complaints: Complaints) -> Iterator[Bench]:
    """Give the workbench in the window that the tests of a module share."""
    with bench_at(tab, server_url, complaints) as made:
        yield made
