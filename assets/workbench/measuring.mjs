// Numbers and the table of the step in use: asked for when the hand rests, linked with the objects on
// the picture, and saved as they are shown. Used by figures.mjs.
import { ApiError, address, getJson, getView, postJson } from "./api.mjs";
import { csvOf, saveFile } from "./csv.mjs";
import { Dimmed } from "./dimmed.mjs";
import { MeasurementTable } from "./measurement_table.mjs";
import { showMeasurements } from "./measurements.mjs";
import { Objects } from "./objects.mjs";
import { pipelineOf } from "./recipe.mjs";
import { RowPictures } from "./row_pictures.mjs";
import { showTiming } from "./timing.mjs";

/** Rows asked for at once, and those that follow when nothing else is to be done. */
const FIRST_ROWS = 500;
const FIGURES = new Set(["number", "text"]);
const MOST_ROWS = 100_000;

/** @typedef {import("./measurement_table.mjs").Table} Table */

export class Measuring {
  /** @param {import("./session.mjs").Session} session */
  constructor(session) {
    this.session = session;
    this.root = session.find("#measurements");
    /** What is shown, as text. */
    this.written = "";
    /** Address of the table that is shown, whole or not. */
    this.of = "";
    /** @type {Promise<void> | null} the rest of a long table, which is under way */
    this.completing = null;
    this.asking = new AbortController();
    this.pictures = new RowPictures(session);
    this.dimmed = new Dimmed(session);
    this.rows = new MeasurementTable({
      save: () => void this.save(),
      ordered: () => this.dim(),
      drawn: () => {
        this.objects?.mark();
        this.pictures.draw(this.rows.scroll);
      },
      picture: null,
    });
    this.objects = new Objects(session, this.rows);
  }

  destroy() {
    this.pause();
    for (const part of [this.objects, this.pictures, this.dimmed]) part.destroy();
  }

  /** Newer work goes before. */
  pause() {
    this.asking.abort();
    this.pictures.pause();
  }

  /** A result has come: objects may be others. */
  follow() {
    this.dimmed.follow();
  }

  /** The table of the step in use. */
  get wanted() {
    const { recipe, selectedIndex: step, version } = this.session;
    const output = recipe.steps[step]?.enabled
      ? this.session.outputsOf(step).find(({ kind }) => kind === "table") : undefined;
    return output && { recipe: pipelineOf(recipe, step), step, layer: output.name, v: version };
  }

  /** The step in use where figures are all it gives: no layer of it is ever drawn, nor a table. */
  get figured() {
    const { recipe, selectedIndex: step } = this.session;
    const outputs = recipe.steps[step]?.enabled ? this.session.outputsOf(step) : [];
    const bare = outputs.length > 0 && outputs.every(({ kind }) => FIGURES.has(kind));
    return bare ? step : null;
  }

  async refresh() {
    const { wanted, figured } = this;
    const of = wanted ? address("table", wanted) : "";
    this.asking = new AbortController();
    const { signal } = this.asking;
    let table = of === this.of && wanted ? this.rows.table : null;
    if (wanted && !table) {
      table = await getJson(address("table", { ...wanted, limit: FIRST_ROWS }));
    }
    if (wanted) await this.scalarsOf(wanted.step);
    else if (figured !== null) await this.scalarsOf(figured);
    if (!this.session.alive || (wanted && address("table", this.wanted ?? {}) !== of)) return;
    showTiming(this.session);
    this.show(table, of);
    if (wanted && table && table.rows.length < table.total) {
      this.completing = this.complete(wanted, of, signal);
    }
  }

  /** @param {Table | null} table @param {string} of */
  show(table, of) {
    const { numbers } = this.session.results;
    const named = Object.fromEntries(Object.entries(numbers).map(([key, value]) => {
      const [place, name] = key.split(".");
      return [`${Number(place) + 1} · ${name.replaceAll("_", " ")}`, value];
    }));
    const written = JSON.stringify([named, of, table?.rows.length]);
    const same = of === this.of;
    this.of = of;
    // A table made anew would lose its place.
    if (written !== this.written) {
      this.written = written;
      this.objects.show(table, same);
      this.rows.on.picture = table && this.objects.isLinked ? (row) => this.pictureOf(row) : null;
      showMeasurements(this.root, named, table && this.rows.root);
      if (table) this.rows.show(table);
    } else this.pictures.draw(this.rows.scroll);
    this.dim();
  }

  /**
   * Fetch the rest of a long table.
   *
   * @param {Record<string, unknown>} wanted
   * @param {string} of
   * @param {AbortSignal} signal
   */
  async complete(wanted, of, signal) {
    try {
      const table = await getJson(address("table", { ...wanted, limit: MOST_ROWS }), signal);
      if (!signal.aborted && this.session.alive && of === this.of) this.show(table, of);
    } catch (error) {
      if (!signal.aborted) this.session.failed(error);
    }
  }

  /** @param {any} row */
  pictureOf(row) {
    return this.pictures.make(/** @type {any} */ (this.objects.boxOf(row) ?? [0, 0, 0, 0]));
  }

  dim() {
    const { rows, objects } = this;
    if (!objects) return;
    const left = rows.isFiltered && rows.root.isConnected ? new Set(rows.order) : null;
    const others = left ? rows.table.rows.filter((_, at) => !left.has(at)) : [];
    const labels = others.map((row) => objects.value(/** @type {any} */ (row), "label"));
    const known = /** @type {number[]} */ (labels.filter((label) => label !== null));
    this.dimmed.show(known, () => objects.labels);
  }

  /** Scalars and time of a step that has no picture of its own. @param {number} index */
  async scalarsOf(index) {
    const outputs = this.session.outputsOf(index);
    const layer = outputs.find(({ kind }) => kind === "number") ?? outputs[0];
    const recipe = pipelineOf(this.session.recipe, index);
    const query = { recipe, step: index, layer: layer.name, quality: "exact" };
    const { facts } = await getView(address("view", this.session.stage.query(query)));
    const { results, cards } = this.session;
    results.numbers = { ...results.numbers, ...facts.numbers };
    cards.succeed(facts.steps);
  }

  // -- saving -------------------------------------------------------------------------------

  /** Save the rows that pass the filter, in the order they are shown. */
  async save() {
    const { rows, wanted } = this;
    try {
      await this.completing;
      // A hand that moved something has called off what a long table still lacked.
      if (wanted && rows.table.rows.length < Math.min(rows.table.total, MOST_ROWS)) {
        await this.complete(wanted, this.of, new AbortController().signal);
      }
      const { total, columns } = rows.table;
      const incomplete = rows.table.rows.length < total;
      // A table longer than the page holds comes from the server, which knows nothing of filters.
      if (incomplete && wanted && !rows.isFiltered && !rows.sorting) return await this.saveRun(wanted);
      const kept = rows.order.map((at) => rows.table.rows[at]);
      const algorithm = this.session.recipe.steps[wanted?.step ?? 0]?.algorithm ?? "table";
      saveFile(csvOf(columns, kept), `${this.session.recipe.image}-${algorithm}.csv`);
      const words = `${kept.length.toLocaleString("en")} ${kept.length === 1 ? "row" : "rows"}`;
      const held = rows.table.rows.length.toLocaleString("en");
      rows.say(`Saved ${words}${incomplete ? ` of the first ${held}` : ""}.`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.session.failed(error);
    }
    return undefined;
  }

  /** @param {{recipe: any, step: number, layer: string}} wanted */
  async saveRun({ recipe, step, layer }) {
    const run = await postJson("/api/v1/runs", recipe);
    const link = document.createElement("a");
    link.href = `/api/v1/runs/${run.id}/layers/${step}/${layer}?format=csv`;
    link.download = "";
    link.click();
    this.rows.say(`Saved all ${this.rows.table.total.toLocaleString("en")} rows.`);
  }
}
