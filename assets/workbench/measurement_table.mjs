// A table of measurements: sorted, filtered, and drawn only where it is scrolled to, so that tens of
// thousands of rows stay quick. Used by measuring.mjs.
import { element } from "../mount.mjs";
import { shown } from "./measurements.mjs";
import { filterOf } from "./table_filter.mjs";

/**
 * @typedef {import("./table_filter.mjs").Row} Row
 * @typedef {{columns: string[], rows: Row[], total: number}} Table
 * @typedef {{save: () => void, ordered: () => void, drawn: () => void,
 *   picture: ((row: Row) => HTMLElement) | null}} Events
 *   `picture` makes the first cell of a row, where rows have pictures
 */

/** Tables of so many rows are drawn whole. */
const WHOLE = 200;
/** Rows drawn beyond either end of what is seen. */
const MARGIN = 12;
/** Height of a row until one has been drawn, in pixels. */
const ROW_HEIGHT = 30;
/** Rows by which the widths of columns are judged. */
const SAMPLES = 300;

export class MeasurementTable {
  /** @param {Events} on */
  constructor(on) {
    this.on = on;
    /** @type {Table} */
    this.table = { columns: [], rows: [], total: 0 };
    /** @type {number[]} places of the rows that are shown, in their order */
    this.order = [];
    /** @type {{column: string, descending: boolean} | null} */
    this.sorting = null;
    this.height = ROW_HEIGHT;
    this.drawnFrom = -1;
    this.drawnTo = -1;
    this.pictured = false;
    /** @type {number | undefined} */
    this.frame = undefined;
    this.count = element("span", { role: "status", "data-testid": "table-count" });
    this.save = element("button", { type: "button", class: "table-save" }, "Save as CSV");
    this.save.addEventListener("click", () => on.save());
    this.input = /** @type {HTMLInputElement} */ (element("input", {
      type: "text", class: "table-filter", spellcheck: "false", autocomplete: "off",
      "aria-label": "Filter rows", "data-testid": "table-filter",
    }));
    this.input.addEventListener("input", () => this.arrange());
    this.note = element("p", { class: "table-note", role: "status", hidden: "" });
    this.head = element("tr");
    this.body = element("tbody");
    const head = element("thead", {}, this.head);
    this.made = element("table", { class: "measurement-table" }, head, this.body);
    this.window = element("div", { class: "table-window" }, this.made);
    this.scroll = element("div", { class: "table-scroll", tabindex: "0", role: "group",
      "aria-label": "Rows; arrow keys choose one" }, this.window);
    this.scroll.addEventListener("scroll", () => this.later());
    const caption = element("div", { class: "panel-caption table-caption" }, this.count, this.save);
    const parts = [caption, this.input, this.note, this.scroll];
    this.root = element("div", { class: "measurement-rows" }, ...parts);
  }

  /** @param {Table} table what was typed and how rows are sorted stays */
  show(table) {
    const pictured = Boolean(this.on.picture);
    const same = table.columns.join() === this.table.columns.join() && this.pictured === pictured;
    this.table = table;
    this.pictured = pictured;
    if (!same) this.showHead();
    this.showWidths();
    this.arrange();
  }

  showHead() {
    const { columns } = this.table;
    const number = columns.find((column) => column !== "label") ?? "label";
    this.input.placeholder = `Filter, such as ${number.replaceAll("_", " ")} > 100`;
    const cells = columns.map((column) => {
      const button = element("button", { type: "button" }, column.replaceAll("_", " "));
      button.addEventListener("click", () => this.sortBy(column));
      return element("th", { scope: "col", "data-column": column }, button);
    });
    const picture = { scope: "col", class: "table-picture", "aria-label": "Picture" };
    this.head.replaceChildren(...(this.pictured ? [element("th", picture)] : []), ...cells);
  }

  /** Columns keep their widths while rows come and go under them. */
  showWidths() {
    const { rows, columns } = this.table;
    const every = Math.max(1, Math.floor(rows.length / SAMPLES));
    const cells = [...this.head.querySelectorAll("th[data-column]")];
    columns.forEach((_, index) => {
      let longest = 0;
      for (let at = 0; at < rows.length; at += every) {
        longest = Math.max(longest, shown(rows[at][index]).length);
      }
      const width = rows.length > WHOLE ? `calc(${longest + 1}ch + 16px)` : "";
      /** @type {HTMLElement} */ (cells[index]).style.minWidth = width;
    });
  }

  // -- order --------------------------------------------------------------------------------

  /** @param {string} column again for the other way round */
  sortBy(column) {
    const descending = this.sorting?.column === column ? !this.sorting.descending : false;
    this.sorting = { column, descending };
    this.arrange();
  }

  /** Find which rows are shown, and in which order. */
  arrange() {
    const { columns, rows } = this.table;
    const { passes, mistake } = filterOf(this.input.value, columns);
    const order = [];
    for (let at = 0; at < rows.length; at += 1) if (passes(rows[at])) order.push(at);
    const by = columns.indexOf(this.sorting?.column ?? "");
    if (by >= 0) {
      const sign = this.sorting?.descending ? -1 : 1;
      order.sort((a, b) => compare(rows[a][by], rows[b][by], sign));
    }
    this.order = order;
    this.note.textContent = mistake;
    this.note.hidden = !mistake;
    this.input.setAttribute("aria-invalid", String(Boolean(mistake)));
    for (const cell of this.head.querySelectorAll("th[data-column]")) {
      const sorted = /** @type {HTMLElement} */ (cell).dataset.column === this.sorting?.column;
      if (sorted) cell.setAttribute("aria-sort", this.sorting?.descending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
    this.showCount();
    this.drawnFrom = -1;
    this.draw();
    this.on.ordered();
  }

  /** Whether rows are left out. */
  get isFiltered() {
    return this.order.length < this.table.rows.length;
  }

  showCount() {
    const { rows, total } = this.table;
    const number = (/** @type {number} */ value) => value.toLocaleString("en");
    const words = this.isFiltered ? `${number(this.order.length)} of ${number(rows.length)} rows`
      : `${number(rows.length)} ${rows.length === 1 ? "row" : "rows"}`;
    const more = rows.length < total ? `, the first of ${number(total)}` : "";
    this.count.textContent = words + more;
    const which = this.isFiltered ? `${number(this.order.length)} rows that pass` : "whole table";
    this.save.title = `Save the ${which}, in this order`;
  }

  /** @param {string} words until rows are arranged anew */
  say(words) {
    this.count.textContent = words;
  }

  // -- drawing ------------------------------------------------------------------------------

  later() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  /** Draw the rows that are scrolled to. */
  draw() {
    const { order, height } = this;
    const whole = order.length <= WHOLE;
    const seen = Math.ceil((this.scroll.clientHeight || 10 * height) / height);
    const top = Math.floor(this.scroll.scrollTop / height);
    // As long as what is drawn covers what is seen, nothing has to change.
    const [from, to] = [Math.max(0, top - MARGIN), Math.min(order.length, top + seen + MARGIN)];
    const end = Math.min(order.length, top + seen);
    if (this.drawnFrom >= 0 && top >= this.drawnFrom && end <= this.drawnTo) return;
    this.drawnFrom = whole ? 0 : from;
    this.drawnTo = whole ? order.length : to;
    const drawn = order.slice(this.drawnFrom, this.drawnTo);
    this.body.replaceChildren(...drawn.map((at, i) => this.rowFor(at, i)));
    this.made.setAttribute("aria-rowcount", String(order.length + 1));
    const first = /** @type {HTMLElement | null} */ (this.body.firstElementChild);
    this.height = first?.offsetHeight || this.height;
    this.window.style.paddingTop = `${this.drawnFrom * this.height}px`;
    this.window.style.paddingBottom = `${(order.length - this.drawnTo) * this.height}px`;
    this.on.drawn();
  }

  /** @param {number} at @param {number} i */
  rowFor(at, i) {
    const row = this.table.rows[at];
    const cells = row.map((value) => element("td", {}, shown(value)));
    const { picture } = this.on;
    if (picture) cells.unshift(element("td", { class: "table-picture" }, picture(row)));
    const place = { "data-row": String(at), "aria-rowindex": String(this.drawnFrom + i + 2) };
    return element("tr", place, ...cells);
  }

  /** Scroll to a row; the page stays where it is. @param {number} at its place in the table */
  reveal(at) {
    const place = this.order.indexOf(at);
    if (place < 0) return;
    const head = this.head.offsetHeight;
    const top = place * this.height;
    const { scrollTop, clientHeight } = this.scroll;
    if (top < scrollTop) this.scroll.scrollTop = top;
    else if (top + this.height > scrollTop + clientHeight - head) {
      this.scroll.scrollTop = top + this.height - clientHeight + head;
    }
    this.draw();
  }
}

/**
 * What is missing comes last either way.
 *
 * @param {number | string | null} a
 * @param {number | string | null} b
 * @param {number} sign
 */
function compare(a, b, sign) {
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return sign * String(a).localeCompare(String(b));
}
