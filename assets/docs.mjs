// Copies the example of a documentation page, and goes to the task that an address names once the
// list is drawn. Serves components/documentation.py.
import { onMount } from "./mount.mjs";

const SHOWN_MS = 1500;

/** @param {HTMLElement} button */
async function copy(button) {
  const code = button.parentElement?.querySelector("code")?.textContent ?? "";
  try {
    await navigator.clipboard.writeText(code);
    button.textContent = "Copied";
  } catch {
    // Without permission it can still be copied by hand: select it.
    const found = button.parentElement?.querySelector("code");
    if (found) getSelection()?.selectAllChildren(found);
    button.textContent = "Selected";
  }
  setTimeout(() => {
    button.textContent = "Copy";
  }, SHOWN_MS);
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (button instanceof HTMLElement) copy(button);
});

onMount(".iso-docs-index", () => {
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
});
