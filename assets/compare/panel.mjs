// One panel: a picture with what a result gives over it, its stamp, its badge. It moves with the
// others; what is sharper follows when they rest. Used by page.mjs and wall.mjs.
import { element } from "../mount.mjs";
import { ApiError, address, isKept, wasCalledOff } from "../workbench/api.mjs";
import { GEOMETRIES } from "../workbench/geometry.mjs";
import { pixelAt } from "../workbench/histogram_link.mjs";
import { Identities } from "../workbench/identities.mjs";
import { Latest } from "../workbench/latest.mjs";
import { valueOfPixel } from "../workbench/levels.mjs";
import { shown } from "../workbench/measurements.mjs";
import { classesOf } from "../workbench/classes.mjs";
import { plain } from "../workbench/painting.mjs";
import { Viewer } from "../workbench/viewer.mjs";
import { shared } from "./fetching.mjs";
import { planeOf, sizeOf } from "./linking.mjs";
import { bare } from "./links.mjs";
import { painted, styleOf } from "./painted.mjs";

const AS_IS = { limits: null, gamma: 1, map: "grey" };
const CLASSED = new Set(["mask", "labels"]);
/** What hides the picture behind it. */
const OPAQUE = new Set(["image", "heatmap"]);

/**
 * @typedef {import("./kept.mjs").Kept} Kept
 * @typedef {import("../workbench/api.mjs").View} View
 * @typedef {{result: Kept, codes?: Record<string, string>, outline?: string, map?: string}} Shown
 *   a result and, where it is not the usual one, the way it is drawn
 * @typedef {{version: string, state: {plane: number | null}, record: (image: string) => Promise<any>,
 *   together: import("./together.mjs").Together, arrived: (panel: Panel) => void,
 *   identities: (panel: Panel) => Identities, signal: AbortSignal}} Owner
 * @typedef {{row: number, column: number}} Place
 */

export class Panel {
  /**
   * @param {Owner} owner
   * @param {Shown[]} layers the lowest first; the picture of the first one lies beneath
   */
  constructor(owner, layers) {
    this.owner = owner;
    this.layers = layers;
    /** @type {any} what is known of the picture, once it is */
    this.picture = null;
    /** Whether its own camera is being set, which moves nobody else. */
    this.placing = false;
    /** @type {(View | null)[]} of each layer */
    this.views = layers.map(() => null);
    /** @type {View | null} */
    this.base = null;
    /** Colours of its objects. */
    this.identities = new Identities();
    this.failed = "";
    this.gone = false;
    this.isBusy = false;
    /** Which part of the picture its views show. */
    this.held = "";
    /** How often it has asked, and which time it was that what it shows was asked for. */
    this.asked = 0;
    this.answered = 0;
    /** @type {Place | null} that is marked */
    this.marked = null;
    this.build();
    this.live = new Latest(() => this.fetch("preview"));
    this.viewer = new Viewer(this.stage, {
      moved: () => {
        this.leave();
        if (!this.placing && this.picture) owner.together.moved(this);
      },
      hovered: (place) => owner.together.hovered(this, place),
    });
    this.stage.addEventListener("lostpointercapture", () => owner.together.released());
  }

  /** The result it stands for. */
  get result() {
    return this.layers[0].result;
  }

  build() {
    this.root = element("article", { class: "compare-panel", "data-testid": "panel", tabindex: "-1" });
    this.stage = element("div", { class: "compare-stage" },
      element("canvas", { class: "viewer-canvas" }),
      element("div", { class: "picture" }));
    this.cursor = element("div", { class: "compare-cursor", hidden: "" });
    this.head = element("header", { class: "compare-head" });
    this.stamp = element("div", { class: "compare-stamp", "data-testid": "stamp" });
    this.badge = element("span", { class: "exactness", hidden: "", "data-testid": "panel-exactness" });
    this.value = element("span", { class: "compare-value" });
    this.notice = element("div", { class: "compare-notice", hidden: "", role: "status" });
    this.busy = element("div", { class: "viewer-busy", hidden: "" });
    this.stage.append(this.busy, this.badge, this.notice, this.cursor);
    this.root.append(this.stage, this.head, this.stamp, this.value);
  }

  /** Whether both show objects of one picture. @param {Panel} other */
  isLike({ result }) {
    const { image, kind } = this.result;
    return kind === "labels" && result.kind === "labels" && image === result.image;
  }

  /** Look the picture up, take the place of the others, and show. */
  async open() {
    try {
      const record = await this.owner.record(this.result.image);
      if (this.gone) return;
      this.picture = record;
      this.size = sizeOf(record);
      this.placing = true;
      // Not to ask for what is to be seen on no screen at all, and then again.
      this.viewer.resize();
      this.viewer.setPicture(this.size.width, this.size.height);
      this.owner.together.place(this);
      this.placing = false;
      this.request();
    } catch (error) {
      this.fail(error);
    }
  }

  destroy() {
    this.gone = true;
    this.viewer.destroy();
    this.root.remove();
  }

  /** Take another place without telling the others. @param {(camera: import("../workbench/camera.mjs").Camera) => void} change */
  moveTo(change) {
    this.placing = true;
    change(this.viewer.camera);
    this.viewer.draw();
    this.placing = false;
    this.leave();
  }

  /** The camera has moved: what it holds may not be what is to be seen. */
  leave() {
    this.placeMark();
    if (this.picture) this.setBusy(this.held !== JSON.stringify(this.window));
  }

  /** @param {boolean} busy whether what is to be seen is still to come */
  setBusy(busy) {
    if (this.isBusy === busy) return;
    this.isBusy = busy;
    this.root.setAttribute("aria-busy", String(busy));
  }

  // -- fetching -----------------------------------------------------------------------------

  /** Ask for what is to be seen where the camera is now. */
  request() {
    if (this.picture && !this.gone) this.live.push(true);
  }

  /** The part of an address that says what is looked at. */
  get window() {
    const { region, scale } = this.viewer.camera.view(this.viewer.density);
    const plane = planeOf(this.picture, this.owner.state.plane);
    return { region: region.join(","), scale, plane, v: this.owner.version };
  }

  get baseUrl() {
    const recipe = { image: this.result.image, steps: [] };
    return address("view", { recipe, step: -1, ...this.window });
  }

  /** @param {Shown} layer @param {string} quality */
  urlOf({ result, map }, quality) {
    const { step, layer, kind } = result;
    const depth = map === "difference" ? 16 : null;
    const classes = CLASSED.has(kind) ? "packed-small" : null;
    return address("view", { recipe: bare(result), step, layer, quality, depth, classes, ...this.window });
  }

  /** Whether all there is to be seen stands for the whole computation. */
  get exact() {
    return this.overlays.every((_, at) => this.views[at + this.skipped]?.facts.exact);
  }

  /** Layers over the picture; the picture itself has none. */
  get overlays() {
    return this.layers.filter(({ result }) => result.step >= 0);
  }

  get skipped() {
    return this.layers.length - this.overlays.length;
  }

  /** Whether the page holds what is to be seen, as exact as it can be. */
  get isKnown() {
    return this.overlays.every((layer) => isKept(this.urlOf(layer, "exact")));
  }

  /** @param {"preview" | "exact"} quality @param {(url: string) => Promise<View>} [get] how layers are asked for */
  async fetch(quality, get = shared) {
    const wanted = this.isKnown ? "exact" : quality;
    const window = JSON.stringify(this.window);
    const turn = ++this.asked;
    const wait = setTimeout(() => { this.busy.hidden = false; }, 150);
    try {
      // The picture is the same for many, and takes no computing.
      const [base, ...views] = await Promise.all([this.hidesPicture ? null : shared(this.baseUrl),
        ...this.layers.map((layer) => (layer.result.step < 0 ? null : get(this.urlOf(layer, wanted))))]);
      // What comes late would take the place of what was asked for since, or is to be seen elsewhere.
      if (this.gone || turn < this.answered || (quality === "exact" && window !== JSON.stringify(this.window))) return;
      this.answered = turn;
      this.failed = "";
      this.views = views;
      this.held = window;
      if (base) this.show(base);
      this.compose();
      this.owner.arrived(this);
    } catch (error) {
      if (turn >= this.answered) this.fail(error);
    } finally {
      clearTimeout(wait);
      this.busy.hidden = true;
      this.setBusy(!this.gone && this.held !== JSON.stringify(this.window));
    }
  }

  /** Whether the picture lies under something that covers it. */
  get hidesPicture() {
    const [first] = this.overlays;
    return Boolean(first) && OPAQUE.has(first.result.kind) && this.overlays.length === 1;
  }

  /** @param {View} base */
  show(base) {
    if (base === this.base) return;
    this.base = base;
    this.viewer.addBase(plain(base, AS_IS));
  }

  /** @param {unknown} error */
  fail(error) {
    if (this.gone || wasCalledOff(error)) return;
    if (!(error instanceof ApiError)) throw error;
    this.failed = error.message;
    // It fails alike until something else is to be seen.
    if (this.picture) this.held = JSON.stringify(this.window);
    this.notice.textContent = error.message;
    this.notice.hidden = false;
    this.badge.hidden = true;
    this.root.classList.add("has-failed");
    this.owner.arrived(this);
  }

  // -- showing ------------------------------------------------------------------------------

  compose() {
    const drawn = [];
    const geometries = [];
    const identities = this.owner.identities(this);
    this.layers.forEach((layer, at) => {
      const view = this.views[at];
      if (!view) return;
      const { kind } = layer.result;
      const style = { ...styleOf(kind), ...(layer.map ? { map: layer.map } : {}) };
      if (GEOMETRIES.has(kind)) {
        geometries.push({ kind, json: view.json, style });
        return;
      }
      const [, column0, , column1] = view.facts.region;
      const cell = ((column1 - column0) / view.width) * this.viewer.camera.zoom;
      drawn.push(painted(view, { ...layer, style }, cell, identities));
    });
    drawn.sort((a, b) => Number(Boolean(a.painted)) - Number(Boolean(b.painted)));
    this.viewer.setOverlays(drawn, geometries);
    this.notice.hidden = true;
    this.root.classList.remove("has-failed");
    this.showBadge();
  }

  showBadge() {
    const { exact } = this;
    this.badge.textContent = exact ? "exact" : "approximate";
    this.badge.dataset.state = this.badge.textContent;
    this.badge.title = exact
      ? "What is shown equals the result on the whole picture at full resolution."
      : "Computed on a smaller picture; the exact result follows.";
    this.badge.hidden = false;
  }

  /** Mark a place of the picture. @param {Place | null} place */
  point(place) {
    this.marked = place;
    this.cursor.hidden = place === null;
    this.value.textContent = place ? this.valueAt(place) : "";
    this.placeMark();
  }

  /** The mark stays on its pixel, wherever that goes. */
  placeMark() {
    if (!this.marked) return;
    const { x, y } = this.viewer.camera.toScreen(this.marked.column, this.marked.row);
    this.cursor.style.transform = `translate(${x}px, ${y}px)`;
  }

  /** What lies under a place, from what the page holds. @param {Place} place */
  valueAt(place) {
    const words = this.layers.map(({ result, codes }, at) => {
      const view = result.step < 0 ? this.base : this.views[at];
      return view ? valueIn(view, result.kind, place, codes) : "";
    });
    return words.filter(Boolean).join(" · ");
  }
}

/** @param {View} view @param {string} kind @param {Place} place @param {Record<string, string>} [codes] */
function valueIn(view, kind, place, codes) {
  const at = pixelAt(view, place);
  if (at === null || !(view.pixels || view.classes)) return "";
  if (kind === "mask") return classesOf(view)[at] > 0 ? "inside" : "outside";
  if (kind === "labels") {
    const label = classesOf(view)[at];
    if (codes) return Object.keys(codes)[label - 1] ?? "";
    return label ? `object ${label}` : "no object";
  }
  const { pixels } = view;
  if (view.facts.coloured && pixels) return [...pixels.slice(4 * at, 4 * at + 3)].join(" ");
  return `≈ ${shown(Number(valueOfPixel(view, at).toPrecision(3)))}`;
}
