from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

THEME = "document.documentElement.dataset.bsTheme"
CONTRAST = """() => {
  const parsed = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => parsed(colour).slice(0, 3)
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if ((parsed(backgroundColor)[3] ?? 1) > 0.5) return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const style = getComputedStyle(element);
    if (!words || !element.offsetParent || style.opacity === "0") continue;
    const [dark, bright] = [light(style.color), light(behind(element))].sort((a, b) => a - b);
    const ratio = (bright + 0.05) / (dark + 0.05);
    if (ratio < 4.5) poor.push(`${element.className}: ${element.textContent} ${ratio.toFixed(1)}`);
  }
  return poor;
}"""


def at(page: Page, url: str) -> Page:
    page.goto(url)
    page.locator("#main .iso-page").wait_for()
    return page


def test_the_theme_follows_the_system_until_it_is_switched(page: Page, server_url: str) -> None:
    page.emulate_media(color_scheme="dark")
    at(page, f"{server_url}/images")
    assert page.evaluate(THEME) == "dark"
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"{THEME} === 'light'")


def test_the_chosen_theme_is_there_before_anything_is_drawn(
    browser: Browser, server_url: str
) -> None:
    context = browser.new_context(color_scheme="dark")
    page = at(context.new_page(), f"{server_url}/images")
    page.get_by_role("button", name="Theme: as the system").click()
    assert page.evaluate(THEME) == "light"
    page.add_init_script(
        f"addEventListener('DOMContentLoaded', () => {{ window.first = {THEME}; }})"
    )
    page.route("**/theme.mjs*", lambda route: route.abort())
    page.reload()
    assert page.evaluate("window.first") == "light"
    context.close()


@pytest.mark.parametrize("path", ["/", "/images", "/nowhere"])
def test_words_stand_out_from_what_is_behind_them(page: Page, server_url: str, path: str) -> None:
    # Colours are read at once, not on their way from one theme to the other.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    at(page, server_url + path)
    assert page.evaluate(CONTRAST) == []
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.wait_for_function(f"{THEME} === 'light'")
    assert page.evaluate(CONTRAST) == []


def test_the_question_mark_lists_the_keys_of_the_page(page: Page, server_url: str) -> None:
    at(page, server_url)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("Move between cards")
    expect(keys).to_contain_text("Show this list")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_the_top_bar_marks_the_screen_and_moves_without_loading(
    page: Page, server_url: str
) -> None:
    at(page, server_url)
    page.evaluate("window.stillTheSamePage = true")
    page.get_by_role("navigation").get_by_role("link", name="Images").click()
    page.get_by_test_id("images").wait_for()
    current = page.locator(".iso-nav [aria-current=page]")
    expect(current).to_have_text("Images")
    assert page.evaluate("window.stillTheSamePage")


def test_the_first_tab_offers_to_skip_the_top_bar(page: Page, server_url: str) -> None:
    at(page, f"{server_url}/images")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_an_unknown_address_leads_back_to_the_gallery(page: Page, server_url: str) -> None:
    at(page, f"{server_url}/nowhere")
    page.get_by_role("link", name="Go to the gallery").click()
    page.get_by_test_id("gallery").wait_for()


@pytest.mark.parametrize("path", ["/", "/images", "/nowhere"])
def test_no_page_scrolls_sideways_on_a_phone(phone: Page, server_url: str, path: str) -> None:
    at(phone, server_url + path)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_is_loaded_from_elsewhere(page: Page, server_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    at(page, server_url)
    foreign = [url for url in asked if not url.startswith((server_url, "blob:", "data:"))]
    assert not foreign


def test_scripts_are_fetched_once_and_for_good(browser: Browser, server_url: str) -> None:
    context = browser.new_context()
    asked: list[str] = []
    # What comes from the browser's cache counts as asked for, but is answered without the server.
    context.on("requestfinished", lambda request: asked.append(request.url.partition("?")[0]))
    at(context.new_page(), f"{server_url}/images")
    modules = [url for url in asked if url.endswith(".mjs")]
    assert len(modules) > 100
    assert len(modules) == len(set(modules))
    for page in (context.new_page(), context.new_page()):
        page.goto(f"{server_url}/compare")
        page.wait_for_load_state("networkidle")
    sent = page.evaluate(
        """() => performance.getEntriesByType("resource")
          .filter(({ name }) => /[.]m?js/.test(name))
          .map(({ name, transferSize }) => [name, transferSize])"""
    )
    assert len(sent) > 100
    # An answer that nothing has changed takes less than this, a script more.
    assert [name for name, size in sent if size > 500] == []
    assert [name for name, size in sent if size and ".mjs" in name] == []
    context.close()
