// Turns decoded layers into pictures: colour, opacity and outline are decided here, so changing
// them asks nothing of the server. Used by session.mjs.
import { PALETTE, rgb, table } from "./colours.mjs";

/**
 * @typedef {import("./api.mjs").View} View
 * @typedef {{visible: boolean, opacity: number, colour: string, map: string, fill: boolean,
 *   outline: boolean}} Style
 * @typedef {{source: CanvasImageSource, region: number[], opacity: number, smooth: boolean,
 *   edges: Path2D | null, colour: string, width: number, height: number}} Drawable
 */

const MANY_EDGES = 60000;

/**
 * @param {View} view
 * @param {Style} style
 * @param {number} cell screen pixels per pixel of the view
 * @returns {Drawable}
 */
export function paint(view, style, cell) {
  const { kind } = view.facts;
  if (kind === "mask") return paintClasses(view, style, cell, foreground(view), () => style.colour);
  if (kind === "labels") return paintClasses(view, style, cell, ids(view), colourOfLabel);
  const base = { ...placed(view), opacity: style.opacity, smooth: cell < 1 };
  if (isColour(view) || (kind === "image" && style.map === "grey")) {
    return { ...base, source: /** @type {ImageBitmap} */ (view.bitmap) };
  }
  return { ...base, source: mapped(view, style.map) };
}

/**
 * The picture underneath everything.
 *
 * @param {View} view
 * @returns {Drawable}
 */
export function plain(view) {
  const source = /** @type {ImageBitmap} */ (view.bitmap);
  return { ...placed(view), source, opacity: 1, smooth: true };
}

/** @param {number} id */
export function colourOfLabel(id) {
  // A multiplicative hash keeps the colours of neighbouring ids apart.
  return PALETTE[(Math.imul(id, 0x9e3779b1) >>> 16) % PALETTE.length];
}

/** @param {View} view */
function placed(view) {
  return {
    region: view.facts.region, edges: null, colour: "", width: view.width, height: view.height,
  };
}

/** @param {View} view */
function isColour(view) {
  return view.facts.kind === "image" && view.facts.shape.length === 3;
}

/** @param {View} view */
function foreground(view) {
  if (view.classes) return view.classes;
  const pixels = /** @type {Uint8ClampedArray} */ (view.pixels);
  const classes = new Uint8Array(view.width * view.height);
  for (let i = 0; i < classes.length; i += 1) classes[i] = pixels[4 * i] > 127 ? 1 : 0;
  return classes;
}

/** @param {View} view */
function ids(view) {
  const pixels = /** @type {Uint8ClampedArray} */ (view.pixels);
  const classes = new Uint32Array(view.width * view.height);
  for (let i = 0; i < classes.length; i += 1) {
    classes[i] = pixels[4 * i] | (pixels[4 * i + 1] << 8) | (pixels[4 * i + 2] << 16);
  }
  return classes;
}

/**
 * @param {View} view
 * @param {Style} style
 * @param {number} cell
 * @param {Uint32Array | Uint8Array} classes
 * @param {(id: number) => string} colourOf
 * @returns {Drawable}
 */
function paintClasses(view, style, cell, classes, colourOf) {
  const { width, height } = view;
  const image = new ImageData(width, height);
  const out = new Uint32Array(image.data.buffer);
  const alpha = style.fill ? Math.round(style.opacity * 255) : 0;
  const lines = style.outline && cell >= 3 ? outlinePath(classes, width, height) : null;
  const dots = style.outline && lines === null;
  /** @type {Map<number, [number, number]>} */
  const colours = new Map();
  for (let row = 0, i = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, i += 1) {
      const id = classes[i];
      if (id === 0) continue;
      let pair = colours.get(id);
      if (pair === undefined) {
        const [r, g, b] = rgb(colourOf(id));
        const opaque = (b << 16) | (g << 8) | r;
        pair = [(opaque | (alpha << 24)) >>> 0, (opaque | 0xff000000) >>> 0];
        colours.set(id, pair);
      }
      const edge = dots && (
        (column > 0 && classes[i - 1] !== id) || (column + 1 < width && classes[i + 1] !== id) ||
        (row > 0 && classes[i - width] !== id) || (row + 1 < height && classes[i + width] !== id));
      out[i] = edge ? pair[1] : pair[0];
    }
  }
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  const colour = view.facts.kind === "mask" ? style.colour : "#ffffff";
  return { ...placed(view), source: canvas, opacity: 1, smooth: false, edges: lines, colour };
}

/**
 * The border between classes along the sides of pixels, as one path in pixels of the view.
 *
 * @param {Uint32Array | Uint8Array} classes
 * @param {number} width
 * @param {number} height
 */
function outlinePath(classes, width, height) {
  const path = new Path2D();
  let count = 0;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const i = row * width + column;
      if (column + 1 < width && classes[i] !== classes[i + 1]) {
        path.moveTo(column + 1, row);
        path.lineTo(column + 1, row + 1);
        count += 1;
      }
      if (row + 1 < height && classes[i] !== classes[i + width]) {
        path.moveTo(column, row + 1);
        path.lineTo(column + 1, row + 1);
        count += 1;
      }
      if (count > MANY_EDGES) return null;
    }
  }
  return path;
}

/**
 * @param {View} view
 * @param {string} map
 */
function mapped(view, map) {
  const colours = table(map);
  const pixels = /** @type {Uint8ClampedArray} */ (view.pixels);
  const image = new ImageData(view.width, view.height);
  for (let i = 0; i < pixels.length; i += 4) {
    const entry = 3 * pixels[i];
    image.data[i] = colours[entry];
    image.data[i + 1] = colours[entry + 1];
    image.data[i + 2] = colours[entry + 2];
    image.data[i + 3] = 255;
  }
  const canvas = new OffscreenCanvas(view.width, view.height);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}
