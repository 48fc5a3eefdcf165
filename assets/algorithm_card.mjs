// Draws what a card of the gallery shows (components/algorithm_card.py): input and result behind a
// curtain, name, cost, one line and tags. gallery.mjs calls it once for each card.
import { element } from "./mount.mjs";

/** @typedef {"input" | "result"} Side */

/**
 * @param {DOMStringMap} about
 * @param {Side} side
 * @param {string} alt
 * @param {string} version
 */
function thumbnail({ algorithm }, side, alt, version) {
  const query = new URLSearchParams({ side, v: version });
  const source = `/api/v1/algorithms/${algorithm}/thumbnail?${query}`;
  return element("span", {
    class: "iso-thumbnail",
    "data-thumbnail": source,
    "data-alt": alt,
    "data-state": "loading",
    "data-side": side,
  });
}

/**
 * @param {DOMStringMap} about
 * @param {string} version
 */
function curtain(about, version) {
  const { title = "", sample = "" } = about;
  return element(
    "div",
    { class: "iso-curtain", "data-curtain": "" },
    thumbnail(about, "input", `The sample ${sample}`, version),
    thumbnail(about, "result", `${title} of the sample ${sample}`, version),
    element("span", { class: "iso-stamp iso-stamp-input" }, "input"),
    element("span", { class: "iso-stamp iso-stamp-result" }, "result"),
  );
}

/** @param {DOMStringMap} about */
function body({ title = "", cost = "", summary = "", task = "", tags = "" }) {
  const further = tags.split("\n").filter((tag) => tag && tag !== task);
  return element(
    "div",
    { class: "iso-card-body" },
    element(
      "div",
      { class: "iso-card-head" },
      element("h3", {}, title),
      element("span", { class: "iso-cost", "data-cost-class": cost }, cost),
    ),
    element("p", { class: "iso-summary" }, summary),
    element(
      "div",
      { class: "iso-tags" },
      element("span", { class: "iso-tag iso-tag-task" }, task),
      ...further.map((tag) => element("span", { class: "iso-tag" }, tag)),
    ),
  );
}

/**
 * @param {HTMLElement} card
 * @param {string} version the catalogue's, so that thumbnails may be kept for good
 */
export function drawCard(card, version) {
  if (card.firstElementChild) return;
  card.append(curtain(card.dataset, version), body(card.dataset));
  const { algorithm = "", title = "" } = card.dataset;
  // A link cannot hold another one, so it lies over the card.
  card.after(element("a", { class: "iso-card-docs", href: `/docs/${encodeURIComponent(algorithm)}`,
    "data-testid": "card-docs", "aria-label": `Documentation of ${title}` }, "read more"));
}
