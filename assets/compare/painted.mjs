// Layers in the colours of a comparison: outlines of one colour, classes by their code, differences
// on a scale centred on zero. Used by panel.mjs.
import { classesOf } from "../workbench/classes.mjs";
import { packed } from "../workbench/colours.mjs";
import { paint } from "../workbench/painting.mjs";

/**
 * @typedef {import("../workbench/api.mjs").View} View
 * @typedef {import("../workbench/painting.mjs").Drawable} Drawable
 * @typedef {import("../workbench/painting.mjs").Style} Style
 * @typedef {import("../workbench/identities.mjs").Identities} Identities
 */

/** Colours of kept, born, lost, merged and split objects, by the codes of `object_changes`. */
export const CHANGES = {
  kept: "#56b4e9", born: "#009e73", lost: "#d55e00", merged: "#cc79a7", split: "#f0e442",
};
/** Colours of agreement with a ground truth, by the codes of `mask_scores` and `object_scores`. */
export const OUTCOMES = { right: "#56b4e9", false: "#d55e00", missed: "#f0e442" };
/** Outlines of the first and the second of two. */
export const PAIR = ["#e69f00", "#56b4e9"];

/** @param {string} kind @returns {Style} */
export function styleOf(kind) {
  return {
    visible: true,
    opacity: kind === "mask" ? 0.3 : kind === "labels" ? 0.45 : 1,
    colour: PAIR[0], map: kind === "heatmap" ? "viridis" : "grey", fill: true, outline: true,
    width: 1.5, limits: null, mode: "over",
  };
}

/**
 * A layer of a panel.
 *
 * @param {View} view
 * @param {{style: Style, codes?: Record<string, string>, outline?: string}} how `codes` are colours by
 *   what the classes from 1 on stand for; `outline` the one colour of all its outlines
 * @param {number} cell screen pixels per pixel of the view
 * @param {Identities} identities
 * @returns {Drawable}
 */
export function painted(view, { style, codes, outline }, cell, identities) {
  if (codes) return classed(view, [0, ...Object.values(codes).map(packed)], 0.5, 1);
  if (outline) return outlined(view, packed(outline));
  if (style.map === "difference") {
    const [low, high] = view.facts.range ?? view.facts.limits ?? [-1, 1];
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return paint(view, { ...style, limits: [-most, most] }, cell, identities);
  }
  return paint(view, style, cell, identities);
}

/** @param {View} view @param {number} colour */
function outlined(view, colour) {
  const classes = classesOf(view);
  let most = 1;
  for (const id of classes) if (id > most) most = id;
  return classed(view, new Uint32Array(most + 1).fill(colour), 0, 2);
}

/**
 * @param {View} view
 * @param {ArrayLike<number>} colours by class
 * @param {number} opacity of the fill
 * @param {number} line width of outlines in pixels of the screen
 * @returns {Drawable}
 */
function classed(view, colours, opacity, line) {
  const { width, height, facts: { region } } = view;
  const classes = { classes: classesOf(view), width, height, colours: Uint32Array.from(colours),
    alpha: Math.round(opacity * 255), line };
  return { view, region, width, height, source: null, opacity: 1, smooth: false, painted: classes };
}
