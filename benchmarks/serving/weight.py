"""What a first look weighs, in bytes over the network, with compression and without.

``python -m benchmarks.serving.weight`` opens the gallery and the workbench in a Chromium with an
empty cache, twice each: accepting no compression, and as it is. Pictures, which are compressed
already and come as they are ready, are not counted.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.soak.__main__ import QUIET, server

SETTLING_MS = 3000
PAGES = {"gallery": "/", "workbench": "/explore/manual_threshold?image=camera"}


def weight(browser: Browser, url: str, *, compressed: bool) -> int:
    """Bytes that come over the network until a page has come to rest."""
    context = browser.new_context()
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    if not compressed:
        client.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": "identity"}})
    counted: set[str] = set()
    received = 0

    def note(event: Mapping[str, Any]) -> None:
        if not event["response"]["mimeType"].startswith("image/"):
            counted.add(event["requestId"])

    def count(event: Mapping[str, Any]) -> None:
        nonlocal received
        if event["requestId"] in counted:
            received += int(event["encodedDataLength"])

    client.on("Network.responseReceived", note)
    client.on("Network.loadingFinished", count)
    page.goto(url)
    page.wait_for_timeout(SETTLING_MS)
    context.close()
    return received


def main() -> None:
    """Print a line for each page."""
    with server() as (address, _), sync_playwright() as playwright:
        path = os.environ.get("ISOLINE_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        for name, page in PAGES.items():
            plain, packed = (
                weight(browser, address + page, compressed=compressed)
                for compressed in (False, True)
            )
            print(f"{name}: {plain / 1e6:.2f} MB as it is, {packed / 1e6:.2f} MB compressed")
        browser.close()


if __name__ == "__main__":
    main()
