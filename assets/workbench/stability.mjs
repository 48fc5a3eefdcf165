// How far the result hangs on exact values: it is computed with every parameter moved a little, and
// where runs disagree is shown on the picture. Used by figures.mjs; the panel is made by
// components/panels.py.
import { element } from "../mount.mjs";
import { ApiError, address, getJson, getView, postJson } from "./api.mjs";
import { gradient, table } from "./colours.mjs";
import { Highlight } from "./highlight.mjs";
import { drawn, levelAt, levelsOf } from "./levels.mjs";
import { shown } from "./measurements.mjs";
import { pipelineOf } from "./recipe.mjs";
import { RASTERS } from "./results.mjs";

/**
 * @typedef {import("./api.mjs").View} View
 * @typedef {{step: number, parameter: string, value: number, objects: number | null,
 *   agreement: number}} Variation
 * @typedef {{variations: Variation[],
 *   objects: {nominal: number, lowest: number, highest: number} | null}} Facts
 */

const POLL_MS = 250;
const MAP = "magma";
const EMPTY = "Check how the result changes when every parameter is moved a little, one at a time.";

export class Stability {
  /** @param {import("./session.mjs").Session} session */
  constructor(session) {
    this.session = session;
    this.root = session.find("[data-testid='stability']");
    this.body = /** @type {HTMLElement} */ (this.root.querySelector(".stability-body"));
    this.change = /** @type {HTMLSelectElement} */ (this.root.querySelector("[data-stability-change]"));
    this.button = /** @type {HTMLElement} */ (this.root.querySelector("[data-stability='check']"));
    this.overlay = new Highlight(session.stage.viewer, "stability-overlay");
    /** @type {{view: View, recipe: string} | null} what is shown */
    this.found = null;
    /** @type {{token: string, control: AbortController, recipe: string} | null} what is under way */
    this.work = null;
    this.visible = true;
    /** @type {boolean | undefined} whether the map lies on the picture; unknown of a new one */
    this.laid = undefined;
    this.ends = new AbortController();
    this.button.addEventListener("click", () => (this.work ? this.cancel("Cancelled.") : void this.check()),
      { signal: this.ends.signal });
    this.say(EMPTY);
  }

  destroy() {
    this.cancel();
    this.ends.abort();
    this.overlay.destroy();
  }

  /** The layer that is looked at. */
  get row() {
    const { results } = this.session;
    const rows = results.rows.filter(({ kind }) => RASTERS.has(kind));
    return rows.find((row) => results.styleOf(row).visible) ?? rows[0];
  }

  /** What the answer depends on, as text. */
  get recipe() {
    const { row, session } = this;
    if (!row) return "";
    return JSON.stringify([pipelineOf(session.recipe, row.step), row.name, session.stage.plane]);
  }

  // -- asking -------------------------------------------------------------------------------

  async check() {
    const { row, session } = this;
    if (!row || !session.stage.picture) {
      this.say("Add a step first; the picture itself has no parameters.");
      return;
    }
    const token = crypto.getRandomValues(new Uint32Array(3)).join("-");
    const work = { token, control: new AbortController(), recipe: this.recipe };
    this.work = work;
    this.button.textContent = "Cancel";
    const bar = /** @type {HTMLProgressElement} */ (element("progress",
      { max: "1", "aria-label": "Progress of the check", "data-testid": "stability-progress" }));
    this.body.replaceChildren(bar);
    this.watch(work, bar);
    const query = { recipe: pipelineOf(session.recipe, row.step), step: row.step, layer: row.name,
      change: this.change.value };
    try {
      const url = address("stability", session.stage.query(query));
      const view = await getView(url, work.control.signal, token);
      if (this.work !== work || !session.alive) return;
      this.finish();
      this.found = { view, recipe: work.recipe };
      this.show();
    } catch (error) {
      if (this.work !== work) return;
      this.finish();
      if (!(error instanceof ApiError)) throw error;
      this.say(error.message);
    }
  }

  /** @param {NonNullable<Stability["work"]>} work @param {HTMLProgressElement} bar */
  watch(work, bar) {
    this.polling = setTimeout(async () => {
      try {
        const { running, done, total } = await getJson(`/api/v1/progress?token=${work.token}`);
        if (running && total) bar.value = done / total;
      } catch {
        // Progress is a courtesy; what is waited for tells its own errors.
      }
      if (this.work === work) this.watch(work, bar);
    }, POLL_MS);
  }

  finish() {
    clearTimeout(this.polling);
    this.work = null;
    this.button.textContent = "Check";
  }

  /** @param {string} [words] */
  cancel(words = "") {
    const { work } = this;
    if (!work) return;
    this.finish();
    postJson("/api/v1/cancel", { token: work.token }).catch(() => {});
    work.control.abort();
    if (this.found) this.show();
    else this.say(words || EMPTY);
  }

  /** A hand moves something: what is checked is no longer wanted where it is of another setting. */
  pause() {
    if (this.work && this.work.recipe !== this.recipe) this.cancel("Stopped, as the setting has changed.");
  }

  /** A result has come. */
  follow() {
    if (this.found) this.lay();
  }

  // -- showing ------------------------------------------------------------------------------

  /** @param {string} words */
  say(words) {
    this.found = null;
    this.overlay.clear();
    this.body.replaceChildren(element("p", { class: "panel-caption", role: "status" }, words));
  }

  /** Lay where runs disagree over the picture, as long as it is of what the picture shows. */
  lay() {
    const { found } = this;
    if (!found) return;
    const current = found.recipe === this.recipe;
    this.root.dataset.state = current ? "current" : "behind";
    const wanted = current && this.visible;
    if (wanted === this.laid) return;
    this.laid = wanted;
    if (wanted) this.overlay.lay(disagreement(found.view), found.view.facts.region);
    else this.overlay.clear();
  }

  show() {
    const { found } = this;
    if (!found) return;
    const { facts } = found.view;
    const stability = /** @type {Facts} */ (/** @type {any} */ (facts).stability);
    this.laid = undefined;
    const percent = Number((100 * Number(this.change.value)).toPrecision(3));
    const behind = element("p", { class: "panel-caption stability-behind" },
      "Of an earlier setting; check again.");
    const words = element("p", { class: "panel-caption", role: "status" }, summary(stability, percent),
      facts.exact ? "" : " Found on a smaller picture.");
    this.body.replaceChildren(behind, words);
    if (stability.variations.length) {
      this.body.append(element("p", { class: "panel-caption" }, this.mostSensitive(stability.variations)),
        this.toggle(), this.list(stability));
    }
    this.lay();
  }

  /** @param {Variation[]} variations */
  mostSensitive(variations) {
    const worst = variations.reduce((a, b) => (b.agreement < a.agreement ? b : a));
    if (worst.agreement >= 1) return "No pixel changes with any of them.";
    return `Most sensitive: ${this.nameOf(worst)}, with ${share(worst.agreement)} of the pixels as before at ${
      shown(worst.value)}.`;
  }

  /** @param {Variation} variation */
  nameOf({ step, parameter }) {
    const { recipe, algorithms } = this.session;
    const { algorithm = "" } = recipe.steps[step] ?? {};
    return `${step + 1} ${algorithms.get(algorithm)?.title ?? algorithm}, ${parameter.replaceAll("_", " ")}`;
  }

  toggle() {
    const input = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
    input.checked = this.visible;
    input.addEventListener("change", () => {
      this.visible = input.checked;
      this.lay();
    });
    const bar = element("span", { class: "legend-bar", style: `background: ${gradient(MAP)}` });
    return element("div", { class: "stability-legend" },
      element("label", { class: "layer-check" }, input, "on the picture"), "most agree", bar, "none");
  }

  /** @param {Facts} facts */
  list({ variations, objects }) {
    const rows = [...variations].sort((a, b) => a.agreement - b.agreement).map((variation) =>
      element("tr", {}, element("th", { scope: "row", title: this.nameOf(variation) },
        `${variation.step + 1} ${variation.parameter.replaceAll("_", " ")}`),
      element("td", {}, shown(variation.value)),
      ...(objects ? [element("td", {}, shown(variation.objects))] : []),
      element("td", {}, share(variation.agreement))));
    const head = ["parameter", "value", ...(objects ? ["objects"] : []), "agree"].map((words) =>
      element("th", { scope: "col" }, words));
    const made = element("table", {}, element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...rows));
    const attributes = { class: "stability-list", tabindex: "0", role: "group" };
    return element("div", { ...attributes, "aria-label": "Variations" }, made);
  }
}

/** @param {Facts} facts @param {number} percent */
function summary({ objects, variations }, percent) {
  if (!variations.length) return "No step has a number that could be moved.";
  const when = `when parameters move by ${percent} % (${variations.length} runs)`;
  if (!objects) return `Computed again ${when}.`;
  const { nominal, lowest, highest } = objects;
  const count = `${shown(nominal)} ${nominal === 1 ? "object" : "objects"}`;
  return lowest === highest && lowest === nominal ? `${count}, and as many ${when}.`
    : `${count}; ${shown(lowest)} to ${shown(highest)} ${when}.`;
}

/** @param {number} value from 0 to 1 */
function share(value) {
  const percent = 100 * value;
  // What is not quite everything is not to be rounded to it.
  const words = value < 1 && percent > 99.995 ? "> 99.99" : String(Number(percent.toFixed(2)));
  return `${words} %`;
}

/** Pixels by how many runs agree on them; clear where all do. @param {View} view */
function disagreement(view) {
  const colours = table(MAP);
  const most = levelsOf(view) - 1;
  return drawn(view, (out) => {
    for (let at = 0; at < out.length; at += 1) {
      const level = levelAt(view, at);
      if (level >= most) continue;
      // Where runs differ most is to be seen first.
      const entry = 3 * Math.round(255 - (255 * level) / most);
      out[at] = ((255 << 24) | (colours[entry + 2] << 16) | (colours[entry + 1] << 8) | colours[entry]) >>> 0;
    }
  });
}
