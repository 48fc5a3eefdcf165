// What step cards say besides their controls: which is open, differing values, time, cache, errors.
// Used by session.mjs; the cards are made by components/step_card.py.
import { nameParts } from "./controls.mjs";

/** @typedef {import("./session.mjs").Session} Session */
/** @typedef {{index: number, elapsed_ms: number, cached: boolean}} Report */

export class Cards {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    /** @type {Map<number, Report>} */
    this.reports = new Map();
    /** @type {Map<number, string>} */
    this.errors = new Map();
    // Dash draws the cards anew when steps come and go; what this script wrote is put back.
    this.redrawn = new MutationObserver(() => session.redraw());
    this.redrawn.observe(session.find("#steps"), { childList: true });
    // Sliders are drawn later than their cards, once their script has been loaded.
    this.drawn = new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) nameDrawn(node);
    });
    this.drawn.observe(session.find("#steps"), { childList: true, subtree: true });
  }

  destroy() {
    this.redrawn.disconnect();
    this.drawn.disconnect();
  }

  get all() {
    return /** @type {HTMLElement[]} */ ([...this.session.root.querySelectorAll(".step")]);
  }

  show() {
    for (const card of this.all) {
      card.classList.toggle("is-open", card.dataset.uid === this.session.recipe.selected);
      const step = this.session.stepOf(card.dataset.uid);
      for (const box of card.querySelectorAll(".parameter")) {
        nameParts(/** @type {HTMLElement} */ (box));
        const { name = "", default: fallback } = /** @type {HTMLElement} */ (box).dataset;
        const value = JSON.stringify(step?.parameters[name]);
        box.classList.toggle("is-changed", step !== undefined && value !== fallback);
      }
    }
    this.showSummaries();
    this.showStatus();
  }

  showSummaries() {
    for (const card of this.all) {
      const step = this.session.stepOf(card.dataset.uid);
      const spec = this.session.algorithms.get(step?.algorithm ?? "");
      const schema = spec?.parameters.properties ?? {};
      const words = Object.entries(step?.parameters ?? {})
        .filter(([name, value]) =>
          JSON.stringify(value) !== JSON.stringify(schema[name]?.default ?? null))
        .map(([name, value]) => `${name} ${written(value)}`)
        .concat(step?.region ? ["in a region"] : []).join(", ");
      /** @type {HTMLElement} */ (card.querySelector(".step-summary")).textContent = words;
    }
  }

  /** @param {Report[]} reports */
  succeed(reports) {
    this.errors.clear();
    if (reports.length) this.reports = new Map(reports.map((report) => [report.index, report]));
    this.showStatus();
  }

  /** @param {number | null} step @param {string} message */
  fail(step, message) {
    this.errors = new Map(step === null ? [] : [[step, message]]);
    this.showStatus();
  }

  showStatus() {
    for (const [index, card] of this.all.entries()) {
      const report = this.reports.get(index);
      const time = report ? duration(report.elapsed_ms) : "";
      const status = /** @type {HTMLElement} */ (card.querySelector(".step-status"));
      status.textContent = report?.cached ? "cached" : time;
      status.title = report?.cached ? `Taken from the cache in ${time}` : `Computed in ${time}`;
      status.dataset.cached = String(Boolean(report?.cached));
      const box = /** @type {HTMLElement} */ (card.querySelector(".step-error"));
      const message = this.errors.get(index) ?? "";
      box.hidden = !message;
      box.textContent = message;
      card.classList.toggle("has-error", Boolean(message));
    }
  }
}

/** @param {Node} node */
function nameDrawn(node) {
  const box = node instanceof Element ? node.closest(".parameter") : null;
  if (box) nameParts(/** @type {HTMLElement} */ (box));
}

/** @param {number} ms */
export function duration(ms) {
  if (ms < 1) return "< 1 ms";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** @param {unknown} value */
function written(value) {
  if (Array.isArray(value)) return value.join("–");
  return value === null ? "none" : String(value);
}
