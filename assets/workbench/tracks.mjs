// Hears a slider move in the very event that moves it: Dash passes it on some frames later. Used by
// session.mjs; the sliders are made by components/parameter_controls.py.

/** @typedef {import("./controls.mjs").ControlId} ControlId */

/** Longest that a slider moves after the key or the pointer that moves it, in milliseconds. */
const GESTURE_MS = 400;
/** Digits of a place on a track: more than a control rounds to, fewer than sums of steps are off. */
const PRECISION = 12;
/** Steps that keys move a slider by. */
const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

export class Tracks {
  /**
   * @param {HTMLElement} root the steps
   * @param {(id: ControlId, raw: number | number[], follows?: boolean) => void} moved the slider
   *   itself is to follow where it has not moved yet
   * @param {(uid: string, name: string) => number | null} placeOf where a value stands on its track
   */
  constructor(root, moved, placeOf) {
    this.moved = moved;
    this.placeOf = placeOf;
    /** @type {HTMLElement | null} the control that is moved by hand */
    this.box = null;
    this.until = 0;
    this.held = false;
    this.ends = new AbortController();
    const options = { signal: this.ends.signal, capture: true };
    root.addEventListener("keydown", (event) => {
      this.touched(event);
      this.stepped(event);
    }, options);
    root.addEventListener("pointerdown", (event) => {
      this.touched(event);
      this.held = this.box !== null;
    }, options);
    for (const name of ["pointerup", "pointercancel"]) {
      window.addEventListener(name, () => this.released(), options);
    }
    // Where a thumb stands is told by its attributes, for assistive software and for this script.
    this.observer = new MutationObserver((records) => this.observed(records));
    this.observer.observe(root, { subtree: true, attributeFilter: ["aria-valuenow"] });
  }

  destroy() {
    this.ends.abort();
    this.observer.disconnect();
  }

  /** @param {Event} event */
  touched(event) {
    const track = /** @type {HTMLElement} */ (event.target).closest(".parameter-track, .dash-slider-root");
    this.box = track ? /** @type {HTMLElement} */ (track.closest(".parameter")) : null;
    this.until = event.timeStamp + GESTURE_MS;
  }

  /**
   * Arrow keys are answered here: where they lead is known, and drawing the slider anew would take
   * longer than drawing the picture. The slider follows with the next frames.
   *
   * @param {KeyboardEvent} event
   */
  stepped(event) {
    const { box } = this;
    const by = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
    const thumb = /** @type {HTMLElement} */ (event.target);
    const { uid = "", name = "", arity, step } = box?.dataset ?? {};
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    const now = this.placeOf(uid, name);
    if (!by || !plain || !(Number(step) > 0) || arity === "range" || now === null) return;
    if (thumb.getAttribute("role") !== "slider") return;
    event.preventDefault();
    event.stopPropagation();
    const [low, high] = ["aria-valuemin", "aria-valuemax"].map((end) => Number(thumb.getAttribute(end)));
    const steps = Math.round((Math.min(high, Math.max(low, now)) - low) / Number(step)) + by;
    const place = Math.min(high, Math.max(low, low + steps * Number(step)));
    const raw = Number(place.toPrecision(PRECISION));
    thumb.setAttribute("aria-valuenow", String(raw));
    this.moved({ part: "slider", uid, name }, raw, true);
  }

  released() {
    if (this.held) this.until = performance.now() + GESTURE_MS;
    this.held = false;
  }

  /** @param {HTMLElement | null} box @returns {boolean} whether a hand moves that control's slider */
  isMoved(box) {
    return box !== null && box === this.box && (this.held || performance.now() < this.until);
  }

  /** @param {MutationRecord[]} records */
  observed(records) {
    const { box } = this;
    const here = records.some(({ target }) => box?.contains(target));
    if (!box || !here || !this.isMoved(box)) return;
    const { uid = "", name = "", arity } = box.dataset;
    const places = this.placesIn(box);
    if (arity === "range") this.moved({ part: "range", uid, name }, places);
    else this.moved({ part: "slider", uid, name }, places[0]);
  }

  /** Whether a control's thumbs stand where it is said. @param {ControlId} id @param {any} raw */
  stands({ uid, name }, raw) {
    const { box } = this;
    const here = box && box.dataset.uid === uid && box.dataset.name === name;
    return !here || [raw].flat().join() === this.placesIn(box).join();
  }

  /** Where the thumbs of a control stand. @param {HTMLElement} box */
  placesIn(box) {
    return [...box.querySelectorAll("[role='slider']")].map((thumb) =>
      Number(thumb.getAttribute("aria-valuenow")));
  }
}
