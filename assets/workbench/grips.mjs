// The tool that takes hold of shapes and their corners to move, add and remove them. Used by pen.mjs
// and drawing.mjs.
import {
  FEWEST, distanceToSegment, handlesOf, isFlat, isOn, movedBy, outlineOf, pruned, touches, withHandle,
} from "./shapes.mjs";

/** @typedef {import("./shapes.mjs").Shape} Shape */
/** @typedef {import("./shapes.mjs").Place} Place */
/** @typedef {{index: number, handle: number | null}} Hold a shape, or one of its handles */

/** Screen pixels from which a handle, or a line, is taken. */
const NEAR_HANDLE = 8;
const NEAR_LINE = 5;

export class Grips {
  /** @param {import("./drawing.mjs").Drawing} drawing */
  constructor(drawing) {
    this.drawing = drawing;
    /** @type {Hold | null} what is selected */
    this.hold = null;
    /** @type {Place} */
    this.from = [0, 0];
  }

  /** The shape that is selected, as it was before it was moved. */
  get shape() {
    return this.hold && this.drawing.settled[this.hold.index];
  }

  release() {
    this.hold = null;
  }

  /** @param {Place} place @returns {boolean} whether there is anything to hold */
  take(place) {
    this.hold = this.at(place);
    this.from = place;
    this.drawing.show();
    return this.hold !== null;
  }

  /** What lies at a place: a handle before a shape, the uppermost first. @param {Place} place @returns {Hold | null} */
  at(place) {
    const { settled, viewer: { camera: { zoom } } } = this.drawing;
    /** @type {Hold | null} */
    let found = null;
    let nearest = NEAR_HANDLE / zoom;
    for (const [index, shape] of settled.entries()) {
      if (!this.isHere(shape) || shape.label === 0) continue;
      for (const [handle, [row, column]] of handlesOf(shape).entries()) {
        const away = Math.hypot(row - place[0], column - place[1]);
        if (away > nearest) continue;
        [found, nearest] = [{ index, handle }, away];
      }
    }
    if (found) return found;
    const index = settled.findLastIndex((shape) => this.isHere(shape)
      && touches(shape, place, shape.label ? NEAR_LINE / zoom : 0));
    // What was erased is not there.
    return index < 0 || settled[index].label === 0 ? null : { index, handle: null };
  }

  /** @param {Shape} shape */
  isHere(shape) {
    return isOn(shape, this.drawing.session.stage.plane);
  }

  /** What is held goes where the pointer is. @param {Place} place */
  moveTo(place) {
    const { hold, shape, from } = this;
    if (!hold || !shape) return;
    const away = /** @type {Place} */ ([place[0] - from[0], place[1] - from[1]]);
    const moved = hold.handle === null ? movedBy(shape, away) : this.bent(shape, hold.handle, away);
    if (!isFlat(moved)) this.drawing.follow(this.with(moved));
  }

  /** @param {Shape} shape @param {number} handle @param {Place} away @returns {Shape} */
  bent(shape, handle, away) {
    const half = shape.type === "box" ? 0.5 : 0;
    const [row, column] = handlesOf(shape)[handle];
    const goal = { ...shape, coordinates: [/** @type {Place} */ ([row + half, column + half])] };
    return withHandle(shape, handle, movedBy(goal, away).coordinates[0]);
  }

  /** All shapes, with another one for the one held. @param {Shape[]} instead */
  with(...instead) {
    const { settled } = this.drawing;
    const index = this.hold?.index ?? settled.length;
    return [...settled.slice(0, index), ...instead, ...settled.slice(index + 1)];
  }

  /** By keys. @param {Place} away @returns {boolean} whether anything is held */
  nudge(away) {
    const { hold, shape } = this;
    if (!hold || !shape) return false;
    const moved = hold.handle === null ? movedBy(shape, away) : this.bent(shape, hold.handle, away);
    if (!isFlat(moved)) this.drawing.settle(this.with(moved));
    this.hold = hold;
    this.drawing.show();
    return true;
  }

  /** Remove the corner that is held, or its shape. @returns {boolean} whether anything was held */
  remove() {
    const { hold, shape } = this;
    if (!hold || !shape) return false;
    const { type, coordinates } = shape;
    const corner = hold.handle !== null && type !== "box" && coordinates.length > FEWEST[type];
    const left = { ...shape, coordinates: coordinates.filter((_, index) => index !== hold.handle) };
    const rest = corner ? this.with(left) : pruned(this.with());
    this.release();
    this.drawing.settle(rest);
    return true;
  }

  /** Put a corner on the line at a place. @param {Place} place */
  insert(place) {
    const { shape, drawing } = this;
    if (this.hold?.handle !== null || !shape || (shape.type !== "line" && shape.type !== "polygon")) return;
    const outline = outlineOf(shape);
    const after = outline.findIndex((corner, index) => index > 0
      && distanceToSegment(place, outline[index - 1], corner) * drawing.viewer.camera.zoom <= NEAR_LINE);
    if (after < 0) return;
    const coordinates = [...shape.coordinates.slice(0, after), place, ...shape.coordinates.slice(after)];
    const { index } = this.hold;
    drawing.settle(this.with({ ...shape, coordinates }));
    this.hold = { index, handle: after };
    drawing.show();
  }
}
