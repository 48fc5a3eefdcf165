// A pixel chosen on the picture, and the cross that stays on it. Used by trace.mjs.
import { element } from "../mount.mjs";

/** @typedef {{row: number, column: number}} Pixel */

/** Farthest a pointer may move in a click, in pixels of the screen. */
const STILL = 4;
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const FAR = 10;

export class PixelCross {
  /** @param {import("./viewer.mjs").Viewer} viewer @param {(pixel: Pixel | null) => void} changed */
  constructor(viewer, changed) {
    this.viewer = viewer;
    this.changed = changed;
    /** @type {Pixel | null} */
    this.pixel = null;
    this.armed = false;
    this.root = element("button", { type: "button", class: "pixel-cross", hidden: "",
      "data-testid": "pixel-cross", "aria-label": "Chosen pixel; arrow keys move it" });
    viewer.root.append(this.root);
    this.ends = new AbortController();
    this.listen();
  }

  destroy() {
    this.ends.abort();
    this.root.remove();
  }

  listen() {
    const { signal } = this.ends;
    const { root } = this.viewer;
    let from = { x: 0, y: 0 };
    root.addEventListener("pointerdown", ({ clientX: x, clientY: y }) => { from = { x, y }; },
      { signal, capture: true });
    root.addEventListener("click", (event) => {
      const still = Math.hypot(event.clientX - from.x, event.clientY - from.y) < STILL;
      if (!this.armed || !still || root.classList.contains("is-drawing")) return;
      // The click means the pixel and nothing else that lies there.
      event.stopImmediatePropagation();
      const { x, y } = this.viewer.place(event);
      this.choose(this.viewer.camera.toPicture(x, y));
    }, { signal, capture: true });
    root.addEventListener("keydown", (event) => {
      if (!this.armed || event.key !== "Enter") return;
      const { width, height } = this.viewer.camera.screen;
      this.choose(this.viewer.camera.toPicture(width / 2, height / 2));
      this.root.focus({ preventScroll: true });
    }, { signal });
    this.root.addEventListener("keydown", (event) => this.key(event), { signal });
    root.addEventListener("isoline:painted", () => this.place(), { signal });
  }

  /** @param {boolean} on whether the next click on the picture chooses */
  arm(on) {
    this.armed = on;
    this.viewer.root.classList.toggle("is-choosing-pixel", on);
  }

  /** @param {{x: number, y: number}} at */
  choose({ x, y }) {
    const { width, height } = this.viewer.camera.picture;
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    this.arm(false);
    this.set({ row: Math.floor(y), column: Math.floor(x) });
  }

  /** @param {Pixel | null} pixel */
  set(pixel) {
    this.pixel = pixel;
    this.place();
    this.changed(pixel);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const move = MOVES[/** @type {keyof typeof MOVES} */ (event.key)];
    if (!move || !this.pixel) return;
    event.preventDefault();
    event.stopPropagation();
    const { width, height } = this.viewer.camera.picture;
    const by = event.shiftKey ? FAR : 1;
    const inside = (/** @type {number} */ value, /** @type {number} */ count) =>
      Math.min(count - 1, Math.max(0, value));
    this.set({ row: inside(this.pixel.row + by * move[0], height),
      column: inside(this.pixel.column + by * move[1], width) });
  }

  place() {
    this.root.hidden = !this.pixel;
    if (!this.pixel) return;
    const { x, y } = this.viewer.camera.toScreen(this.pixel.column + 0.5, this.pixel.row + 0.5);
    this.root.style.transform = `translate(${x}px, ${y}px)`;
  }
}
