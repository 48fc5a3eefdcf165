// The stage: draws the picture and its overlays on one canvas, and moves the camera by wheel,
// pointer, touch and keys. Used by session.mjs; the element is made by components/viewer.py.
import { Camera } from "./camera.mjs";
import { ClassRaster } from "./classes.mjs";
import { drawGeometry } from "./geometry.mjs";

/** @typedef {import("./painting.mjs").Drawable} Drawable */

const WHEEL_SPEED = 0.0016;
const KEY_PAN = 48;
const CHECKER = 64;

export class Viewer {
  /**
   * @param {HTMLElement} root
   * @param {{moved: () => void, hovered: (place: {row: number, column: number} | null) => void}} on
   */
  constructor(root, on) {
    this.root = root;
    this.on = on;
    this.camera = new Camera();
    this.canvas = /** @type {HTMLCanvasElement} */ (root.querySelector(".viewer-canvas"));
    this.frame = /** @type {HTMLElement} */ (root.querySelector(".picture"));
    /** @type {Drawable[]} */
    this.bases = [];
    /** @type {Drawable[]} */
    this.overlays = [];
    /** @type {import("./geometry.mjs").Geometry[]} */
    this.geometries = [];
    /** @type {((context: CanvasRenderingContext2D) => void) | undefined} what a hand draws */
    this.sketch = undefined;
    /** @type {Map<number, {x: number, y: number}>} */
    this.pointers = new Map();
    /** @type {{x: number, y: number} | null} */
    this.boxFrom = null;
    /** @type {ClassRaster[]} of the overlays, in their order */
    this.rasters = [];
    this.backdrop = new OffscreenCanvas(1, 1);
    this.backdropOf = "";
    /** @type {Drawable[]} */
    this.backdropBases = [];
    this.asked = false;
    this.showBase = true;
    this.peeking = false;
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(root);
    this.listen();
    this.resize();
  }

  get density() {
    return window.devicePixelRatio || 1;
  }

  resize() {
    const { clientWidth, clientHeight } = this.root;
    if (!clientWidth || !clientHeight) return;
    this.canvas.width = Math.round(clientWidth * this.density);
    this.canvas.height = Math.round(clientHeight * this.density);
    this.camera.setScreen(clientWidth, clientHeight);
    this.changed();
  }

  /** @param {number} width @param {number} height */
  setPicture(width, height) {
    this.camera.setPicture(width, height);
    this.bases = [];
    this.overlays = [];
    this.geometries = [];
    this.changed();
  }

  /** @param {Drawable} base the sharpest is drawn last */
  addBase(base) {
    const { picture } = this.camera;
    const coarse = covers(base, picture) ? undefined
      : this.bases.find((item) => covers(item, picture)) ?? this.bases[0];
    this.bases = coarse ? [coarse, base] : [base];
    this.draw();
  }

  /** @param {(view: import("./api.mjs").View) => Drawable} paint in the colours of now */
  repaintBases(paint) {
    this.bases = this.bases.map((base) => paint(base.view));
    this.draw();
  }

  /** @param {Drawable[]} overlays @param {typeof this.geometries} geometries */
  setOverlays(overlays, geometries) {
    this.overlays = overlays;
    this.geometries = geometries;
    this.draw();
  }

  changed() {
    this.draw();
    this.on.moved();
  }

  draw() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.paint();
    });
  }

  paint() {
    const context = this.canvas.getContext("2d");
    if (!context) return;
    const { left, top, width, height } = this.camera.frame;
    Object.assign(this.frame.style, {
      transform: `translate(${left}px, ${top}px)`, width: `${width}px`, height: `${height}px`,
    });
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.showBase || this.peeking) this.drawBases(context);
    if (!this.peeking) this.paintOverlays(context);
    if (!this.peeking) this.sketch?.(context);
    if (this.boxFrom && this.boxTo) this.drawBox(context);
    // What lies over the canvas moves in the same frame.
    this.root.dispatchEvent(new Event("isoline:painted"));
  }

  /**
   * The picture, resampled only when it or the camera has changed.
   *
   * @param {CanvasRenderingContext2D} context
   */
  drawBases(context) {
    const { width, height } = this.canvas;
    const { x, y, zoom } = this.camera;
    const key = [x, y, zoom, width, height].join();
    if (key !== this.backdropOf || this.bases !== this.backdropBases) {
      this.backdropOf = key;
      this.backdropBases = this.bases;
      // Setting a size clears as well.
      Object.assign(this.backdrop, { width, height });
      const behind = this.backdrop.getContext("2d");
      if (behind) for (const base of this.bases) this.drawOne(behind, base);
    }
    context.globalAlpha = 1;
    context.drawImage(this.backdrop, 0, 0);
  }

  /** @param {CanvasRenderingContext2D} context */
  paintOverlays(context) {
    for (const [index, overlay] of this.overlays.entries()) {
      const { painted } = overlay;
      if (painted) this.rasterOf(index).draw(context, painted, this.placeOf(overlay), this.density);
      else this.drawOne(context, overlay);
      context.setTransform(1, 0, 0, 1, 0, 0);
    }
    const { camera: { frame, zoom }, density } = this;
    for (const geometry of this.geometries) drawGeometry(context, geometry, { ...frame, zoom, density });
  }

  /** @param {boolean} on whether only the picture is shown, without what the steps give */
  peek(on) {
    if (this.peeking === on) return;
    this.peeking = on;
    this.draw();
  }

  /** @param {number} index of an overlay */
  rasterOf(index) {
    this.rasters[index] ??= new ClassRaster();
    return this.rasters[index];
  }

  /** Where a layer lies, in device pixels. @param {Drawable} item */
  placeOf({ region: [row0, column0, row1, column1] }) {
    const { density, camera: { zoom } } = this;
    const { x, y } = this.camera.toScreen(column0, row0);
    return { left: x * density, top: y * density,
      width: (column1 - column0) * zoom * density, height: (row1 - row0) * zoom * density };
  }

  /** @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context @param {Drawable} item */
  drawOne(context, item) {
    if (!item.source) return;
    const [row0, column0, row1, column1] = item.region;
    const { density } = this;
    const from = this.camera.toScreen(column0, row0);
    const wide = (column1 - column0) * this.camera.zoom;
    const high = (row1 - row0) * this.camera.zoom;
    // Magnified pixels are shown as squares; shrunk ones are averaged.
    context.imageSmoothingEnabled = item.smooth && wide * density < item.width * 2;
    context.imageSmoothingQuality = "high";
    context.globalAlpha = item.opacity;
    context.setTransform(density, 0, 0, density, 0, 0);
    context.save();
    if (item.checkered) context.clip(checkers(this.camera.screen));
    context.drawImage(item.source, from.x, from.y, wide, high);
    context.restore();
  }

  /** @param {CanvasRenderingContext2D} context */
  drawBox(context) {
    const [a, b] = [this.boxFrom, this.boxTo];
    if (!a || !b) return;
    context.setTransform(this.density, 0, 0, this.density, 0, 0);
    context.globalAlpha = 1;
    context.setLineDash([4, 3]);
    context.strokeStyle = "#ffffff";
    context.strokeRect(a.x, a.y, b.x - a.x, b.y - a.y);
    context.setLineDash([]);
  }

  listen() {
    const { root } = this;
    root.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    root.addEventListener("pointerdown", (event) => this.down(event));
    root.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      root.addEventListener(name, (event) => this.up(/** @type {PointerEvent} */ (event)));
    }
    root.addEventListener("pointerleave", () => this.on.hovered(null));
    root.addEventListener("dblclick", () => this.act("home"));
    root.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {MouseEvent} event */
  place(event) {
    const { left, top } = this.root.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault();
    const { x, y } = this.place(event);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    this.camera.zoomBy(Math.exp(-event.deltaY * lines * WHEEL_SPEED), x, y);
    this.changed();
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0) return;
    this.root.setPointerCapture(event.pointerId);
    const place = this.place(event);
    this.pointers.set(event.pointerId, place);
    this.boxFrom = event.shiftKey ? place : null;
    this.boxTo = null;
  }

  /** @param {PointerEvent} event */
  move(event) {
    const place = this.place(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) return this.hover(place);
    if (this.boxFrom) {
      this.boxTo = place;
      return this.draw();
    }
    if (this.pointers.size === 2) this.pinch(event.pointerId, place);
    else this.camera.pan(place.x - before.x, place.y - before.y);
    this.pointers.set(event.pointerId, place);
    return this.changed();
  }

  /** @param {PointerEvent} event */
  up(event) {
    this.pointers.delete(event.pointerId);
    if (this.boxFrom && this.boxTo) {
      this.camera.zoomTo(this.boxFrom, this.boxTo);
      this.changed();
    }
    this.boxFrom = null;
    this.boxTo = null;
  }

  /** @param {number} id @param {{x: number, y: number}} place */
  pinch(id, place) {
    const before = this.pointers.get(id);
    const other = [...this.pointers].find(([key]) => key !== id)?.[1];
    if (!before || !other) return;
    const apart = (/** @type {{x: number, y: number}} */ p) =>
      Math.hypot(p.x - other.x, p.y - other.y) || 1;
    this.camera.pan((place.x - before.x) / 2, (place.y - before.y) / 2);
    const middle = { x: (place.x + other.x) / 2, y: (place.y + other.y) / 2 };
    this.camera.zoomBy(apart(place) / apart(before), middle.x, middle.y);
  }

  /** @param {{x: number, y: number}} place */
  hover(place) {
    const { x, y } = this.camera.toPicture(place.x, place.y);
    const { width, height } = this.camera.picture;
    const inside = x >= 0 && y >= 0 && x < width && y < height;
    this.on.hovered(inside ? { row: y, column: x } : null);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const moves = {
      ArrowLeft: [KEY_PAN, 0], ArrowRight: [-KEY_PAN, 0],
      ArrowUp: [0, KEY_PAN], ArrowDown: [0, -KEY_PAN],
    };
    const names = { "+": "zoom-in", "=": "zoom-in", "-": "zoom-out", 0: "home", 1: "actual" };
    const move = moves[/** @type {keyof typeof moves} */ (event.key)];
    const name = names[/** @type {keyof typeof names} */ (event.key)];
    if (event.ctrlKey || event.metaKey || event.altKey || !(move || name)) return;
    event.preventDefault();
    if (move) {
      this.camera.pan(move[0], move[1]);
      this.changed();
    } else this.act(name);
  }

  /** @param {string} name of a camera button */
  act(name) {
    if (name === "home") this.camera.goHome();
    if (name === "actual") this.camera.zoomBy(1 / this.camera.zoom);
    if (name === "zoom-in") this.camera.zoomBy(1.5);
    if (name === "zoom-out") this.camera.zoomBy(1 / 1.5);
    this.changed();
  }

  destroy() {
    this.resizing.disconnect();
  }
}

/** @param {Drawable} item @param {{width: number, height: number}} picture */
function covers(item, picture) {
  const [row0, column0, row1, column1] = item.region;
  return row0 === 0 && column0 === 0 && row1 >= picture.height && column1 >= picture.width;
}

/** Every other square of the screen. @param {{width: number, height: number}} screen */
function checkers({ width, height }) {
  const path = new Path2D();
  for (let y = 0, row = 0; y < height; y += CHECKER, row += 1) {
    for (let x = (row % 2) * CHECKER; x < width; x += 2 * CHECKER) path.rect(x, y, CHECKER, CHECKER);
  }
  return path;
}
