// Moves between pages without loading them anew, for every plain link to a page of Isoline, and
// marks the current one in the top bar. Tells other modules with `isoline:navigated`.
import { onMount } from "./mount.mjs";

const NOT_PAGES = /^\/(api|assets)\//;

/**
 * Where a click leads, if it is a page of ours to be opened in this window.
 *
 * @param {MouseEvent} event
 * @returns {URL | null}
 */
function destination(event) {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return null;
  const url = new URL(link.href);
  const ours = url.origin === location.origin && !NOT_PAGES.test(url.pathname);
  const within = url.hash && url.pathname === location.pathname;
  return ours && !within ? url : null;
}

function announce() {
  document.dispatchEvent(new CustomEvent("isoline:navigated"));
}

document.addEventListener("click", (event) => {
  const url = destination(event);
  if (!url || !window.dash_clientside?.set_props) return;
  event.preventDefault();
  window.dash_clientside.set_props("address", { href: url.href });
  scrollTo(0, 0);
  document.getElementById("main")?.focus({ preventScroll: true });
  announce();
});

addEventListener("popstate", announce);

/** @param {HTMLElement} nav */
function markCurrent(nav) {
  for (const link of nav.querySelectorAll("a")) {
    const { pathname } = new URL(link.href);
    const current =
      location.pathname === pathname || (pathname !== "/" && location.pathname.startsWith(`${pathname}/`));
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

onMount(".iso-nav", (nav) => {
  let marked = "";
  const update = () => {
    if (location.pathname === marked) return;
    marked = location.pathname;
    markCurrent(nav);
  };
  // Pages can also be changed by callbacks; whichever way, what is in the page changes with it.
  new MutationObserver(update).observe(document.body, { childList: true, subtree: true });
  update();
});
