// Figures of a panel: which there are, how they are written, and the table that lists them. Used by
// sides.mjs, wall_figure.mjs and wall_form.mjs.
import { element } from "../mount.mjs";
import { shown } from "../workbench/measurements.mjs";

/** @typedef {import("./kept.mjs").Kept} Kept */

/** In the order they are listed. @type {[string, string, (value: number) => string][]} */
export const FIGURES = [
  ["objects", "objects", (value) => shown(value)],
  ["area", "mean area, px²", (value) => shown(Number(value.toPrecision(4)))],
  ["coverage", "share of the picture", (value) => `${shown(Number((100 * value).toPrecision(3)))} %`],
  ["intensity", "mean intensity", (value) => shown(Number(value.toPrecision(4)))],
  ["dice", "Dice", (value) => value.toFixed(3)],
  ["jaccard", "Jaccard", (value) => value.toFixed(3)],
  ["precision", "precision", (value) => value.toFixed(3)],
  ["recall", "recall", (value) => value.toFixed(3)],
  ["average_precision", "average precision", (value) => value.toFixed(3)],
];
/** Those that a ground truth is needed for. */
export const SCORED = new Set(["dice", "jaccard", "precision", "recall", "average_precision"]);

const LISTED = FIGURES.filter(([name]) => !SCORED.has(name));

/**
 * A row for each panel, whose figures come later.
 *
 * @param {Kept[]} panels
 * @param {(at: number) => void} focus
 * @returns {{table: HTMLElement, fill: (at: number, found: Record<string, any>) => void}}
 */
export function figureTable(panels, focus) {
  const head = element("tr", {}, element("th", { scope: "col" }, "panel"),
    ...LISTED.map(([, words]) => element("th", { scope: "col" }, words)));
  const rows = panels.map((panel, at) => {
    const row = element("tr", { "data-panel": String(at) },
      element("th", { scope: "row" }, `${at + 1} ${panel.name}`),
      ...LISTED.map(([name]) => element("td", { "data-figure": name })));
    row.addEventListener("click", () => focus(at));
    return row;
  });
  const fill = (/** @type {number} */ at, /** @type {Record<string, any>} */ found) => {
    for (const [name, , say] of LISTED) {
      const value = found[name];
      const cell = /** @type {HTMLElement} */ (rows[at].querySelector(`[data-figure='${name}']`));
      cell.textContent = typeof value === "number" ? say(value) : "–";
    }
  };
  const table = element("table", { class: "compare-table", "data-testid": "figures" },
    element("thead", {}, head), element("tbody", {}, ...rows));
  return { table, fill };
}
