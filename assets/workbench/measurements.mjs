// Numbers the steps give, and room for their table. Used by measuring.mjs.
import { element } from "../mount.mjs";

/**
 * @param {HTMLElement} root
 * @param {Record<string, number | string>} numbers
 * @param {HTMLElement | null} table made by measurement_table.mjs
 */
export function showMeasurements(root, numbers, table) {
  const list = element("dl", { class: "numbers" });
  for (const [name, value] of Object.entries(numbers)) {
    list.append(element("dt", {}, name), element("dd", {}, shown(value)));
  }
  const parts = list.children.length ? [list] : [];
  if (!parts.length && !table) {
    parts.push(element("p", { class: "panel-empty" },
      "Add a measuring step, such as region properties, to see figures here."));
  }
  // A table that is taken out of the page would lose the place it is scrolled to, and the focus.
  for (const part of [...root.children]) if (part !== table) part.remove();
  root.prepend(...parts);
  if (table && table.parentElement !== root) root.append(table);
}

/** @param {number | string | null} value */
export function shown(value) {
  if (value === null) return "–";
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3 ? value.toExponential(2)
    : value.toPrecision(5).replace(/\.?0+$/, "");
}
