// The table of scores against a ground truth. Used by sides.mjs.
import { element } from "../mount.mjs";
import { shown } from "../workbench/measurements.mjs";

/** @typedef {import("./kept.mjs").Kept} Kept */

/** Scores that are better the smaller they are. */
const LESS_IS_BETTER = new Set(["hausdorff", "adapted_rand_error", "variation_split", "variation_merge"]);

/**
 * A row for each score, a column for each panel; the best of a row stands out.
 *
 * @param {Kept[]} panels
 * @param {{scores: Record<string, number>, refused: string}[]} all
 * @param {number} chosen place of the panel that is looked at
 * @param {(at: number) => void} choose
 */
export function scoreTable(panels, all, chosen, choose) {
  const names = [...new Set(all.flatMap(({ scores }) => Object.keys(scores)))];
  const head = element("tr", {}, element("th", { scope: "col" }, "score"), ...panels.map(({ name }, at) => {
    const button = element("button", { type: "button", title: name, "aria-pressed": String(at === chosen) },
      String(at + 1));
    button.addEventListener("click", () => choose(at));
    return element("th", { scope: "col", "data-panel": String(at) }, button);
  }));
  const rows = names.map((name) => {
    const values = all.map(({ scores }) => scores[name]);
    const known = values.filter(Number.isFinite);
    const best = LESS_IS_BETTER.has(name) ? Math.min(...known) : Math.max(...known);
    return element("tr", { "data-figure": name }, element("th", { scope: "row" }, name.replaceAll("_", " ")),
      ...values.map((value, at) => element("td", { "data-panel": String(at),
        // Where all are alike, none is best.
        ...(value === best && known.some((other) => other !== best) ? { class: "is-best" } : {}) }, written(value))));
  });
  const refused = all.flatMap(({ refused: why }, at) =>
    (why ? [element("p", { class: "panel-caption" }, `${at + 1} ${panels[at].name}: ${why}`)] : []));
  const table = element("table", { class: "compare-table", "data-testid": "scores" },
    element("thead", {}, head), element("tbody", {}, ...rows));
  return element("div", {}, ...(names.length ? [table] : []), ...refused);
}

/** @param {number | null | undefined} value */
function written(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return Number.isInteger(value) && Math.abs(value) > 1 ? shown(value) : shown(Number(value.toPrecision(3)));
}
