// Figures beside the picture: the histogram with its thresholds, and all that the other modules named
// here show. They are brought up to date when the hand rests. Used by session.mjs.
import { address, getJson } from "./api.mjs";
import { container, followData, intensities } from "./controls.mjs";
import { Histogram } from "./histogram.mjs";
import { HistogramLink } from "./histogram_link.mjs";
import { Measuring } from "./measuring.mjs";
import { Profile } from "./profile.mjs";
import { pipelineOf } from "./recipe.mjs";
import { roundedIn } from "./rounding.mjs";
import { Scatter } from "./scatter.mjs";
import { Stability } from "./stability.mjs";
import { Trace } from "./trace.mjs";
import { Trend } from "./trend.mjs";

const INTENSITIES = new Set(["image", "heatmap"]);

/** @typedef {import("./session.mjs").Session} Session */

export class Figures {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    this.histogram = new Histogram(session.find("[data-testid='histogram']"), (handle, value) =>
      this.dragThreshold(handle, value));
    this.seenUrl = "";
    this.url = "";
    /** @type {string | null} uid of the step whose histogram is shown */
    this.shownFor = null;
    this.link = new HistogramLink(session, this.histogram, () => this.taken);
    this.scatter = new Scatter(session);
    this.profile = new Profile(session);
    this.trend = new Trend(session);
    this.measuring = new Measuring(session);
    this.trace = new Trace(session);
    this.stability = new Stability(session);
    this.themed = new MutationObserver(() => {
      this.histogram.redraw();
      this.scatter.show();
      this.profile.show();
      this.trend.show();
    });
    this.themed.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  }

  destroy() {
    this.themed.disconnect();
    this.link.destroy();
    this.histogram.destroy();
    for (const part of this.others) part.destroy();
  }

  /** Parts that show something of their own beside the histogram. */
  get others() {
    const { scatter, profile, trend, measuring, trace, stability } = this;
    return [scatter, profile, trend, measuring, trace, stability];
  }

  /** A result has come. @param {{elapsed_ms: number}[]} steps how long each took */
  follow(steps) {
    this.link.forget();
    this.scatter.follow();
    this.measuring.follow();
    this.trace.follow();
    this.stability.follow();
    this.profile.followed(steps);
    this.trend.follow();
  }

  /** A hand moves something: what was asked for at rest is not waited for. */
  pause() {
    for (const part of [this.link, this.scatter, this.measuring, this.trace, this.stability]) part.pause();
  }

  /** @param {{row: number, column: number} | null} place under the cursor on the picture */
  hovered(place) {
    this.link.hovered(place);
    this.scatter.hovered(place);
    this.profile.hovered(place);
  }

  refresh() {
    this.profile.refresh();
    this.trend.refresh();
    const { measuring, scatter, trace } = this;
    const made = [this.refreshHistogram(), measuring.refresh(), scatter.refresh(), trace.refresh()];
    for (const each of made) each.catch((error) => this.session.failed(error));
  }

  // -- histogram ----------------------------------------------------------------------------

  /** Where the step in use takes intensities from: a step, counted, or -1 for the picture. */
  get taken() {
    const { recipe, selectedIndex } = this.session;
    const { steps } = pipelineOf(recipe, selectedIndex);
    const spec = this.session.algorithms.get(steps[selectedIndex]?.algorithm);
    const input = spec?.inputs.find((/** @type {any} */ item) => INTENSITIES.has(item.kind));
    const reference = input && steps[selectedIndex].inputs[input.name];
    if (reference && /^\d/.test(reference)) {
      const [step, layer] = reference.split(".");
      return { step: Number(step), layer };
    }
    // An optional input takes the picture itself unless it is told otherwise.
    const follows = input && !input.optional && !reference;
    for (let index = selectedIndex - 1; follows && index >= 0; index -= 1) {
      const found = this.session.outputsOf(index).find(({ kind }) => INTENSITIES.has(kind));
      if (recipe.steps[index].enabled && found) return { step: index, layer: found.name };
    }
    return { step: -1, layer: "image" };
  }

  async refreshHistogram() {
    const { step, layer } = this.taken;
    const recipe = pipelineOf(this.session.recipe, step);
    const name = step < 0 ? null : layer;
    const query = { recipe, step, layer: name, v: this.session.version };
    await this.refreshSeen(query);
    const url = address("histogram", query);
    const { selected } = this.session.recipe;
    if (url === this.url && selected === this.shownFor) {
      this.link.refresh();
      return;
    }
    this.url = url;
    this.shownFor = selected;
    const counts = await getJson(url);
    if (url !== this.url || !this.session.alive) return;
    this.link.retitled();
    this.histogram.show(counts, step < 0 ? "The picture" : `Step ${step + 1}, ${layer}`);
    this.link.refresh();
    this.adaptIntensities(counts);
    this.markThresholds();
  }

  /** The histogram of what is seen, where that is not everything. @param {Record<string, any>} query */
  async refreshSeen(query) {
    const { stage } = this.session;
    const { camera } = stage.viewer;
    const { width, height } = camera.picture;
    const [from, to] = [camera.toPicture(0, 0), camera.toPicture(camera.screen.width, camera.screen.height)];
    const inside = (/** @type {number} */ value, /** @type {number} */ count) =>
      Math.min(count, Math.max(0, value));
    const region = [inside(Math.floor(from.y), height - 1), inside(Math.floor(from.x), width - 1),
      inside(Math.ceil(to.y), height), inside(Math.ceil(to.x), width)];
    const whole = region.join() === [0, 0, height, width].join();
    const plane = stage.planes > 1 ? stage.plane : null;
    const url = whole ? "" : address("histogram", { ...query, region: region.join(), plane });
    if (url === this.seenUrl) return;
    this.seenUrl = url;
    const counts = url ? await getJson(url) : null;
    if (url === this.seenUrl && this.session.alive) this.histogram.showSeen(counts);
  }

  /** @param {{minimum: number, maximum: number}} counts */
  adaptIntensities({ minimum, maximum }) {
    const step = this.session.recipe.steps[this.session.selectedIndex];
    if (!step) return;
    const schema = this.session.algorithms.get(step.algorithm)?.parameters.properties ?? {};
    const ends = (/** @type {string} */ name) =>
      [schema[name]?.softMinimum ?? 0, schema[name]?.softMaximum ?? 255];
    const width = maximum - minimum;
    for (const name of intensities(step.uid, "intensity difference")) {
      const stretch = width > 16 && width < 1024 ? 1 : width / 255;
      const [low, high] = ends(name).map((end) => end * stretch);
      followData(step.uid, name, [low, high], step.parameters[name]);
    }
    for (const name of intensities(step.uid)) {
      const [low, high] = ends(name);
      const fits = minimum >= low && maximum <= high && width > (high - low) / 16;
      followData(step.uid, name, fits ? [low, high] : [minimum, maximum], step.parameters[name]);
      if (!fits) this.carryOver(step, name, [low, high], [minimum, maximum]);
    }
  }

  /**
   * A default made for other data is moved to the same place in this data's range.
   *
   * @param {import("./recipe.mjs").RecipeStep} step
   * @param {string} name
   * @param {number[]} declared
   * @param {number[]} limits
   */
  carryOver(step, name, declared, limits) {
    const value = step.parameters[name];
    const box = container(step.uid, name);
    if (JSON.stringify(value) !== box?.dataset.default || limits[1] <= limits[0]) return;
    const move = (/** @type {number} */ item) => {
      const place = (item - declared[0]) / (declared[1] - declared[0]);
      const span = limits[1] - limits[0];
      return roundedIn(limits[0] + place * span, span);
    };
    const moved = Array.isArray(value) ? value.map(move) : move(Number(value));
    this.session.setParameter(step.uid, name, moved);
  }

  markThresholds() {
    const index = this.session.selectedIndex;
    const step = this.session.recipe.steps[index];
    const handles = !step ? [] : intensities(step.uid).flatMap((name) => {
      const value = /** @type {any} */ (step.parameters[name]);
      if (value === null || value === undefined) return [];
      return [value].flat().map((at, end) => ({ name, at, index: end }));
    });
    const found = Object.entries(this.session.results.numbers)
      .filter(([key]) => key.startsWith(`${index}.`) && key.includes("threshold"));
    this.histogram.mark(handles, found.map(([, value]) => Number(value)));
  }

  /** @param {import("./histogram.mjs").Handle} handle @param {number} value */
  dragThreshold({ name, index }, value) {
    const step = this.session.recipe.steps[this.session.selectedIndex];
    const before = step.parameters[name];
    const { dtype = "", edges = [0, 1] } = this.histogram.counts ?? {};
    // Between two whole numbers there is nothing to part.
    const rounded = /^u?int/.test(dtype) ? Math.round(value) : roundedIn(value, edges[1] - edges[0]);
    if (!Array.isArray(before)) {
      this.session.setParameter(step.uid, name, rounded);
      return;
    }
    const pair = [...before];
    pair[index] = rounded;
    if (pair[0] <= pair[1]) this.session.setParameter(step.uid, name, pair);
  }
}
