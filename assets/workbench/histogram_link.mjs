// Between histogram and picture: a value under the pointer in one is marked in the other, and the
// pixels of a range that is selected light up. Used by figures.mjs.
import { ApiError, address, getView } from "./api.mjs";
import { Highlight } from "./highlight.mjs";
import { HistogramBrush } from "./histogram_brush.mjs";
import { valueOfPixel } from "./levels.mjs";
import { pipelineOf } from "./recipe.mjs";

/**
 * @typedef {import("./api.mjs").View} View
 * @typedef {{step: number, layer: string}} Taken
 */

/** Share of the range on either side of a value that counts as about the value. */
const ABOUT = 0.015;
const COLOUR = /** @type {[number, number, number]} */ ([255, 64, 160]);
const WEIGHTS = [0.2125, 0.7154, 0.0721];

export class HistogramLink {
  /**
   * @param {import("./session.mjs").Session} session
   * @param {import("./histogram.mjs").Histogram} histogram
   * @param {() => Taken} taken what the histogram is of
   */
  constructor(session, histogram, taken) {
    this.session = session;
    this.histogram = histogram;
    this.taken = taken;
    this.highlight = new Highlight(session.stage.viewer, "value-highlight");
    /** @type {number | null} */
    this.value = null;
    /** @type {View | null} of a step's layer, where the histogram is of one */
    this.layerView = null;
    /** Address of the pixels that light up; none where they are another result's. */
    this.lit = "";
    /** What the histogram is of, as text. */
    this.of = "";
    this.asking = new AbortController();
    this.brush = new HistogramBrush(histogram, () => this.brushed());
    histogram.pointed = (value) => void this.pointed(value);
  }

  destroy() {
    this.pause();
    this.brush.destroy();
    this.highlight.destroy();
  }

  /** Another view or another result: what was held of it is old. */
  forget() {
    this.layerView = null;
    if (!this.brush.range || !this.lit || this.lit === this.brushUrl()) return;
    this.lit = "";
    this.highlight.clear();
  }

  /** Newer work goes before. */
  pause() {
    this.asking.abort();
  }

  // -- a range ------------------------------------------------------------------------------

  /** The histogram is of something else. */
  retitled() {
    const { step, layer } = this.taken();
    const of = `${this.session.recipe.image} ${step} ${layer}`;
    if (this.of !== of) this.brush.set(null);
    this.of = of;
  }

  brushed() {
    this.describe();
    if (this.brush.range) void this.light();
    else {
      this.lit = "";
      this.highlight.clear();
    }
  }

  /** The hand rests, or the histogram is another one: bring up to date what is said and lit. */
  refresh() {
    if (!this.brush.range) return;
    this.brush.show();
    this.describe();
    void this.light();
  }

  describe() {
    const { brush, histogram } = this;
    const { inside, all } = brush.counted;
    const share = Number(((100 * inside) / (all || 1)).toPrecision(3));
    histogram.say(!brush.range ? "" : `Selected ${brush.words}: ${
      histogram.counts?.sampled ? "about " : ""}${inside.toLocaleString("en")} px, ${share} % of all`);
  }

  /** The pixels a range is of, so finely that its ends can be told apart. */
  brushUrl() {
    const { step, layer } = this.taken();
    const recipe = pipelineOf(this.session.recipe, step);
    const more = step < 0 ? {} : { layer, quality: "exact" };
    return address("view", this.session.stage.query({ recipe, step, ...more, depth: 16 }));
  }

  async light() {
    this.pause();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const url = this.brushUrl();
    try {
      const view = await getView(url, signal, "", true);
      if (signal.aborted || !this.brush.range || !view.pixels) return;
      this.lit = url;
      this.highlight.pick(view, (at) => this.brush.holds(valueIn(view, at)), COLOUR);
    } catch (error) {
      if (!signal.aborted && !(error instanceof ApiError)) throw error;
    }
  }

  // -- a value ------------------------------------------------------------------------------

  /** @param {number | null} value under the pointer in the histogram */
  async pointed(value) {
    // What is selected stays in sight.
    if (this.brush.range) return;
    this.value = value;
    if (value === null) {
      this.highlight.clear();
      return;
    }
    const view = this.held ?? await this.fetch();
    // The pointer may have gone on meanwhile.
    if (this.value === value && view?.pixels) this.show(view, value);
  }

  /** @param {View} view @param {number} value */
  show(view, value) {
    const [low, high] = this.histogram.counts?.edges ?? [0, 1];
    const bars = this.histogram.counts?.counts.length ?? 1;
    const near = Math.max(ABOUT, 0.5 / bars) * (high - low);
    this.highlight.pick(view, (at) => Math.abs(valueIn(view, at) - value) <= near, COLOUR);
  }

  /** @param {{row: number, column: number} | null} place under the cursor on the picture */
  hovered(place) {
    const view = this.held;
    const at = place && view ? pixelAt(view, place) : null;
    this.histogram.point(at === null || !view ? null : valueIn(view, at));
  }

  /** What the page holds of what the histogram is of. */
  get held() {
    return this.taken().step < 0 ? this.session.stage.view : this.layerView;
  }

  async fetch() {
    const { step, layer } = this.taken();
    if (step < 0) return this.session.stage.view;
    const recipe = pipelineOf(this.session.recipe, step);
    const query = this.session.stage.query({ recipe, step, layer, quality: "preview" });
    try {
      this.layerView = await getView(address("view", query));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
    return this.layerView;
  }
}

/** @param {View} view @param {number} at */
function valueIn(view, at) {
  if (!view.facts.coloured) return valueOfPixel(view, at);
  const pixels = /** @type {Uint8ClampedArray} */ (view.pixels);
  const [low, high] = view.facts.limits ?? [0, 255];
  const grey = WEIGHTS.reduce((sum, weight, i) => sum + weight * pixels[4 * at + i], 0);
  return low + (grey / 255) * (high - low);
}

/**
 * Place of a pixel of the picture in a view of it.
 *
 * @param {View} view
 * @param {{row: number, column: number}} place
 * @returns {number | null} null outside the view
 */
export function pixelAt(view, { row, column }) {
  const [row0, column0, row1, column1] = view.facts.region;
  if (row < row0 || column < column0 || row >= row1 || column >= column1) return null;
  const y = Math.floor(((row - row0) / (row1 - row0)) * view.height);
  const x = Math.floor(((column - column0) / (column1 - column0)) * view.width);
  return Math.min(y, view.height - 1) * view.width + Math.min(x, view.width - 1);
}
