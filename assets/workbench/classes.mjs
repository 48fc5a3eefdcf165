// Masks and label images as fills and outlines, the outline as wide on the screen at any zoom.
// Used by painting.mjs.
import { rgb } from "./colours.mjs";
import { drawn } from "./levels.mjs";

/** Above so many sides of pixels, a path is slower to draw than the pixels along it. */
const MANY_EDGES = 60000;
/** Screen pixels per pixel of the view from which outlines run along the sides of pixels. */
const COARSE = 3;

/**
 * @typedef {Uint32Array | Uint8Array} Classes
 * @typedef {{fill: boolean, opacity: number, outline: boolean, width: number}} Look
 * @typedef {{width: number, height: number}} Size
 */

/**
 * @param {Classes} classes 0 is background
 * @param {Size} size
 * @param {Look} look
 * @param {number} cell screen pixels per pixel of the view
 * @param {(id: number) => string} colourOf
 */
export function painted(classes, size, look, cell, colourOf) {
  const edges = look.outline && cell >= COARSE ? outlines(classes, size, colourOf) : null;
  const dots = look.outline && edges === null;
  const alpha = look.fill ? Math.round(look.opacity * 255) : 0;
  const source = drawn(size, (out) => {
    const border = filled(out, classes, size, (id) => packed(colourOf(id)), alpha, dots);
    if (dots) thicken(out, border, size, Math.max(1, Math.round(look.width / cell)));
  });
  return { source, edges };
}

/** @param {string} colour */
function packed(colour) {
  const [r, g, b] = rgb(colour);
  return (b << 16) | (g << 8) | r;
}

/**
 * @param {Uint32Array} out
 * @param {Classes} classes
 * @param {Size} size
 * @param {(id: number) => number} colourOf
 * @param {number} alpha
 * @param {boolean} dots whether the pixels along borders are painted and given
 */
function filled(out, classes, { width, height }, colourOf, alpha, dots) {
  const border = [];
  /** @type {Map<number, number>} */
  const colours = new Map();
  let last = 0;
  let fill = 0;
  let line = 0;
  for (let row = 0, i = 0; row < height; row += 1) {
    const [top, bottom] = [row === 0, row + 1 === height];
    for (let column = 0; column < width; column += 1, i += 1) {
      const id = classes[i];
      if (id === 0) continue;
      if (id !== last) {
        let colour = colours.get(id);
        if (colour === undefined) colours.set(id, (colour = colourOf(id)));
        fill = (colour | (alpha << 24)) >>> 0;
        line = (colour | 0xff000000) >>> 0;
        last = id;
      }
      const edge = dots && (
        (column > 0 && classes[i - 1] !== id) || (column + 1 < width && classes[i + 1] !== id) ||
        (!top && classes[i - width] !== id) || (!bottom && classes[i + width] !== id));
      out[i] = edge ? line : fill;
      if (edge) border.push(i);
    }
  }
  return border;
}

/**
 * Widen a border of single pixels to squares.
 *
 * @param {Uint32Array} out
 * @param {number[]} border
 * @param {Size} size
 * @param {number} side of the squares
 */
function thicken(out, border, { width, height }, side) {
  if (side < 2) return;
  const before = Math.floor((side - 1) / 2);
  const colours = border.map((at) => out[at]);
  for (const [k, at] of border.entries()) {
    const row = Math.floor(at / width);
    const column = at - row * width;
    const [left, right] = [Math.max(0, column - before), Math.min(width, column - before + side)];
    const bottom = Math.min(height, row - before + side);
    for (let y = Math.max(0, row - before); y < bottom; y += 1) {
      out.fill(colours[k], y * width + left, y * width + right);
    }
  }
}

/**
 * The borders between classes along the sides of pixels, as one path a colour in pixels of the view.
 *
 * @param {Classes} classes
 * @param {Size} size
 * @param {(id: number) => string} colourOf
 * @returns {Map<string, Path2D> | null} null where there are too many to draw quickly
 */
function outlines(classes, { width, height }, colourOf) {
  /** @type {Map<string, Path2D>} */
  const paths = new Map();
  const pathOf = (/** @type {number} */ a, /** @type {number} */ b) => {
    const colour = colourOf(Math.max(a, b));
    let path = paths.get(colour);
    if (!path) paths.set(colour, (path = new Path2D()));
    return path;
  };
  let count = 0;
  for (let row = 0, i = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, i += 1) {
      const id = classes[i];
      if (column + 1 < width && id !== classes[i + 1]) {
        const path = pathOf(id, classes[i + 1]);
        path.moveTo(column + 1, row);
        path.lineTo(column + 1, row + 1);
        count += 1;
      }
      if (row + 1 < height && id !== classes[i + width]) {
        const path = pathOf(id, classes[i + width]);
        path.moveTo(column, row + 1);
        path.lineTo(column + 1, row + 1);
        count += 1;
      }
      if (count > MANY_EDGES) return null;
    }
  }
  return paths;
}
