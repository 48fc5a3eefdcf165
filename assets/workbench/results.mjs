// What the steps give on the current view: asks for it as the recipe or the view changes, at once
// approximately and exactly at rest, and lays it over the picture. Used by session.mjs.
import { hold, release } from "./after_paint.mjs";
import { stretchOf } from "./arrows.mjs";
import { address, bestRate, getOperand, getView, keptOperand, wasCalledOff } from "./api.mjs";
import { compared } from "./comparing.mjs";
import { Latest } from "./latest.mjs";
import { differenceOf, limitsOf } from "./difference.mjs";
import { Identities } from "./identities.mjs";
import { GEOMETRIES, shareOf } from "./geometry.mjs";
import { firstStyle, showRows, showShare } from "./layer_list.mjs";
import { showLegend } from "./legend.mjs";
import { isNarrow } from "./levels.mjs";
import { showLimits } from "./limits.mjs";
import { paint } from "./painting.mjs";
import { pipelineOf } from "./recipe.mjs";
import { Together } from "./together.mjs";

const REST_MS = 150;
const BUSY_MS = 120;
/** Longest wait for pixels to compare with; on slower lines masks of some kilobytes do better. */
const LONGEST_MS = 1500;
export const RASTERS = new Set(["image", "mask", "labels", "heatmap"]);

/** @typedef {import("./session.mjs").Session} Session */
/** @typedef {import("./api.mjs").View} View */
/** @typedef {import("./layer_list.mjs").LayerRow} LayerRow */
/** @typedef {import("./painting.mjs").Style} Style */

export class Results {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    /** @type {Map<string, Style>} */
    this.styles = new Map();
    /** @type {Map<string, View>} */
    this.views = new Map();
    /** @type {Map<string, Identities>} */
    this.identities = new Map();
    /** @type {Record<string, number | string>} scalars by "<step>.<name>" */
    this.numbers = {};
    /** Rows of the layer list, as text. */
    this.shownRows = "";
    this.exactRun = new AbortController();
    /** How often the page has made its results itself: what was asked for before is older. */
    this.made = 0;
    this.together = new Together();
    this.live = new Latest(() => this.compute("preview", new AbortController().signal));
  }

  destroy() {
    this.exactRun.abort();
    clearTimeout(this.resting);
    this.together.destroy();
  }

  /** Another picture: nothing known of the last one holds. */
  forget() {
    this.views.clear();
    this.identities.clear();
    this.shownRows = "";
  }

  /** Layers of the step in use, or of the last one before it that can be drawn. */
  get rows() {
    const { recipe } = this.session;
    for (let index = this.session.selectedIndex; index >= 0; index -= 1) {
      const step = recipe.steps[index];
      if (!step.enabled) continue;
      const rows = this.session.outputsOf(index)
        .filter(({ kind }) => RASTERS.has(kind) || GEOMETRIES.has(kind))
        .map(({ name, kind }) => ({ key: `${step.uid}.${name}`, name, kind, step: index }));
      if (rows.length) return /** @type {LayerRow[]} */ (rows);
    }
    return /** @type {LayerRow[]} */ ([]);
  }

  /** @param {LayerRow} row */
  styleOf(row) {
    const known = this.styles.get(row.key);
    if (known) return known;
    const made = firstStyle(row, this.rows.findIndex((item) => item.key === row.key));
    this.styles.set(row.key, made);
    return made;
  }

  showRows() {
    const { rows } = this;
    const shown = JSON.stringify(rows);
    if (shown === this.shownRows) return;
    this.shownRows = shown;
    const root = this.session.find("#layers");
    showRows(root, rows, (row) => this.styleOf(row), (row, change) => this.restyle(row, change));
    root.append(this.session.stage.row());
    for (const row of rows) showLimits(row.key, this.limitsOf(row));
  }

  /** @param {LayerRow} row @param {Partial<Style>} change */
  restyle(row, change) {
    this.styles.set(row.key, { ...this.styleOf(row), ...change });
    if ("map" in change || "mode" in change) {
      this.shownRows = "";
      this.showRows();
    }
    if (change.mode) this.session.stage.base.push(true);
    if (change.visible || change.mode || change.limits) this.request();
    this.compose();
    this.session.filmstrip.repaint();
  }

  // -- computing ----------------------------------------------------------------------------

  request() {
    if (this.session.patience.holds) {
      this.session.patience.show();
      return;
    }
    clearTimeout(this.resting);
    this.exactRun.abort();
    this.session.pause();
    if (!this.session.stage.picture || this.showHere()) return;
    this.live.push(true);
  }

  /** Show results that need no server, in the event that asked for them; false where some do. */
  showHere() {
    const rows = this.rows.filter((row) => this.styleOf(row).visible);
    const views = rows.map((row) => this.comparedHere(row));
    if (!views.length || views.includes(null)) return false;
    const found = /** @type {View[]} */ (views);
    this.made += 1;
    for (const [i, row] of rows.entries()) this.views.set(row.key, found[i]);
    this.drawn(found);
    this.rest(found);
    this.session.afterPaint("outcome", () => {
      this.session.patience.adopt();
      this.succeeded(found);
    });
    return true;
  }

  /** @param {string} quality @param {AbortSignal} signal */
  async compute(quality, signal) {
    const { stage } = this.session;
    const busy = setTimeout(() => stage.busy(true), BUSY_MS);
    const asked = this.rows.filter((row) => this.styleOf(row).visible);
    const work = this.session.patience.begin(signal);
    const { made } = this;
    const urgent = quality === "preview";
    const started = performance.now();
    if (urgent) hold();
    try {
      const views = await Promise.all(asked.map((row) => this.fetchLayer(row, quality, work)));
      if (made !== this.made) return;
      for (const [i, row] of asked.entries()) this.views.set(row.key, views[i]);
      if (urgent) this.together.note(performance.now() - started);
      this.drawn(views);
      this.session.afterPaint("outcome", () => this.succeeded(views));
      if (this.live.waiting === null) this.rest(views);
    } catch (error) {
      // What came before may still wait to be told, and must not be told afterwards.
      if (made === this.made && !wasCalledOff(error)) {
        this.session.afterPaint("outcome", () => this.session.failed(error));
      }
    } finally {
      if (urgent) release();
      clearTimeout(busy);
      this.session.patience.end(work);
      stage.busy(false);
    }
  }

  /** Results in the next frame, and what in other places belongs to them. @param {View[]} views */
  drawn(views) {
    const last = views.at(-1);
    if (last) this.numbers = last.facts.numbers ?? {};
    this.compose();
    this.session.figures.markThresholds();
    this.together.flush();
  }

  /**
   * Show something that belongs to what was just asked for: with its picture where that comes soon.
   *
   * @param {string} name
   * @param {() => void} job
   */
  withPicture(name, job) {
    this.together.add(name, job, this.live.busy);
  }

  /** @param {View[]} views */
  succeeded(views) {
    const last = views.at(-1);
    this.session.cards.succeed(last?.facts.steps ?? []);
    this.session.patience.learn(last?.facts.steps ?? []);
    this.session.stage.notice("");
    this.session.figures.follow(last?.facts.steps ?? []);
  }

  /** @param {View[]} views */
  rest(views) {
    clearTimeout(this.resting);
    const exact = views.every((view) => view.facts.exact);
    this.session.stage.badge(exact);
    this.resting = setTimeout(() => void (exact ? this.afterRest() : this.finish()), REST_MS);
  }

  async finish() {
    this.exactRun = new AbortController();
    await this.compute("exact", this.exactRun.signal);
  }

  /** Ask for nothing more until something changes. */
  callOff() {
    clearTimeout(this.resting);
    this.live.clear();
    this.exactRun.abort();
  }

  /** What need not follow the hand. */
  async afterRest() {
    this.session.figures.refresh();
    this.session.filmstrip.refresh();
    this.session.painted.refresh();
    await this.prepare();
  }

  /** @param {LayerRow} row @param {string} quality @param {import("./progress.mjs").Work} work */
  async fetchLayer(row, quality, work) {
    const here = this.comparedHere(row);
    if (here && (here.facts.exact || quality === "preview")) return here;
    const recipe = pipelineOf(this.session.recipe, row.step);
    const depth = this.isDeep(row) ? 16 : null;
    const classes = row.kind === "mask" || row.kind === "labels" ? "packed-small" : null;
    const query = { recipe, step: row.step, layer: row.name, quality, depth, classes };
    return getView(address("view", this.session.stage.query(query)), work.control.signal, work.token);
  }

  // -- comparing in the page ----------------------------------------------------------------

  /** @param {LayerRow} row @returns {import("./comparing.mjs").Comparison | null} */
  comparisonOf(row) {
    const step = this.session.recipe.steps[row.step];
    // Where a step is restricted to a region, more than the comparison counts.
    if (step?.region) return null;
    return this.session.algorithms.get(step?.algorithm)?.comparison ?? null;
  }

  /** @param {LayerRow} row @param {string} quality */
  operandUrl(row, quality) {
    const comparison = this.comparisonOf(row);
    if (!comparison) return null;
    const recipe = pipelineOf(this.session.recipe, row.step);
    // The compared value plays no part in what is compared with it.
    recipe.steps[row.step] = { ...recipe.steps[row.step], parameters: {} };
    const query = { recipe, step: row.step, input: comparison.input, quality };
    return address("operand", this.session.stage.query(query));
  }

  /**
   * The mask of a step that is one comparison, made here from the pixels it takes.
   *
   * @param {LayerRow} row
   * @returns {View | null} null where those pixels are not at hand
   */
  comparedHere(row) {
    const comparison = this.comparisonOf(row);
    if (!comparison) return null;
    const operand = keptOperand(this.operandUrl(row, "exact") ?? "");
    if (!operand) return null;
    const started = performance.now();
    const { facts, pixels } = operand;
    const value = Number(this.session.recipe.steps[row.step].parameters[comparison.parameter]);
    const classes = compared(pixels, facts.dtype, comparison.operator, value);
    const elapsed = performance.now() - started;
    const before = facts.steps.map((report) => ({ ...report, cached: true }));
    const steps = [...before, { index: row.step, elapsed_ms: elapsed, cached: false }];
    const made = { ...facts, kind: "mask", limits: null, range: null, steps, numbers: {} };
    const [height, width] = facts.shape;
    return { url: "", facts: made, width, height, pixels: null, bitmap: null, json: null, classes,
      bytes: 0 };
  }

  /** Fetch, while nothing else is to be done, what the next values are compared with. */
  async prepare() {
    for (const row of this.rows) {
      const url = this.operandUrl(row, "exact");
      const [height = 0, width = 0] = this.views.get(row.key)?.facts.shape ?? [];
      if (!url || height * width > bestRate() * LONGEST_MS) continue;
      try {
        await getOperand(url);
      } catch (error) {
        this.session.failed(error);
      }
    }
  }

  // -- drawing ------------------------------------------------------------------------------

  compose() {
    const { viewer, view: input } = this.session.stage;
    const overlays = [];
    const geometries = [];
    const entries = [];
    for (const row of this.rows) {
      const view = this.views.get(row.key);
      const style = this.styleOf(row);
      if (!view || !style.visible) continue;
      const limits = this.limitsOf(row);
      const { json, facts: { coloured } } = view;
      const { zoom } = viewer.camera;
      const stretch = row.kind === "vectors" ? stretchOf(json, zoom) : 1;
      entries.push({ row, style, limits, coloured: Boolean(coloured), stretch });
      if (GEOMETRIES.has(row.kind)) {
        geometries.push({ kind: row.kind, json, style });
        showShare(row.key, shareOf(row.kind, json, zoom));
        continue;
      }
      const [, column0, , column1] = view.facts.region;
      const cell = ((column1 - column0) / view.width) * viewer.camera.zoom;
      overlays.push(paint(view, style, cell, this.identitiesOf(row), input));
      showLimits(row.key, limits);
    }
    // Pictures lie under classes, whatever the order of a step's outputs.
    overlays.sort((a, b) => Number(Boolean(a.painted)) - Number(Boolean(b.painted)));
    viewer.setOverlays(overlays, geometries);
    showLegend(this.session.find(".viewer-legend"), entries, this.session.drawing.layers.legend);
  }

  /** @param {LayerRow} row */
  identitiesOf(row) {
    const made = this.identities.get(row.key) ?? new Identities();
    this.identities.set(row.key, made);
    return made;
  }

  /** Values at the ends of a layer's colours. @param {LayerRow} row */
  limitsOf(row) {
    const view = this.views.get(row.key);
    const { limits, mode } = this.styleOf(row);
    if (limits || !view) return limits;
    const input = this.session.stage.view;
    const difference = mode === "difference" && input ? differenceOf(view, input) : null;
    return difference ? limitsOf(difference, view) : view.facts.limits;
  }

  /** Whether the values of a layer are needed finer than 8 bits hold them. @param {LayerRow} row */
  isDeep(row) {
    const { limits, mode } = this.styleOf(row);
    const range = this.views.get(row.key)?.facts.range;
    return mode === "difference" || (range ? isNarrow(limits, range) : false);
  }

  /** Whether a layer shows how it differs from the picture. */
  get differs() {
    return this.rows.some((row) => {
      const { visible, mode } = this.styleOf(row);
      return visible && mode === "difference";
    });
  }

  /** A view of the picture has come. */
  based() {
    if (this.differs) this.compose();
  }
}
