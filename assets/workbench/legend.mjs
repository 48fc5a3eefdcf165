// The legend on the picture: what each visible layer's colours mean. Used by results.mjs; the
// element is made by components/viewer.py.
import { element } from "../mount.mjs";
import { PALETTE, gradient } from "./colours.mjs";
import { mapOf, written } from "./limits.mjs";
import { colourOf } from "./sketch.mjs";

/**
 * @typedef {{row: import("./layer_list.mjs").LayerRow, style: import("./painting.mjs").Style,
 *   limits: [number, number] | null, coloured: boolean}} Entry
 */

/**
 * @param {HTMLElement} root
 * @param {Entry[]} entries
 * @param {import("./drawn_layers.mjs").DrawnEntry[]} [drawn] what is drawn by hand
 */
export function showLegend(root, entries, drawn = []) {
  const key = JSON.stringify([entries.map(({ row, style, limits, coloured }) =>
    [row.name, row.kind, style.colour, style.map, style.mode, limits?.map(written), coloured]), drawn]);
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

/** @param {Entry} entry */
function entryFor({ row, style, limits, coloured }) {
  const words = style.mode === "difference" ? `${row.name} − picture`
    : style.mode === "checkerboard" ? `${row.name}, every other square` : row.name;
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
  if (row.kind === "labels") {
    const parts = PALETTE.map((colour) => element("i", { style: `background: ${colour}` }));
    return [element("span", { class: "legend-many" }, ...parts)];
  }
  if (row.kind === "mask" || row.kind === "points") {
    const shape = row.kind === "points" ? "legend-ring" : "legend-swatch";
    return [element("span", { class: shape, style: `--iso-swatch: ${style.colour}` })];
  }
  if (coloured) return [];
  const [low, high] = (limits ?? [0, 1]).map(written);
  const bar = element("span", { class: "legend-bar", style: `background: ${gradient(mapOf(style))}` });
  return [element("span", {}, low), bar, element("span", {}, high)];
}
