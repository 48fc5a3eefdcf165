// Sliders under the hand: keys and drags are answered in the very event, which Dash passes on some
// frames later. Used by session.mjs; the sliders are made by components/parameter_controls.py.
import { thumbsIn } from "./controls.mjs";

/** @typedef {import("./controls.mjs").ControlId} ControlId */
/** @typedef {{box: HTMLElement, low: number, high: number, step: number}} Track */

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
   * @param {(uid: string, name: string) => void} restore show a control as its value is
   */
  constructor(root, moved, placeOf, restore) {
    this.moved = moved;
    this.placeOf = placeOf;
    this.restore = restore;
    /** @type {HTMLElement | null} the control that is moved by hand */
    this.box = null;
    this.until = 0;
    this.held = false;
    /** Whether this script moves the slider, not the slider itself. */
    this.own = false;
    this.ends = new AbortController();
    const options = { signal: this.ends.signal, capture: true };
    root.addEventListener("keydown", (event) => {
      this.touched(event);
      this.stepped(event);
    }, options);
    root.addEventListener("pointerdown", (event) => {
      this.touched(event);
      this.held = this.box !== null;
      this.dragged(event);
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
    const track = /** @type {HTMLElement} */ (event.target).closest(".parameter-track");
    this.box = track ? /** @type {HTMLElement} */ (track.closest(".parameter")) : null;
    this.until = event.timeStamp + GESTURE_MS;
    this.own = false;
  }

  /** The slider of one value that is touched; null where it is none. @returns {Track | null} */
  get track() {
    const { box } = this;
    const thumbs = box ? thumbsIn(box) : [];
    const step = Number(box?.dataset.step);
    if (!box || thumbs.length !== 1 || !(step > 0)) return null;
    const [low, high] = ["aria-valuemin", "aria-valuemax"].map((end) =>
      Number(thumbs[0].getAttribute(end)));
    return { box, low, high, step };
  }

  /** @param {Track} track @param {number} place */
  go({ box, low, high, step }, place) {
    this.own = true;
    const snapped = low + Math.round((place - low) / step) * step;
    const raw = Number(Math.min(high, Math.max(low, snapped)).toPrecision(PRECISION));
    const { uid = "", name = "" } = box.dataset;
    this.moved({ part: "slider", uid, name }, raw, true);
  }

  /** Where the value of a track stands. @param {Track} track */
  standing({ box, low, high }) {
    const { uid = "", name = "" } = box.dataset;
    const place = this.placeOf(uid, name);
    return place === null ? null : Math.min(high, Math.max(low, place));
  }

  /** @param {KeyboardEvent} event */
  stepped(event) {
    const by = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
    const { track } = this;
    const now = track && this.standing(track);
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    const onThumb = /** @type {HTMLElement} */ (event.target).getAttribute("role") === "slider";
    if (!by || !track || now === null || !plain || !onThumb) return;
    event.preventDefault();
    event.stopPropagation();
    this.go(track, now + by * track.step);
  }

  /** @param {PointerEvent} event */
  dragged(event) {
    const { track } = this;
    const rail = track?.box.querySelector(".dash-slider-root");
    if (!track || !rail || event.button !== 0 || !event.isPrimary) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (!rail.contains(target)) return;
    event.preventDefault();
    event.stopPropagation();
    rail.setPointerCapture(event.pointerId);
    const [thumb] = thumbsIn(track.box);
    thumb.focus({ preventScroll: true });
    const { left, width } = rail.getBoundingClientRect();
    const placeAt = (/** @type {number} */ x) =>
      track.low + ((x - left) / width) * (track.high - track.low);
    // A thumb is taken where it is; beside it, the track is.
    const grabbed = thumb.contains(target) ? placeAt(event.clientX) - (this.standing(track) ?? 0) : 0;
    if (!thumb.contains(target)) this.go(track, placeAt(event.clientX));
    const ends = new AbortController();
    const options = { signal: AbortSignal.any([ends.signal, this.ends.signal]), capture: true };
    /** @param {(moved: PointerEvent) => void} answer */
    const here = (answer) => (/** @type {PointerEvent} */ moved) => {
      if (moved.pointerId !== event.pointerId) return;
      // The slider would follow the pointer as well, and have all of it drawn anew each time.
      moved.stopPropagation();
      answer(moved);
    };
    window.addEventListener("pointermove", here((moved) => this.go(track, placeAt(moved.clientX) - grabbed)),
      options);
    for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) {
      window.addEventListener(name, here(() => ends.abort()), options);
    }
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
    const places = placesIn(box);
    if (this.own) {
      // Dash has drawn what it was told some values ago.
      const { track } = this;
      const now = track && this.standing(track);
      if (track && now !== null && Math.abs(now - places[0]) > track.step * 1e-6) this.restore(uid, name);
      return;
    }
    if (arity === "range") this.moved({ part: "range", uid, name }, places);
    else this.moved({ part: "slider", uid, name }, places[0]);
  }

  /** Whether a control's thumbs stand where it is said. @param {ControlId} id @param {any} raw */
  stands({ uid, name }, raw) {
    const { box } = this;
    const here = box && box.dataset.uid === uid && box.dataset.name === name;
    return !here || [raw].flat().join() === placesIn(box).join();
  }
}

/** Where the thumbs of a control stand. @param {HTMLElement} box */
function placesIn(box) {
  return thumbsIn(box).map((thumb) => Number(thumb.getAttribute("aria-valuenow")));
}
