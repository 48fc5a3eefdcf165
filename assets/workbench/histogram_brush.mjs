// A range of values in the histogram, selected by dragging over it or with the keys of its two ends.
// Used by histogram_link.mjs; the histogram itself is drawn by histogram.mjs.
import { element } from "../mount.mjs";
import { onKeys } from "./keys.mjs";
import { shown } from "./measurements.mjs";
import { across } from "./plotting.mjs";
import { shownIn } from "./rounding.mjs";

/** @typedef {[number, number]} Range values it lies between */

/** Bars that keys move an end by. */
const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
const ENDS = ["Lower", "Upper"];
/** Farthest a pointer may move in a click, in pixels of the screen. */
const STILL = 3;
/** Where a range that nobody has dragged lies on the axis. */
const FIRST = /** @type {const} */ ([0.25, 0.75]);

export class HistogramBrush {
  /**
   * @param {import("./histogram.mjs").Histogram} histogram
   * @param {(range: Range | null) => void} changed
   */
  constructor(histogram, changed) {
    this.histogram = histogram;
    this.changed = changed;
    /** @type {Range | null} */
    this.range = null;
    this.armed = false;
    this.area = histogram.handlesBox;
    this.body = /** @type {HTMLElement} */ (this.area.parentElement);
    this.button = /** @type {HTMLElement} */ (histogram.root.querySelector("[data-histogram-select]"));
    this.band = element("div", { class: "histogram-band", hidden: "" });
    this.ends = [0, 1].map((end) => this.end(end));
    this.root = element("div", { class: "histogram-brush" }, this.band, ...this.ends);
    this.area.after(this.root);
    this.over = new AbortController();
    this.listen();
  }

  destroy() {
    this.over.abort();
    this.root.remove();
  }

  listen() {
    const { signal } = this.over;
    this.button.addEventListener("click", (event) => {
      this.arm(!this.armed);
      // Pressed by a key: there is no pointer to drag with.
      if (this.armed && event.detail === 0) this.start();
      if (!this.armed) this.set(null);
    }, { signal });
    this.body.addEventListener("pointerdown", (event) => this.down(event), { signal });
    onKeys({ Escape: () => this.clear(), s: () => this.start() }, signal);
  }

  /** @param {boolean} on whether a plain drag selects */
  arm(on) {
    this.armed = on;
    this.button.setAttribute("aria-pressed", String(on));
    this.body.classList.toggle("is-selecting", on);
  }

  clear() {
    this.arm(false);
    this.set(null);
  }

  /** Take up the selection with keys. */
  start() {
    const { counts } = this.histogram;
    if (!counts) return;
    const [low, high] = counts.edges;
    this.arm(true);
    if (!this.range) this.drag(...FIRST.map((share) => low + share * (high - low)));
    this.ends[0].focus({ preventScroll: true });
  }

  /** @param {Range | null} range */
  set(range) {
    if (range?.join() === this.range?.join()) return;
    this.range = range;
    this.show();
    this.changed(range);
  }

  /** Select what lies between two values, to the edges of the bars. @param {number[]} values */
  drag(...values) {
    const [from, to] = values.sort((a, b) => a - b).map((value) => this.barOf(value));
    this.set([this.edgeOf(from), this.edgeOf(to + 1)]);
  }

  /** @param {number} value */
  barOf(value) {
    const { edges: [low, high], counts } = this.shown;
    const bar = Math.floor(((value - low) / (high - low || 1)) * counts.length);
    return Math.min(counts.length - 1, Math.max(0, bar));
  }

  /** @param {number} bar */
  edgeOf(bar) {
    const { edges: [low, high], counts } = this.shown;
    return low + (bar / counts.length) * (high - low);
  }

  get shown() {
    return this.histogram.counts ?? { edges: [0, 1], counts: [0] };
  }

  /** @param {PointerEvent} event */
  down(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!this.histogram.counts || event.button !== 0) return;
    if (target.closest(".histogram-handle, .histogram-end")) return;
    if (!event.shiftKey && !this.armed) {
      this.set(null);
      return;
    }
    event.preventDefault();
    const from = this.valueAt(event);
    let moved = false;
    this.follow(event, (value, at) => {
      moved ||= Math.abs(at.clientX - event.clientX) >= STILL;
      if (moved) this.drag(from, value);
    }, () => { if (!moved) this.set(null); });
  }

  /**
   * @param {PointerEvent} event
   * @param {(value: number, at: PointerEvent) => void} moved
   * @param {() => void} [done] called when the hand lets go
   */
  follow(event, moved, done = () => {}) {
    this.body.setPointerCapture(event.pointerId);
    const ends = new AbortController();
    const options = { signal: AbortSignal.any([ends.signal, this.over.signal]) };
    this.body.addEventListener("pointermove", (move) => moved(this.valueAt(move), move), options);
    for (const name of ["pointerup", "pointercancel"]) {
      this.body.addEventListener(name, () => {
        ends.abort();
        done();
      }, options);
    }
  }

  /** @param {PointerEvent} event */
  valueAt(event) {
    const [low, high] = this.shown.edges;
    return low + across(this.area, event) * (high - low);
  }

  // -- its two ends -------------------------------------------------------------------------

  /** @param {number} end */
  end(end) {
    const made = element("div", { class: "histogram-end", role: "slider", tabindex: "0", hidden: "",
      "aria-label": `${ENDS[end]} end of the selected values`, "data-testid": `histogram-end-${end}` });
    made.addEventListener("pointerdown", (event) => {
      if (!this.range || event.button !== 0) return;
      event.preventDefault();
      event.stopPropagation();
      made.focus({ preventScroll: true });
      this.follow(event, (value) => this.put(end, this.barOf(value) + end));
    });
    made.addEventListener("keydown", (event) => {
      const by = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
      if (!by || !this.range) return;
      event.preventDefault();
      const { edges: [low, high], counts } = this.shown;
      const at = Math.round(((this.range[end] - low) / (high - low || 1)) * counts.length);
      this.put(end, at + by);
    });
    return made;
  }

  /** Move one end to an edge of a bar; at least one bar stays. @param {number} end @param {number} edge */
  put(end, edge) {
    const { counts } = this.shown;
    const range = /** @type {Range} */ ([.../** @type {Range} */ (this.range)]);
    const inside = Math.min(counts.length, Math.max(0, edge));
    range[end] = this.edgeOf(inside);
    if (range[0] < range[1]) this.set(range);
  }

  show() {
    const { range } = this;
    for (const part of [this.band, ...this.ends]) part.hidden = !range;
    if (!range) return;
    const places = range.map((value) => Math.min(1, Math.max(0, this.histogram.placeOf(value))));
    const words = this.words.split(" to ");
    this.band.style.left = `${100 * places[0]}%`;
    this.band.style.right = `${100 * (1 - places[1])}%`;
    this.ends.forEach((part, end) => {
      part.style.left = `${100 * places[end]}%`;
      const [low, high] = this.shown.edges;
      const facts = { valuemin: low, valuemax: high, valuenow: range[end], valuetext: words[end] };
      for (const [name, value] of Object.entries(facts)) part.setAttribute(`aria-${name}`, String(value));
    });
  }

  // -- what is in it ------------------------------------------------------------------------

  /** Whether a value is selected; the upper end belongs to the next bar. @param {number} value */
  holds(value) {
    const { range } = this;
    if (!range) return false;
    const last = range[1] >= this.shown.edges[1];
    return value >= range[0] && (value < range[1] || (last && value <= range[1]));
  }

  /** The values of its ends; of whole numbers those that occur. */
  get words() {
    const { counts } = this.histogram;
    const [low, high] = this.range ?? [0, 0];
    const whole = /^(u?int|bool)/.test(counts?.dtype ?? "");
    const last = high >= this.shown.edges[1] ? Math.floor(high) : Math.ceil(high) - 1;
    const ends = whole ? [Math.ceil(low), Math.max(Math.ceil(low), last)]
      : [low, high];
    const [from, to] = this.shown.edges;
    return ends.map((value) => (whole ? shown(value) : shownIn(value, to - from))).join(" to ");
  }

  /** Pixels whose values are selected, and all there are, as the bars count them. */
  get counted() {
    const { edges: [low, high], counts } = this.shown;
    const width = (high - low) / counts.length;
    let inside = 0;
    let all = 0;
    counts.forEach((count, bar) => {
      all += count;
      if (this.holds(low + (bar + 0.5) * width)) inside += count;
    });
    return { inside, all };
  }
}
