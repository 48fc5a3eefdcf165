// Contrast of the picture underneath: limits, gamma, colour map and a row of controls for them, and
// dragging on the picture with the right button or with W held. Used by stage.mjs.
import { element, takesText } from "../mount.mjs";
import { MAP_NAMES } from "./colours.mjs";
import { isNarrow, percentiles } from "./levels.mjs";
import { roundedIn } from "./rounding.mjs";

const SHARE = 0.01;
/** Screen pixels of a drag that double the width of the window. */
const DOUBLING = 120;
const DIGITS = 5;

/** @typedef {import("./stage.mjs").Stage} Stage */
/** @typedef {import("./levels.mjs").Levels} Levels */

export class Contrast {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    /** @type {Levels} */
    this.levels = { limits: null, gamma: 1, map: "grey" };
    this.held = false;
    /** @type {{x: number, y: number, limits: [number, number]} | null} */
    this.drag = null;
    this.ends = new AbortController();
    this.listen(stage.session.find(".viewer"));
  }

  destroy() {
    this.ends.abort();
  }

  /** Another picture: its values are others, what they should look like is not. */
  forget() {
    this.levels = { ...this.levels, limits: null };
  }

  /** Whether the window is too narrow for a picture of 8 bits. */
  get deep() {
    return isNarrow(this.levels.limits, this.stage.fullRange);
  }

  /** @param {Partial<Levels>} change */
  set(change) {
    const deep = this.deep;
    this.levels = { ...this.levels, ...change };
    this.show();
    this.stage.paintBase();
    if (this.deep && !deep) this.stage.base.push(true);
  }

  auto() {
    const { view } = this.stage;
    if (!view) return;
    const ends = percentiles(view, SHARE);
    const [low, high] = ends.map((value) => roundedIn(value, ends[1] - ends[0], DIGITS));
    if (high > low) this.set({ limits: [low, high] });
  }

  reset() {
    this.set({ limits: null, gamma: 1 });
  }

  /** Row of the layer list. */
  row() {
    const visible = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
    visible.checked = this.stage.viewer.showBase;
    visible.addEventListener("change", () => {
      this.stage.viewer.showBase = visible.checked;
      this.stage.viewer.draw();
    });
    const label = element("label", { class: "layer-check layer-visible" }, visible, "picture");
    const made = element("div", { class: "layer", "data-testid": "layer-source" },
      element("div", { class: "layer-head" }, label, element("span", { class: "layer-kind" }, "image")),
      this.limitsPart(), this.tonePart());
    this.root = made;
    this.show();
    return made;
  }

  limitsPart() {
    const [low, high] = ["black", "white"].map((word) =>
      element("input", { type: "number", step: "any", "aria-label": `Value shown as ${word}` }));
    this.fields = /** @type {HTMLInputElement[]} */ ([low, high]);
    for (const field of this.fields) {
      field.addEventListener("input", () => {
        const [from, to] = this.fields?.map((item) => Number(item.value)) ?? [0, 0];
        if (from < to) this.set({ limits: [from, to] });
      });
    }
    return element("div", { class: "layer-part contrast" },
      element("span", { class: "layer-word" }, "contrast"), low, "–", high);
  }

  tonePart() {
    const gamma = /** @type {HTMLInputElement} */ (element("input", {
      type: "number", min: "0.1", max: "5", step: "0.1", "aria-label": "Gamma of the picture",
      title: "Below 1 brightens the middle, above 1 darkens it",
    }));
    gamma.addEventListener("input", () => {
      if (Number(gamma.value) > 0) this.set({ gamma: Number(gamma.value) });
    });
    this.gamma = gamma;
    const map = /** @type {HTMLSelectElement} */ (
      element("select", { class: "layer-map", "aria-label": "Colour map of the picture" }));
    for (const name of ["grey", ...MAP_NAMES.filter((item) => item !== "grey")]) {
      map.append(element("option", { value: name }, name));
    }
    map.value = this.levels.map;
    map.disabled = this.stage.isColour;
    map.addEventListener("change", () => this.set({ map: map.value }));
    const auto = button("auto", "Leave out the darkest and the brightest hundredth (C)");
    auto.addEventListener("click", () => this.auto());
    const reset = button("reset", "Show the full range (Shift C)");
    reset.addEventListener("click", () => this.reset());
    return element("div", { class: "layer-part contrast contrast-tone" },
      map, element("span", { class: "layer-word" }, "γ"), gamma, auto, reset);
  }

  /** Bring the fields up to date, except the one that is being typed in. */
  show() {
    const limits = this.levels.limits ?? this.stage.fullRange;
    this.fields?.forEach((field, end) => write(field, limits[end]));
    if (this.gamma) write(this.gamma, this.levels.gamma);
  }

  // -- dragging -----------------------------------------------------------------------------

  /** @param {HTMLElement} viewer */
  listen(viewer) {
    const { signal } = this.ends;
    const options = { signal, capture: true };
    viewer.addEventListener("pointerdown", (event) => this.down(event, viewer), options);
    viewer.addEventListener("pointermove", (event) => this.move(event), options);
    for (const name of ["pointerup", "pointercancel"]) {
      viewer.addEventListener(name, () => { this.drag = null; }, options);
    }
    viewer.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
    window.addEventListener("keydown", (event) => this.key(event), { signal });
    window.addEventListener("keyup", ({ key }) => {
      if (key.toLowerCase() === "w") this.held = false;
    }, { signal });
    window.addEventListener("blur", () => { this.held = false; }, { signal });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) return;
    if (event.key === "w") this.held = true;
    if (event.key === "c") this.auto();
    if (event.key === "C") this.reset();
  }

  /** @param {PointerEvent} event @param {HTMLElement} viewer */
  down(event, viewer) {
    if (event.button !== 2 && !(event.button === 0 && this.held)) return;
    event.stopPropagation();
    viewer.setPointerCapture(event.pointerId);
    const limits = this.levels.limits ?? this.stage.fullRange;
    this.drag = { x: event.clientX, y: event.clientY, limits };
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.drag) return;
    event.stopPropagation();
    const { x, y, limits: [from, to] } = this.drag;
    const width = (to - from) * 2 ** ((event.clientX - x) / DOUBLING);
    const middle = (from + to) / 2 + ((event.clientY - y) / DOUBLING) * 0.5 * (to - from);
    const ends = [middle - width / 2, middle + width / 2].map((value) => roundedIn(value, width, DIGITS));
    this.set({ limits: /** @type {[number, number]} */ (ends) });
  }
}

/** @param {string} words @param {string} title */
function button(words, title) {
  return element("button", { type: "button", class: "contrast-auto", title }, words);
}

/** @param {HTMLInputElement} field @param {number} value */
function write(field, value) {
  if (field !== document.activeElement) field.value = String(value);
}
