// Histogram of what the step in use takes, with thresholds drawn over it; dragging one is dragging
// its slider. Used by session.mjs; the graph is made by components/panels.py.
import { element, takesText } from "../mount.mjs";
import { across, bareAxis, plot, token } from "./plotting.mjs";
import { roundedIn, toldIn } from "./rounding.mjs";

/**
 * @typedef {{name: string, at: number, index: number}} Handle
 * @typedef {{edges: [number, number], counts: number[], minimum: number, maximum: number,
 *   dtype?: string, sampled?: boolean}} Shown
 */

/** How tall a bar is, by its count; the tallest reaches the top. */
const SCALES = {
  linear: (/** @type {number} */ count) => count,
  sqrt: Math.sqrt,
  log: Math.log1p,
};
const WORDS = { linear: "linear", sqrt: "square-root", log: "logarithmic" };

/** @typedef {keyof typeof SCALES} Scale */

export class Histogram {
  /** @param {HTMLElement} root @param {(handle: Handle, value: number) => void} dragged */
  constructor(root, dragged) {
    this.root = root;
    this.dragged = dragged;
    this.handlesBox = /** @type {HTMLElement} */ (root.querySelector(".histogram-handles"));
    this.caption = /** @type {HTMLElement} */ (root.querySelector(".histogram-caption"));
    /** @type {Shown | null} */
    this.counts = null;
    /** @type {Handle[]} */
    this.handles = [];
    /** @type {number[]} */
    this.marks = [];
    /** @type {Shown | null} of what is seen, where that is a part */
    this.seen = null;
    /** @type {Scale} */
    this.scale = "sqrt";
    /** Names of the marks and handles that are there, in their order. */
    this.shownNames = "";
    /** What is said instead of the usual, such as of a selection. */
    this.words = "";
    /** Called with the value under the pointer, and with null when it leaves. */
    this.pointed = (/** @type {number | null} */ _value) => {};
    this.pointer = element("div", { class: "plot-mark", hidden: "" });
    this.handlesBox.after(this.pointer);
    this.ends = new AbortController();
    this.listen();
    this.resizing = new ResizeObserver(() => this.drawHandles());
    this.resizing.observe(this.handlesBox);
  }

  /** @param {Shown} counts */
  show(counts, title = "") {
    this.counts = counts;
    this.title = title;
    this.draw();
    this.drawHandles();
  }

  /** @param {Shown | null} counts of the part that is seen; null where everything is */
  showSeen(counts) {
    this.seen = counts;
    this.draw();
  }

  /** Colours are those of the theme, so another theme wants another drawing. */
  redraw() {
    this.draw();
  }

  draw() {
    const { counts, seen } = this;
    if (!counts) return;
    const [muted, accent] = [token("--iso-muted"), token("--iso-accent")];
    const whole = this.traceOf(counts, muted, "whole");
    const part = seen && { ...this.traceOf(seen, accent, "in view"), fill: "none" };
    plot("histogram-graph", part ? [whole, part] : [whole], {
      margin: { l: 6, r: 6, t: 4, b: 20 },
      xaxis: bareAxis({ range: counts.edges, nticks: 5 }),
      yaxis: bareAxis({ showticklabels: false, range: [0, 1.05] }),
    });
    this.describe();
  }

  describe() {
    const { counts, seen } = this;
    if (!counts) return;
    const span = (/** @type {Shown} */ { minimum, maximum }) => [minimum ?? 0, maximum ?? 0]
      .map((end) => toldIn(end, (maximum ?? 0) - (minimum ?? 0), 5)).join(" to ");
    this.caption.textContent = this.words || `${this.title}: ${span(counts)}${
      seen ? `, in view ${span(seen)}` : ""}, ${WORDS[this.scale]} scale${
      counts.sampled ? ", sampled" : ""}`;
    this.caption.title = this.caption.textContent;
  }

  /** @param {string} words said under the figure; none for the usual ones */
  say(words) {
    this.words = words;
    this.describe();
  }

  /** @param {Shown} shown @param {string} colour @param {string} name */
  traceOf({ edges: [low, high], counts }, colour, name) {
    const width = (high - low) / counts.length;
    const heights = counts.map(SCALES[this.scale]);
    const top = Math.max(...heights) || 1;
    return {
      type: "scatter", mode: "lines", name, fill: "tozeroy", customdata: counts,
      x: counts.map((_, i) => roundedIn(low + (i + 0.5) * width, high - low, 6)),
      y: heights.map((height) => height / top),
      line: { color: colour, width: 1, shape: "hvh" }, fillcolor: token("--iso-line"),
      hovertemplate: `%{x}: %{customdata} px ${name}<extra></extra>`,
    };
  }

  // -- scale and pointer --------------------------------------------------------------------

  listen() {
    const { signal } = this.ends;
    const body = /** @type {HTMLElement} */ (this.handlesBox.parentElement);
    body.addEventListener("pointermove", (event) => {
      if (!this.counts || this.grabbed) return;
      const [low, high] = this.counts.edges;
      this.pointed(low + across(this.handlesBox, event) * (high - low));
    }, { signal });
    body.addEventListener("pointerleave", () => this.pointed(null), { signal });
    for (const button of this.root.querySelectorAll("[data-histogram-scale]")) {
      const { histogramScale } = /** @type {HTMLElement} */ (button).dataset;
      button.addEventListener("click", () =>
        this.setScale(/** @type {Scale} */ (histogramScale)), { signal });
    }
    window.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) return;
      const names = /** @type {Scale[]} */ (Object.keys(SCALES));
      if (event.key === "h") this.setScale(names[(names.indexOf(this.scale) + 1) % names.length]);
    }, { signal });
  }

  /** @param {Scale} scale */
  setScale(scale) {
    this.scale = scale;
    for (const button of this.root.querySelectorAll("[data-histogram-scale]")) {
      const on = /** @type {HTMLElement} */ (button).dataset.histogramScale === scale;
      button.setAttribute("aria-pressed", String(on));
    }
    this.draw();
  }

  /** Mark a value, such as that under the cursor on the picture. @param {number | null} value */
  point(value) {
    this.pointer.hidden = value === null || !this.counts;
    if (value === null) return;
    const place = Math.min(1, Math.max(0, this.placeOf(value)));
    const { offsetLeft, offsetWidth } = this.handlesBox;
    this.pointer.style.left = `${offsetLeft + place * offsetWidth}px`;
  }

  /** @param {Handle[]} handles draggable @param {number[]} marks only shown */
  mark(handles, marks) {
    this.handles = handles;
    this.marks = marks;
    this.drawHandles();
  }

  /** @param {number} value */
  placeOf(value) {
    const [low, high] = this.counts?.edges ?? [0, 1];
    return (value - low) / (high - low || 1);
  }

  /** @param {number} value where it stands on the figure, within its ends */
  leftOf(value) {
    return `${Math.min(1, Math.max(0, this.placeOf(value))) * 100}%`;
  }

  drawHandles() {
    if (!this.counts) return;
    const lefts = [...this.marks, ...this.handles.map(({ at }) => at)].map((value) => this.leftOf(value));
    const names = [...this.marks.map(() => ""), ...this.handles.map(({ name, index }) => `${name} ${index}`)];
    // Moving what is there costs a frame less than making it anew, and keeps hold of what is dragged.
    if (this.shownNames !== names.join("\n")) {
      if (this.grabbed) return;
      this.shownNames = names.join("\n");
      this.handlesBox.replaceChildren(...this.marks.map(() => element("div", { class: "histogram-mark" })),
        ...this.handles.map((handle) => this.handleOf(handle)));
    }
    for (const [i, child] of [...this.handlesBox.children].entries()) {
      /** @type {HTMLElement} */ (child).style.left = lefts[i];
    }
  }

  /** @param {Handle} handle */
  handleOf(handle) {
    const made = element("div", { class: "histogram-handle", "aria-hidden": "true",
      "data-name": handle.name, "data-testid": "histogram-threshold" });
    made.addEventListener("pointerdown", (event) => this.grab(made, handle, event));
    return made;
  }

  /** @param {HTMLElement} made @param {Handle} handle @param {PointerEvent} event */
  grab(made, handle, event) {
    if (!this.counts) return;
    event.preventDefault();
    made.setPointerCapture(event.pointerId);
    this.grabbed = made;
    const { left, width } = this.handlesBox.getBoundingClientRect();
    const [low, high] = this.counts.edges;
    const move = (/** @type {PointerEvent} */ at) => {
      const place = Math.min(1, Math.max(0, (at.clientX - left) / width));
      // It stays under the hand, however long the picture takes.
      made.style.left = `${100 * place}%`;
      this.dragged(handle, low + place * (high - low));
    };
    const end = () => {
      made.removeEventListener("pointermove", move);
      this.grabbed = undefined;
      this.drawHandles();
    };
    made.addEventListener("pointermove", move);
    made.addEventListener("pointerup", end, { once: true });
    made.addEventListener("pointercancel", end, { once: true });
  }

  destroy() {
    this.ends.abort();
    this.pointer.remove();
    this.resizing.disconnect();
  }
}
