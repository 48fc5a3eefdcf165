// What stands beside the panels: figures of each, the histogram of a difference, changes of objects,
// scores against a ground truth. Used by page.mjs.
import { element } from "../mount.mjs";
import { ApiError, address, getJson, getView, wasCalledOff } from "../workbench/api.mjs";
import { shown } from "../workbench/measurements.mjs";
import { BINS, describeDifference, drawDifference } from "./difference.mjs";
import { figureTable } from "./figures.mjs";
import { asShown } from "./kept.mjs";
import { planeOf } from "./linking.mjs";
import { bare } from "./links.mjs";
import { CLASSED } from "./pair.mjs";
import { CHANGES, OUTCOMES, PAIR } from "./painted.mjs";
import { rowsTable } from "./rows.mjs";
import { scoreTable } from "./scores.mjs";

const ROWS = 500;

/** @typedef {import("./kept.mjs").Kept} Kept */

export class Sides {
  /** @param {import("./page.mjs").ComparePage} page */
  constructor(page) {
    this.page = page;
    this.root = page.find(".compare-figures");
    this.plot = page.find(".compare-plot");
    this.key = "";
    this.asking = new AbortController();
    /** @type {Map<string, Record<string, any>>} figures by what they are of */
    this.known = new Map();
  }

  destroy() {
    this.asking.abort();
  }

  /** Another way of looking, or other panels. */
  show() {
    const { state } = this.page;
    const { look, truth, fit, pair, plane } = state;
    if (state.wall) return this.showWall();
    // Objects are matched in the whole stack.
    const seen = look === "objects" || look === "truth" ? null : plane;
    const key = JSON.stringify([look, truth, fit, pair, seen, state.panels]);
    if (key === this.key) return undefined;
    this.key = key;
    this.asking.abort();
    this.asking = new AbortController();
    this.plot.hidden = true;
    if (!state.panels.length) {
      this.root.replaceChildren();
      return undefined;
    }
    const { signal } = this.asking;
    return this.fill(look, signal).catch((error) => { if (!signal.aborted) this.refuse(error); });
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
    if (wasCalledOff(error)) return;
    if (!(error instanceof ApiError)) throw error;
    this.root.replaceChildren(element("p", { class: "panel-empty", role: "status" }, error.message));
  }

  /** @param {string} look @param {AbortSignal} signal aborted once something else is to stand here */
  async fill(look, signal) {
    const two = this.page.state.panels.length > 1;
    if (look === "difference" && two) return this.difference(signal);
    if (look === "objects" && two) return this.changes(signal);
    if (look === "truth") return this.scores(signal);
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
    const { table, fill } = figureTable(panels, (at) => this.page.focus(at));
    const title = element("h2", { class: "panel-title" }, "Figures");
    this.root.replaceChildren(title, ...(outlines ? [legend(pairColours(panels, pair))] : []), table);
    await Promise.all(panels.map(async (panel, at) => fill(at, await this.figuresOf(asShown(panel)))));
  }

  /** @param {Kept} panel @returns {Promise<Record<string, any>>} nothing where there are none */
  async figuresOf(panel) {
    try {
      const plane = planeOf(await this.page.record(panel.image), this.page.state.plane);
      const query = { recipe: bare(panel), step: panel.step, layer: panel.layer, quality: "exact", plane };
      const key = JSON.stringify(query);
      const found = this.known.get(key) ?? await this.ask("figures", query);
      this.known.set(key, found);
      return found;
    } catch (error) {
      if (error instanceof ApiError) return {};
      throw error;
    }
  }

  // -- difference ---------------------------------------------------------------------------

  /** @param {AbortSignal} signal */
  async difference(signal) {
    const { page } = this;
    const pair = await page.pairOf.of("difference");
    if (signal.aborted) return;
    const recipe = bare(pair.recipe);
    const title = element("h2", { class: "panel-title" }, "Difference, second less first");
    const words = element("p", { class: "panel-caption", "data-testid": "difference-caption" });
    this.root.replaceChildren(title, differenceBar(), words);
    const plane = planeOf(await page.record(recipe.image), page.state.plane);
    const query = { recipe, step: pair.step, layer: "difference", plane };
    const [found, figures] = await Promise.all([
      this.ask("histogram", { ...query, bins: BINS }), this.ask("figures", { ...query, quality: "exact" })]);
    if (signal.aborted) return;
    this.plot.hidden = false;
    drawDifference(found);
    words.textContent = describeDifference(found, figures.intensity ?? null);
  }

  // -- changes of objects -------------------------------------------------------------------

  /** @param {AbortSignal} signal */
  async changes(signal) {
    const pair = await this.page.pairOf.of("objects");
    if (signal.aborted) return;
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
    list.replaceChildren(rowsTable(table, CHANGES, "the {} that changed most are listed",
      (box, plane) => this.visit(box, plane)));
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
      region: "0,0,1,1", classes: "packed-small", v: this.page.version });
    const { facts } = await getView(url, this.asking.signal);
    const start = `${step}.`;
    return Object.fromEntries(Object.entries(facts.numbers)
      .filter(([name]) => name.startsWith(start))
      .map(([name, value]) => [name.slice(start.length), value === null ? NaN : Number(value)]));
  }

  // -- scores against a ground truth --------------------------------------------------------

  /** @param {AbortSignal} signal */
  async scores(signal) {
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
    if (signal.aborted) return;
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
        this.numbers(await pairOf.ask(algorithm, asShown(panel), pairOf.truth))));
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
      rowsTable(table, colours, "the first {} are listed", (box, plane) => this.visit(box, plane)));
  }

  /** @param {number[]} box @param {number | null} plane */
  visit(box, plane) {
    if (plane !== null) this.page.turnTo(plane);
    this.page.together.visit(box);
  }
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
