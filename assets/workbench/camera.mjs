// Where the viewer looks: pure geometry between picture and screen. Used by viewer.mjs.

const LARGEST_ZOOM = 64;
const SNAP = 64;

/**
 * Pixel centres of the picture lie at integers plus one half in these coordinates, so that the
 * picture covers 0 to its width and 0 to its height.
 */
export class Camera {
  constructor() {
    this.picture = { width: 1, height: 1 };
    this.screen = { width: 1, height: 1 };
    this.x = 0.5;
    this.y = 0.5;
    this.zoom = 1;
    this.atHome = true;
  }

  get homeZoom() {
    const margin = 2 * Math.min(16, this.screen.width / 20);
    const across = (this.screen.width - margin) / this.picture.width;
    const down = (this.screen.height - margin) / this.picture.height;
    return Math.max(Math.min(across, down), 1e-6);
  }

  goHome() {
    this.x = this.picture.width / 2;
    this.y = this.picture.height / 2;
    this.zoom = this.homeZoom;
    this.atHome = true;
  }

  /** @param {number} width @param {number} height */
  setPicture(width, height) {
    this.picture = { width, height };
    this.goHome();
  }

  /** @param {number} width @param {number} height */
  setScreen(width, height) {
    this.screen = { width: Math.max(1, width), height: Math.max(1, height) };
    if (this.atHome) this.goHome();
    else this.clamp();
  }

  /** @param {number} x @param {number} y in screen pixels */
  toPicture(x, y) {
    return {
      x: this.x + (x - this.screen.width / 2) / this.zoom,
      y: this.y + (y - this.screen.height / 2) / this.zoom,
    };
  }

  /** @param {number} x @param {number} y in picture pixels */
  toScreen(x, y) {
    return {
      x: (x - this.x) * this.zoom + this.screen.width / 2,
      y: (y - this.y) * this.zoom + this.screen.height / 2,
    };
  }

  /** @param {number} dx @param {number} dy in screen pixels */
  pan(dx, dy) {
    this.x -= dx / this.zoom;
    this.y -= dy / this.zoom;
    this.atHome = false;
    this.clamp();
  }

  /**
   * @param {number} factor
   * @param {number} x screen place that stays where it is
   * @param {number} y
   */
  zoomBy(factor, x = this.screen.width / 2, y = this.screen.height / 2) {
    const fixed = this.toPicture(x, y);
    const smallest = Math.min(this.homeZoom, 1) / 4;
    this.zoom = Math.min(Math.max(this.zoom * factor, smallest), LARGEST_ZOOM);
    const moved = this.toPicture(x, y);
    this.x += fixed.x - moved.x;
    this.y += fixed.y - moved.y;
    this.atHome = false;
    this.clamp();
  }

  /** @param {{x: number, y: number}} a @param {{x: number, y: number}} b corners on the screen */
  zoomTo(a, b) {
    const [from, to] = [this.toPicture(a.x, a.y), this.toPicture(b.x, b.y)];
    const wide = Math.max(Math.abs(to.x - from.x), 1e-3);
    const high = Math.max(Math.abs(to.y - from.y), 1e-3);
    this.x = (from.x + to.x) / 2;
    this.y = (from.y + to.y) / 2;
    const zoom = Math.min(this.screen.width / wide, this.screen.height / high);
    this.zoom = Math.min(zoom, LARGEST_ZOOM);
    this.atHome = false;
    this.clamp();
  }

  clamp() {
    this.x = Math.min(Math.max(this.x, 0), this.picture.width);
    this.y = Math.min(Math.max(this.y, 0), this.picture.height);
  }

  /** Where the picture lies on the screen. */
  get frame() {
    const { x: left, y: top } = this.toScreen(0, 0);
    const { width, height } = this.picture;
    return { left, top, width: width * this.zoom, height: height * this.zoom };
  }

  /**
   * What of the picture to ask for, and at which power of one half: a little more than is seen, in
   * steps, so that small moves ask for nothing new.
   *
   * @param {number} density device pixels per CSS pixel
   */
  view(density) {
    const shrink = Math.max(0, Math.floor(Math.log2(1 / (this.zoom * density)) + 1e-9));
    const step = SNAP * 2 ** shrink;
    const from = this.toPicture(0, 0);
    const to = this.toPicture(this.screen.width, this.screen.height);
    const { width, height } = this.picture;
    const low = (/** @type {number} */ value) => Math.max(0, Math.floor(value / step) * step);
    const high = (/** @type {number} */ value, /** @type {number} */ end) =>
      Math.min(end, Math.ceil(value / step) * step);
    const region = [low(from.y), low(from.x), high(to.y, height), high(to.x, width)];
    const empty = region[0] >= region[2] || region[1] >= region[3];
    return { region: empty ? [0, 0, height, width] : region, scale: 2 ** -shrink };
  }
}
