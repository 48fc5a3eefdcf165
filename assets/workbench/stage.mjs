// The picture underneath: which one, which plane, how sharp, and between which values it is shown.
// Used by session.mjs.
import { ApiError, address, getJson, getView } from "./api.mjs";
import { Axes } from "./axes.mjs";
import { element } from "../mount.mjs";
import { Contrast } from "./contrast.mjs";
import { Latest } from "./latest.mjs";
import { plain } from "./painting.mjs";
import { toldIn } from "./rounding.mjs";
import { showScale } from "./scalebar.mjs";
import { Viewer } from "./viewer.mjs";

/** @typedef {import("./session.mjs").Session} Session */

export class Stage {
  /**
   * @param {Session} session
   * @param {{moved: () => void, hovered: (place: {row: number, column: number} | null) => void,
   *   based: () => void}} on `based` is called when a view of the picture has come
   */
  constructor(session, on) {
    this.session = session;
    this.on = on;
    /** @type {any} what is known of the picture, once it is */
    this.picture = null;
    /** @type {{image: string, record: Promise<any>} | null} a picture about to be opened */
    this.looked = null;
    this.plane = 0;
    this.planes = 1;
    /** @type {import("./api.mjs").View | null} the sharpest view of the picture that is held */
    this.view = null;
    this.base = new Latest(() => this.fetchBase());
    this.viewer = new Viewer(session.find(".viewer"), {
      moved: () => this.moved(), hovered: on.hovered,
    });
    this.contrast = new Contrast(this);
    this.axes = new Axes(this);
  }

  destroy() {
    this.contrast.destroy();
    this.axes.destroy();
    this.viewer.destroy();
  }

  /** What is known of a picture, asked for once. @param {string} image @returns {Promise<any>} */
  look(image) {
    if (this.looked?.image !== image) {
      const record = getJson(`/api/v1/images/${encodeURIComponent(image)}`);
      this.looked = { image, record };
    }
    return this.looked.record;
  }

  /**
   * @param {string} image
   * @returns {Promise<boolean>} false where another one was asked for meanwhile
   */
  async open(image) {
    const record = await this.look(image);
    this.looked = null;
    if (image !== this.session.recipe.image || !this.session.alive) return false;
    this.picture = record;
    this.view = null;
    this.contrast.forget();
    const row = record.axes.indexOf("Y");
    const planes = record.shape.slice(0, row);
    this.planes = planes.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
    this.plane = Math.floor((this.planes - 1) / 2);
    this.showPlaneControl();
    const facts = `${record.shape.join(" × ")} · ${record.axes} · ${record.dtype}`;
    this.session.find(".image-facts").textContent = facts;
    this.viewer.setPicture(record.shape[row + 1], record.shape[row]);
    return true;
  }

  showPlaneControl() {
    const box = this.session.find(".viewer-plane");
    box.hidden = this.planes < 2;
    if (box.hidden) return;
    const input = /** @type {HTMLInputElement} */ (element("input", {
      type: "range", min: "0", max: String(this.planes - 1), step: "1", "aria-label": "Plane",
    }));
    input.value = String(this.plane);
    const words = element("span");
    const show = () => { words.textContent = `plane ${this.plane + 1} of ${this.planes}`; };
    input.addEventListener("input", () => {
      this.plane = Number(input.value);
      show();
      this.moved();
    });
    show();
    box.replaceChildren(words, input);
  }

  moved() {
    if (!this.picture) return;
    const { zoom } = this.viewer.camera;
    const factor = Number((zoom >= 1 ? zoom : 1 / zoom).toPrecision(3));
    this.session.find(".viewer-zoom").textContent = zoom >= 1 ? `${factor}:1` : `1:${factor}`;
    showScale(this.session.find(".viewer-scalebar"), zoom, this.picture);
    this.base.push(true);
    this.on.moved();
  }

  /** The part of an address that says what is looked at. @param {Record<string, unknown>} more */
  query(more) {
    const { region, scale } = this.viewer.camera.view(this.viewer.density);
    const plane = this.planes > 1 ? this.plane : null;
    return { region: region.join(","), scale, plane, v: this.session.version, ...more };
  }

  async fetchBase() {
    const recipe = { image: this.session.recipe.image, steps: [] };
    const deep = this.contrast.deep || this.session.results.differs;
    const query = this.query({ recipe, step: -1, depth: deep ? 16 : null });
    try {
      const view = await getView(address("view", query));
      if (recipe.image !== this.session.recipe.image) return;
      this.view = view;
      this.viewer.addBase(plain(view, this.contrast.levels));
      this.on.based();
      if (!this.session.recipe.steps.length) this.badge(true);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.notice(error.message);
    }
  }

  /** What is held of the picture, after its contrast changed. */
  paintBase() {
    this.viewer.repaintBases((view) => plain(view, this.contrast.levels));
  }

  /** Whether the picture has several channels. */
  get isColour() {
    const { axes, shape } = this.picture ?? { axes: "", shape: [] };
    return axes.includes("C") && shape[axes.indexOf("C")] > 1;
  }

  /** @returns {[number, number]} */
  get fullRange() {
    const { dtype, minimum, maximum } = this.picture ?? { dtype: "uint8" };
    if (dtype === "uint8") return [0, 255];
    const span = maximum - minimum;
    return [toldIn(minimum, span, 5), toldIn(maximum, span, 5)];
  }

  /** Row of the layer list: whether the picture shows, and how. */
  row() {
    return this.contrast.row();
  }

  // -- telling ------------------------------------------------------------------------------

  /** @param {boolean} on */
  busy(on) {
    this.session.find(".viewer-busy").hidden = !on;
  }

  /** @param {boolean} exact */
  badge(exact) {
    const badge = this.session.find(".exactness");
    const words = exact ? "exact" : "approximate";
    if (badge.textContent === words && !badge.hidden) return;
    badge.textContent = words;
    badge.dataset.state = badge.textContent;
    badge.hidden = false;
    badge.title = exact
      ? "What is shown equals the result on the whole picture at full resolution."
      : "Computed on a smaller picture; the exact result follows when you rest.";
  }

  /** @param {string} words */
  notice(words) {
    const notice = this.session.find(".viewer-notice");
    notice.textContent = words;
    notice.hidden = !words;
  }
}
