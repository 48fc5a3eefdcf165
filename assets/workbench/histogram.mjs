// Histogram of what the step in use takes, with thresholds drawn over it; dragging one is dragging
// its slider. Used by session.mjs; the graph is made by components/panels.py.
import { element } from "../mount.mjs";

/**
 * @typedef {{name: string, at: number, index: number}} Handle
 * @typedef {{edges: [number, number], counts: number[], minimum: number, maximum: number,
 *   sampled?: boolean}} Shown
 */

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
    this.resizing = new ResizeObserver(() => this.drawHandles());
    this.resizing.observe(this.handlesBox);
  }

  /** @param {Shown} counts */
  show(counts, title = "") {
    this.counts = counts;
    this.title = title;
    const [low, high] = counts.edges;
    const width = (high - low) / counts.counts.length;
    const centres = counts.counts.map((_, i) => Number((low + (i + 0.5) * width).toPrecision(6)));
    const style = getComputedStyle(document.documentElement);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const figure = {
      data: [{
        type: "scatter", mode: "lines", x: centres, y: counts.counts.map((n) => Math.sqrt(n)),
        customdata: counts.counts, fill: "tozeroy",
        line: { color: colour("--iso-muted"), width: 1, shape: "hvh" },
        fillcolor: colour("--iso-line"), hovertemplate: "%{x}: %{customdata} px<extra></extra>",
      }],
      layout: {
        margin: { l: 6, r: 6, t: 4, b: 20 }, showlegend: false, dragmode: false,
        hovermode: "x", paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
        font: { color: colour("--iso-muted"), size: 11 },
        xaxis: { range: [low, high], fixedrange: true, showgrid: false, zeroline: false, nticks: 5 },
        yaxis: { fixedrange: true, showgrid: false, zeroline: false, showticklabels: false,
          rangemode: "tozero" },
      },
    };
    window.dash_clientside.set_props("histogram-graph", { figure });
    const from = Number(counts.minimum.toPrecision(5));
    const to = Number(counts.maximum.toPrecision(5));
    this.caption.textContent = `${title}: ${from} to ${to}, square-root scale${
      counts.sampled ? ", sampled" : ""}`;
    this.drawHandles();
  }

  /** Colours are those of the theme, so another theme wants another drawing. */
  redraw() {
    if (this.counts) this.show(this.counts, this.title);
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

  drawHandles() {
    if (!this.counts) return;
    const clamp = (/** @type {number} */ place) => Math.min(1, Math.max(0, place)) * 100;
    const made = this.marks.map((value) =>
      element("div", { class: "histogram-mark", style: `left: ${clamp(this.placeOf(value))}%` }));
    const handles = this.handles.map((handle) => {
      const left = `left: ${clamp(this.placeOf(handle.at))}%`;
      const made = element("div", { class: "histogram-handle", style: left, "aria-hidden": "true",
        "data-name": handle.name, "data-testid": "histogram-threshold" });
      made.addEventListener("pointerdown", (event) => this.grab(made, handle, event));
      return made;
    });
    // Rebuilding the handle under the pointer would end the drag.
    if (this.grabbed) {
      this.grabbed.style.left = `${clamp(this.placeOf(
        this.handles.find((item) => item.name === this.grabbedHandle?.name
          && item.index === this.grabbedHandle?.index)?.at ?? 0))}%`;
      return;
    }
    this.handlesBox.replaceChildren(...made, ...handles);
  }

  /** @param {HTMLElement} made @param {Handle} handle @param {PointerEvent} event */
  grab(made, handle, event) {
    if (!this.counts) return;
    event.preventDefault();
    made.setPointerCapture(event.pointerId);
    this.grabbed = made;
    this.grabbedHandle = handle;
    const { left, width } = this.handlesBox.getBoundingClientRect();
    const [low, high] = this.counts.edges;
    const move = (/** @type {PointerEvent} */ at) => {
      const place = Math.min(1, Math.max(0, (at.clientX - left) / width));
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
    this.resizing.disconnect();
  }
}
