// The eraser: rubs strokes out where it passes, and takes points and boxes away whole. Used by
// pen.mjs.
import { distinct, isOn, outside, pruned, simplified, touches } from "./shapes.mjs";

/** @typedef {import("./shapes.mjs").Shape} Shape */
/** @typedef {import("./shapes.mjs").Place} Place */

export class Eraser {
  /**
   * @param {Shape[]} shapes what there is to erase
   * @param {{reach: number, plane: number | null, pixels: boolean}} how its radius in pixels of the
   *   picture, the plane of a stack it is on, and whether the drawing becomes pixels
   */
  constructor(shapes, { reach, plane, pixels }) {
    this.left = shapes;
    this.reach = reach;
    this.plane = plane;
    this.pixels = pixels;
    this.rubs = false;
    /** @type {Place[]} */
    this.path = [];
  }

  /** @param {Place} place */
  moveTo(place) {
    const [row, column] = this.path.at(-1) ?? place;
    const [down, across] = [place[0] - row, place[1] - column];
    const steps = Math.max(1, Math.ceil(Math.hypot(down, across) / Math.max(0.5, this.reach)));
    for (let i = 1; i <= steps; i += 1) {
      this.rub([row + (down * i) / steps, column + (across * i) / steps]);
    }
    this.path.push(place);
  }

  /** @param {Place} place */
  rub(place) {
    this.left = this.left.flatMap((shape) => this.rubbed(shape, place));
  }

  /** What is left of a shape. @param {Shape} shape @param {Place} place @returns {Shape[]} */
  rubbed(shape, place) {
    const spared = !isOn(shape, this.plane ?? 0) || shape.label === 0;
    if (spared || !touches(shape, place, this.reach)) return [shape];
    if (shape.type === "point" || shape.type === "box") return [];
    if (this.pixels) {
      this.rubs = true;
      return [shape];
    }
    if (shape.type !== "stroke") return [];
    return outside(shape.coordinates, place, this.reach + shape.width / 2)
      .map((coordinates) => ({ ...shape, coordinates }));
  }

  /** @param {number} tolerance that its path may be simplified by @returns {Shape[]} what is left */
  shapes(tolerance) {
    if (!this.rubs) return pruned(this.left);
    const coordinates = simplified(distinct(this.path), tolerance);
    return pruned([...this.left,
      { type: "stroke", coordinates, label: 0, width: 2 * this.reach, plane: this.plane }]);
  }
}
