// What lies under the cursor, from what the page holds. Used by session.mjs.
import { valueOfPixel } from "./levels.mjs";
import { shown } from "./measurements.mjs";

/** @typedef {import("./results.mjs").Results} Results */
/** @typedef {import("./api.mjs").View} View */

/**
 * @param {{row: number, column: number}} place
 * @param {Results} results
 */
export function readout(place, results) {
  const [row, column] = [Math.floor(place.row), Math.floor(place.column)];
  const values = results.rows
    .filter((item) => results.styleOf(item).visible)
    .map((item) => valueAt(item, results.views.get(item.key), row, column))
    .filter(Boolean);
  return [`(${row}, ${column})`, ...values].join("   ");
}

/**
 * @param {import("./layer_list.mjs").LayerRow} item
 * @param {View | undefined} view
 * @param {number} row
 * @param {number} column
 */
function valueAt(item, view, row, column) {
  if (!view || !(view.pixels || view.classes)) return "";
  const [row0, column0, row1, column1] = view.facts.region;
  if (row < row0 || column < column0 || row >= row1 || column >= column1) return "";
  const y = Math.floor(((row - row0) / (row1 - row0)) * view.height);
  const x = Math.floor(((column - column0) / (column1 - column0)) * view.width);
  const at = Math.min(y, view.height - 1) * view.width + Math.min(x, view.width - 1);
  const side = (/** @type {boolean} */ inside) => `${item.name} ${inside ? "inside" : "outside"}`;
  if (view.classes) return side(view.classes[at] > 0);
  const [r, g, b] = /** @type {Uint8ClampedArray} */ (view.pixels).slice(4 * at, 4 * at + 3);
  if (item.kind === "mask") return side(r > 127);
  if (item.kind === "labels") return `${item.name} ${r | (g << 8) | (b << 16)}`;
  return `${item.name} ≈ ${shown(Number(valueOfPixel(view, at).toPrecision(3)))}`;
}
