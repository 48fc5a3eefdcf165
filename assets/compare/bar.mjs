// The bar over the panels: ways of looking, which two, ground truth, zoom, what is added. The
// elements are made by components/compare.py. Used by page.mjs.
import { element } from "../mount.mjs";
import { go } from "./links.mjs";
import { OF_TWO } from "./state.mjs";

/** @typedef {import("./linking.mjs").Size} Size */

export class Bar {
  /** @param {import("./page.mjs").ComparePage} page */
  constructor(page) {
    this.page = page;
    this.root = page.find(".compare-bar");
    for (const slot of page.root.querySelectorAll("[data-select]")) {
      slot.replaceChildren(element("select"));
    }
    const plane = element("input", { type: "range", min: "0", step: "1", "aria-label": "Plane" });
    this.find("[data-plane]").replaceChildren(plane);
    plane.addEventListener("input", () => page.turnTo(Number(/** @type {HTMLInputElement} */ (plane).value)),
      { signal: page.signal });
    fill(this.select("fit"), [{ value: "", words: "leaving them" }, { value: "corner", words: "aligning a corner" },
      { value: "resample", words: "resampling" }], "");
    const { signal } = page;
    page.root.addEventListener("click", (event) => this.clicked(event), { signal });
    page.root.addEventListener("isoline:uploaded", (event) => this.uploaded(/** @type {CustomEvent} */ (event)),
      { signal });
    for (const at of /** @type {const} */ ([0, 1])) {
      this.select(`pair-${at}`).addEventListener("change", () => this.choose(at), { signal });
    }
    this.select("truth").addEventListener("change", () => {
      const { value } = this.select("truth");
      page.change({ truth: value, ...(value ? { look: "truth" } : {}) });
    }, { signal });
    this.select("fit").addEventListener("change", () =>
      page.change({ fit: /** @type {any} */ (this.select("fit").value) }), { signal });
    this.select("add").addEventListener("change", () => {
      const select = this.select("add");
      const image = page.images.find(({ id }) => id === select.value);
      select.value = "";
      if (image) this.add(image);
    }, { signal });
  }

  /** @param {string} name @returns {HTMLSelectElement} */
  select(name) {
    return /** @type {HTMLSelectElement} */ (this.page.root.querySelector(`[data-choose='${name}'] select`));
  }

  /** @param {Event} event */
  clicked(event) {
    const { page } = this;
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-look], [data-camera], [data-act]");
    if (!(button instanceof HTMLElement) || button === page.root) return;
    const { look, camera, act } = button.dataset;
    if (look) {
      page.enlarged = false;
      page.change({ look: /** @type {any} */ (look), wall: null });
    }
    if (camera) page.together.act(camera);
    if (act === "auto") page.stacked.auto(!page.stacked.isAuto);
    if (act === "link") void this.copy();
    if (act === "clear") page.change({ panels: page.state.panels.filter(({ pinned }) => pinned) });
    if (act === "panels") page.change({ wall: null });
    if (act === "workbench") go("/explore");
  }

  /** @param {0 | 1} at */
  choose(at) {
    const { pair } = this.page.state;
    const value = Number(this.select(`pair-${at}`).value);
    /** @type {[number, number]} */
    const next = at === 0 ? [value, pair[1]] : [pair[0], value];
    // The same one twice means the other way round.
    this.page.change({ pair: next[0] === next[1] ? [pair[1], pair[0]] : next });
  }

  /** @param {{id: string, name: string}} image */
  add({ id, name }) {
    this.page.add({ image: id, steps: [], step: -1, layer: "image", kind: "image", name });
  }

  /** A file has come: it is added, or is the ground truth where it was given as such. @param {CustomEvent} event */
  uploaded(event) {
    const record = event.detail;
    /** @type {HTMLElement} */ (event.target).remove();
    this.page.images = [...this.page.images.filter(({ id }) => id !== record.id), record];
    const { look, wall } = this.page.state;
    if (wall || look === "truth") this.page.change({ truth: record.id });
    else this.add(record);
  }

  async copy() {
    const href = new URL(this.page.address, location.href).href;
    try {
      await navigator.clipboard.writeText(href);
      this.page.say("The link is copied. It reopens this comparison where the pictures are.");
    } catch {
      this.page.say(`Copy this address: ${href}`);
    }
  }

  // -- showing ------------------------------------------------------------------------------

  show() {
    const { state, images } = this.page;
    const looks = this.find(".compare-looks");
    const { look, pair, panels, truth, wall } = state;
    for (const button of this.root.querySelectorAll("[data-look]")) {
      const name = /** @type {HTMLElement} */ (button).dataset.look ?? "";
      button.setAttribute("aria-pressed", String(!wall && name === look));
      /** @type {HTMLButtonElement} */ (button).disabled = OF_TWO.has(name) && panels.length < 2;
      if (name === look) showWithin(looks, /** @type {HTMLElement} */ (button));
    }
    const names = panels.map(({ name }, at) => ({ value: String(at), words: `${at + 1} ${name}` }));
    for (const at of [0, 1]) {
      fill(this.select(`pair-${at}`), names, String(pair[at]));
      this.box(`pair-${at}`).hidden = Boolean(wall) || panels.length < 2 ||
        !(OF_TWO.has(look) || (look === "truth" && at === 0));
    }
    const library = images.map(({ id, name }) => ({ value: id, words: name }));
    fill(this.select("truth"), [{ value: "", words: "none" }, ...library], truth);
    this.box("truth").hidden = look !== "truth" && !wall;
    fill(this.select("add"), [{ value: "", words: "Add" }, ...library], "");
    this.box("add").hidden = Boolean(wall);
    looks.hidden = Boolean(wall);
    this.find("[data-act='panels']").hidden = !wall;
    this.find("[data-act='clear']").hidden = Boolean(wall) || !panels.some(({ pinned }) => !pinned);
    this.find("[data-act='link']").hidden = !wall && !panels.length;
    this.find("[data-act='auto']").hidden = look !== "blink" || panels.length < 2;
  }

  /** @param {string} selector @returns {HTMLElement} */
  find(selector) {
    return /** @type {HTMLElement} */ (this.root.querySelector(selector));
  }

  /** @param {string} name @returns {HTMLElement} */
  box(name) {
    return this.find(`[data-choose='${name}']`);
  }

  /** @param {number} zoom */
  showZoom(zoom) {
    const factor = Number((zoom >= 1 ? zoom : 1 / zoom).toPrecision(3));
    this.find(".compare-zoom").textContent = zoom >= 1 ? `${factor}:1` : `1:${factor}`;
  }

  /** @param {boolean | null} second which of two is shown; null where both are */
  showTurn(second) {
    const { panels, pair } = this.page.state;
    const words = this.find(".compare-turn");
    const at = pair[second ? 1 : 0];
    words.textContent = second === null || !panels[at] ? "" : `${at + 1} ${panels[at].name}`;
  }

  /** @param {boolean} on */
  showAuto(on) {
    this.find("[data-act='auto']").setAttribute("aria-pressed", String(on));
  }

  /** @param {Size[] | null} two shapes that differ */
  showShapes(two) {
    const notice = this.page.find(".compare-shapes");
    notice.hidden = !two;
    if (!two) return;
    const [one, other] = two.map(({ width, height }) => `${height} × ${width}`);
    const { fit } = this.page.state;
    this.select("fit").value = fit;
    /** @type {HTMLElement} */ (notice.querySelector("span")).textContent =
      `The pictures differ in shape: ${one} and ${other} pixels.`;
  }

  /** @param {number} count how many planes there are to choose among */
  showPlanes(count) {
    const box = this.find(".compare-plane");
    box.hidden = count < 2;
    const plane = Math.min(this.page.state.plane ?? Math.floor((count - 1) / 2), count - 1);
    const input = /** @type {HTMLInputElement} */ (box.querySelector("input"));
    input.max = String(count - 1);
    this.showPlane(plane);
  }

  /** @param {number} plane which of them is shown */
  showPlane(plane) {
    const input = /** @type {HTMLInputElement} */ (this.find(".compare-plane input"));
    input.value = String(plane);
    const words = `plane ${Number(input.value) + 1} of ${Number(input.max) + 1}`;
    this.find(".compare-plane output").textContent = words;
    input.setAttribute("aria-valuetext", words);
  }
}

/** @param {HTMLSelectElement} select @param {{value: string, words: string}[]} options @param {string} value */
export function fill(select, options, value) {
  const written = JSON.stringify(options);
  if (select.dataset.options !== written) {
    select.dataset.options = written;
    select.replaceChildren(...options.map((option) => element("option", { value: option.value }, option.words)));
  }
  select.value = value;
}

/** Scroll a row, and nothing else, until a part of it is seen. @param {HTMLElement} row @param {HTMLElement} part */
function showWithin(row, part) {
  const [outer, inner] = [row.getBoundingClientRect(), part.getBoundingClientRect()];
  if (inner.right > outer.right) row.scrollLeft += inner.right - outer.right;
  if (inner.left < outer.left) row.scrollLeft -= outer.left - inner.left;
}
