// The dialog that adds a step: draws every algorithm when it is opened, filters as one types, loads
// thumbnails as they come into view, and opens by the key "/". Its frame is components/palette.py's.
import { element, onMount, takesText } from "../mount.mjs";
import { ApiError, address, getJson } from "./api.mjs";
import { setProps } from "./props.mjs";

/**
 * @typedef {{id: string, title: string, task: string, tags: string[], summary: string, error?: string,
 *   inputs: {kind: string, optional: boolean}[], outputs: {kind: string}[]}} Algorithm
 */

const NOTHING = "Nothing matches. Try another word.";
/** How often something has been chosen: choosing the same again is another choice. */
let count = 0;
/** Until the entries are there; who types faster than that chooses among them none the less. */
let filling = Promise.resolve();

onMount(".palette-list", (list) => {
  const search = document.querySelector("#palette-search");
  if (!(search instanceof HTMLInputElement)) return;
  search.addEventListener("input", () => filter(search.value));
  search.addEventListener("keydown", move);
  list.addEventListener("keydown", move);
  search.focus();
  filling = fill(list, search);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || takesText(event.target)) return;
  const button = document.querySelector("#workbench #add-step");
  if (!(button instanceof HTMLElement) || document.querySelector(".palette-list")) return;
  event.preventDefault();
  button.click();
});

/** @param {HTMLElement} list @param {HTMLInputElement} search */
async function fill(list, search) {
  const version = document.querySelector("#workbench")?.getAttribute("data-version") ?? "";
  const place = list.querySelector("[data-testid=palette]");
  try {
    /** @type {Algorithm[]} */
    const known = await getJson(address("algorithms", { v: version }));
    const order = (/** @type {Algorithm} */ { task, title }) => `${task} ${title}`;
    const sorted = known.filter(({ error }) => !error)
      .sort((a, b) => (order(a) < order(b) ? -1 : 1));
    place?.replaceChildren(...sorted.map((algorithm) => drawn(algorithm, version)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    tell(`The algorithms could not be fetched. ${error.message}`);
    return;
  }
  // What is drawn in the same moment is typed into already.
  filter(search.value);
  const seen = new IntersectionObserver((items) => {
    for (const { isIntersecting, target } of items) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      void load(/** @type {HTMLImageElement} */ (target));
    }
  });
  for (const image of list.querySelectorAll(".palette-thumbnail")) seen.observe(image);
}

/** @param {Algorithm} algorithm @param {string} version of the catalogue */
function drawn({ id, title, task, tags, summary, inputs, outputs }, version) {
  const takes = inputs.filter(({ optional }) => !optional).map(({ kind }) => kind).join(", ");
  const gives = outputs.map(({ kind }) => kind).join(", ");
  const src = address(`algorithms/${encodeURIComponent(id)}/thumbnail`, { side: "result", v: version });
  const made = element("button", { class: "palette-entry", type: "button", "data-testid": "palette-entry",
    "data-algorithm": id, "data-words": [title, id, task, ...tags, summary].join(" ").toLowerCase(),
    "aria-label": `Add ${title}` },
  element("img", { class: "palette-thumbnail", alt: "", "data-src": src }),
  element("span", { class: "palette-words" },
    element("span", { class: "palette-title" }, title),
    element("span", { class: "palette-summary" }, summary)),
  element("span", { class: "palette-kinds" }, `${takes} → ${gives}`));
  made.addEventListener("click", () => {
    count += 1;
    setProps("palette-chosen", { data: { algorithm: id, count } });
  });
  return made;
}

/** @param {string} words what to say in place of entries; nothing where there are some */
function tell(words) {
  const empty = document.querySelector(".palette-empty");
  if (!(empty instanceof HTMLElement)) return;
  empty.textContent = words;
  empty.hidden = !words;
}

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
  tell(shown ? "" : NOTHING);
}

/** @returns {HTMLElement[]} */
function entries() {
  return [...document.querySelectorAll(".palette-entry")].map((item) =>
    /** @type {HTMLElement} */ (item));
}

/** Those that match, the best first. */
function offered() {
  const order = (/** @type {HTMLElement} */ entry) => Number(entry.style.order);
  return entries().filter((entry) => !entry.hidden).sort((a, b) => order(a) - order(b));
}

/** @param {KeyboardEvent} event */
function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
    event.preventDefault();
    void filling.then(() => offered()[0]?.click());
  }
  if (!step) return;
  event.preventDefault();
  const visible = offered();
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
