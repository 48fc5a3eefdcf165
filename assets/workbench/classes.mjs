// Masks and label images on the pixels of the screen: fills, and outlines as wide at any zoom.
// Used by viewer.mjs and filmstrip.mjs; painting.mjs says what is to be drawn.

/**
 * @typedef {import("./api.mjs").View} View
 * @typedef {Uint32Array | Uint16Array | Uint8Array} Classes
 * @typedef {{classes: Classes, width: number, height: number, colours: Uint32Array,
 *   alpha: number, line: number}} Painted
 *   `colours` are blue, green and red by class, 0 is background; `alpha` of fills is at most 255;
 *   `line` is the width of outlines in CSS pixels, 0 for none
 * @typedef {{left: number, top: number, width: number, height: number}} Place
 *   where the classes lie, in device pixels
 */

const OPAQUE = 0xff000000;

/**
 * The class of every pixel of a mask or a label image, 0 for background.
 *
 * @param {View} view
 * @returns {Classes}
 */
export function classesOf(view) {
  return (view.classes ??= view.facts.kind === "mask" ? foreground(view) : labels(view));
}

/** @param {View} view its pixels as words of blue, green and red from high to low */
function words(view) {
  const { buffer, byteOffset, length } = /** @type {Uint8ClampedArray} */ (view.pixels);
  return new Uint32Array(buffer, byteOffset, length / 4);
}

/** @param {View} view */
function foreground(view) {
  const pixels = words(view);
  const classes = new Uint8Array(pixels.length);
  for (let i = 0; i < classes.length; i += 1) classes[i] = (pixels[i] >>> 7) & 1;
  return classes;
}

/** @param {View} view */
function labels(view) {
  const pixels = words(view);
  const classes = new Uint32Array(pixels.length);
  for (let i = 0; i < classes.length; i += 1) classes[i] = pixels[i] & 0xffffff;
  return classes;
}

/** One layer of classes as it was last drawn; drawing it elsewhere costs only the visible pixels. */
export class ClassRaster {
  constructor() {
    this.canvas = new OffscreenCanvas(1, 1);
    this.image = new ImageData(1, 1);
    this.out = new Uint32Array(this.image.data.buffer);
    this.border = new Int32Array(1);
    this.bytes = new Uint8Array(1);
    this.longs = new Uint32Array(1);
    this.key = "";
    /** @type {Painted | null} */
    this.item = null;
    this.x = 0;
    this.y = 0;
  }

  /**
   * @param {CanvasRenderingContext2D} context whose transform is the identity
   * @param {Painted} item
   * @param {Place} place
   * @param {number} density device pixels per CSS pixel
   */
  draw(context, item, place, density) {
    const { width, height } = context.canvas;
    const key = [place.left, place.top, place.width, place.height, width, height, density].join();
    if (item !== this.item || key !== this.key) {
      this.item = item;
      this.key = key;
      this.render(item, place, { width, height }, density);
    }
    context.imageSmoothingEnabled = false;
    context.globalAlpha = 1;
    if (this.image.width) context.drawImage(this.canvas, this.x, this.y);
  }

  /**
   * @param {Painted} item
   * @param {Place} place
   * @param {{width: number, height: number}} target
   * @param {number} density
   */
  render(item, place, target, density) {
    const columns = sources(place.left, place.width, item.width, target.width);
    const rows = sources(place.top, place.height, item.height, target.height);
    this.x = columns.from;
    this.y = rows.from;
    const [width, height] = [columns.at.length, rows.at.length];
    if (!width || !height) {
      this.context().clearRect(0, 0, this.canvas.width, this.canvas.height);
      return;
    }
    this.resize(width, height);
    const grid = item.classes instanceof Uint8Array ? this.bytes : this.longs;
    gather(grid, item.classes, item.width, columns.at, rows.at);
    const side = Math.round(item.line * density);
    const count = paintFills(this.out, grid, this, item, item.line ? this.border : null);
    if (side > 1) thicken(this.out, grid, this, item.colours, this.border, count, side);
    this.context().putImageData(this.image, 0, 0);
  }

  context() {
    return /** @type {OffscreenCanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
  }

  get width() {
    return this.image.width;
  }

  get height() {
    return this.image.height;
  }

  /** @param {number} width @param {number} height */
  resize(width, height) {
    if (width === this.width && height === this.height) return;
    Object.assign(this.canvas, { width, height });
    this.image = new ImageData(width, height);
    this.out = new Uint32Array(this.image.data.buffer);
    this.border = new Int32Array(width * height);
    this.bytes = new Uint8Array(width * height);
    this.longs = new Uint32Array(width * height);
  }
}

/**
 * Which pixel of a layer lies under the centre of each pixel of the screen, along one axis.
 *
 * @param {number} start of the layer on the screen
 * @param {number} length of it there
 * @param {number} count of its pixels
 * @param {number} end of the screen
 */
function sources(start, length, count, end) {
  const from = Math.max(0, Math.ceil(start - 0.5));
  const to = Math.max(from, Math.min(end, Math.ceil(start + length - 0.5)));
  const at = new Int32Array(to - from);
  const scale = count / length;
  for (let i = 0; i < at.length; i += 1) {
    at[i] = Math.min(count - 1, Math.max(0, Math.floor((from + i + 0.5 - start) * scale)));
  }
  return { from, at };
}

/**
 * Bring classes onto the grid of the screen.
 *
 * @param {Classes} grid
 * @param {Classes} classes
 * @param {number} stride
 * @param {Int32Array} columns
 * @param {Int32Array} rows
 */
function gather(grid, classes, stride, columns, rows) {
  const { length } = columns;
  let last = -1;
  for (let y = 0, i = 0; y < rows.length; y += 1) {
    if (rows[y] === last) {
      grid.copyWithin(i, i - length, i);
      i += length;
      continue;
    }
    last = rows[y];
    const row = last * stride;
    for (let x = 0; x < length; x += 1, i += 1) grid[i] = classes[row + columns[x]];
  }
}

/**
 * @param {Uint32Array} out
 * @param {Classes} grid
 * @param {{width: number, height: number}} size
 * @param {Painted} item
 * @param {Int32Array | null} border gets the places of pixels beside another class
 * @returns {number} how many those are
 */
function paintFills(out, grid, { width, height }, { colours, alpha }, border) {
  const veil = (alpha << 24) >>> 0;
  const end = width * height;
  let count = 0;
  for (let row = 0; row < end; row += width) {
    const up = row === 0 ? 0 : width;
    const down = row + width === end ? 0 : width;
    const rowEnd = row + width;
    for (let i = row; i < rowEnd; i += 1) {
      const id = grid[i];
      if (id === 0) {
        out[i] = 0;
        continue;
      }
      out[i] = colours[id] | veil;
      if (border === null) continue;
      // Outside the screen nothing differs.
      if (grid[i - up] !== id || grid[i + down] !== id || (i > row && grid[i - 1] !== id) ||
          (i + 1 < rowEnd && grid[i + 1] !== id)) {
        out[i] = colours[id] | OPAQUE;
        border[count] = i;
        count += 1;
      }
    }
  }
  return count;
}

/**
 * Widen borders of single pixels to squares.
 *
 * @param {Uint32Array} out
 * @param {Classes} grid
 * @param {{width: number, height: number}} size
 * @param {Uint32Array} colours
 * @param {Int32Array} border
 * @param {number} count
 * @param {number} side
 */
function thicken(out, grid, { width, height }, colours, border, count, side) {
  const before = (side - 1) >> 1;
  for (let k = 0; k < count; k += 1) {
    const at = border[k];
    const colour = colours[grid[at]] | OPAQUE;
    const row = (at / width) | 0;
    const column = at - row * width;
    const left = Math.max(0, column - before);
    const right = Math.min(width, column - before + side);
    const bottom = Math.min(height, row - before + side);
    for (let y = Math.max(0, row - before); y < bottom; y += 1) {
      for (let x = y * width + left; x < y * width + right; x += 1) out[x] = colour;
    }
  }
}
