// Number and area of what is found, over the last values of the one parameter that is being changed;
// a click on a value goes back to it. Used by figures.mjs.
import { counted } from "./counting.mjs";
import { shown } from "./measurements.mjs";
import { across, bareAxis, plot, token } from "./plotting.mjs";
import { pipelineOf } from "./recipe.mjs";

const MOST_POINTS = 60;
/** Longest a count may have taken for the next one to be made while the hand moves. */
const QUICK_MS = 6;
const EMPTY = "Move a slider to see how this follows it";

/**
 * @typedef {import("./recipe.mjs").RecipeStep} RecipeStep
 * @typedef {{uid: string, name: string}} Followed
 * @typedef {{count: number, share: number}} Found
 */

export class Trend {
  /** @param {import("./session.mjs").Session} session */
  constructor(session) {
    this.session = session;
    const root = session.find("[data-testid='trend']");
    this.area = /** @type {HTMLElement} */ (root.querySelector(".plot-area"));
    this.caption = /** @type {HTMLElement} */ (root.querySelector(".panel-caption"));
    /** @type {Followed | null} */
    this.followed = null;
    /** @type {Map<number, Found>} */
    this.points = new Map();
    /** @type {Found | null} */
    this.last = null;
    this.context = "";
    this.written = "";
    /** @type {RecipeStep[] | null} the steps as they were last counted */
    this.steps = null;
    this.spent = 0;
    this.ends = new AbortController();
    this.listen(/** @type {HTMLElement} */ (this.area.parentElement));
    this.show();
  }

  destroy() {
    this.ends.abort();
  }

  /** @param {HTMLElement} body */
  listen(body) {
    const { signal } = this.ends;
    body.addEventListener("click", (event) => this.go(this.nearest(event)), { signal });
    body.addEventListener("pointermove", (event) => this.describe(this.nearest(event)), { signal });
    body.addEventListener("pointerleave", () => this.describe(this.value), { signal });
    body.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const { values } = this;
      if (!by || !values.length) return;
      event.preventDefault();
      this.go(values[values.indexOf(this.value ?? values[0]) + by]);
    }, { signal });
  }

  // -- counting -----------------------------------------------------------------------------

  /** A result has come while the hand moves: count it if that takes no time worth mentioning. */
  follow() {
    if (this.spent > QUICK_MS || this.asked) return;
    this.asked = true;
    const { results } = this.session;
    requestIdleCallback(() => {
      this.asked = false;
      // What is shown must be what the recipe says.
      if (this.session.alive && results.live.idle) this.count();
    });
  }

  /** The hand rests: count, and show. */
  refresh() {
    this.count();
    this.show();
  }

  count() {
    const { results, recipe, selectedIndex, stage } = this.session;
    const row = results.rows.find((item) =>
      ["mask", "labels"].includes(item.kind) && results.styleOf(item).visible);
    const view = row && results.views.get(row.key);
    const context = JSON.stringify([recipe.image, stage.plane, row?.key, view?.facts.region,
      view?.facts.scale]);
    const started = performance.now();
    const found = view ? counted(view) : null;
    this.spent = performance.now() - started;
    if (context !== this.context || !found) this.forget();
    this.context = context;
    const steps = recipe.steps.slice(0, selectedIndex + 1);
    if (found) this.note(steps, JSON.stringify(pipelineOf(recipe, selectedIndex).steps), found);
  }

  forget() {
    this.points.clear();
    this.last = null;
    this.followed = null;
    this.steps = null;
  }

  /** @param {RecipeStep[]} steps @param {string} written @param {Found} found */
  note(steps, written, found) {
    const before = this.steps;
    const last = this.last;
    if (before && written !== this.written) {
      const changed = onlyChange(before, steps);
      const same = changed?.uid === this.followed?.uid && changed?.name === this.followed?.name;
      if (!changed || !same) this.points.clear();
      this.followed = changed;
      // Where the change began belongs to the curve.
      if (changed && !same && last) this.add(valueIn(before, changed), last);
    }
    this.steps = steps;
    this.written = written;
    this.last = found;
    if (this.followed) this.add(valueIn(steps, this.followed), found);
  }

  /** @param {number | null} value @param {Found} found */
  add(value, found) {
    if (value === null) return;
    this.points.delete(value);
    this.points.set(value, found);
    if (this.points.size > MOST_POINTS) {
      this.points.delete(/** @type {number} */ (this.points.keys().next().value));
    }
  }

  // -- showing ------------------------------------------------------------------------------

  /** Values there are, in order. */
  get values() {
    return [...this.points.keys()].sort((a, b) => a - b);
  }

  /** The value of now. */
  get value() {
    return this.followed && this.steps ? valueIn(this.steps, this.followed) : null;
  }

  /** @returns {[number, number]} ends of the axis */
  get limits() {
    const { values } = this;
    const [low, high] = [values[0] ?? 0, values.at(-1) ?? 1];
    const margin = (high - low) * 0.04 || 0.5;
    return [low - margin, high + margin];
  }

  /** Bring the figure up to date, also after the theme has changed. */
  show() {
    const { values } = this;
    this.area.parentElement?.classList.toggle("is-empty", values.length < 2);
    const found = values.map((value) => /** @type {Found} */ (this.points.get(value)));
    const accent = token("--iso-accent");
    const sizes = values.map((value) => (value === this.value ? 8 : 4));
    const base = { type: "scatter", mode: "lines+markers", x: values, hoverinfo: "none" };
    const full = values.length > 1;
    plot("trend-graph", !full ? [] : [
      { ...base, y: found.map(({ share }) => share), yaxis: "y2",
        line: { color: token("--iso-line-strong"), width: 1, dash: "dot" },
        marker: { color: token("--iso-line-strong"), size: 3 } },
      { ...base, y: found.map(({ count }) => count), line: { color: accent, width: 1.5 },
        marker: { color: accent, size: sizes } },
    ], {
      margin: { l: 6, r: 6, t: 6, b: 18 },
      xaxis: bareAxis({ range: this.limits, nticks: 4, visible: full }),
      yaxis: bareAxis({ showticklabels: false }),
      yaxis2: bareAxis({ overlaying: "y", visible: false }),
    });
    this.describe(this.value);
  }

  /** @param {number | null | undefined} value */
  describe(value) {
    const found = value === null || value === undefined ? undefined : this.points.get(value);
    if (!found || !this.followed || this.points.size < 2) {
      const { last } = this;
      this.caption.textContent = last && this.steps ? `${words(last)} in view. ${EMPTY}.` : `${EMPTY}.`;
    } else {
      const name = this.followed.name.replaceAll("_", " ");
      this.caption.textContent = `${name} ${shown(/** @type {number} */ (value))}: ${words(found)} in view`;
    }
    this.caption.title = this.caption.textContent ?? "";
  }

  /** @param {MouseEvent} event */
  nearest(event) {
    const [low, high] = this.limits;
    const at = low + across(this.area, event) * (high - low);
    const { values } = this;
    return values.length < 2 ? null : values.reduce((best, value) =>
      (Math.abs(value - at) < Math.abs(best - at) ? value : best));
  }

  /** @param {number | null | undefined} value */
  go(value) {
    if (value === null || value === undefined || !this.followed || value === this.value) return;
    this.session.setParameter(this.followed.uid, this.followed.name, value);
  }
}

/** @param {Found} found */
function words({ count, share }) {
  const objects = `${count.toLocaleString("en")} ${count === 1 ? "object" : "objects"}`;
  return `${objects}, ${shown(Number((100 * share).toPrecision(3)))} % of the area`;
}

/** @param {RecipeStep[]} steps @param {Followed} followed @returns {number | null} */
function valueIn(steps, { uid, name }) {
  const value = steps.find((step) => step.uid === uid)?.parameters[name];
  return typeof value === "number" ? value : null;
}

/**
 * The one number in which two recipes differ.
 *
 * @param {RecipeStep[]} before
 * @param {RecipeStep[]} after
 * @returns {Followed | null} null where more differs, or something else
 */
function onlyChange(before, after) {
  const bare = (/** @type {RecipeStep[]} */ steps) =>
    JSON.stringify(steps.map((step) => ({ ...step, parameters: {} })));
  if (bare(before) !== bare(after)) return null;
  const changes = after.flatMap((step, index) => Object.keys(step.parameters)
    .filter((name) => JSON.stringify(step.parameters[name])
      !== JSON.stringify(before[index].parameters[name]))
    .map((name) => ({ uid: step.uid, name })));
  const usable = changes.length === 1 && valueIn(before, changes[0]) !== null
    && valueIn(after, changes[0]) !== null;
  return usable ? changes[0] : null;
}
