// Between the rows of a table and the objects on the picture: a click on one shows the other.
// Used by measuring.mjs.
import { labelAt } from "./counting.mjs";
import { Highlight } from "./highlight.mjs";
import { pixelAt } from "./histogram_link.mjs";

/** @typedef {import("./measurement_table.mjs").Table} Table */

const COLOUR = /** @type {[number, number, number]} */ ([255, 255, 255]);
/** Farthest a pointer may move in a click, in pixels of the screen. */
const STILL = 4;

export class Objects {
  /**
   * @param {import("./session.mjs").Session} session
   * @param {import("./measurement_table.mjs").MeasurementTable} rows
   */
  constructor(session, rows) {
    this.session = session;
    this.rows = rows;
    this.root = session.find("#measurements");
    /** @type {Table | null} */
    this.table = null;
    /** @type {number | null} place of the chosen row in the table as it came */
    this.chosen = null;
    this.highlight = new Highlight(session.stage.viewer, "object-highlight");
    this.ends = new AbortController();
    this.listen();
  }

  destroy() {
    this.ends.abort();
    this.highlight.destroy();
  }

  listen() {
    const { signal } = this.ends;
    const { root: viewer } = this.session.stage.viewer;
    this.root.addEventListener("click", (event) => {
      const row = /** @type {HTMLElement} */ (event.target).closest("tbody tr");
      if (row) this.choose(Number(/** @type {HTMLElement} */ (row).dataset.row), true);
    }, { signal });
    this.root.addEventListener("keydown", (event) => this.key(event), { signal });
    let from = { x: 0, y: 0 };
    viewer.addEventListener("pointerdown", ({ clientX: x, clientY: y }) => { from = { x, y }; },
      { signal, capture: true });
    viewer.addEventListener("click", (event) => {
      const still = Math.hypot(event.clientX - from.x, event.clientY - from.y) < STILL;
      const { x, y } = this.session.stage.viewer.camera.toPicture(
        ...pair(this.session.stage.viewer.place(event)));
      if (still) this.clicked({ row: y, column: x });
    }, { signal });
  }

  /**
   * @param {Table | null} table of the step in use
   * @param {boolean} same whether its rows are those of before
   */
  show(table, same) {
    this.table = table;
    if (!same) this.choose(null);
    this.root.classList.toggle("is-linked", this.isLinked);
  }

  /** Whether the table says where its objects are. */
  get isLinked() {
    const columns = this.table?.columns ?? [];
    const flat = !columns.includes("bbox-4") && !columns.includes("centroid-2");
    return flat && (columns.includes("bbox-3") || columns.includes("centroid-1"));
  }

  /** @param {number[]} row @param {string} name */
  value(row, name) {
    const at = this.table?.columns.indexOf(name) ?? -1;
    return at < 0 || row[at] === null ? null : Number(row[at]);
  }

  /** @param {any} row @returns {number[] | null} rows and columns it lies between */
  boxOf(row) {
    const box = [0, 1, 2, 3].map((i) => this.value(row, `bbox-${i}`));
    if (box.every((side) => side !== null)) return /** @type {number[]} */ (box);
    const [y, x] = [0, 1].map((i) => this.value(row, `centroid-${i}`));
    return y === null || x === null ? null : [y - 4, x - 4, y + 5, x + 5];
  }

  /** @param {{row: number, column: number}} place */
  clicked(place) {
    const { root: viewer } = this.session.stage.viewer;
    if (!this.isLinked || !this.table || viewer.classList.contains("is-drawing")) return;
    const rows = /** @type {any[]} */ (this.table.rows);
    const label = this.labelUnder(place);
    let found = -1;
    if (label) found = rows.findIndex((row) => this.value(row, "label") === label);
    else if (label === null) found = this.smallestAround(rows, place);
    this.choose(found < 0 ? null : found);
    // The panel may be scrolled away as well.
    this.root.querySelector("tr[aria-selected='true']")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {any[]} rows @param {{row: number, column: number}} place */
  smallestAround(rows, { row, column }) {
    let [best, size] = [-1, Infinity];
    rows.forEach((item, index) => {
      const [row0, column0, row1, column1] = this.boxOf(item) ?? [0, 0, 0, 0];
      const inside = row >= row0 && column >= column0 && row < row1 && column < column1;
      const area = (row1 - row0) * (column1 - column0);
      if (inside && area < size) [best, size] = [index, area];
    });
    return best;
  }

  /** View of the objects, where the page holds one. */
  get labels() {
    const { results } = this.session;
    const row = results.rows.find(({ kind }) => kind === "labels");
    const view = row && results.views.get(row.key);
    return view && (view.classes || view.pixels) && this.table?.columns.includes("label") ? view : null;
  }

  /** @param {{row: number, column: number}} place @returns {number | null} null where none is known */
  labelUnder(place) {
    const view = this.labels;
    const at = view && pixelAt(view, place);
    return view && at !== null ? labelAt(view, at) : null;
  }

  /** @param {number | null} index @param {boolean} [centre] whether the picture moves to it */
  choose(index, centre = false) {
    const row = index === null ? null : this.table?.rows[index];
    const box = row && this.isLinked ? this.boxOf(row) : null;
    this.chosen = box ? index : null;
    this.highlight.clear();
    if (box) {
      this.outline(row);
      this.highlight.surround(box);
      if (centre) this.look(box);
    }
    if (this.chosen !== null) this.rows.reveal(this.chosen);
    this.mark();
  }

  /** @param {any} row */
  outline(row) {
    const view = this.labels;
    const label = this.value(row, "label");
    if (!view || label === null) return;
    const { width } = view;
    const other = (/** @type {number} */ at) => labelAt(view, at) !== label;
    this.highlight.pick(view, (at) => !other(at)
      && (other(at - 1) || other(at + 1) || other(at - width) || other(at + width)), COLOUR);
  }

  /** @param {number[]} box */
  look([row0, column0, row1, column1]) {
    const { viewer } = this.session.stage;
    const { camera } = viewer;
    camera.x = (column0 + column1) / 2;
    camera.y = (row0 + row1) / 2;
    camera.atHome = false;
    viewer.changed();
  }

  /** Show which row is chosen. */
  mark() {
    for (const row of this.root.querySelectorAll("tbody tr")) {
      const chosen = Number(/** @type {HTMLElement} */ (row).dataset.row) === this.chosen;
      row.setAttribute("aria-selected", String(chosen));
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const scroll = /** @type {HTMLElement} */ (event.target).closest(".table-scroll");
    if (!by || !scroll || scroll !== event.target || !this.isLinked) return;
    event.preventDefault();
    const { order } = this.rows;
    const at = this.chosen === null ? (by > 0 ? -1 : order.length) : order.indexOf(this.chosen);
    this.choose(order[Math.min(order.length - 1, Math.max(0, at + by))] ?? null, true);
  }
}

/** @param {{x: number, y: number}} place @returns {[number, number]} */
function pair({ x, y }) {
  return [x, y];
}
