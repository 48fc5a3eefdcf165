// Turns decoded layers into pictures: colour, opacity and outline are decided here, so changing
// them asks nothing of the server. Used by results.mjs, stage.mjs and filmstrip.mjs.
import { classesOf } from "./classes.mjs";
import { packed } from "./colours.mjs";
import { differenceOf, tonedDifference } from "./difference.mjs";
import { endsOf, isPlain, toned, tonedColours } from "./levels.mjs";

/**
 * @typedef {import("./api.mjs").View} View
 * @typedef {import("./levels.mjs").Levels} Levels
 * @typedef {import("./identities.mjs").Identities} Identities
 * @typedef {"over" | "checkerboard" | "difference"} Mode
 * @typedef {{visible: boolean, opacity: number, colour: string, map: string, fill: boolean,
 *   outline: boolean, width: number, limits: [number, number] | null, mode: Mode}} Style
 * @typedef {{view: View, source: CanvasImageSource | null, region: number[], opacity: number,
 *   smooth: boolean, checkered?: boolean, width: number, height: number,
 *   painted?: import("./classes.mjs").Painted}} Drawable
 *   either a picture as `source`, or classes as `painted`
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
  if (kind === "mask") return classified(view, style, Uint32Array.of(0, packed(style.colour)));
  if (kind === "labels") {
    const { region } = view.facts;
    return classified(view, style, identities.coloursOf(classesOf(view), view, region));
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
  return { view, region, width, height };
}

/**
 * @param {View} view
 * @param {Style} style
 * @param {Uint32Array} colours by class
 * @returns {Drawable}
 */
function classified(view, style, colours) {
  const { width, height } = view;
  const alpha = style.fill ? Math.round(style.opacity * 255) : 0;
  const line = style.outline ? style.width : 0;
  const painted = { classes: classesOf(view), width, height, colours, alpha, line };
  return { ...placed(view), source: null, opacity: 1, smooth: false, painted };
}
