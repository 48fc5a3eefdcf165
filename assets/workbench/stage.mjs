// The picture underneath: which one, which plane, how sharp, and between which values it is shown.
// Used by session.mjs.
import { ApiError, address, getJson, getView } from "./api.mjs";
import { element } from "../mount.mjs";
import { Latest } from "./latest.mjs";
import { plain } from "./painting.mjs";
import { Viewer } from "./viewer.mjs";

/** @typedef {import("./session.mjs").Session} Session */

export class Stage {
  /**
   * @param {Session} session
   * @param {{moved: () => void, hovered: (place: {row: number, column: number} | null) => void}} on
   */
  constructor(session, on) {
    this.session = session;
    this.on = on;
    /** @type {any} what is known of the picture, once it is */
    this.picture = null;
    this.plane = 0;
    this.planes = 1;
    /** @type {[number, number] | null} */
    this.limits = null;
    this.base = new Latest(() => this.fetchBase());
    this.viewer = new Viewer(session.find(".viewer"), {
      moved: () => this.moved(), hovered: on.hovered,
    });
  }

  destroy() {
    this.viewer.destroy();
  }

  /**
   * @param {string} image
   * @returns {Promise<boolean>} false where another one was asked for meanwhile
   */
  async open(image) {
    const record = await getJson(`/api/v1/images/${encodeURIComponent(image)}`);
    if (image !== this.session.recipe.image || !this.session.alive) return false;
    this.picture = record;
    this.limits = null;
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
    const query = this.query({ recipe, step: -1, limits: this.limits?.join(",") });
    try {
      const view = await getView(address("view", query));
      if (recipe.image !== this.session.recipe.image) return;
      this.viewer.addBase(plain(view));
      /** @type {[number, number] | null} */
      this.range = view.facts.range;
      if (!this.session.recipe.steps.length) this.badge(true);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.notice(error.message);
    }
  }

  /** @returns {[number, number]} */
  get fullRange() {
    const { dtype, minimum, maximum } = this.picture ?? { dtype: "uint8" };
    return dtype === "uint8" ? [0, 255] : [rounded(minimum), rounded(maximum)];
  }

  /** Row of the layer list: whether the picture shows, and which values are black and white. */
  row() {
    const visible = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
    visible.checked = this.viewer.showBase !== false;
    visible.addEventListener("change", () => {
      this.viewer.showBase = visible.checked;
      this.viewer.draw();
    });
    const [low, high] = ["black", "white"].map((word, end) => {
      const input = /** @type {HTMLInputElement} */ (element("input", {
        type: "number", step: "any", "aria-label": `Value shown as ${word}`,
      }));
      input.value = String((this.limits ?? this.fullRange)[end]);
      input.addEventListener("input", () => this.setLimits(Number(low.value), Number(high.value)));
      return input;
    });
    const auto = element("button", { type: "button", class: "contrast-auto" }, "auto");
    auto.addEventListener("click", () => {
      const [from, to] = (this.range ?? this.fullRange).map(rounded);
      low.value = String(from);
      high.value = String(to);
      this.setLimits(from, to);
    });
    const label = element("label", { class: "layer-check layer-visible" }, visible, "picture");
    return element("div", { class: "layer", "data-testid": "layer-source" },
      element("div", { class: "layer-head" }, label, element("span", { class: "layer-kind" }, "image")),
      element("div", { class: "layer-part contrast" },
        element("span", { class: "layer-word" }, "contrast"), low, "–", high, auto));
  }

  /** @param {number} low @param {number} high */
  setLimits(low, high) {
    if (!(low < high)) return;
    this.limits = [low, high];
    this.base.push(true);
  }

  // -- telling ------------------------------------------------------------------------------

  /** @param {boolean} on */
  busy(on) {
    this.session.find(".viewer-busy").hidden = !on;
  }

  /** @param {boolean} exact */
  badge(exact) {
    const badge = this.session.find(".exactness");
    badge.textContent = exact ? "exact" : "approximate";
    badge.dataset.state = badge.textContent;
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

/** @param {number} value */
function rounded(value) {
  return Number(value.toPrecision(5));
}
