// The camera that all panels share: where one is moved, the others go in the same frame, and once
// all rest they ask for what is to be seen. Used by page.mjs, panel.mjs and wall.mjs.
import { goTo, placeOf, sameSize } from "./linking.mjs";

const REST_MS = 80;
/** Until a hand that holds the picture still is taken to have arrived. */
const HELD_MS = 500;

/**
 * @typedef {import("./panel.mjs").Panel} Panel
 * @typedef {import("./linking.mjs").Place} Place
 * @typedef {import("./linking.mjs").Size} Size
 */

export class Together {
  /** @param {import("./page.mjs").ComparePage} page */
  constructor(page) {
    this.page = page;
    /** @type {Place | null} where all look, in pixels of the reference */
    this.at = null;
    /** @type {Size | null} of the picture that all are referred to */
    this.reference = null;
  }

  destroy() {
    clearTimeout(this.settling);
  }

  /** Panels that move together, those of a wall included. @returns {Panel[]} */
  get panels() {
    const { state, wall, shown } = this.page;
    return state.wall ? wall.cells.map(({ panel }) => panel) : shown;
  }

  /** One of them whose picture is known. */
  get any() {
    return this.panels.find(({ size }) => size);
  }

  get stretched() {
    return this.page.state.fit === "resample";
  }

  /** A new panel takes the place of the others. @param {Panel} panel */
  place(panel) {
    const { size } = panel;
    if (!size) return;
    const { camera } = panel.viewer;
    if (!this.reference || this.any === panel) this.reference = size;
    if (!this.at) this.at = placeOf(camera, this.reference, this.stretched);
    // At home each fits, also where the picture or the window is another one.
    else if (this.at.atHome && sameSize(size, this.reference)) {
      camera.goHome();
      this.at = placeOf(camera, this.reference, this.stretched);
    } else goTo(camera, this.at, this.reference, this.stretched);
    panel.viewer.draw();
    this.page.bar.showZoom(camera.zoom);
  }

  /** A panel has been moved by hand, or has another size. @param {Panel} panel */
  moved(panel) {
    const { reference, page } = this;
    if (!reference) return;
    const place = placeOf(panel.viewer.camera, reference, this.stretched);
    this.at = place;
    for (const other of this.panels) {
      if (other === panel || !other.size) continue;
      other.moveTo((camera) => goTo(camera, place, reference, this.stretched));
    }
    page.bar.showZoom(panel.viewer.camera.zoom);
    page.addressed();
    this.rest(panel.viewer.pointers.size ? HELD_MS : REST_MS);
  }

  /** A hand has let go of a panel. */
  released() {
    if (this.settling !== undefined) this.rest(REST_MS);
  }

  /** @param {number} after how long, in milliseconds, it is asked for what is to be seen */
  rest(after) {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.settling = undefined;
      this.page.settle();
    }, after);
  }

  /** All as they are to each other now, such as when they are stretched no longer. */
  align() {
    const { any, at, reference } = this;
    if (!any || !at || !reference) return;
    for (const panel of this.panels) {
      if (!panel.size) continue;
      panel.moveTo((camera) => goTo(camera, at, reference, this.stretched));
      if (panel.isBusy) panel.request();
    }
  }

  /** Whatever a button of the bar does to the camera. @param {string} name */
  act(name) {
    this.any?.viewer.act(name);
  }

  /** @param {number} dx @param {number} dy in pixels of the screen */
  pan(dx, dy) {
    const { any } = this;
    any?.viewer.camera.pan(dx, dy);
    any?.viewer.changed();
  }

  /** Mark the place under the cursor on all. @param {Panel} panel @param {{row: number, column: number} | null} place */
  hovered({ size }, place) {
    for (const other of this.panels) {
      if (!other.size || !size) continue;
      const [down, across] = this.stretched
        ? [other.size.height / size.height, other.size.width / size.width] : [1, 1];
      other.point(place && { row: place.row * down, column: place.column * across });
    }
  }

  /**
   * Put a part of the reference into the middle, large enough to be seen.
   *
   * @param {number[]} box first row and column, and those behind the last
   */
  visit([row0, column0, row1, column1]) {
    const { any } = this;
    if (!any) return;
    const { camera } = any.viewer;
    camera.x = (column0 + column1) / 2;
    camera.y = (row0 + row1) / 2;
    const wanted = 0.4 * Math.min(camera.screen.width / Math.max(1, column1 - column0),
      camera.screen.height / Math.max(1, row1 - row0));
    camera.zoom = Math.min(Math.max(camera.zoom, Math.min(wanted, 8)), Math.max(wanted, camera.homeZoom));
    camera.atHome = false;
    any.viewer.changed();
    for (const panel of this.panels) panel.point({ row: (row0 + row1) / 2, column: (column0 + column1) / 2 });
  }
}
