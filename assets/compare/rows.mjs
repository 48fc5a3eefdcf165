// A table of objects whose rows lead to them. Used by sides.mjs.
import { element } from "../mount.mjs";
import { shown } from "../workbench/measurements.mjs";

/** Columns that say where an object is, which the picture shows better, or number the rows. */
const PLACES = /^((bbox|centroid)-|label$)/;

/**
 * @param {{columns: string[], rows: (number | string | null)[][], total: number}} table
 * @param {Record<string, string>} colours of the words in a column
 * @param {string} some what is said where not all rows are listed, `{}` for how many are
 * @param {(box: number[], plane: number | null) => void} visit
 */
export function rowsTable(table, colours, some, visit) {
  if (!table.total) return element("p", { class: "panel-empty" }, "There are no objects in either.");
  const told = table.columns.map((name, at) => at).filter((at) => !PLACES.test(table.columns[at]));
  // What became of an object comes first.
  const isFate = (/** @type {number} */ at) => String(table.rows[0][at]) in colours;
  const places = [...told.filter(isFate), ...told.filter((at) => !isFate(at))];
  const place = placing(table.columns);
  const body = element("tbody");
  const head = element("tr");
  let sorted = -1;
  let descending = false;
  const fill = (/** @type {typeof table.rows} */ rows) => body.replaceChildren(...rows.map((row) => {
    const made = element("tr", { tabindex: "-1" }, ...places.map((at) => cell(row[at], colours)));
    made.addEventListener("click", () => {
      for (const other of body.children) other.setAttribute("aria-selected", String(other === made));
      const { box, plane } = place(row);
      visit(box, plane);
    });
    return made;
  }));
  for (const at of places) {
    const button = element("button", { type: "button" }, table.columns[at].replaceAll("_", " "));
    const top = element("th", { scope: "col" }, button);
    button.addEventListener("click", () => {
      descending = sorted === at ? !descending : true;
      sorted = at;
      for (const other of head.children) other.removeAttribute("aria-sort");
      top.setAttribute("aria-sort", descending ? "descending" : "ascending");
      fill([...table.rows].sort((a, b) => compare(a[at], b[at]) * (descending ? -1 : 1)));
    });
    head.append(top);
  }
  fill(table.rows);
  const more = table.rows.length < table.total ? `, ${some.replace("{}", String(table.rows.length))}` : "";
  const scroll = element("div", { class: "table-scroll", tabindex: "0", "data-testid": "rows" },
    element("table", { class: "measurement-table" }, element("thead", {}, head), body));
  scroll.addEventListener("keydown", (event) => walk(event, body));
  return element("div", {}, element("p", { class: "panel-caption" },
    `${shown(table.total)} ${table.total === 1 ? "row" : "rows"}${more}. A row leads to its place.`), scroll);
}

/**
 * Where the object of a row is: its box on a plane, and the plane of its middle in a stack.
 *
 * @param {string[]} columns
 * @returns {(row: (number | string | null)[]) => {box: number[], plane: number | null}}
 */
function placing(columns) {
  const sides = columns.filter((name) => name.startsWith("bbox-")).length / 2;
  const at = [sides - 2, sides - 1, 2 * sides - 2, 2 * sides - 1].map((side) => columns.indexOf(`bbox-${side}`));
  const middle = sides > 2 ? columns.indexOf("centroid-0") : -1;
  return (row) => ({ box: at.map((column) => Number(row[column])),
    plane: middle < 0 ? null : Math.round(Number(row[middle])) });
}

/** @param {KeyboardEvent} event @param {HTMLElement} body */
function walk(event, body) {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const rows = /** @type {HTMLElement[]} */ ([...body.children]);
  const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.click();
  next?.scrollIntoView({ block: "nearest" });
}

/** @param {number | string | null} value @param {Record<string, string>} colours */
function cell(value, colours) {
  const colour = typeof value === "string" ? colours[value] : undefined;
  if (!colour) return element("td", {}, typeof value === "number" ? brief(value) : value ?? "–");
  return element("td", {}, element("span", { class: "compare-swatch", style: `background: ${colour}` }), String(value));
}

/** Ratios with three digits behind the point. @param {number} value */
function brief(value) {
  return Math.abs(value) < 1 && !Number.isInteger(value) ? value.toFixed(3) : shown(value);
}

/** @param {number | string | null} a @param {number | string | null} b */
function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}
