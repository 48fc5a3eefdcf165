// The figure of every cell of a wall: in its stamp, and as a curve or a heat map beside the wall.
// First of a smaller picture, then exactly. Used by wall.mjs.
import { element } from "../mount.mjs";
import { ApiError, address, wasCalledOff } from "../workbench/api.mjs";
import { token } from "../workbench/plotting.mjs";
import { shown } from "../workbench/measurements.mjs";
import { Queue } from "./fetching.mjs";
import { planeOf } from "./linking.mjs";
import { bare } from "./links.mjs";
import { draw } from "./plots.mjs";
import { FIGURES, SCORED } from "./figures.mjs";

const BEHIND = { Priority: "u=6" };
/** With the cells' own two, this leaves some of the six connections that a browser has to a server. */
const AT_ONCE = 1;

export class WallFigure {
  /** @param {import("./wall.mjs").Wall} wall */
  constructor(wall) {
    this.wall = wall;
    /** @type {Map<number, {found: Record<string, any>, exact: boolean}>} by place of the cell */
    this.found = new Map();
    this.queue = new Queue(AT_ONCE);
    this.asking = new AbortController();
    this.refused = "";
    wall.page.root.addEventListener("click", (event) => this.clicked(event));
  }

  forget() {
    this.found.clear();
    this.refused = "";
    this.wall.page.find(".compare-plot").hidden = true;
  }

  /** Name of the figure that is shown. */
  get name() {
    const { wall, truth } = this.wall.page.state;
    const wanted = wall?.figure ?? "objects";
    return SCORED.has(wanted) && !truth ? "objects" : wanted;
  }

  /** All anew, as another plane is shown. */
  again() {
    this.asking.abort();
    this.found.clear();
    this.start();
  }

  start() {
    this.asking = new AbortController();
    const signal = AbortSignal.any([this.wall.asking.signal, this.asking.signal]);
    this.show();
    for (const quality of ["preview", "exact"]) {
      this.wall.cells.forEach(({ cell }, at) => {
        void this.queue.add(() => this.ask(cell, at, quality, signal), signal);
      });
    }
  }

  /**
   * @param {import("./sweeping.mjs").Cell} cell
   * @param {number} at
   * @param {string} quality
   * @param {AbortSignal} signal
   */
  async ask({ result }, at, quality, signal) {
    if (this.found.get(at)?.exact || result.kind === "points") return;
    const { page } = this.wall;
    const plane = planeOf(await page.record(result.image), page.state.plane);
    const url = address("figures", { recipe: bare(result), step: result.step, layer: result.layer,
      truth: page.state.truth || null, quality, plane, v: page.version });
    try {
      const response = await fetch(url, { headers: BEHIND, signal });
      const answer = await response.json();
      if (signal.aborted) return;
      if (response.ok) this.found.set(at, { found: answer, exact: answer.exact });
      // A cell that fails says so itself; what all have in common is said once.
      else if (page.state.truth) this.refused = answer.error?.message ?? "";
      this.show();
    } catch (error) {
      if (!wasCalledOff(error) && !(error instanceof ApiError) && !(error instanceof TypeError)) throw error;
    }
  }

  /** @param {number} at @returns {number | null} */
  value(at) {
    const value = this.found.get(at)?.found[this.name];
    return typeof value === "number" ? value : null;
  }

  show() {
    const { cells } = this.wall;
    const [, words, say] = FIGURES.find(([name]) => name === this.name) ?? FIGURES[0];
    cells.forEach(({ panel }, at) => {
      const figure = panel.stamp.querySelector(".compare-figure");
      const value = this.value(at);
      const unit = this.name === "objects" && value === 1 ? "object" : this.unit;
      figure?.replaceChildren(...(value === null ? []
        : [`${this.sign(at)}${say(value)}`, element("span", {}, unit && ` ${unit}`)]));
    });
    if (cells.length) this.plot(words);
  }

  /** @param {number} at */
  sign(at) {
    return this.found.get(at)?.exact ? "" : "≈ ";
  }

  get unit() {
    return { objects: "objects", area: "px²", coverage: "", intensity: "" }[this.name] ?? this.name.replaceAll("_", " ");
  }

  /** @param {string} words */
  plot(words) {
    const { wall } = this;
    const { page, cells, axes, values } = wall;
    const figures = cells.map((_, at) => this.value(at));
    const some = figures.some((value) => value !== null);
    page.find(".compare-plot").hidden = !some && !this.refused;
    page.find(".compare-graph").hidden = !some;
    this.describe(words, figures);
    if (!some) return;
    const accent = token("--iso-accent");
    if (values.length > 1) {
      const [across, down] = values;
      const z = down.map((_, row) => across.map((__, column) => figures[row * across.length + column]));
      draw([{ type: "heatmap", x: across.map(String), y: down.map(String), z, colorscale: "Viridis",
        colorbar: { thickness: 10, outlinewidth: 0 }, hoverongaps: false,
        hovertemplate: `${axes[0].parameter} %{x}, ${axes[1].parameter} %{y}: %{z}<extra></extra>` }],
      { xaxis: { title: { text: titled(axes[0]) }, type: "category" },
        yaxis: { title: { text: titled(axes[1]) }, type: "category", autorange: "reversed" } });
    } else if (axes.length) {
      draw([{ type: "scatter", mode: "lines+markers", x: values[0], y: figures, line: { color: accent, width: 1.5 },
        marker: { color: accent, size: 6 }, hovertemplate: "%{x}: %{y}<extra></extra>" }],
      { xaxis: { title: { text: titled(axes[0]) },
        ...this.ticks(values[0]) }, yaxis: { title: { text: words } } });
    } else {
      draw([{ type: "bar", orientation: "h", y: cells.map(({ cell }) => cell.words), x: figures,
        marker: { color: accent }, hovertemplate: "%{y}: %{x}<extra></extra>" }],
      { xaxis: { title: { text: words } }, yaxis: { autorange: "reversed" } });
    }
  }

  /** Marks at some of the values, as many as there is room for. @param {number[]} values */
  ticks(values) {
    const every = Math.ceil(values.length / 6);
    const tickvals = values.filter((_, at) => at % every === 0);
    return { type: this.wall.isLogarithmic(0) ? "log" : "linear", tickvals,
      ticktext: tickvals.map((value) => shown(Number(value.toPrecision(3)))) };
  }

  /** @param {string} words @param {(number | null)[]} figures */
  describe(words, figures) {
    const { page, cells } = this.wall;
    const caption = page.find(".compare-plot-caption");
    const known = figures.flatMap((value, at) => (value === null ? [] : [{ value, at }]));
    if (!known.length) {
      caption.textContent = this.refused;
      return;
    }
    const least = known.reduce((a, b) => (b.value < a.value ? b : a));
    const most = known.reduce((a, b) => (b.value > a.value ? b : a));
    const round = (/** @type {number} */ value) => shown(Number(value.toPrecision(3)));
    const whole = this.found.size === cells.length && [...this.found.values()].every(({ exact }) => exact);
    caption.textContent = `${words}: ${round(least.value)} (${cells[least.at].cell.words}) to ` +
      `${round(most.value)} (${cells[most.at].cell.words})${whole ? "" : ", approximate so far"}.`;
  }

  /** A click into the plot adopts the cell there. @param {MouseEvent} event */
  clicked(event) {
    const plot = /** @type {any} */ (this.wall.page.find("#compare-graph .js-plotly-plot"));
    if (!this.wall.page.state.wall || !plot?.contains(/** @type {Node} */ (event.target))) return;
    const point = plot._hoverdata?.[0];
    if (!point) return;
    const at = Array.isArray(point.pointNumber)
      ? point.pointNumber[0] * this.wall.values[0].length + point.pointNumber[1] : point.pointNumber;
    const found = this.wall.cells[at];
    if (found) this.wall.adopt(found.cell);
  }
}

/** @param {import("./state.mjs").Axis} axis */
function titled({ parameter }) {
  return parameter.replaceAll("_", " ");
}
