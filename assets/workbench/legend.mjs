// The legend on the picture: what each visible layer's colours mean. Used by results.mjs; the
// element is made by components/viewer.py.
import { element } from "../mount.mjs";
import { PALETTE, gradient } from "./colours.mjs";
import { mapOf } from "./limits.mjs";
import { roundedIn, toldIn } from "./rounding.mjs";
import { colourOf } from "./sketch.mjs";

/**
 * @typedef {{row: import("./layer_list.mjs").LayerRow, style: import("./painting.mjs").Style,
 *   limits: [number, number] | null, coloured: boolean, stretch?: number}} Entry `stretch` is how
 *   many times longer than they are vectors are drawn
 */

/**
 * @param {HTMLElement} root
 * @param {Entry[]} entries
 * @param {import("./drawn_layers.mjs").DrawnEntry[]} [drawn] what is drawn by hand
 */
export function showLegend(root, entries, drawn = []) {
  const key = JSON.stringify([entries.map(({ row, style, limits, coloured, stretch }) =>
    [row.name, row.kind, style.colour, style.map, style.mode, limits && wordsOf(limits), coloured, stretch]),
  drawn]);
  if (root.dataset.shown === key) return;
  root.dataset.shown = key;
  root.replaceChildren(...entries.map(entryFor), ...drawn.map(entryForDrawn));
  root.hidden = !entries.length && !drawn.length;
}

/** @param {import("./drawn_layers.mjs").DrawnEntry} entry */
function entryForDrawn({ name, kind, labels }) {
  const marks = kind === "region" ? [element("span", { class: "legend-region" })]
    : labels.slice(0, PALETTE.length).map((label) => {
      const style = `--iso-swatch: ${colourOf(label)}`;
      return element("span", { class: kind === "points" ? "legend-ring" : "legend-swatch", style });
    });
  return element("div", { class: "legend-entry" }, ...marks, element("span", {}, `${name}, drawn`));
}

/** Classes of the marks of layers in one colour, by kind. */
const SHAPES = {
  mask: "legend-swatch", points: "legend-ring", boxes: "legend-box", paths: "legend-line",
  vectors: "legend-arrow",
};

/** @param {Entry} entry */
function entryFor({ row, style, limits, coloured, stretch = 1 }) {
  const times = stretch === 1 ? "" : `, ${roundedIn(stretch, stretch)} times as long`;
  const words = style.mode === "difference" ? `${row.name} − picture`
    : style.mode === "checkerboard" ? `${row.name}, every other square` : row.name + times;
  return element("div", { class: "legend-entry" }, ...mark(row, style, limits, coloured),
    element("span", {}, words));
}

/**
 * @param {Entry["row"]} row
 * @param {Entry["style"]} style
 * @param {Entry["limits"]} limits
 * @param {boolean} coloured
 */
function mark(row, style, limits, coloured) {
  if (row.kind === "labels" || row.kind === "tracks") {
    const parts = PALETTE.map((colour) => element("i", { style: `background: ${colour}` }));
    return [element("span", { class: "legend-many" }, ...parts)];
  }
  const shape = SHAPES[/** @type {keyof typeof SHAPES} */ (row.kind)];
  if (shape) {
    return [element("span", { class: shape, style: `--iso-swatch: ${style.colour}` })];
  }
  if (coloured) return [];
  const [low, high] = wordsOf(limits ?? [0, 1]);
  const bar = element("span", { class: "legend-bar", style: `background: ${gradient(mapOf(style))}` });
  return [element("span", {}, low), bar, element("span", {}, high)];
}

/** @param {number[]} limits */
function wordsOf(limits) {
  return limits.map((value) => toldIn(value, limits[1] - limits[0]).toString());
}
