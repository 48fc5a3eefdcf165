// The pointer while it draws: makes shapes of what it does on the picture. Used by drawing.mjs.
import { Eraser } from "./eraser.mjs";
import { FEWEST, distinct, isFlat, simplified } from "./shapes.mjs";

/** @typedef {import("./drawing.mjs").Drawing} Drawing */
/** @typedef {import("./shapes.mjs").Shape} Shape */
/** @typedef {import("./shapes.mjs").Place} Place */

/** Screen pixels that a click may wander, and that count as the same place. */
const NEAR = 5;

export class Pen {
  /** @param {Drawing} drawing @param {AbortSignal} signal ends it */
  constructor(drawing, signal) {
    this.drawing = drawing;
    this.viewer = drawing.viewer;
    /** @type {Shape | null} under way; the last place of one that is clicked follows the cursor */
    this.shape = null;
    /** @type {Eraser | null} at work */
    this.eraser = null;
    /** @type {{x: number, y: number} | null} */
    this.cursor = null;
    /** @type {{id: number, x: number, y: number, dragged: boolean} | null} */
    this.held = null;
    this.space = false;
    this.listen(signal);
  }

  /** @param {AbortSignal} signal */
  listen(signal) {
    const { root } = this.viewer;
    // Taken before the viewer gets to see them, which would pan.
    const options = { signal, capture: true };
    root.addEventListener("pointerdown", (event) => this.down(event), options);
    root.addEventListener("pointermove", (event) => this.move(event), options);
    root.addEventListener("pointerup", (event) => this.up(event), options);
    root.addEventListener("pointercancel", () => this.drop(), options);
    root.addEventListener("pointerleave", () => this.hover(null), options);
    root.addEventListener("dblclick", (event) => {
      if (!this.drawing.target || this.drawing.bar.holds(event)) return;
      event.stopImmediatePropagation();
      if (this.drawing.tool === "select") this.drawing.grips.insert(this.under(event));
      else this.conclude();
    }, options);
    for (const name of ["keydown", "keyup"]) {
      document.addEventListener(name, (event) => this.spaced(/** @type {KeyboardEvent} */ (event)), options);
    }
  }

  /** @param {KeyboardEvent} event */
  spaced(event) {
    if (event.key !== " ") return;
    this.space = event.type === "keydown";
    const elsewhere = event.target instanceof HTMLElement && event.target !== this.viewer.root
      && event.target !== document.body;
    if (!this.drawing.target || elsewhere) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (!this.drawing.target || this.drawing.bar.holds(event)) return;
    if (event.button === 1) this.grab(event);
    if (event.button !== 0 || event.shiftKey || this.space) return;
    // The contrast may be dragged with the same button.
    if (this.drawing.session.stage.contrast.drag) return;
    if (this.held) return this.yield(event);
    // What is not taken hold of moves the picture.
    if (this.drawing.tool === "select" && !this.drawing.grips.take(this.under(event))) return;
    event.stopImmediatePropagation();
    this.viewer.root.setPointerCapture(event.pointerId);
    const { x, y } = this.viewer.place(event);
    this.held = { id: event.pointerId, x, y, dragged: false };
    this.begin(this.placeOf(x, y));
  }

  /** @param {MouseEvent} event @returns {Place} */
  under(event) {
    const { x, y } = this.viewer.place(event);
    return this.placeOf(x, y);
  }

  /** The middle button moves the picture. @param {PointerEvent} event */
  grab(event) {
    event.preventDefault();
    this.viewer.root.setPointerCapture(event.pointerId);
    this.viewer.pointers.set(event.pointerId, this.viewer.place(event));
  }

  /** A second finger is there: both of them move the picture. @param {PointerEvent} event */
  yield(event) {
    if (!this.held || event.pointerId === this.held.id) return;
    const { id, x, y } = this.held;
    this.drop();
    this.viewer.pointers.set(id, { x, y });
  }

  /** @param {number} x @param {number} y on the screen @returns {Place} */
  placeOf(x, y) {
    const { camera } = this.viewer;
    const at = camera.toPicture(x, y);
    if (this.drawing.tool === "box") return [Math.round(at.y), Math.round(at.x)];
    const digits = camera.zoom > 4 ? 2 : 1;
    const rounded = (/** @type {number} */ value) => Number((value - 0.5).toFixed(digits));
    return [rounded(at.y), rounded(at.x)];
  }

  /** @param {Place} place */
  begin(place) {
    const { tool, label, width, plane } = this.drawing;
    if (tool === "select") return;
    if (tool === "eraser") {
      const { settled, reach, becomesPixels: pixels } = this.drawing;
      this.eraser = new Eraser(settled, { reach, plane, pixels });
      this.erase(place);
    } else if (!this.shape) {
      const type = /** @type {Shape["type"]} */ (tool === "brush" ? "stroke" : tool);
      const coordinates = tool === "brush" || tool === "point" ? [place] : [place, place];
      this.extend(coordinates, { type, coordinates, label, width, plane });
    }
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.drawing.target) return;
    const { x, y } = this.viewer.place(event);
    this.hover({ x, y });
    if (this.held?.id !== event.pointerId) {
      if (this.shape && !this.viewer.pointers.size) this.follow(this.placeOf(x, y));
      return;
    }
    event.stopImmediatePropagation();
    this.held.dragged ||= Math.hypot(x - this.held.x, y - this.held.y) > NEAR;
    const place = this.placeOf(x, y);
    if (this.eraser) this.erase(place);
    else if (this.shape) this.drag(place);
    else if (this.held.dragged) this.drawing.grips.moveTo(place);
  }

  /** @param {{x: number, y: number} | null} cursor */
  hover(cursor) {
    this.cursor = cursor;
    if (this.drawing.target) this.viewer.draw();
  }

  /** @param {Place} place */
  drag(place) {
    const { type, coordinates } = /** @type {Shape} */ (this.shape);
    const clicked = type === "polygon" && coordinates.length > 2 && !this.freehand;
    // A polygon is drawn in one go, or corner by corner.
    if (type === "polygon" && this.held?.dragged && !clicked) this.freehand = true;
    if (type === "stroke" || (this.freehand && this.held?.dragged)) this.extend([...coordinates, place]);
    else this.follow(place);
  }

  /** The last place goes where the cursor is. @param {Place} place */
  follow(place) {
    if (this.shape?.type === "point") this.extend([place]);
    else if (this.shape?.type !== "stroke") {
      this.extend([...(this.shape?.coordinates.slice(0, -1) ?? []), place]);
    }
  }

  /** The result follows what is drawn. @param {Place[]} coordinates @param {Shape | null} shape */
  extend(coordinates, shape = this.shape) {
    if (!shape) return;
    this.shape = { ...shape, coordinates };
    const { settled } = this.drawing;
    const made = this.completed();
    this.drawing.follow(made ? [...settled, made] : settled);
  }

  /** @param {PointerEvent} event */
  up(event) {
    if (this.held?.id !== event.pointerId) return;
    event.stopImmediatePropagation();
    const { dragged } = this.held;
    this.held = null;
    if (!this.shape) return this.settle();
    const { type, coordinates } = this.shape;
    const corners = coordinates.length - 1;
    const cornered = type === "line" || type === "polygon";
    if (!cornered || this.freehand || (type === "line" && dragged && corners === 1)) {
      return this.finish();
    }
    if (corners > 2 && this.isNear(coordinates[0], coordinates[corners])) return this.finish();
    return this.extend([...coordinates, coordinates[corners]]);
  }

  /** @param {Place} a @param {Place} b */
  isNear(a, b) {
    return Math.hypot(a[0] - b[0], a[1] - b[1]) * this.viewer.camera.zoom <= NEAR;
  }

  /** A shape that is clicked corner by corner ends; its last place only followed the cursor. */
  conclude() {
    if (!this.shape) return;
    this.extend(this.shape.coordinates.slice(0, -1));
    this.finish();
  }

  /** What is under way becomes part of the drawing. */
  finish() {
    const made = this.completed();
    this.shape = null;
    if (made) this.settle();
    else this.drop();
  }

  /** The shape under way as it would be if it ended here. @returns {Shape | null} */
  completed() {
    const { shape, freehand } = this;
    if (!shape) return null;
    const drawn = shape.type === "stroke" || freehand;
    const places = distinct(shape.coordinates);
    const coordinates = drawn ? simplified(places, this.tolerance) : this.uncrowded(shape.type, places);
    const made = { ...shape, coordinates };
    return coordinates.length < FEWEST[shape.type] || isFlat(made) ? null : made;
  }

  /** Pixels that a line drawn by hand may differ from the hand. */
  get tolerance() {
    return 0.5 / Math.max(0.5, Math.min(this.viewer.camera.zoom, 4));
  }

  /**
   * A double click leaves its last corner twice, a closing click the first.
   *
   * @param {Shape["type"]} type
   * @param {Place[]} corners
   */
  uncrowded(type, corners) {
    if (type !== "line" && type !== "polygon") return corners;
    const places = [...corners];
    while (places.length > 1 && this.isNear(places[places.length - 1], places[places.length - 2])) {
      places.pop();
    }
    if (places.length > 3 && this.isNear(places[0], places[places.length - 1])) places.pop();
    return places;
  }

  /** @param {Place} place */
  erase(place) {
    this.eraser?.moveTo(place);
    this.drawing.follow(this.eraser?.shapes(this.tolerance) ?? []);
  }

  settle() {
    this.rest();
    this.drawing.settle();
  }

  rest() {
    this.shape = null;
    this.eraser = null;
    this.held = null;
    this.freehand = false;
  }

  /** Give up what is under way. @returns {boolean} whether there was anything */
  drop() {
    const had = Boolean(this.shape || this.eraser || this.held);
    this.rest();
    this.drawing.abandon();
    return had;
  }
}
