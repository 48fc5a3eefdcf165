// Colour bar of a layer and the values at its ends, which are the layer's own range or fixed ones
// that stay over runs. Used by layer_list.mjs, results.mjs and legend.mjs.
import { element } from "../mount.mjs";
import { gradient } from "./colours.mjs";
import { toldIn } from "./rounding.mjs";

/** @typedef {import("./painting.mjs").Style} Style */
/** @typedef {import("./layer_list.mjs").LayerRow} LayerRow */

/** @param {Style} style the map its colours are taken from */
export function mapOf(style) {
  return style.mode === "difference" ? "difference" : style.map;
}

/**
 * @param {LayerRow} row
 * @param {Style} style
 * @param {(change: Partial<Style>) => void} changed
 */
export function limitsRow(row, style, changed) {
  const fields = ["lowest", "highest"].map((word) => /** @type {HTMLInputElement} */ (
    element("input", {
      type: "number", step: "any", class: "legend-value", "aria-label": `Value of the ${word} colour of ${row.name}`,
    })));
  const auto = element("button", {
    type: "button", class: "contrast-auto legend-auto", title: "Follow the range of what is shown",
    "aria-pressed": String(style.limits === null),
  }, "auto");
  const bar = element("span", { class: "legend-bar", style: `background: ${gradient(mapOf(style))}` });
  for (const [end, field] of fields.entries()) {
    field.addEventListener("input", () => {
      // The scale of a difference is centred on zero.
      if (style.mode === "difference") fields[1 - end].value = String(-Number(field.value));
      const [low, high] = fields.map((item) => Number(item.value));
      if (!(low < high)) return;
      auto.setAttribute("aria-pressed", "false");
      changed({ limits: [low, high] });
    });
  }
  auto.addEventListener("click", () => {
    auto.setAttribute("aria-pressed", "true");
    changed({ limits: null });
  });
  return element("div", { class: "layer-legend", "data-legend": row.key },
    fields[0], bar, fields[1], auto);
}

/** @param {string} key @param {[number, number] | null} limits that are shown now */
export function showLimits(key, limits) {
  const row = document.querySelector(`.layer-legend[data-legend="${key}"]`);
  if (!row || !limits) return;
  const fields = /** @type {HTMLInputElement[]} */ ([...row.querySelectorAll(".legend-value")]);
  if (fields.some((field) => field === document.activeElement)) return;
  const span = limits[1] - limits[0];
  fields.forEach((field, end) => { field.value = toldIn(limits[end], span).toString(); });
}
