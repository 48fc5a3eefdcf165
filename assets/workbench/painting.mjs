// Turns decoded layers into pictures: colour, opacity and outline are decided here, so changing
// them asks nothing of the server. Used by results.mjs, stage.mjs and filmstrip.mjs.
import { painted } from "./classes.mjs";
import { differenceOf, tonedDifference } from "./difference.mjs";
import { endsOf, isPlain, toned, tonedColours } from "./levels.mjs";

/**
 * @typedef {import("./api.mjs").View} View
 * @typedef {import("./levels.mjs").Levels} Levels
 * @typedef {import("./identities.mjs").Identities} Identities
 * @typedef {"over" | "checkerboard" | "difference"} Mode
 * @typedef {{visible: boolean, opacity: number, colour: string, map: string, fill: boolean,
 *   outline: boolean, width: number, limits: [number, number] | null, mode: Mode}} Style
 * @typedef {{view: View, source: CanvasImageSource, region: number[], opacity: number,
 *   smooth: boolean, edges: Map<string, Path2D> | null, lineWidth: number, colour: string,
 *   checkered?: boolean, width: number, height: number}} Drawable
 */

/**
 * @param {View} view
 * @param {Style} style
 * @param {number} cell screen pixels per pixel of the view
 * @param {Identities} identities colours that objects of this layer had before
 * @param {View | null} [input] the picture, for the difference from it
 * @returns {Drawable}
 */
export function paint(view, style, cell, identities, input = null) {
  const { kind } = view.facts;
  if (kind === "mask") return paintClasses(view, style, cell, foreground(view), () => style.colour);
  if (kind === "labels") {
    const classes = ids(view);
    const colours = identities.coloursOf(classes, view, view.facts.region);
    return paintClasses(view, style, cell, classes, (id) => colours.get(id) ?? "#ffffff");
  }
  const base = { ...placed(view), opacity: style.opacity, smooth: cell < 1 };
  if (style.mode === "difference") {
    const difference = input && differenceOf(view, input);
    if (difference) return { ...base, source: tonedDifference(view, difference, style.limits) };
  }
  const checkered = style.mode === "checkerboard";
  const { limits, map } = style;
  return { ...base, checkered, source: shaded(view, { limits, map, gamma: 1 }) };
}

/**
 * The picture underneath everything.
 *
 * @param {View} view
 * @param {Levels} levels
 * @returns {Drawable}
 */
export function plain(view, levels) {
  return { ...placed(view), source: shaded(view, levels), opacity: 1, smooth: true };
}

/** @param {View} view @param {Levels} levels */
function shaded(view, levels) {
  if (view.facts.coloured) {
    const grey = { ...levels, map: "grey" };
    return isPlain(grey, endsOf(view)) ? bitmap(view) : tonedColours(view, grey);
  }
  const asSent = view.facts.depth !== 16 && isPlain(levels, endsOf(view));
  return asSent ? bitmap(view) : toned(view, levels);
}

/** @param {View} view */
function bitmap(view) {
  return /** @type {ImageBitmap} */ (view.bitmap);
}

/** @param {View} view */
function placed(view) {
  const { width, height, facts: { region } } = view;
  return { view, region, edges: null, lineWidth: 0, colour: "", width, height };
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
  const { source, edges } = painted(classes, view, style, cell, colourOf);
  const { colour, width: lineWidth } = style;
  return { ...placed(view), source, opacity: 1, smooth: false, edges, lineWidth, colour };
}
