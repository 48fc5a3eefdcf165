// Pixels picked out over the picture, and a frame around them. Used by histogram_link.mjs,
// scatter.mjs, objects.mjs, dimmed.mjs and stability.mjs.
import { element } from "../mount.mjs";

/** @typedef {import("./api.mjs").View} View */

export class Highlight {
  /** @param {import("./viewer.mjs").Viewer} viewer @param {string} name of its class */
  constructor(viewer, name) {
    this.viewer = viewer;
    this.canvas = /** @type {HTMLCanvasElement} */ (
      element("canvas", { class: `viewer-highlight ${name}`, hidden: "" }));
    viewer.root.querySelector(".picture")?.after(this.canvas);
    /** @type {{source: OffscreenCanvas, region: number[]} | null} */
    this.pixels = null;
    /** @type {number[] | null} */
    this.frame = null;
    /** What was drawn, and from where it was seen. */
    this.painted = "";
    /** @type {Highlight["pixels"]} */
    this.paintedPixels = null;
    this.ends = new AbortController();
    viewer.root.addEventListener("isoline:painted", () => this.paint(), { signal: this.ends.signal });
  }

  destroy() {
    this.ends.abort();
    this.canvas.remove();
  }

  /**
   * @param {View} view
   * @param {(at: number) => boolean} inside whether a pixel, counted along rows, is picked out
   * @param {[number, number, number]} colour
   */
  pick(view, inside, [red, green, blue]) {
    const { width, height } = view;
    const image = new ImageData(width, height);
    const words = new Uint32Array(image.data.buffer);
    // Bytes lie in the order red, green, blue, opacity on every machine that browsers run on.
    const word = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    for (let at = 0; at < words.length; at += 1) if (inside(at)) words[at] = word;
    const source = new OffscreenCanvas(width, height);
    source.getContext("2d")?.putImageData(image, 0, 0);
    this.lay(source, view.facts.region);
  }

  /** @param {OffscreenCanvas} source @param {number[]} region of the picture that it covers */
  lay(source, region) {
    this.pixels = { source, region };
    this.paint();
  }

  /** @param {number[] | null} frame rows and columns it lies between, half open */
  surround(frame) {
    this.frame = frame;
    this.paint();
  }

  clear() {
    this.pixels = null;
    this.frame = null;
    this.paint();
  }

  /** Whether it is to be drawn anew: the picture is painted at every move of a slider as well. */
  moved() {
    const { canvas, camera: { x, y, zoom } } = this.viewer;
    const key = [x, y, zoom, canvas.width, canvas.height, this.frame].join();
    if (key === this.painted && this.pixels === this.paintedPixels) return false;
    this.painted = key;
    this.paintedPixels = this.pixels;
    return true;
  }

  paint() {
    const { canvas, viewer } = this;
    canvas.hidden = !this.pixels && !this.frame;
    if (canvas.hidden) return;
    if (!this.moved()) return;
    canvas.width = viewer.canvas.width;
    canvas.height = viewer.canvas.height;
    const context = canvas.getContext("2d");
    if (!context) return;
    const { density, camera: { zoom } } = viewer;
    context.setTransform(density, 0, 0, density, 0, 0);
    context.imageSmoothingEnabled = false;
    const boxOf = (/** @type {number[]} */ [row0, column0, row1, column1]) => {
      const { x, y } = viewer.camera.toScreen(column0, row0);
      return /** @type {[number, number, number, number]} */ (
        [x, y, (column1 - column0) * zoom, (row1 - row0) * zoom]);
    };
    if (this.pixels) context.drawImage(this.pixels.source, ...boxOf(this.pixels.region));
    if (!this.frame) return;
    const [x, y, wide, high] = boxOf(this.frame);
    for (const [colour, width] of /** @type {[string, number][]} */ ([["#000000", 4], ["#ffffff", 2]])) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.strokeRect(x - 3, y - 3, wide + 6, high + 6);
    }
  }
}
