from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.browser.watching import Complaints

IN_PAGE_FILE = """([encoded, name]) => {
  const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type: "image/png" }));
  return data;
}"""


def png(seed: int, side: int = 24) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 255, (side, side), dtype=np.uint8)
    stream = io.BytesIO()
    Pillow.fromarray(pixels).save(stream, "png")
    return stream.getvalue()


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.fixture
def images(page: Page, server_url: str) -> Iterator[Page]:
    page.goto(f"{server_url}/images")
    page.get_by_test_id("image-card").first.wait_for()
    yield page
    # Left before its images are deleted, so that it does not ask for them any more.
    page.goto("about:blank")
    uploads = page.request.get(f"{server_url}/api/v1/images").json()
    for record in uploads:
        if record["source"] == "upload":
            page.request.delete(f"{server_url}/api/v1/images/{record['id']}")


def choose(page: Page, *files: FilePayload) -> Locator:
    page.get_by_test_id("upload").locator("input[type=file]").set_input_files(list(files))
    return page.get_by_test_id("transfer")


def test_an_upload_shows_what_the_image_is_and_leads_to_the_workbench(images: Page) -> None:
    pixels = np.arange(30 * 20, dtype=np.uint16).reshape(20, 30)
    stream = io.BytesIO()
    np.save(stream, pixels)
    row = choose(images, payload("ramp.npy", stream.getvalue()))
    expect(row).to_contain_text("ramp.npy")
    expect(row).to_contain_text("20 × 30 · YX · uint16 · 1.3 kB")
    link = row.get_by_role("link", name="Open in workbench")
    expect(link).to_have_attribute("href", re.compile(r"^/explore\?image=[0-9a-f]+$"))


def test_an_uploaded_image_appears_in_the_library(images: Page) -> None:
    choose(images, payload("first.png", png(1)))
    card = images.get_by_test_id("image-card").filter(has_text="first.png")
    expect(card).to_contain_text("24 × 24 · YX · uint8")
    expect(card.locator("img")).to_be_visible()


def test_several_files_are_sent_one_after_the_other(images: Page) -> None:
    rows = choose(images, *(payload(f"{seed}.png", png(seed)) for seed in range(3)))
    expect(images.locator("[data-testid=transfer][data-state=done]")).to_have_count(3)
    expect(rows).to_have_count(3)


def test_the_record_is_told_to_scripts(images: Page) -> None:
    images.evaluate("addEventListener('isoline:uploaded', (e) => { window.told = e.detail; })")
    choose(images, payload("told.png", png(2)))
    images.wait_for_function("window.told")
    assert images.evaluate("window.told.name") == "told.png"


@pytest.mark.parametrize(("kind", "where"), [("drop", "body"), ("paste", "body")])
def test_files_can_be_dropped_and_pasted_anywhere(images: Page, kind: str, where: str) -> None:
    encoded = base64.b64encode(png(3)).decode()
    data = images.evaluate_handle(IN_PAGE_FILE, [encoded, "given.png"])
    carrier = "dataTransfer" if kind == "drop" else "clipboardData"
    event = "DragEvent" if kind == "drop" else "ClipboardEvent"
    images.locator(where).evaluate(
        f"(target, data) => target.dispatchEvent("
        f"new {event}('{kind}', {{{carrier}: data, bubbles: true, cancelable: true}}))",
        data,
    )
    expect(images.get_by_test_id("transfer")).to_contain_text("24 × 24 · YX · uint8")


REFUSED = {
    "text.png": b"this is no picture at all",
    "truncated.png": png(4, 64)[:-900],
    "empty.png": b"",
    "page.html": b"<!doctype html><script>alert(1)</script>",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_explained_in_place_and_nothing_is_stored(
    images: Page, complaints: Complaints, name: str
) -> None:
    complaints.expect("Failed to load resource: the server responded with a status of 4")
    before = images.get_by_test_id("image-card").count()
    row = choose(images, payload(name, REFUSED[name]))
    alert = row.get_by_role("alert")
    expect(alert).to_have_text(re.compile(r"\w+ \w+ \w+"))
    expect(alert).not_to_contain_text("<")
    images.reload()
    images.get_by_test_id("image-card").first.wait_for()
    assert images.get_by_test_id("image-card").count() == before


def test_after_a_refusal_the_next_file_is_taken(images: Page, complaints: Complaints) -> None:
    complaints.expect("Failed to load resource: the server responded with a status of 4")
    choose(images, payload("bad.png", b"nothing"), payload("good.png", png(5)))
    expect(images.get_by_role("alert")).to_have_count(1)
    expect(images.locator("[data-testid=transfer][data-state=done]")).to_contain_text("good.png")


def test_a_file_over_the_limit_is_refused_before_it_is_sent(images: Page) -> None:
    upload = images.get_by_test_id("upload")
    upload.evaluate("(element) => { element.dataset.limit = '100'; }")
    sent: list[str] = []
    images.on("request", lambda request: sent.append(request.method + request.url))
    row = choose(images, payload("large.png", png(6)))
    expect(row.get_by_role("alert")).to_contain_text("the largest taken is 100 bytes")
    assert not [one for one in sent if one.startswith("POST") and "/images?" in one]


def test_an_upload_can_be_cancelled_and_sent_again(images: Page) -> None:
    held: list[Route] = []
    images.route("**/api/v1/images?name=*", lambda route: held.append(route))
    row = choose(images, payload("slow.png", png(7)))
    row.get_by_role("button", name="Cancel").click()
    expect(row).to_contain_text("Cancelled, nothing was stored")
    images.unroute("**/api/v1/images?name=*")
    row.get_by_role("button", name="Upload again").click()
    expect(row).to_have_attribute("data-state", "done")


def test_a_lost_connection_loses_nothing(images: Page, complaints: Complaints) -> None:
    complaints.expect("net::ERR")
    images.route("**/api/v1/images?name=*", lambda route: route.abort())
    row = choose(images, payload("lost.png", png(8)))
    expect(row.get_by_role("alert")).to_contain_text("connection was lost")
    images.unroute("**/api/v1/images?name=*")
    row.get_by_role("button", name="Try again").click()
    expect(row).to_have_attribute("data-state", "done")


def test_progress_is_shown_in_bytes_and_percent(images: Page, tmp_path: Path) -> None:
    np.save(tmp_path / "large.npy", np.zeros((4000, 5000), np.uint8))
    images.evaluate(
        """() => {
          window.said = [];
          new MutationObserver(() => {
            const detail = document.querySelector(".iso-transfer-detail");
            window.said.push(detail ? detail.textContent : "");
          }).observe(document.querySelector("[data-transfers]"),
                     { childList: true, subtree: true, characterData: true });
        }"""
    )
    images.get_by_test_id("upload").locator("input[type=file]").set_input_files(
        tmp_path / "large.npy"
    )
    expect(images.get_by_test_id("transfer")).to_have_attribute("data-state", "done")
    said = images.evaluate("window.said")
    assert any(re.fullmatch(r"[\d.]+ (bytes|kB|MB) of 19\.1 MB · \d+ %", words) for words in said)


def test_an_upload_is_deleted_once_that_is_confirmed(images: Page) -> None:
    choose(images, payload("gone.png", png(9)))
    card = images.get_by_test_id("image-card").filter(has_text="gone.png")
    card.get_by_role("button", name="Delete gone.png").click()
    images.get_by_role("button", name="Keep it").click()
    expect(images.get_by_role("dialog")).to_be_hidden()
    expect(card).to_be_visible()
    card.get_by_role("button", name="Delete gone.png").click()
    images.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(card).to_have_count(0)


def test_samples_cannot_be_deleted(images: Page) -> None:
    coins = images.locator("[data-testid=image-card][data-image=coins]")
    expect(coins).to_be_visible()
    expect(coins.get_by_role("button")).to_have_count(0)
