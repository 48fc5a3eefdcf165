// Values along a line, of the picture and of every layer of the steps up to the one in use; the
// plot and the picture mark each other's place. Used by figures.mjs.
import { ApiError, address, getJson } from "./api.mjs";
import { element, takesText } from "../mount.mjs";
import { PALETTE } from "./colours.mjs";
import { Latest } from "./latest.mjs";
import { shown } from "./measurements.mjs";
import { across, bareAxis, plot, token } from "./plotting.mjs";
import { shownIn } from "./rounding.mjs";
import { ProfileLine } from "./profile_line.mjs";
import { pipelineOf } from "./recipe.mjs";

/**
 * @typedef {import("./profile_line.mjs").Line} Line
 * @typedef {{step: number, name: string, kind: string, values: (number | null)[]}} Series
 * @typedef {{line: Line, length: number, samples: number, scale: number, exact: boolean,
 *   profiles: Series[]}} Measured
 */

const MOST_SAMPLES = 512;
/** Steps that are quicker are followed while the hand moves. */
const CHEAP_MS = 40;
const EMPTY = "Draw a line on the picture to see the values along it.";

export class Profile {
  /** @param {import("./session.mjs").Session} session */
  constructor(session) {
    this.session = session;
    this.root = session.find("[data-testid='profile']");
    this.area = /** @type {HTMLElement} */ (this.root.querySelector(".plot-area"));
    this.caption = /** @type {HTMLElement} */ (this.root.querySelector(".panel-caption"));
    this.spot = element("div", { class: "plot-mark", hidden: "" });
    this.area.replaceChildren(this.spot);
    /** @type {Measured | null} what was measured */
    this.measured = null;
    this.url = "";
    this.asking = new Latest(() => this.fetch());
    this.line = new ProfileLine(session.stage.viewer, (done) => this.moved(done));
    this.wanted = lineOf(new URLSearchParams(window.location.search).get("profile"));
    this.ends = new AbortController();
    this.listen();
    this.show();
  }

  destroy() {
    this.ends.abort();
    this.line.destroy();
  }

  listen() {
    const { signal } = this.ends;
    const button = (/** @type {string} */ name) =>
      /** @type {HTMLElement} */ (this.root.querySelector(`[data-profile='${name}']`));
    button("draw").addEventListener("click", () => this.start(), { signal });
    button("clear").addEventListener("click", () => this.clear(), { signal });
    window.addEventListener("keydown", (event) => this.key(event), { signal });
    const body = /** @type {HTMLElement} */ (this.area.parentElement);
    body.addEventListener("pointermove", (event) => this.mark(across(this.area, event)), { signal });
    body.addEventListener("pointerleave", () => this.mark(null), { signal });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) return;
    if (event.key === "p") this.start();
    if (event.key === "P") this.clear();
    if (event.key === "Escape") this.line.arm(false);
  }

  /** Take up the tool; the first line is there at once, so that keys alone are enough. */
  start() {
    if (!this.session.stage.picture) return;
    // Only one tool has the pointer.
    this.session.drawing.close();
    this.session.figures.trace.cross.arm(false);
    if (!this.line.line) this.line.setAcross();
    this.line.arm(true);
  }

  clear() {
    this.line.arm(false);
    this.line.set(null);
  }

  /** What the address bar says of it. */
  get inAddress() {
    const line = this.line.line ?? this.wanted;
    return line ? `&profile=${line.join(",")}` : "";
  }

  // -- measuring ----------------------------------------------------------------------------

  /** @param {boolean} done */
  moved(done) {
    if (!this.line.line) this.measured = null;
    if (this.line.line) this.asking.push(true);
    else this.show();
    if (done) this.session.addressed();
  }

  /** A result has come. @param {{elapsed_ms: number}[]} steps how long each took */
  followed(steps) {
    const spent = steps.reduce((sum, step) => sum + step.elapsed_ms, 0);
    if (this.line.line && spent < CHEAP_MS) this.asking.push(true);
  }

  /** The hand rests. */
  refresh() {
    const { width, height } = this.session.stage.viewer.camera.picture;
    const line = this.line.line ?? this.wanted;
    this.wanted = null;
    if (!line) return;
    const fits = line.every((value, i) => value >= 0 && value <= (i % 2 ? width : height) - 1);
    if (!fits) this.line.set(null);
    else if (!this.line.line) this.line.set(line);
    else this.asking.push(true);
  }

  async fetch() {
    const { session } = this;
    const { line } = this.line;
    if (!line || !session.alive) return;
    const recipe = pipelineOf(session.recipe, session.selectedIndex);
    const plane = session.stage.planes > 1 ? session.stage.plane : null;
    const length = Math.hypot(line[2] - line[0], line[3] - line[1]);
    const samples = Math.min(MOST_SAMPLES, Math.max(2, Math.ceil(length) + 1));
    const url = address("profile", { recipe, line: line.join(","), plane, samples });
    if (url === this.url && this.measured) return;
    try {
      const measured = await getJson(url);
      if (!session.alive || !this.line.line) return;
      this.measured = measured;
      this.url = url;
      this.show();
    } catch (error) {
      // The step itself says what is wrong with it.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  // -- showing ------------------------------------------------------------------------------

  /** Bring the figure up to date, also after the theme has changed. */
  show() {
    const { measured } = this;
    this.root.dataset.state = measured ? "full" : "empty";
    if (!measured) {
      this.caption.textContent = EMPTY;
      this.mark(null);
      plot("profile-graph", [], { xaxis: bareAxis({ visible: false }),
        yaxis: bareAxis({ visible: false }) });
      return;
    }
    const distances = spaced(measured);
    const data = measured.profiles.map((series, i) => traceOf(series, i, measured, distances));
    const over = { overlaying: "y", visible: false };
    plot("profile-graph", data, {
      margin: { l: 32, r: 6, t: 6, b: 20 },
      xaxis: bareAxis({ range: [0, measured.length || 1], nticks: 5, ticksuffix: " px" }),
      yaxis: bareAxis({ nticks: 4 }),
      yaxis2: bareAxis(over),
      yaxis3: bareAxis({ ...over, range: [-0.05, 1.05] }),
    });
    this.describe(measured);
  }

  /** @param {Measured} measured */
  describe({ profiles, line, length, exact }) {
    const [row0, column0, row1, column1] = line.map((value) => Math.round(value));
    const words = `(${row0}, ${column0}) to (${row1}, ${column1}), ${shown(round(length))} px${
      exact ? "" : ", approximate"}`;
    const entries = profiles.map((series, i) => {
      const swatch = element("i", { class: "plot-swatch", style: `background: ${colourOf(i)}` });
      return element("span", { class: "plot-entry" }, swatch, `${nameOf(series)} ${range(series)}`);
    });
    this.caption.replaceChildren(element("span", { class: "plot-entry" }, words), ...entries);
    this.caption.title = this.caption.textContent ?? "";
  }

  /** Mark a place in the plot and on the picture. @param {number | null} share */
  mark(share) {
    const at = this.measured ? share : null;
    this.spot.hidden = at === null;
    this.spot.style.left = `${100 * (at ?? 0)}%`;
    this.line.mark(at);
  }

  /** @param {{row: number, column: number} | null} place under the cursor */
  hovered(place) {
    if (this.line.line) this.mark(place && this.line.shareOf(place));
  }
}

/** @param {string | null} text @returns {Line | null} */
function lineOf(text) {
  const numbers = (text ?? "").split(",").map(Number);
  const usable = text && numbers.length === 4 && numbers.every(Number.isFinite);
  return usable ? /** @type {Line} */ (numbers) : null;
}

/** @param {Measured} measured */
function spaced({ samples, length }) {
  return Array.from({ length: samples }, (_, i) => round((i / (samples - 1)) * length));
}

/** @param {Series} series @param {number} i @param {Measured} measured @param {number[]} distances */
function traceOf(series, i, { profiles }, distances) {
  const { kind, values } = series;
  const stepped = kind === "mask" || kind === "labels";
  const axis = kind === "mask" ? "y3" : i === 0 || (!stepped && alike(series, profiles[0])) ? "y" : "y2";
  return {
    type: "scatter", mode: "lines", x: distances, y: values, yaxis: axis, name: nameOf(series),
    line: { color: colourOf(i), width: 1.25, ...(stepped ? { shape: "hvh" } : {}) },
    hovertemplate: `${nameOf(series)} %{y:.4~g}<extra></extra>`,
  };
}

/** Whether two can share an axis: neither is flat beside the other. @param {Series} a @param {Series} b */
function alike(a, b) {
  const [[low, high], [from, to]] = [extremes(a), extremes(b)];
  const both = Math.max(high, to) - Math.min(low, from);
  return (high - low) * 4 >= both && (to - from) * 4 >= both;
}

/** @param {Series} series @returns {[number, number]} */
function extremes({ values }) {
  const finite = /** @type {number[]} */ (values.filter((value) => value !== null));
  return finite.length ? [Math.min(...finite), Math.max(...finite)] : [0, 0];
}

/** @param {Series} series */
function range(series) {
  if (series.kind === "mask") {
    const inside = series.values.filter((value) => value === 1).length;
    return `${Math.round((100 * inside) / series.values.length)} % inside`;
  }
  const [low, high] = extremes(series);
  return [low, high].map((value) => shownIn(value, high - low)).join(" to ");
}

/** @param {Series} series */
function nameOf({ step, name }) {
  return step < 0 ? "picture" : `${step + 1} ${name.replaceAll("_", " ")}`;
}

/** @param {number} i */
function colourOf(i) {
  return i ? PALETTE[(i - 1) % PALETTE.length] : token("--iso-text");
}

/** @param {number} value */
function round(value) {
  return Number(value.toPrecision(4));
}
