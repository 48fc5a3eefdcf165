// The dialog that adds a step: filters as one types, loads thumbnails as they come into view, and
// opens by the key "/". Made by components/palette.py.
import { onMount, takesText } from "../mount.mjs";

onMount(".palette-list", () => {
  const search = document.querySelector("#palette-search");
  if (!(search instanceof HTMLInputElement)) return;
  search.addEventListener("input", () => filter(search.value));
  search.addEventListener("keydown", move);
  document.querySelector(".palette-list")?.addEventListener("keydown", (event) =>
    move(/** @type {KeyboardEvent} */ (event)));
  filter("");
  search.focus();
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      void load(/** @type {HTMLImageElement} */ (target));
    }
  });
  for (const image of document.querySelectorAll(".palette-thumbnail")) seen.observe(image);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || takesText(event.target)) return;
  const button = document.querySelector("#workbench #add-step");
  if (!(button instanceof HTMLElement) || document.querySelector(".palette-list")) return;
  event.preventDefault();
  button.click();
});

/** @param {string} text */
function filter(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const entry of entries()) {
    const fits = words.every((word) => entry.dataset.words?.includes(word));
    const title = entry.querySelector(".palette-title")?.textContent?.toLowerCase() ?? "";
    entry.hidden = !fits;
    // What is called so comes before what is only described so.
    entry.style.order = words.length && words.every((word) => title.includes(word)) ? "-1" : "0";
    if (fits) shown += 1;
  }
  const empty = document.querySelector(".palette-empty");
  if (empty instanceof HTMLElement) empty.hidden = shown > 0;
}

/** @returns {HTMLElement[]} */
function entries() {
  return [...document.querySelectorAll(".palette-entry")].map((item) =>
    /** @type {HTMLElement} */ (item));
}

/** @param {KeyboardEvent} event */
function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const order = (/** @type {HTMLElement} */ entry) => Number(entry.style.order);
  const visible = entries().filter((entry) => !entry.hidden).sort((a, b) => order(a) - order(b));
  if (event.key === "Enter" && event.target instanceof HTMLInputElement && visible.length) {
    event.preventDefault();
    visible[0].click();
  }
  if (!step) return;
  event.preventDefault();
  const at = visible.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = visible[at + step] ?? (step < 0 ? document.querySelector("#palette-search") : null);
  if (next instanceof HTMLElement) next.focus();
}

/** @param {HTMLImageElement} image */
async function load(image) {
  const source = image.dataset.src ?? "";
  const response = await fetch(source);
  if (response.status === 200) image.src = source;
  else if (response.status === 202 && image.isConnected) setTimeout(() => void load(image), 1000);
}
