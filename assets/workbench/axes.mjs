// Rulers along the left and the lower edge of the picture's stage: places of pixels, or distances
// in the picture's unit where it has one. Used by stage.mjs.
import { element, takesText } from "../mount.mjs";
import { unitOf } from "./scalebar.mjs";

const KEY = "isoline-axes";
/** Width of a ruler; beside a picture that fits there is as much room. */
const WIDE = 16;
/** Least distance of numbers on the screen. */
const APART = 64;
const MINOR = 4;
const BACK = "rgb(20 22 24 / 72%)";
const INK = "#ffffff";
const FAINT = "rgb(255 255 255 / 55%)";

/** @typedef {import("./scalebar.mjs").Spaced} Spaced */
/** @typedef {{at: number, words: string}} Tick place on the screen; without words it is a small one */

/**
 * Marks of a ruler at 1, 2 or 5 times a power of ten.
 *
 * @param {{from: number, zoom: number, count: number, length: number}} axis where the picture
 *   begins on the screen, screen pixels per pixel of the picture, how many there are, and how long
 *   the ruler is
 * @param {number} size of a pixel in the unit of the ruler
 * @param {boolean} whole whether there is nothing between pixels
 * @returns {Tick[]}
 */
export function ticksOf({ from, zoom, count, length }, size, whole) {
  const { step, parts } = stepOf((APART / zoom) * size, whole);
  const small = step / parts;
  const place = (/** @type {number} */ n) => from + ((n * small) / size + 0.5) * zoom;
  // The centre of the first pixel is where counting begins.
  const first = Math.max(0, Math.ceil((-from / zoom - 0.5) * (size / small)));
  const last = Math.floor(Math.min(count - 1, (length - from) / zoom - 0.5) * (size / small) + 1e-9);
  const made = [];
  for (let n = first; n <= last; n += 1) {
    const words = n % parts ? "" : String(Number((n * small).toPrecision(12)));
    made.push({ at: place(n), words });
  }
  return made;
}

/** The least round step not below a value, and into how many parts it goes. @param {number} least @param {boolean} whole */
function stepOf(least, whole) {
  const power = 10 ** Math.floor(Math.log10(least) + 1e-9);
  const factor = [1, 2, 5, 10].find((item) => item * power >= least * (1 - 1e-9)) ?? 10;
  const step = whole ? Math.max(1, factor * power) : factor * power;
  const parts = factor === 2 ? 4 : 5;
  return { step, parts: whole && step % parts ? 1 : parts };
}

export class Axes {
  /** @param {import("./stage.mjs").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.root = stage.viewer.root;
    this.canvas = /** @type {HTMLCanvasElement} */ (
      element("canvas", { class: "viewer-axes", "data-testid": "axes", "aria-hidden": "true" }));
    this.root.querySelector(".picture")?.after(this.canvas);
    this.button = stage.session.find("[data-axes]");
    this.drawn = "";
    this.ends = new AbortController();
    const { signal } = this.ends;
    this.root.addEventListener("isoline:painted", () => this.paint(), { signal });
    this.button.addEventListener("click", () => this.show(this.canvas.hidden === true), { signal });
    window.addEventListener("keydown", (event) => this.key(event), { signal });
    this.show(kept() !== "off");
  }

  destroy() {
    this.ends.abort();
    this.canvas.remove();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const held = event.ctrlKey || event.metaKey || event.altKey;
    if (held || event.key.toLowerCase() !== "a" || takesText(event.target)) return;
    this.show(this.canvas.hidden === true);
  }

  /** @param {boolean} on */
  show(on) {
    this.canvas.hidden = !on;
    this.root.classList.toggle("has-axes", on);
    this.button.setAttribute("aria-pressed", String(on));
    if (on !== (kept() !== "off")) keep(on ? "on" : "off");
    this.drawn = "";
    this.paint();
  }

  paint() {
    const { picture, viewer: { camera, density } } = this.stage;
    if (this.canvas.hidden || !picture) return;
    const { screen: { width, height }, x, y, zoom } = camera;
    const key = [picture.id, x, y, zoom, width, height, density].join();
    // What changes over the picture leaves the rulers alone.
    if (key === this.drawn) return;
    this.drawn = key;
    this.canvas.width = Math.round(width * density);
    this.canvas.height = Math.round(height * density);
    const context = this.canvas.getContext("2d");
    if (!context) return;
    context.scale(density, density);
    this.draw(context, picture);
  }

  /** @param {CanvasRenderingContext2D} context @param {Spaced} picture */
  draw(context, picture) {
    const { frame, picture: { width, height }, screen, zoom } = this.stage.viewer.camera;
    const { across, down, words } = unitOf(APART / zoom, picture);
    const whole = words === "px";
    context.fillStyle = BACK;
    context.fillRect(0, 0, WIDE, screen.height);
    context.fillRect(WIDE, screen.height - WIDE, screen.width - WIDE, WIDE);
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    const low = { from: frame.left, zoom, count: width, length: screen.width };
    context.save();
    context.translate(0, screen.height - WIDE);
    rule(context, ticksOf(low, across, whole), WIDE, screen.width);
    context.restore();
    // Numbers on the left run upwards, as on the rulers of a drawing board.
    const left = { from: frame.top, zoom, count: height, length: screen.height };
    const up = ticksOf(left, down, whole).map(({ at, words: text }) => ({ at: -at, words: text }));
    context.save();
    context.rotate(-Math.PI / 2);
    rule(context, up, WIDE - screen.height, 0, true);
    context.restore();
    context.fillStyle = INK;
    context.font = "10px system-ui, sans-serif";
    context.textAlign = "center";
    context.fillText(words, WIDE / 2, screen.height - WIDE / 2);
    Object.assign(this.canvas.dataset, { unit: words });
  }
}

/**
 * Draw the marks of a ruler that lies along the first axis of a context.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Tick[]} ticks
 * @param {number} start what lies before it is the other ruler's
 * @param {number} end
 * @param {boolean} [below] whether the picture is on the other side
 */
function rule(context, ticks, start, end, below = false) {
  for (const { at, words } of ticks) {
    if (at < start || at > end) continue;
    const long = words ? WIDE : MINOR;
    context.fillStyle = FAINT;
    context.fillRect(Math.round(at) - 0.5, below ? WIDE - long : 0, 1, long);
    const room = context.measureText(words).width + 4;
    if (!words || at + room > end) continue;
    context.fillStyle = INK;
    context.fillText(words, at + 3, WIDE / 2 + 1);
  }
}

/** Whether the rulers were wanted last. */
function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {string} value */
function keep(value) {
  try {
    localStorage.setItem(KEY, value);
  } catch {
    // Storage can be forbidden; the choice then lasts as long as the page.
  }
}
