// How a figure of the result changes along each slider of the open step, painted behind its track.
// Asked for when nothing else is to be done, point by point, and given up as soon as a hand moves
// anything. Used by session.mjs; the room is made by components/parameter_controls.py.
import { ApiError, address, getView, postJson } from "./api.mjs";
import { thumbsIn, valueOf } from "./controls.mjs";
import { shown } from "./measurements.mjs";
import { pipelineOf, withStep } from "./recipe.mjs";
import { recall, remember } from "./remembered.mjs";
import { endsOf, keyOf, paintCurve, placesOf, pointsOf } from "./track_curves.mjs";
import { Truth } from "./truth.mjs";

/**
 * @typedef {import("./session.mjs").Session} Session
 * @typedef {import("./track_curves.mjs").Curve} Curve
 * @typedef {{step: number, layer: string}} Target layer whose figures are shown
 */

const PLACE = "isoline-track-figure";
const IDLE_MS = 400;
/** From here on what is no longer wanted is called off at the server as well. */
const LONG_MS = 60;
/** Longest that one answer may take for the others to be asked for. */
const SLOW_MS = 1500;
const JUDGED = new Set(["dice", "average_precision"]);
const CLASSES = new Set(["mask", "labels"]);
const INTENSITIES = new Set(["image", "heatmap"]);

export class PaintedTracks {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    this.select = /** @type {HTMLSelectElement} */ (session.find("[data-testid='track-figure']"));
    const kept = recall(PLACE);
    const known = [...this.select.options].some(({ value }) => value === kept);
    if (kept !== null && known) this.select.value = kept;
    /** @type {Map<string, Curve>} by uid of the step and name of the parameter */
    this.curves = new Map();
    this.asking = new AbortController();
    /** @type {{token: string, started: number} | null} the one answer that is under way */
    this.flight = null;
    this.truth = new Truth(session, () => this.chosen());
    this.ends = new AbortController();
    this.themed = new MutationObserver(() => this.draw());
    this.listen();
  }

  destroy() {
    this.pause();
    this.ends.abort();
    this.themed.disconnect();
    this.truth.destroy();
  }

  listen() {
    const { signal } = this.ends;
    this.select.addEventListener("change", () => {
      remember(PLACE, this.select.value);
      this.chosen();
    }, { signal });
    const options = { signal, capture: true };
    window.addEventListener("pointerdown", () => this.pause(), options);
    for (const name of ["pointerup", "pointercancel"]) {
      window.addEventListener(name, () => this.refresh(), options);
    }
    this.themed.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  }

  /** Another figure, or another truth. */
  chosen() {
    this.offer();
    this.refresh();
  }

  /** Figures that need a truth can be chosen where there is one. */
  offer() {
    const { image } = this.truth;
    for (const option of this.select.options) option.disabled = JUDGED.has(option.value) && !image;
  }

  /** What is shown; nothing where it needs a truth that there is not. */
  get figure() {
    const { value } = this.select;
    return value === "off" || (JUDGED.has(value) && !this.truth.image) ? null : value;
  }

  // -- asking -------------------------------------------------------------------------------

  /** Newer work goes before. */
  pause() {
    clearTimeout(this.resting);
    this.asking.abort();
    const { flight } = this;
    this.flight = null;
    // What takes long would go on beside what the hand asks for.
    if (!flight || performance.now() - flight.started < LONG_MS) return;
    postJson("/api/v1/cancel", { token: flight.token }).catch(() => {});
  }

  /** @param {string} url @param {AbortSignal} signal */
  async ask(url, signal) {
    const token = crypto.getRandomValues(new Uint32Array(3)).join("-");
    const flight = { token, started: performance.now() };
    this.flight = flight;
    try {
      return await getView(url, signal, token, true);
    } finally {
      if (this.flight === flight) this.flight = null;
    }
  }

  /** The hand rests: go on once nothing else has happened for a while. */
  refresh() {
    this.pause();
    this.resting = setTimeout(() => this.session.afterPaint("tracks", () => void this.paint(), true), IDLE_MS);
  }

  get isQuiet() {
    const { results, stage, cards, tracks, patience } = this.session;
    return stage.picture && results.live.idle && !cards.errors.size && !tracks.held && !patience.holds;
  }

  async paint() {
    this.asking = new AbortController();
    const { signal } = this.asking;
    await this.truth.refresh();
    if (signal.aborted || !this.session.alive) return;
    this.offer();
    this.forgetOthers();
    this.draw();
    const target = this.figure ? this.target : null;
    if (!target || !this.isQuiet) return;
    for (const box of this.boxes) {
      if (!(await this.follow(box, target, signal))) return;
    }
  }

  /**
   * Layer that the open step leads to: the last one that tells inside from outside, or its own.
   *
   * @returns {Target | null}
   */
  get target() {
    const { recipe, selectedIndex } = this.session;
    const find = (/** @type {number} */ step, /** @type {Set<string>} */ kinds) => {
      const found = recipe.steps[step]?.enabled
        ? this.session.outputsOf(step).find(({ kind }) => kinds.has(kind)) : undefined;
      return found ? { step, layer: found.name } : null;
    };
    if (!recipe.steps[selectedIndex]?.enabled) return null;
    for (let step = recipe.steps.length - 1; step >= selectedIndex; step -= 1) {
      const found = find(step, CLASSES);
      if (found) return found;
    }
    return this.select.value === "intensity" ? find(selectedIndex, INTENSITIES) : null;
  }

  /** Sliders of one value of the open step. */
  get boxes() {
    const boxes = this.session.root.querySelectorAll(".step.is-open .parameter:has(.track-paint)");
    return /** @type {HTMLElement[]} */ ([...boxes]).filter((box) => thumbsIn(box).length === 1);
  }

  /** What an answer depends on besides the place. @param {HTMLElement} box @param {Target} target */
  contextOf(box, target) {
    const { uid = "", name = "" } = box.dataset;
    const recipe = withStep(this.session.recipe, uid, ({ parameters }) =>
      ({ parameters: { ...parameters, [name]: null } }));
    const truth = JUDGED.has(this.select.value) ? this.truth.image : null;
    return JSON.stringify([pipelineOf(recipe, target.step), target, truth, this.session.stage.plane,
      ...endsOf(box)]);
  }

  /** @param {HTMLElement} box @param {Target} target */
  curveOf(box, target) {
    const key = keyOf(box);
    const context = this.contextOf(box, target);
    const known = this.curves.get(key);
    if (known?.context === context) return known;
    const [low, high] = endsOf(box);
    const curve = { context, answers: new Map(), low, high, failure: "", whole: false };
    this.curves.set(key, curve);
    return curve;
  }

  /**
   * Ask along one slider.
   *
   * @param {HTMLElement} box
   * @param {Target} target
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} false where something else goes before
   */
  async follow(box, target, signal) {
    const curve = this.curveOf(box, target);
    if (curve.whole) return true;
    for (const place of placesOf(box, curve)) {
      if (curve.failure) break;
      if (curve.answers.has(place)) continue;
      const started = performance.now();
      try {
        const view = await this.ask(this.addressOf(box, target, place), signal);
        if (signal.aborted) return false;
        curve.answers.set(place, view.json);
        if (performance.now() - started > SLOW_MS) curve.failure = "too slow to be followed along the range";
      } catch (error) {
        if (signal.aborted) return false;
        if (!(error instanceof ApiError)) throw error;
        // A value may be refused together with others; what is known of the curve stays.
        curve.failure = error.message;
      }
      if (!box.isConnected || !this.isQuiet) return false;
      this.drawOne(box);
    }
    curve.whole = true;
    this.drawOne(box);
    return true;
  }

  /** @param {HTMLElement} box @param {Target} target @param {number} place */
  addressOf(box, target, place) {
    const { session } = this;
    const { uid = "", name = "" } = box.dataset;
    const value = valueOf({ part: "slider", uid, name }, place, null);
    const recipe = withStep(session.recipe, uid, ({ parameters }) =>
      ({ parameters: { ...parameters, [name]: value } }));
    return address("figures", { recipe: pipelineOf(recipe, target.step), ...target, quality: "preview",
      truth: JUDGED.has(this.select.value) ? this.truth.image : null,
      plane: session.stage.planes > 1 ? session.stage.plane : null, v: session.version });
  }

  /** Steps that are gone leave nothing behind. */
  forgetOthers() {
    const uids = new Set(this.session.recipe.steps.map(({ uid }) => uid));
    for (const key of this.curves.keys()) if (!uids.has(key.split(" ")[0])) this.curves.delete(key);
  }

  // -- painting -----------------------------------------------------------------------------

  draw() {
    for (const box of this.boxes) this.drawOne(box);
  }

  /** @param {HTMLElement} box */
  drawOne(box) {
    const canvas = /** @type {HTMLCanvasElement} */ (box.querySelector(".track-paint"));
    const words = /** @type {HTMLElement} */ (box.querySelector(".track-words"));
    const { figure } = this;
    const target = figure ? this.target : null;
    const known = this.curves.get(keyOf(box));
    const curve = known && target && known.context === this.contextOf(box, target) ? known : null;
    const points = curve && figure ? pointsOf(curve, figure) : [];
    words.textContent = curve && figure && target ? this.describe(curve, points, target) : "";
    /** @type {HTMLElement} */ (box.querySelector(".parameter-track")).title = words.textContent;
    thumbsIn(box)[0]?.setAttribute("aria-describedby", words.id);
    canvas.dataset.state = curve?.whole ? "whole" : curve ? "part" : "";
    paintCurve(canvas, points, curve);
  }

  /** @param {Curve} curve @param {[number, number][]} points @param {Target} target */
  describe({ failure }, points, { step }) {
    const name = this.select.selectedOptions[0].textContent ?? "";
    const values = points.map(([, value]) => value);
    if (!values.length) return failure && `${name}: ${failure}`;
    const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => shown(round(value)));
    const range = least === most ? `${least} everywhere` : `${least} to ${most}`;
    return `${name} of step ${step + 1}: ${range} along the range`;
  }
}

/** @param {number} value */
function round(value) {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}
