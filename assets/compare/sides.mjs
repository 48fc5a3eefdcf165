// What stands beside the panels: figures of each, the histogram of a difference, changes of objects,
// scores against a ground truth. Used by page.mjs.
import { element } from "../mount.mjs";
import { ApiError, address, getJson, getView } from "../workbench/api.mjs";
import { shown } from "../workbench/measurements.mjs";
import { bare } from "./links.mjs";
import { CHANGES, OUTCOMES, PAIR } from "./painted.mjs";
import { PairOf } from "./pair.mjs";
import { barPlot } from "./plots.mjs";
import { rowsTable } from "./rows.mjs";

const ROWS = 500;
const BINS = 128;
const CLASSED = new Set(["mask", "labels"]);

/** @typedef {import("./kept.mjs").Kept} Kept */

/** Figures of a panel in the order they are listed. @type {[string, string, (value: number) => string][]} */
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

export class Sides {
  /** @param {import("./page.mjs").ComparePage} page */
  constructor(page) {
    this.page = page;
    this.root = page.find(".compare-figures");
    this.plot = page.find(".compare-plot");
    this.key = "";
    this.asking = new AbortController();
  }

  destroy() {
    this.asking.abort();
  }

  /** Another way of looking, or other panels. */
  show() {
    const { state, shown: panels } = this.page;
    const { look, truth, fit, pair } = state;
    if (state.wall) return this.showWall();
    const key = JSON.stringify([look, truth, fit, pair, state.panels, panels.length]);
    if (key === this.key) return undefined;
    this.key = key;
    this.asking.abort();
    this.asking = new AbortController();
    this.plot.hidden = true;
    this.root.replaceChildren();
    if (!state.panels.length) return undefined;
    return this.fill(look).catch((error) => this.refuse(error));
  }

  showWall() {
    if (this.key !== "wall") {
      this.asking.abort();
      this.root.replaceChildren();
    }
    this.key = "wall";
    return undefined;
  }

  /** @param {unknown} error */
  refuse(error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    if (!(error instanceof ApiError)) throw error;
    this.root.replaceChildren(element("p", { class: "panel-empty", role: "status" }, error.message));
  }

  /** @param {string} look */
  async fill(look) {
    const two = this.page.state.panels.length > 1;
    if (look === "difference" && two) return this.difference();
    if (look === "objects" && two) return this.changes();
    if (look === "truth") return this.scores();
    return this.figures(look === "outlines" && two);
  }

  /** @param {string} path @param {Record<string, unknown>} query */
  ask(path, query) {
    return getJson(address(path, { ...query, v: this.page.version }), this.asking.signal);
  }

  // -- figures of each ----------------------------------------------------------------------

  /** @param {boolean} outlines whether the two have colours */
  async figures(outlines) {
    const { panels, pair } = this.page.state;
    const head = element("tr", {}, element("th", { scope: "col" }, "panel"));
    const body = element("tbody");
    const table = element("table", { class: "compare-table", "data-testid": "figures" },
      element("thead", {}, head), body);
    const title = element("h2", { class: "panel-title" }, "Figures");
    this.root.replaceChildren(title, ...(outlines ? [legend(pairColours(panels, pair))] : []), table);
    const names = FIGURES.slice(0, 4);
    for (const [, words] of names) head.append(element("th", { scope: "col" }, words));
    const rows = panels.map((panel, at) => {
      const row = element("tr", { "data-panel": String(at) },
        element("th", { scope: "row" }, `${at + 1} ${panel.name}`));
      row.addEventListener("click", () => this.page.focus(at));
      body.append(row);
      return row;
    });
    await Promise.all(panels.map(async (panel, at) => {
      const found = CLASSED.has(panel.kind) || panel.step >= 0 ? await this.figuresOf(panel) : {};
      for (const [name, , say] of names) {
        const value = found[name];
        rows[at].append(element("td", { "data-figure": name },
          typeof value === "number" ? say(value) : "–"));
      }
    }));
  }

  /** @param {Kept} panel @returns {Promise<Record<string, any>>} nothing where there are none */
  async figuresOf(panel) {
    const { plane } = this.page.state;
    try {
      return await this.ask("figures", {
        recipe: bare(panel), step: panel.step, layer: panel.layer, quality: "exact", plane });
    } catch (error) {
      if (error instanceof ApiError) return {};
      throw error;
    }
  }

  // -- difference ---------------------------------------------------------------------------

  async difference() {
    const { page } = this;
    const pair = await page.pairOf.of("difference");
    const recipe = bare(pair.recipe);
    const title = element("h2", { class: "panel-title" }, "Difference, second less first");
    const words = element("p", { class: "panel-caption", "data-testid": "difference-caption" });
    this.root.replaceChildren(title, differenceBar(), words);
    const found = await this.ask("histogram",
      { recipe, step: pair.step, layer: "difference", bins: BINS });
    this.plot.hidden = false;
    const [low, high] = found.edges;
    const width = (high - low) / found.counts.length;
    const centres = found.counts.map((/** @type {number} */ _, /** @type {number} */ i) => low + (i + 0.5) * width);
    barPlot(centres, found.counts, width);
    words.textContent = describeDifference(centres, found.counts, low, high, width);
  }

  // -- changes of objects -------------------------------------------------------------------

  async changes() {
    const { page } = this;
    const pair = await page.pairOf.of("objects");
    const recipe = bare(pair.recipe);
    const counts = element("div", { class: "compare-counts", "data-testid": "object-changes" });
    const title = element("h2", { class: "panel-title" }, "Objects, from first to second");
    const list = element("div", { class: "compare-rows" });
    this.root.replaceChildren(title, counts, list);
    const [numbers, table] = await Promise.all([
      this.numbers(pair), this.ask("table", { recipe, step: pair.step, layer: "table", limit: ROWS })]);
    counts.replaceChildren(...Object.entries(CHANGES).map(([name, colour]) =>
      element("div", { class: "compare-count", "data-change": name },
        swatch(colour), element("b", {}, shown(numbers[name] ?? 0)), ` ${name}`)));
    list.replaceChildren(rowsTable(table, CHANGES, (box) => page.visit(box)));
  }

  /**
   * The numbers of a comparison, of the whole picture.
   *
   * @param {import("./pair.mjs").Pair} pair
   * @returns {Promise<Record<string, number>>} by name
   */
  async numbers({ recipe, step, outputs }) {
    const raster = outputs.find(({ kind }) => kind === "labels")?.name ?? "";
    // Numbers come with any view of a step; one pixel of it is the least there is to send.
    const url = address("view", { recipe: bare(recipe), step, layer: raster, quality: "exact",
      region: "0,0,1,1", classes: "packed", v: this.page.version });
    const { facts } = await getView(url, this.asking.signal);
    const start = `${step}.`;
    return Object.fromEntries(Object.entries(facts.numbers)
      .filter(([name]) => name.startsWith(start))
      .map(([name, value]) => [name.slice(start.length), value === null ? NaN : Number(value)]));
  }

  // -- scores against a ground truth --------------------------------------------------------

  async scores() {
    const { page } = this;
    const { truth, panels, pair } = page.state;
    const title = element("h2", { class: "panel-title" }, "Scores against the ground truth");
    if (!truth) {
      this.root.replaceChildren(title, element("p", { class: "panel-empty" },
        "Choose or upload a reference mask or label image: a picture of two values, or of whole " +
        "numbers with 0 for background."));
      return;
    }
    const place = element("div");
    const list = element("div", { class: "compare-rows" });
    this.root.replaceChildren(title, legend({
      "right": OUTCOMES.right, "false positive": OUTCOMES.false, "missed": OUTCOMES.missed }), place, list);
    const all = await Promise.all(panels.map((panel) => this.scoresOf(panel)));
    place.replaceChildren(scoreTable(panels, all, pair[0], (at) => page.change({ pair: [at, pair[1]] })));
    if (panels[pair[0]]?.kind === "labels") await this.scoredObjects(list);
  }

  /**
   * All scores of a panel; one that has none says why.
   *
   * @param {Kept} panel
   * @returns {Promise<{scores: Record<string, number>, refused: string}>}
   */
  async scoresOf(panel) {
    if (!CLASSED.has(panel.kind)) {
      return { scores: {}, refused: `is of kind ${panel.kind}; choose a mask or a label image` };
    }
    const { pairOf } = this.page;
    try {
      const found = await Promise.all(["mask_scores", "object_scores"].map(async (algorithm) =>
        this.numbers(await pairOf.ask(algorithm, panel, pairOf.truth))));
      return { scores: Object.assign({}, ...found), refused: "" };
    } catch (error) {
      if (error instanceof ApiError) return { scores: {}, refused: error.message };
      throw error;
    }
  }

  /** @param {HTMLElement} list */
  async scoredObjects(list) {
    const pair = await this.page.pairOf.of("truth");
    const table = await this.ask("table",
      { recipe: bare(pair.recipe), step: pair.step, layer: "table", limit: ROWS });
    const colours = { matched: OUTCOMES.right, false: OUTCOMES.false, missed: OUTCOMES.missed };
    list.replaceChildren(element("h2", { class: "panel-title" }, "Objects"),
      rowsTable(table, colours, (box) => this.page.visit(box)));
  }
}

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
function scoreTable(panels, all, chosen, choose) {
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
        ...(value === best && known.length > 1 ? { class: "is-best" } : {}) }, score(value))));
  });
  const refused = all.flatMap(({ refused: why }, at) =>
    (why ? [element("p", { class: "panel-caption" }, `${at + 1} ${panels[at].name}: ${why}`)] : []));
  return element("div", {}, element("table", { class: "compare-table", "data-testid": "scores" },
    element("thead", {}, head), element("tbody", {}, ...rows)), ...refused);
}

/** @param {number | null | undefined} value */
function score(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return Number.isInteger(value) && Math.abs(value) > 1 ? shown(value) : shown(Number(value.toPrecision(3)));
}

/** @param {string} colour */
function swatch(colour) {
  return element("span", { class: "compare-swatch", style: `background: ${colour}` });
}

/** @param {Record<string, string>} colours by what they stand for */
export function legend(colours) {
  return element("div", { class: "compare-legend" }, ...Object.entries(colours).map(([words, colour]) =>
    element("span", {}, swatch(colour), words)));
}

/** @param {Kept[]} panels @param {[number, number]} pair */
function pairColours(panels, pair) {
  return Object.fromEntries(pair.map((at, i) => [`${at + 1} ${panels[at].name}`, PAIR[i]]));
}

function differenceBar() {
  return element("div", { class: "compare-legend" }, element("span", {}, "less"),
    element("span", { class: "compare-scale" }), element("span", {}, "more"));
}

/**
 * @param {number[]} centres
 * @param {number[]} counts
 * @param {number} low
 * @param {number} high
 * @param {number} width
 */
function describeDifference(centres, counts, low, high, width) {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  const mean = centres.reduce((sum, centre, i) => sum + centre * counts[i], 0) / total;
  const same = centres.reduce((sum, centre, i) => sum + (Math.abs(centre) <= width / 2 ? counts[i] : 0), 0);
  const round = (/** @type {number} */ value) => shown(Number(value.toPrecision(3)));
  return `From ${round(low)} to ${round(high)}, mean ${round(mean)}; ` +
    `${round((100 * (total - same)) / total)} % of the pixels differ.`;
}
