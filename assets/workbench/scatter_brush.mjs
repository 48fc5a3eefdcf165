// Hand and keys on the scatter plot: the bin that is pointed at, and a rectangle of bins. Used by
// scatter.mjs; the element is made by components/panels.py.
import { element } from "../mount.mjs";

/**
 * @typedef {{x: number, y: number}} Bin counted from the lower left
 * @typedef {{x0: number, x1: number, y0: number, y1: number}} Bins ends included
 */

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class ScatterBrush {
  /**
   * @param {HTMLElement} root
   * @param {{sizes: () => Bin | null, picked: () => void}} plot how many bins there are; what is
   *   called when others are chosen
   */
  constructor(root, plot) {
    this.root = root;
    this.plot = plot;
    this.area = /** @type {HTMLElement} */ (root.querySelector(".scatter-area"));
    /** @type {{from: Bin, to: Bin} | null} chosen by dragging or by keys */
    this.kept = null;
    /** @type {Bin | null} under the pointer */
    this.pointed = null;
    this.dragging = false;
    /** @type {number | undefined} */
    this.frame = undefined;
    this.box = element("div", { class: "scatter-box", hidden: "" });
    this.dot = element("div", { class: "scatter-mark", hidden: "" });
    this.labels = ["x-low", "x-high", "y-low", "y-high"].map((name) =>
      element("span", { class: `scatter-end scatter-${name}` }));
    this.area.replaceChildren(this.box, this.dot, ...this.labels);
    this.ends = new AbortController();
    this.listen();
  }

  destroy() {
    this.ends.abort();
    cancelAnimationFrame(this.frame ?? 0);
  }

  /** What is chosen, or else pointed at. @returns {Bins | null} */
  get bins() {
    const { from, to } = this.kept ?? { from: this.pointed, to: this.pointed };
    if (!from || !to) return null;
    const [x0, x1] = [from.x, to.x].sort((a, b) => a - b);
    const [y0, y1] = [from.y, to.y].sort((a, b) => a - b);
    return { x0, x1, y0, y1 };
  }

  listen() {
    const { signal } = this.ends;
    this.area.addEventListener("pointerdown", (event) => {
      const at = event.button === 0 ? this.binAt(event) : null;
      if (!at) return;
      event.preventDefault();
      this.root.focus({ preventScroll: true });
      this.area.setPointerCapture(event.pointerId);
      this.dragging = true;
      this.kept = { from: at, to: at };
      this.later();
    }, { signal });
    this.area.addEventListener("pointermove", (event) => {
      const at = this.binAt(event);
      if (!at) return;
      if (this.dragging && this.kept) this.kept = { from: this.kept.from, to: at };
      else this.pointed = at;
      this.later();
    }, { signal });
    for (const name of ["pointerup", "pointercancel"]) {
      this.area.addEventListener(name, () => { this.dragging = false; }, { signal });
    }
    this.area.addEventListener("pointerleave", () => {
      this.pointed = null;
      this.later();
    }, { signal });
    this.root.addEventListener("keydown", (event) => this.key(event), { signal });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const move = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
    const sizes = this.plot.sizes();
    if (!move || !sizes || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const middle = { x: sizes.x >> 1, y: sizes.y >> 1 };
    const { from, to } = this.kept ?? { from: middle, to: middle };
    const next = { x: clamp(to.x + move[0], sizes.x), y: clamp(to.y + move[1], sizes.y) };
    this.kept = { from: event.shiftKey ? from : next, to: next };
    this.later();
  }

  clear() {
    if (!this.kept && !this.pointed) return;
    this.kept = null;
    this.pointed = null;
    this.later();
  }

  /** Other bins hold the values that were chosen. @param {(bin: Bin) => Bin} moved */
  carry(moved) {
    if (this.kept) this.kept = { from: moved(this.kept.from), to: moved(this.kept.to) };
  }

  /** Pixels light up once a frame at most. */
  later() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.show();
      this.plot.picked();
    });
  }

  /** @param {PointerEvent} event @returns {Bin | null} */
  binAt(event) {
    const sizes = this.plot.sizes();
    if (!sizes) return null;
    const { left, bottom, width, height } = this.area.getBoundingClientRect();
    return { x: clamp(Math.floor(((event.clientX - left) / width) * sizes.x), sizes.x),
      y: clamp(Math.floor(((bottom - event.clientY) / height) * sizes.y), sizes.y) };
  }

  // -- showing ------------------------------------------------------------------------------

  show() {
    const { bins } = this;
    this.box.hidden = !bins;
    if (bins) this.place(this.box, bins);
  }

  /** Mark the bin of a pixel. @param {Bin | null} bin */
  mark(bin) {
    this.dot.hidden = !bin;
    if (bin) this.place(this.dot, { x0: bin.x, x1: bin.x, y0: bin.y, y1: bin.y });
  }

  /** @param {HTMLElement} part @param {Bins} bins */
  place(part, { x0, x1, y0, y1 }) {
    const sizes = this.plot.sizes() ?? { x: 1, y: 1 };
    Object.assign(part.style, {
      left: `${(100 * x0) / sizes.x}%`, right: `${100 - (100 * (x1 + 1)) / sizes.x}%`,
      bottom: `${(100 * y0) / sizes.y}%`, top: `${100 - (100 * (y1 + 1)) / sizes.y}%`,
    });
  }

  /** Values at the ends of the axes. @param {string[][]} ends of x and of y */
  showEnds(ends) {
    ends.flat().forEach((words, i) => { this.labels[i].textContent = words; });
  }
}

/** @param {number} value @param {number} count */
function clamp(value, count) {
  return Math.min(count - 1, Math.max(0, value));
}
