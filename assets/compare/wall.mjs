// A wall of results: every algorithm of a family, or a parameter or two along their ranges. Each cell
// fills in as it is ready, all share the camera, and a click adopts one. Used by page.mjs.
import { element } from "../mount.mjs";
import { ApiError, getView } from "../workbench/api.mjs";
import { Queue } from "./fetching.mjs";
import { go, workbenchAddress } from "./links.mjs";
import { Panel } from "./panel.mjs";
import { showStamp } from "./panel_head.mjs";
import { written } from "./stamps.mjs";
import { MOST_CELLS, completed, familyCells, layerOf, sweepCells, sweepable, valuesOf } from "./sweeping.mjs";
import { WallFigure } from "./wall_figure.mjs";
import { WallForm } from "./wall_form.mjs";

/** Farthest a pointer may move in a click, in pixels of the screen. */
const STILL = 4;

/**
 * @typedef {import("./state.mjs").Wall} WallOf
 * @typedef {import("./state.mjs").Axis} Axis
 * @typedef {import("./sweeping.mjs").Cell} CellOf
 * @typedef {{panel: Panel, cell: CellOf}} Cell
 */

export class Wall {
  /** @param {import("./page.mjs").ComparePage} page */
  constructor(page) {
    this.page = page;
    /** @type {Cell[]} */
    this.cells = [];
    this.key = "";
    this.columns = 1;
    this.at = 0;
    this.queue = new Queue(2);
    this.asking = new AbortController();
    this.figure = new WallFigure(this);
    this.form = new WallForm(this);
    /** @type {Required<Axis>[]} */
    this.axes = [];
    /** @type {number[][]} */
    this.values = [];
  }

  destroy() {
    this.asking.abort();
    for (const { panel } of this.cells) panel.destroy();
    this.cells = [];
  }

  get version() {
    return this.page.version;
  }

  /** @param {WallOf | null} wall */
  show(wall) {
    this.page.find(".compare-wall").hidden = !wall;
    const key = JSON.stringify(wall && [wall, this.page.state.truth]);
    if (key === this.key) return;
    const same = this.key && JSON.parse(this.key);
    this.key = key;
    this.asking.abort();
    this.asking = new AbortController();
    this.figure.forget();
    this.form.show(wall);
    if (!wall) {
      this.destroy();
      this.bareGrid();
      return;
    }
    if (same) this.forgetCells();
    else this.clearPanels();
    this.build(wall).catch((error) => this.page.tell(error));
  }

  clearPanels() {
    for (const panel of this.page.panels.values()) panel.destroy();
    this.page.panels.clear();
    this.page.shown = [];
    this.page.together.reference = null;
  }

  /** Whatever else stood in the grid of a wall. */
  bareGrid() {
    const { grid } = this.page;
    delete grid.dataset.axes;
    for (const head of grid.querySelectorAll(".wall-head")) head.remove();
  }

  forgetCells() {
    for (const { panel } of this.cells) panel.destroy();
    this.cells = [];
  }

  /** @param {WallOf} wall */
  async build(wall) {
    const { signal } = this.asking;
    const record = await this.page.record(wall.base.image);
    if (signal.aborted) return;
    const cells = wall.kind === "family" ? await this.family(wall) : this.sweep(wall, record);
    if (signal.aborted) return;
    if (cells.length > MOST_CELLS) {
      this.page.say(`A wall holds ${MOST_CELLS} results; these would be ${cells.length}. Take fewer values.`);
      return;
    }
    if (!cells.length) this.page.say("There is nothing to show: no algorithm of this family fits.");
    const { grid } = this.page;
    this.columns = this.values.length > 1 ? this.values[0].length : columnsFor(cells.length, grid);
    grid.style.setProperty("--compare-columns", String(this.columns));
    grid.dataset.count = String(cells.length);
    this.cells = cells.map((cell, at) => this.cell(cell, at));
    const [across, down] = this.values;
    grid.dataset.axes = down ? "2" : "";
    grid.replaceChildren(...(down ? this.heads(across, 0) : []));
    this.cells.forEach(({ panel }, at) => {
      if (down && at % across.length === 0) grid.append(this.head(1, down[at / across.length]));
      grid.append(panel.root);
    });
    this.at = Math.min(this.at, Math.max(0, cells.length - 1));
    await Promise.all(this.cells.map(({ panel }) => panel.open()));
    this.figure.start();
  }

  /** @param {WallOf} wall @returns {Promise<CellOf[]>} */
  async family(wall) {
    this.axes = [];
    this.values = [];
    const families = await this.page.ask("families", {}, this.asking.signal);
    const family = families.find((/** @type {any} */ item) => item.id === wall.family);
    if (!family) throw new ApiError(`There is no family ${wall.family}.`, null, "unknown_family");
    this.form.name(family.title);
    return familyCells(wall, family.algorithms, this.page.algorithms);
  }

  /** @param {WallOf} wall @param {any} record of the picture @returns {CellOf[]} */
  sweep(wall, record) {
    const { axes = [], base, step } = wall;
    const properties = axes.map((axis) => {
      const entry = this.page.algorithms.get(base.steps[axis.step ?? step]?.algorithm);
      return Object.fromEntries(sweepable(entry, record))[axis.parameter];
    });
    if (properties.some((property) => !property)) {
      throw new ApiError("That parameter has no range to sweep; choose another one.", null, "no_range");
    }
    this.axes = axes.map((axis, at) =>
      completed({ ...axis, step: axis.step ?? step }, properties[at], at, axes.length));
    this.values = this.axes.map((axis, at) => valuesOf(axis, properties[at]));
    const layer = layerOf(this.page.algorithms.get(base.steps[step]?.algorithm), wall.layer);
    if (!layer) throw new ApiError("The last step gives nothing that can be shown on the picture.", null, "no_layer");
    return sweepCells(wall, this.axes, this.values, layer, (axis, value) => this.say(axis, value));
  }

  /** @param {Axis} axis @param {number} value */
  say(axis, value) {
    const id = this.page.state.wall?.base.steps[axis.step]?.algorithm;
    const unit = this.page.names.unit(id, axis.parameter);
    return `${axis.parameter.replaceAll("_", " ")} ${written(value)}${unit ? ` ${unit}` : ""}`;
  }

  /** Heads of the columns, and the corner beside them. @param {number[]} values @param {number} at */
  heads(values, at) {
    return [element("div", { class: "wall-head" }), ...values.map((value) => this.head(at, value))];
  }

  /** @param {number} at place of the axis @param {number} value */
  head(at, value) {
    return element("div", { class: at ? "wall-head is-down" : "wall-head", "data-head": String(at) },
      this.say(this.axes[at], value));
  }

  /** Whether an axis is spaced by factors. @param {number} at */
  isLogarithmic(at) {
    const axis = this.axes[at];
    const id = this.page.state.wall?.base.steps[axis.step]?.algorithm;
    return this.page.algorithms.get(id)?.parameters?.properties?.[axis.parameter]?.scale === "log" && axis.low > 0;
  }

  /** @param {CellOf} cell @param {number} at @returns {Cell} */
  cell(cell, at) {
    const panel = new Panel(this.owner, [{ result: cell.result }]);
    // A queue of its own: cells fill in one after the other, and never before anybody's slider.
    panel.request = () => this.enqueue(panel);
    panel.root.dataset.cell = String(at);
    panel.root.tabIndex = at === this.at ? 0 : -1;
    panel.root.setAttribute("aria-label", `${cell.words}; Enter adopts it`);
    panel.root.classList.add("is-cell");
    // On two axes the values stand at the edges.
    const words = this.values.length > 1 ? "" : cell.words;
    showStamp(panel, words ? [{ key: "cell", words, differs: true }] : []);
    panel.stamp.hidden = false;
    panel.stamp.title = cell.words;
    const keep = element("button", { type: "button", class: "icon-button", "data-tool": "keep",
      title: "Keep for comparison", "aria-label": `Keep ${cell.words} for comparison` },
      element("span", { class: "iso-icon iso-icon-star" }));
    keep.addEventListener("click", (event) => {
      event.stopPropagation();
      this.page.add({ ...cell.result });
    });
    panel.head.replaceChildren(element("div", { class: "compare-tools" }, keep));
    const figure = element("span", { class: "compare-figure", "data-testid": "cell-figure" });
    panel.stamp.append(figure);
    this.listen(panel, cell, at);
    return { panel, cell };
  }

  /** @param {Panel} panel @param {CellOf} cell @param {number} at */
  listen(panel, cell, at) {
    let from = { x: 0, y: 0 };
    panel.root.addEventListener("pointerdown", ({ clientX: x, clientY: y }) => { from = { x, y }; }, { capture: true });
    panel.root.addEventListener("click", (event) => {
      const still = Math.hypot(event.clientX - from.x, event.clientY - from.y) < STILL;
      if (still && !(/** @type {HTMLElement} */ (event.target).closest("button"))) this.adopt(cell);
    });
    panel.root.addEventListener("focus", () => { this.at = at; });
    panel.root.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== panel.root) return;
      event.preventDefault();
      this.adopt(cell);
    });
  }

  /** Go on with a cell's parameters in the workbench. @param {CellOf} cell */
  adopt(cell) {
    this.page.writeAddress();
    const { step } = cell.result;
    go(workbenchAddress(cell.recipe, step));
  }

  /** @param {number} across @param {number} down */
  step(across, down) {
    const next = this.at + across + down * this.columns;
    if (next < 0 || next >= this.cells.length) return true;
    this.cells[this.at].panel.root.tabIndex = -1;
    this.at = next;
    this.cells[next].panel.root.tabIndex = 0;
    this.cells[next].panel.root.focus();
    return true;
  }

  /** What a cell's panel needs: the page's, but for the way it fetches. */
  get owner() {
    const { page, asking: { signal } } = this;
    const { version, together } = page;
    return {
      version, together, signal,
      get state() { return page.state; },
      record: (/** @type {string} */ image) => page.record(image),
      arrived: (/** @type {Panel} */ panel) => page.recolour(panel),
      identities: (/** @type {Panel} */ panel) => page.identities(panel),
    };
  }

  /** All cells anew, as the camera has moved. */
  request() {
    this.moving?.abort();
    this.moving = new AbortController();
    for (const { panel } of this.cells) this.enqueue(panel);
  }

  /** @param {Panel} panel */
  enqueue(panel) {
    this.moving ??= new AbortController();
    const signal = AbortSignal.any([this.asking.signal, this.moving.signal]);
    const get = (/** @type {string} */ url) => getView(url, signal, undefined, true);
    void this.queue.add(() => panel.fetch("preview", get), signal).then(() => this.sharpen(panel, signal, get));
  }

  /** Once all have something to show, they become exact one by one. @param {Panel} panel @param {AbortSignal} signal @param {(url: string) => Promise<import("../workbench/api.mjs").View>} get */
  sharpen(panel, signal, get) {
    if (signal.aborted || panel.gone || panel.failed || panel.exact) return;
    void this.queue.add(() => panel.fetch("exact", get), signal);
  }
}

/** @param {number} count @param {HTMLElement} grid */
function columnsFor(count, grid) {
  const { clientWidth, clientHeight } = grid;
  const ratio = clientWidth && clientHeight ? clientWidth / clientHeight : 1.5;
  return Math.max(1, Math.min(count, Math.round(Math.sqrt(count * ratio)), Math.floor(clientWidth / 120) || 1));
}
