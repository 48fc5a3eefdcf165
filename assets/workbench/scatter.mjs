// Two layers against each other: how often their values occur together, in the part of the picture
// that is seen. Values chosen in the plot light up on the picture. Used by figures.mjs.
import { element } from "../mount.mjs";
import { ApiError, address, getView } from "./api.mjs";
import { table } from "./colours.mjs";
import { Highlight } from "./highlight.mjs";
import { pixelAt } from "./histogram_link.mjs";
import { binAt, binOf, jointOf, levelsIn, spanOf } from "./joint.mjs";
import { onKeys } from "./keys.mjs";
import { pipelineOf } from "./recipe.mjs";
import { shownIn } from "./rounding.mjs";
import { ScatterBrush } from "./scatter_brush.mjs";

/**
 * @typedef {import("./joint.mjs").Joint} Joint
 * @typedef {import("./joint.mjs").Levels} Levels
 * @typedef {import("./api.mjs").View} View
 * @typedef {import("./scatter_brush.mjs").Bins} Bins
 * @typedef {{key: string, words: string, step: number, name: string, channel: number | null}} Choice
 */

const INTENSITIES = new Set(["image", "heatmap"]);
const CHANNELS = ["red", "green", "blue"];
const COLOUR = /** @type {[number, number, number]} */ ([255, 64, 160]);
const PICTURE = "picture";
const ALONE = "Add a step that gives another picture, such as Gaussian, to see its values against "
  + "those of this one.";

export class Scatter {
  /** @param {import("./session.mjs").Session} session */
  constructor(session) {
    this.session = session;
    this.root = session.find("[data-testid='scatter']");
    this.canvas = /** @type {HTMLCanvasElement} */ (this.root.querySelector(".scatter-canvas"));
    this.caption = /** @type {HTMLElement} */ (this.root.querySelector(".scatter-caption"));
    this.selects = ["x", "y"].map((axis) => /** @type {HTMLSelectElement} */ (
      this.root.querySelector(`[data-scatter-axis='${axis}']`)));
    /** @type {(string | null)[]} what somebody chose; null where the panel chooses */
    this.chosen = [null, null];
    /** What the choices say, as text. */
    this.written = "";
    /** Whether anybody can see it; what nobody sees is not counted, but wanted for later. */
    this.seen = false;
    this.wanted = false;
    /** @type {Choice[] | null} the two that are counted */
    this.pair = null;
    /** @type {Joint | null} */
    this.joint = null;
    /** @type {{views: View[], levels: Levels[]} | null} what it was counted from */
    this.counted = null;
    this.key = "";
    this.asking = new AbortController();
    this.highlight = new Highlight(session.stage.viewer, "scatter-highlight");
    this.brush = new ScatterBrush(/** @type {HTMLElement} */ (this.root.querySelector(".scatter-body")),
      { sizes: () => this.joint && { x: this.joint.x.bins, y: this.joint.y.bins },
        picked: () => this.picked() });
    this.ends = new AbortController();
    this.watching = new IntersectionObserver((entries) => {
      this.seen = entries.some(({ isIntersecting }) => isIntersecting);
      if (this.seen && this.wanted) void this.refresh();
    });
    this.listen();
  }

  destroy() {
    this.pause();
    this.ends.abort();
    this.brush.destroy();
    this.watching.disconnect();
    this.highlight.destroy();
  }

  listen() {
    const { signal } = this.ends;
    this.selects.forEach((select, axis) => select.addEventListener("change", () => {
      this.chosen[axis] = select.value;
      this.brush.clear();
      void this.refresh();
    }, { signal }));
    onKeys({ Escape: () => this.brush.clear() }, signal);
    this.watching.observe(this.root);
  }

  // -- what there is ------------------------------------------------------------------------

  /** @returns {Choice[]} */
  get choices() {
    const { recipe, stage, algorithms } = this.session;
    const source = { step: -1, name: "image" };
    const channels = stage.isColour ? CHANNELS.map((words, channel) =>
      ({ ...source, key: words, words: `picture, ${words}`, channel })) : [];
    const layers = recipe.steps.flatMap((step, index) => {
      const title = `${index + 1} ${algorithms.get(step.algorithm)?.title ?? step.algorithm}`;
      const outputs = step.enabled ? this.session.outputsOf(index) : [];
      const found = outputs.filter(({ kind }) => INTENSITIES.has(kind));
      return found.map(({ name }) => ({ key: `${step.uid}.${name}`, step: index, name, channel: null,
        words: found.length > 1 ? `${title}, ${name.replaceAll("_", " ")}` : title }));
    });
    return [{ ...source, key: PICTURE, words: PICTURE, channel: null }, ...channels, ...layers];
  }

  /** The two that are shown. @param {Choice[]} choices @returns {Choice[]} */
  pairOf(choices) {
    const by = (/** @type {string | null} */ key) => choices.find((choice) => choice.key === key);
    const near = choices.filter(({ step }) => step <= this.session.selectedIndex).at(-1);
    const second = near && near.key !== PICTURE ? near : choices.at(-1);
    const first = second?.key === "blue" ? by("red") : choices[0];
    return [by(this.chosen[0]) ?? first ?? choices[0], by(this.chosen[1]) ?? second ?? choices[0]];
  }

  /** @param {Choice[]} choices @param {Choice[]} pair */
  showChoices(choices, pair) {
    const named = choices.map(({ key, words }) => [key, words]);
    const written = JSON.stringify([named, pair.map(({ key }) => key)]);
    if (written === this.written) return;
    this.written = written;
    this.selects.forEach((select, axis) => {
      const options = choices.map(({ key, words }) => element("option", { value: key }, words));
      select.replaceChildren(...options);
      select.value = pair[axis].key;
    });
  }

  // -- counting -----------------------------------------------------------------------------

  /** A result has come while a hand moves: what lights up may be another one's. */
  follow() {
    if (this.brush.bins && this.urls().join(" ") !== this.key) this.highlight.clear();
  }

  /** Newer work goes before. */
  pause() {
    this.asking.abort();
  }

  urls() {
    return this.pairOf(this.choices).map(({ step, name, channel }) => {
      const recipe = pipelineOf(this.session.recipe, step);
      const more = step < 0 ? {} : { layer: name, quality: "exact" };
      const url = address("view", this.session.stage.query({ recipe, step, ...more, depth: 16 }));
      return channel === null ? url : `${url}#${channel}`;
    });
  }

  /** The hand rests: count what is seen. */
  async refresh() {
    const { choices } = this;
    const pair = this.pairOf(choices);
    this.showChoices(choices, pair);
    this.wanted = !this.seen;
    if (!this.seen) return;
    if (choices.length < 2) {
      this.forget();
      return;
    }
    const urls = this.urls();
    const key = urls.join(" ");
    if (key === this.key && this.joint) {
      this.light();
      return;
    }
    this.pause();
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const views = await Promise.all(urls.map((url) => getView(url.split("#")[0], signal, "", true)));
      if (signal.aborted || !this.session.alive) return;
      this.count(views, pair, key);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.forget(error.message);
    }
  }

  /** @param {View[]} views @param {Choice[]} pair @param {string} key */
  count(views, pair, key) {
    const before = this.pair?.every((choice, i) => choice.key === pair[i].key) ? this.joint : null;
    this.pair = pair;
    this.key = key;
    const [x, y] = views;
    const same = x.width === y.width && x.height === y.height;
    if (!same) this.forget(`${pair[0].words} has ${size(x)} pixels here and ${pair[1].words} ${
      size(y)}; choose two layers of one shape.`);
    if (!same || !x.pixels || !y.pixels) return;
    const levels = views.map((view, i) => levelsIn(view, pair[i].channel));
    this.counted = { views, levels };
    this.joint = jointOf(levels[0], levels[1]);
    if (before) this.brush.carry((bin) => carried(bin, before, /** @type {Joint} */ (this.joint)));
    else this.brush.clear();
    this.show();
  }

  forget(words = ALONE) {
    this.joint = null;
    this.key = "";
    this.counted = null;
    this.brush.clear();
    this.show(words);
  }

  // -- showing ------------------------------------------------------------------------------

  /** Bring the figure up to date, also after the theme has changed. @param {string} [words] instead of it */
  show(words = ALONE) {
    const { joint } = this;
    this.root.dataset.state = joint || this.choices.length > 1 ? "full" : "empty";
    if (joint) {
      this.draw(joint);
      this.brush.show();
      this.light();
    } else this.caption.textContent = words;
  }

  /** @param {Joint} joint */
  draw({ x, y, counts, most }) {
    const dark = document.documentElement.dataset.bsTheme === "dark";
    const colours = table("viridis");
    Object.assign(this.canvas, { width: x.bins, height: y.bins });
    const image = new ImageData(x.bins, y.bins);
    const words = new Uint32Array(image.data.buffer);
    const scale = 255 / Math.log1p(most || 1);
    counts.forEach((count, place) => {
      if (!count) return;
      const share = Math.round(Math.log1p(count) * scale);
      // What is frequent stands out most from the ground of either theme.
      const entry = 3 * (dark ? share : 255 - share);
      const [r, g, b] = [colours[entry], colours[entry + 1], colours[entry + 2]];
      const row = y.bins - 1 - Math.floor(place / x.bins);
      words[row * x.bins + (place % x.bins)] = ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
    });
    this.canvas.getContext("2d")?.putImageData(image, 0, 0);
    this.brush.showEnds([x, y].map(({ low, high }) => [low, high].map((value) => shownIn(value, high - low))));
  }

  describe() {
    const { joint, brush: { bins } } = this;
    if (!joint || !this.pair) return;
    const { correlation, pixels } = joint;
    const r = correlation === null ? "no correlation, as one of them is constant"
      : `correlation ${correlation.toFixed(3)}`;
    const words = bins ? this.wordsOf(bins) : `${this.pair[1].words} against ${this.pair[0].words}: ${r}, ${
      pixels.toLocaleString("en")} px in view`;
    this.caption.textContent = words;
    this.caption.title = words;
  }

  /** @param {Bins} bins */
  wordsOf(bins) {
    const joint = /** @type {Joint} */ (this.joint);
    let inside = 0;
    for (let y = bins.y0; y <= bins.y1; y += 1) {
      for (let x = bins.x0; x <= bins.x1; x += 1) inside += joint.counts[y * joint.x.bins + x];
    }
    const words = (/** @type {"x" | "y"} */ axis, /** @type {number} */ from, /** @type {number} */ to) =>
      spanOf(joint[axis], from, to - from)
        .map((value) => shownIn(value, joint[axis].high - joint[axis].low)).join(" to ");
    const [across, up] = [words("x", bins.x0, bins.x1), words("y", bins.y0, bins.y1)];
    const share = Number(((100 * inside) / (joint.pixels || 1)).toPrecision(3));
    return `Across ${across}, up ${up}: ${inside.toLocaleString("en")} px, ${share} % of what is in view`;
  }

  /** Other bins are chosen, or pointed at. */
  picked() {
    this.light();
  }

  /** Light up the pixels of the bins that are chosen. */
  light() {
    this.describe();
    const { joint, counted, brush: { bins } } = this;
    if (!joint || !counted || !bins) {
      this.highlight.clear();
      return;
    }
    const chosen = new Uint8Array(joint.counts.length);
    for (let y = bins.y0; y <= bins.y1; y += 1) {
      chosen.fill(1, y * joint.x.bins + bins.x0, y * joint.x.bins + bins.x1 + 1);
    }
    const { places } = joint;
    this.highlight.pick(counted.views[0], (at) => chosen[places[at]] === 1, COLOUR);
  }

  /** @param {{row: number, column: number} | null} place under the cursor on the picture */
  hovered(place) {
    const { joint, counted } = this;
    const at = place && counted ? pixelAt(counted.views[0], place) : null;
    if (!joint || !counted || at === null) this.brush.mark(null);
    else {
      const [x, y] = [joint.x, joint.y].map((axis, i) => binOf(axis, counted.levels[i].levels[at]));
      this.brush.mark({ x, y });
    }
  }
}

/**
 * Where the values of a bin lie among other bins.
 *
 * @param {import("./scatter_brush.mjs").Bin} bin
 * @param {Joint} before
 * @param {Joint} after
 */
function carried(bin, before, after) {
  const middle = (/** @type {"x" | "y"} */ axis) => {
    const [low, high] = spanOf(before[axis], bin[axis]);
    return binAt(after[axis], (low + high) / 2);
  };
  return { x: middle("x"), y: middle("y") };
}

/** @param {View} view */
function size({ width, height }) {
  return `${height} × ${width}`;
}
