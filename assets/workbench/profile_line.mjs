// The line that values are read along: drawn over the picture, with a handle at each end.
// Used by profile.mjs.
import { element } from "../mount.mjs";

/**
 * @typedef {[number, number, number, number]} Line rows and columns of both ends, in pixels of the
 *   picture with their centres at integers
 * @typedef {import("./viewer.mjs").Viewer} Viewer
 */

const SVG = "http://www.w3.org/2000/svg";
const NEAR = 10;
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class ProfileLine {
  /** @param {Viewer} viewer @param {(done: boolean) => void} changed `done` once the hand lets go */
  constructor(viewer, changed) {
    this.viewer = viewer;
    this.changed = changed;
    /** @type {Line | null} */
    this.line = null;
    this.armed = false;
    /** @type {number | null} how far along the line something is marked */
    this.spot = null;
    this.ends = new AbortController();
    this.root = shape("svg", { class: "profile-line" });
    this.parts = ["profile-under", "profile-over"].map((name) => shape("line", { class: name }));
    this.dot = shape("circle", { class: "profile-spot", r: "4" });
    this.handles = [0, 1].map((end) => this.handle(end));
    this.root.append(...this.parts, this.dot);
    viewer.root.append(this.root, ...this.handles);
    const { signal } = this.ends;
    viewer.root.addEventListener("isoline:painted", () => this.place(), { signal });
    viewer.root.addEventListener("pointerdown", (event) => this.draw(event), { signal, capture: true });
    this.place();
  }

  destroy() {
    this.ends.abort();
    this.root.remove();
    for (const handle of this.handles) handle.remove();
  }

  /** @param {boolean} on whether the next drag over the picture draws the line */
  arm(on) {
    this.armed = on;
    this.viewer.root.classList.toggle("is-drawing-profile", on);
  }

  /** @param {Line | null} line @param {boolean} [done] */
  set(line, done = true) {
    this.line = line;
    this.spot = null;
    this.place();
    this.changed(done);
  }

  /** Across the middle of what is seen. */
  setAcross() {
    const { camera } = this.viewer;
    const { width, height } = camera.screen;
    const [from, to] = [0.2, 0.8].map((share) => this.at(width * share, height / 2));
    this.set([...from, ...to]);
  }

  /** @param {number | null} share of the way from start to end */
  mark(share) {
    if (share === this.spot) return;
    this.spot = share;
    this.place();
  }

  /**
   * How far along the line a place is, where it is near.
   *
   * @param {{row: number, column: number}} place
   * @returns {number | null}
   */
  shareOf({ row, column }) {
    if (!this.line) return null;
    const [row0, column0, row1, column1] = this.line.map((value) => value + 0.5);
    const [down, over] = [row1 - row0, column1 - column0];
    const long = down * down + over * over || 1;
    const share = ((row - row0) * down + (column - column0) * over) / long;
    if (share < 0 || share > 1) return null;
    const away = Math.hypot(row - row0 - share * down, column - column0 - share * over);
    return away * this.viewer.camera.zoom <= NEAR ? share : null;
  }

  // -- on the screen ------------------------------------------------------------------------

  place() {
    const { line } = this;
    this.root.toggleAttribute("hidden", !line);
    for (const handle of this.handles) handle.hidden = !line;
    if (!line) return;
    const ends = [0, 1].map((end) =>
      this.viewer.camera.toScreen(line[2 * end + 1] + 0.5, line[2 * end] + 0.5));
    const [from, to] = ends;
    for (const part of this.parts) {
      set(part, { x1: from.x, y1: from.y, x2: to.x, y2: to.y });
    }
    const share = this.spot ?? 0;
    this.dot.toggleAttribute("hidden", this.spot === null);
    set(this.dot, { cx: from.x + share * (to.x - from.x), cy: from.y + share * (to.y - from.y) });
    this.handles.forEach((handle, end) => {
      handle.style.transform = `translate(${ends[end].x}px, ${ends[end].y}px)`;
    });
  }

  /** @param {number} end */
  handle(end) {
    const words = `${end ? "End" : "Start"} of the profile line; arrow keys move it`;
    const made = element("button", { type: "button", class: "profile-handle", title: words,
      "aria-label": words, "data-testid": `profile-${end ? "end" : "start"}` });
    made.addEventListener("pointerdown", (event) => this.drag(event, end));
    made.addEventListener("keydown", (event) => this.nudge(event, end));
    made.addEventListener("dblclick", (event) => event.stopPropagation());
    return made;
  }

  /** @param {KeyboardEvent} event @param {number} end */
  nudge(event, end) {
    const move = MOVES[/** @type {keyof typeof MOVES} */ (event.key)];
    if (!move || !this.line) return;
    event.preventDefault();
    event.stopPropagation();
    const far = event.shiftKey ? 10 : 1;
    const at = this.line.slice(2 * end, 2 * end + 2);
    this.moveEnd(end, this.inside(at[0] + far * move[0], at[1] + far * move[1]), true);
  }

  /** @param {PointerEvent} event draws a line where the tool is at hand */
  draw(event) {
    const onHandle = this.handles.some((handle) => handle === event.target);
    if (!this.armed || event.button !== 0 || event.shiftKey || onHandle) return;
    const from = this.under(event);
    this.set([...from, ...from], false);
    this.arm(false);
    this.drag(event, 1);
  }

  /** @param {PointerEvent} event @param {number} end */
  drag(event, end) {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.preventDefault();
    const handle = this.handles[end];
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ at) => {
      at.stopPropagation();
      this.moveEnd(end, this.under(at), false);
    };
    const stop = () => {
      handle.removeEventListener("pointermove", move);
      this.changed(true);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", stop, { once: true });
  }

  /** @param {number} end @param {[number, number]} place @param {boolean} done */
  moveEnd(end, [row, column], done) {
    if (!this.line) return;
    const [row0, column0, row1, column1] = this.line;
    this.set(end ? [row0, column0, row, column] : [row, column, row1, column1], done);
  }

  /** @param {PointerEvent} event */
  under(event) {
    const { x, y } = this.viewer.place(event);
    return this.at(x, y);
  }

  /** @param {number} x @param {number} y on the screen */
  at(x, y) {
    const place = this.viewer.camera.toPicture(x, y);
    return this.inside(place.y - 0.5, place.x - 0.5);
  }

  /** @param {number} row @param {number} column @returns {[number, number]} */
  inside(row, column) {
    const { width, height } = this.viewer.camera.picture;
    const clip = (/** @type {number} */ value, /** @type {number} */ count) =>
      Math.round(10 * Math.min(Math.max(value, 0), count - 1)) / 10;
    return [clip(row, height), clip(column, width)];
  }
}

/** @param {string} name @param {Record<string, string>} attributes */
function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** @param {Element} made @param {Record<string, number>} attributes */
function set(made, attributes) {
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value.toFixed(2));
}
