// Numbers and tables the steps give, with columns that sort. Used by session.mjs.
import { element } from "../mount.mjs";

/** @typedef {{columns: string[], rows: (number | string | null)[][], total: number}} Table */

/**
 * @param {HTMLElement} root
 * @param {Record<string, number | string>} numbers
 * @param {Table | null} table
 * @param {() => void} save called to save the whole table
 */
export function showMeasurements(root, numbers, table, save) {
  const list = element("dl", { class: "numbers" });
  for (const [name, value] of Object.entries(numbers)) {
    list.append(element("dt", {}, name), element("dd", {}, shown(value)));
  }
  const parts = [];
  if (list.children.length) parts.push(list);
  if (table) parts.push(...tableParts(table, save));
  if (!parts.length) {
    parts.push(element("p", { class: "panel-empty" },
      "Add a measuring step, such as region properties, to see figures here."));
  }
  root.replaceChildren(...parts);
}

/** @param {Table} table @param {() => void} save */
function tableParts(table, save) {
  const words = `${table.total} ${table.total === 1 ? "row" : "rows"}`;
  const more = table.rows.length < table.total ? `, the first ${table.rows.length} shown` : "";
  const caption = element("p", { class: "panel-caption" }, words + more);
  const button = element("button", { type: "button", class: "table-save" }, "Save as CSV");
  button.addEventListener("click", save);
  caption.append(button);
  const body = element("tbody");
  const head = element("tr");
  const made = element("table", { class: "measurement-table" }, element("thead", {}, head), body);
  const places = new Map(table.rows.map((row, index) => [row, index]));
  let sorted = -1;
  let descending = false;
  const fill = (/** @type {Table["rows"]} */ rows) => {
    body.replaceChildren(...rows.map((row) =>
      element("tr", { "data-row": String(places.get(row)) },
        ...row.map((value) => element("td", {}, shown(value))))));
    made.dispatchEvent(new Event("isoline:rows", { bubbles: true }));
  };
  table.columns.forEach((name, index) => {
    const button = element("button", { type: "button" }, name.replaceAll("_", " "));
    const cell = element("th", { scope: "col" }, button);
    button.addEventListener("click", () => {
      descending = sorted === index ? !descending : false;
      sorted = index;
      for (const other of head.children) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      fill([...table.rows].sort((a, b) => compare(a[index], b[index]) * (descending ? -1 : 1)));
    });
    head.append(cell);
  });
  fill(table.rows);
  return [caption, element("div", { class: "table-scroll", tabindex: "0" }, made)];
}

/** @param {number | string | null} a @param {number | string | null} b */
function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (a === null || b === null) return a === null ? 1 : -1;
  return String(a).localeCompare(String(b));
}

/** @param {number | string | null} value */
export function shown(value) {
  if (value === null) return "–";
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3 ? value.toExponential(2)
    : value.toPrecision(5).replace(/\.?0+$/, "");
}
