// The pointer while it draws: makes shapes of what it does on the picture. Used by drawing.mjs.
import { simplified, touches } from "./shapes.mjs";

/** @typedef {import("./drawing.mjs").Drawing} Drawing */
/** @typedef {import("./shapes.mjs").Shape} Shape */
/** @typedef {import("./shapes.mjs").Place} Place */

/** Screen pixels that a click may wander, and that count as the same place. */
const NEAR = 5;
const FEWEST = { point: 1, box: 2, line: 2, polygon: 3, stroke: 1 };

export class Pen {
  /** @param {Drawing} drawing @param {AbortSignal} signal ends it */
  constructor(drawing, signal) {
    this.drawing = drawing;
    this.viewer = drawing.viewer;
    /** @type {Shape | null} under way; the last place of one that is clicked follows the cursor */
    this.shape = null;
    /** @type {Shape[] | null} what the eraser has left over */
    this.left = null;
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
      if (!this.drawing.target || this.onBar(event)) return;
      event.stopImmediatePropagation();
      this.conclude();
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

  /** @param {Event} event */
  onBar(event) {
    return event.target instanceof Node && this.drawing.bar.contains(event.target);
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (!this.drawing.target || this.onBar(event)) return;
    if (event.button === 1) this.grab(event);
    if (event.button !== 0 || event.shiftKey || this.space) return;
    if (this.held) return this.yield(event);
    event.stopImmediatePropagation();
    this.viewer.root.setPointerCapture(event.pointerId);
    const { x, y } = this.viewer.place(event);
    this.held = { id: event.pointerId, x, y, dragged: false };
    this.begin(this.placeOf(x, y));
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
    const { tool, shapes } = this.drawing;
    if (tool === "eraser") {
      this.left = shapes;
      return this.erase(place);
    }
    if (this.shape) return undefined;
    const made = { brush: "stroke" }[tool] ?? tool;
    const coordinates = tool === "brush" || tool === "point" ? [place] : [place, place];
    const { label, width, session: { stage } } = this.drawing;
    const plane = stage.planes > 1 ? stage.plane : null;
    this.shape = /** @type {Shape} */ ({ type: made, coordinates, label, width, plane });
    return this.viewer.draw();
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
    if (this.left) this.erase(place);
    else if (this.shape) this.drag(place);
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

  /** @param {Place[]} coordinates */
  extend(coordinates) {
    if (this.shape) this.shape = { ...this.shape, coordinates };
    this.viewer.draw();
  }

  /** @param {PointerEvent} event */
  up(event) {
    if (this.held?.id !== event.pointerId) return;
    event.stopImmediatePropagation();
    const { dragged } = this.held;
    this.held = null;
    if (this.left) return this.erased();
    const { type, coordinates = [] } = this.shape ?? {};
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
    if (this.shape) this.shape = { ...this.shape, coordinates: this.shape.coordinates.slice(0, -1) };
    this.finish();
  }

  /** What is under way becomes part of the drawing. */
  finish() {
    const { shape, freehand } = this;
    this.drop();
    if (!shape) return;
    const distinct = shape.coordinates.filter((place, index, all) =>
      index === 0 || !(place[0] === all[index - 1][0] && place[1] === all[index - 1][1]));
    if (shape.type === "line" || (shape.type === "polygon" && !freehand)) this.uncrowd(distinct);
    const drawn = shape.type === "stroke" || freehand;
    const tolerance = 0.5 / Math.max(0.5, Math.min(this.viewer.camera.zoom, 4));
    const coordinates = drawn ? simplified(distinct, tolerance) : distinct;
    const flat = shape.type === "box" && coordinates.length > 1
      && (coordinates[0][0] === coordinates[1][0] || coordinates[0][1] === coordinates[1][1]);
    if (coordinates.length < FEWEST[shape.type] || flat) return;
    this.drawing.change([...this.drawing.shapes, { ...shape, coordinates }]);
  }

  /** A double click leaves its last corner twice, a closing click the first. @param {Place[]} places */
  uncrowd(places) {
    while (places.length > 1 && this.isNear(places[places.length - 1], places[places.length - 2])) {
      places.pop();
    }
    if (places.length > 3 && this.isNear(places[0], places[places.length - 1])) places.pop();
  }

  /** @param {Place} place */
  erase(place) {
    const reach = this.drawing.radius / this.viewer.camera.zoom;
    const { plane } = this.drawing.session.stage;
    this.left = (this.left ?? []).filter((shape) =>
      (shape.plane !== null && shape.plane !== plane) || !touches(shape, place, reach));
    this.viewer.draw();
  }

  erased() {
    const { left } = this;
    this.drop();
    if (left && left.length < this.drawing.shapes.length) this.drawing.change(left);
  }

  /** Give up what is under way. @returns {boolean} whether there was anything */
  drop() {
    const had = Boolean(this.shape || this.left);
    this.shape = null;
    this.left = null;
    this.held = null;
    this.freehand = false;
    if (had) this.viewer.draw();
    return had;
  }
}
