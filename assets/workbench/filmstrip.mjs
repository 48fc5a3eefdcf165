// The filmstrip under the viewer: what every step gives on this picture, small; a click looks at
// that step, holding the first frame or the backslash key shows the picture alone. Used by
// session.mjs; the element is made by components/viewer.py.
import { element, takesText } from "../mount.mjs";
import { ApiError, address, getView, wasCalledOff } from "./api.mjs";
import { GEOMETRIES, drawGeometry } from "./geometry.mjs";
import { Identities } from "./identities.mjs";
import { firstStyle } from "./layer_list.mjs";
import { ClassRaster } from "./classes.mjs";
import { paint, plain } from "./painting.mjs";
import { pipelineOf } from "./recipe.mjs";

const WIDTH = 96;
const HEIGHT = 60;
const SIDE = 160;
const REST_MS = 200;
/** Arrows are small here. */
const ARROWS_APART = 6;
const SOURCE = "source";

/** @typedef {import("./session.mjs").Session} Session */
/** @typedef {import("./api.mjs").View} View */
/** @typedef {import("./layer_list.mjs").LayerRow} LayerRow */
/** @typedef {{url: string, view: View, row: LayerRow | null}} Shot */

export class Filmstrip {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    this.root = session.find(".filmstrip");
    this.strip = session.find(".filmstrip-frames");
    /** @type {Map<string, Shot>} by uid of the step */
    this.shots = new Map();
    /** @type {Map<string, HTMLElement>} */
    this.frames = new Map();
    /** @type {Map<string, Identities>} */
    this.identities = new Map();
    this.failure = { step: Infinity, message: "" };
    this.fetching = new AbortController();
    this.ends = new AbortController();
    this.listen();
  }

  destroy() {
    this.pause();
    this.ends.abort();
  }

  /** Another picture. */
  forget() {
    this.shots.clear();
    this.identities.clear();
  }

  /** Frames for the steps there are, and which of them is in use, off or failing. */
  show() {
    const { recipe, selectedIndex, cards, algorithms } = this.session;
    const [[failed = this.failure.step, message = this.failure.message] = []] = [...cards.errors];
    const frames = recipe.steps.map((step, index) => {
      const frame = this.frameOf(step.uid);
      const title = algorithms.get(step.algorithm)?.title ?? step.algorithm;
      const state = !step.enabled ? "off" : index === failed ? "failed"
        : index > failed ? "waiting" : "";
      const words = { off: "switched off", failed: message, waiting: "waits for a failed step" };
      frame.dataset.state = state;
      frame.title = [title, words[/** @type {keyof typeof words} */ (state)]].filter(Boolean).join(": ");
      frame.setAttribute("aria-current", String(index === selectedIndex));
      caption(frame, `${index + 1} ${title}`);
      return frame;
    });
    const first = this.frameOf(SOURCE);
    caption(first, SOURCE);
    first.title = "The picture; hold to see it alone (\\)";
    const wanted = [first, ...frames];
    const known = [...this.strip.children];
    if (wanted.length !== known.length || wanted.some((frame, i) => frame !== known[i])) {
      this.strip.replaceChildren(...wanted);
    }
  }

  /** @param {string} uid */
  frameOf(uid) {
    const known = this.frames.get(uid);
    if (known) return known;
    const density = window.devicePixelRatio || 1;
    const canvas = element("canvas", {
      width: String(WIDTH * density), height: String(HEIGHT * density), "aria-hidden": "true",
    });
    const made = element("button", { type: "button", class: "film-frame", "data-uid": uid },
      canvas, element("span", { class: "film-caption" }));
    this.frames.set(uid, made);
    return made;
  }

  // -- pictures -----------------------------------------------------------------------------

  /** Newer work goes before. */
  pause() {
    clearTimeout(this.resting);
    this.fetching.abort();
  }

  /** Bring the pictures up to date; called when the hand rests. */
  refresh() {
    this.pause();
    if (!this.strip.offsetParent) return;
    this.resting = setTimeout(() => void this.fetchAll(), REST_MS);
  }

  async fetchAll() {
    this.fetching = new AbortController();
    const { signal } = this.fetching;
    const { steps } = this.session.recipe;
    const [failed = Infinity] = this.session.cards.errors.keys();
    this.failure = { step: Infinity, message: "" };
    try {
      await this.fetch(SOURCE, -1, null, signal);
      for (const [index, step] of steps.entries()) {
        if (index >= failed) break;
        const row = this.mainLayer(index);
        if (row) await this.fetch(step.uid, index, row, signal);
      }
    } catch (error) {
      if (wasCalledOff(error)) return;
      if (!(error instanceof ApiError)) throw error;
      this.failure = { step: error.step ?? Infinity, message: error.message };
    }
    if (this.session.alive) this.show();
  }

  /** @param {string} uid @param {number} index @param {LayerRow | null} row @param {AbortSignal} signal */
  async fetch(uid, index, row, signal) {
    const { session } = this;
    const { width, height } = session.stage.viewer.camera.picture;
    const scale = 2 ** -Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / SIDE)));
    const plane = session.stage.planes > 1 ? session.stage.plane : null;
    const recipe = pipelineOf(session.recipe, index);
    const query = { recipe, step: index, layer: row?.name, scale: Math.max(scale, 2 ** -12), plane };
    const url = address("view", { ...query, v: session.version });
    if (this.shots.get(uid)?.url !== url) {
      this.shots.set(uid, { url, view: await getView(url, signal, "", true), row });
    }
    this.draw(uid);
  }

  /** What of a step is shown: its first picture, or else what it places. @param {number} index */
  mainLayer(index) {
    const step = this.session.recipe.steps[index];
    // It may have been taken away while the frame before it was fetched.
    if (!step?.enabled) return null;
    const outputs = this.session.outputsOf(index);
    const found = outputs.find(({ kind }) => ["image", "mask", "labels", "heatmap"].includes(kind)) ??
      outputs.find(({ kind }) => GEOMETRIES.has(kind));
    return found ? { key: `${step.uid}.${found.name}`, name: found.name, kind: found.kind, step: index }
      : null;
  }

  /** Draw again what is held, in the colours of now. */
  repaint() {
    for (const uid of this.shots.keys()) this.draw(uid);
  }

  /** @param {string} uid */
  draw(uid) {
    const shot = this.shots.get(uid);
    const source = this.shots.get(SOURCE);
    const canvas = /** @type {HTMLCanvasElement | null} */ (this.frameOf(uid).querySelector("canvas"));
    const context = canvas?.getContext("2d");
    if (!canvas || !context || !shot || !source) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    const { picture } = this.session.stage.viewer.camera;
    const zoom = Math.min(canvas.width / picture.width, canvas.height / picture.height);
    const across = picture.width * zoom;
    const down = picture.height * zoom;
    const [left, top] = [(canvas.width - across) / 2, (canvas.height - down) / 2];
    const base = plain(source.view, this.session.stage.contrast.levels);
    context.drawImage(/** @type {CanvasImageSource} */ (base.source), left, top, across, down);
    if (!shot.row) return;
    const style = { ...this.styleOf(shot.row), visible: true, mode: /** @type {"over"} */ ("over") };
    if (GEOMETRIES.has(shot.row.kind)) {
      const { view: { json }, row: { kind } } = shot;
      // A canvas pixel is a device pixel here, and lines are as fine as can be.
      drawGeometry(context, { kind, json, style: { ...style, width: 1 } },
        { left, top, zoom, density: 1, gap: ARROWS_APART });
      return;
    }
    const made = paint(shot.view, style, 1, this.identitiesOf(shot.row.key));
    if (made.painted) {
      new ClassRaster().draw(context, made.painted, { left, top, width: across, height: down }, 1);
      return;
    }
    context.globalAlpha = made.opacity;
    context.drawImage(/** @type {CanvasImageSource} */ (made.source), left, top, across, down);
    context.globalAlpha = 1;
  }

  /** @param {LayerRow} row */
  styleOf(row) {
    return this.session.results.styles.get(row.key) ?? firstStyle(row, 0);
  }

  /** @param {string} key */
  identitiesOf(key) {
    const made = this.identities.get(key) ?? new Identities();
    this.identities.set(key, made);
    return made;
  }

  // -- hands --------------------------------------------------------------------------------

  listen() {
    const { signal } = this.ends;
    const { viewer } = this.session.stage;
    const frame = (/** @type {Event} */ event) => /** @type {HTMLElement | null} */ (
      /** @type {HTMLElement} */ (event.target).closest(".film-frame"));
    this.strip.addEventListener("click", (event) => {
      const uid = frame(event)?.dataset.uid;
      if (uid && uid !== SOURCE) this.session.select(uid);
    }, { signal });
    const held = (/** @type {Event} */ event) => frame(event)?.dataset.uid === SOURCE;
    this.strip.addEventListener("pointerdown", (event) => viewer.peek(held(event)), { signal });
    for (const name of ["pointerup", "pointercancel", "blur"]) {
      window.addEventListener(name, () => viewer.peek(false), { signal });
    }
    window.addEventListener("keydown", (event) => this.key(event), { signal });
    window.addEventListener("keyup", ({ key }) => {
      if (key === "\\" || key === " " || key === "Enter") viewer.peek(false);
    }, { signal });
    const toggle = this.session.find(".filmstrip-toggle");
    toggle.addEventListener("click", () => this.fold(!this.root.classList.contains("is-folded")), { signal });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) return;
    const { viewer } = this.session.stage;
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    const onSource = focused?.dataset.uid === SOURCE && (event.key === " " || event.key === "Enter");
    if (event.key === "\\" || onSource) viewer.peek(true);
    if (event.key === "f") this.fold(!this.root.classList.contains("is-folded"));
  }

  /** @param {boolean} on */
  fold(on) {
    this.root.classList.toggle("is-folded", on);
    this.session.find(".filmstrip-toggle").setAttribute("aria-expanded", String(!on));
    if (!on) this.refresh();
  }
}

/** @param {HTMLElement} frame @param {string} words */
function caption(frame, words) {
  const line = /** @type {HTMLElement} */ (frame.querySelector(".film-caption"));
  if (line.textContent !== words) line.textContent = words;
}
