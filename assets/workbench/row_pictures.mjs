// Small pictures of the objects of a table: cut from what the page holds, and finer from the server
// where that is too coarse, for the rows that are seen. Used by measuring.mjs.
import { element } from "../mount.mjs";
import { ApiError, address, getView } from "./api.mjs";
import { plain } from "./painting.mjs";

/**
 * @typedef {import("./painting.mjs").Drawable} Drawable
 * @typedef {[number, number, number, number]} Box rows and columns it lies between, half open
 */

const SIDE = 26;
/** Share of the object's size that is shown around it. */
const MARGIN = 0.2;
/** Fewest pixels across an object that are enough to know it by. */
const ENOUGH = 16;
const REST_MS = 120;

export class RowPictures {
  /** @param {import("./session.mjs").Session} session */
  constructor(session) {
    this.session = session;
    /** @type {WeakMap<Element, Box>} */
    this.boxes = new WeakMap();
    this.asking = new AbortController();
  }

  destroy() {
    this.pause();
  }

  /** Newer work goes before. */
  pause() {
    clearTimeout(this.resting);
    this.asking.abort();
  }

  /** @param {Box} box */
  make(box) {
    const size = String(SIDE * (window.devicePixelRatio || 1));
    const attributes = { class: "row-picture", width: size, height: size, "aria-hidden": "true" };
    const canvas = element("canvas", attributes);
    this.boxes.set(canvas, around(box));
    return canvas;
  }

  /** Draw what is seen from what is held, and ask for what is too coarse. @param {HTMLElement} root */
  draw(root) {
    this.pause();
    const coarse = [...root.querySelectorAll("canvas")].filter((canvas) => !this.drawHeld(canvas));
    const { width: whole } = this.session.stage.viewer.camera.picture;
    if (!coarse.length || !whole) return;
    this.resting = setTimeout(() => void this.fetch(coarse, root), REST_MS);
  }

  /** @param {HTMLCanvasElement} canvas @returns {boolean} whether that is fine enough */
  drawHeld(canvas) {
    const box = this.boxes.get(canvas);
    if (!box) return true;
    const { bases } = this.session.stage.viewer;
    const base = bases.filter(({ source, region }) => source && covers(region, box))
      .sort((a, b) => cellOf(a) - cellOf(b))[0];
    if (!base) return false;
    paintCrop(canvas, base, box);
    const across = box[3] - box[1];
    return cellOf(base) <= 1 || across / cellOf(base) >= ENOUGH;
  }

  /** @param {HTMLCanvasElement[]} canvases @param {HTMLElement} root */
  async fetch(canvases, root) {
    this.asking = new AbortController();
    const { signal } = this.asking;
    const { stage, recipe, version } = this.session;
    const { width, height } = stage.viewer.camera.picture;
    for (const canvas of canvases) {
      const box = this.boxes.get(canvas);
      if (!box || !isSeen(canvas, root)) continue;
      const [row0, column0, row1, column1] = box;
      const region = [Math.max(0, row0), Math.max(0, column0),
        Math.min(height, row1), Math.min(width, column1)];
      const level = Math.max(0, Math.floor(Math.log2((column1 - column0) / (2 * SIDE))));
      const query = { recipe: { image: recipe.image, steps: [] }, step: -1, region: region.join(","),
        scale: 2 ** -level, plane: stage.planes > 1 ? stage.plane : null, v: version };
      try {
        const view = await getView(address("view", query), signal, "", true);
        paintCrop(canvas, plain(view, stage.contrast.levels), box);
      } catch (error) {
        if (signal.aborted) return;
        // A picture is a courtesy; the row has its figures.
        if (!(error instanceof ApiError)) throw error;
      }
    }
  }
}

/** A square around a box, with room at its sides. @param {Box} box @returns {Box} */
function around([row0, column0, row1, column1]) {
  const half = (Math.max(row1 - row0, column1 - column0, 4) * (1 + MARGIN)) / 2;
  const [row, column] = [(row0 + row1) / 2, (column0 + column1) / 2];
  return [Math.floor(row - half), Math.floor(column - half),
    Math.ceil(row + half), Math.ceil(column + half)];
}

/** @param {number[]} region @param {Box} box whether its middle lies in the region, and most of it */
function covers([row0, column0, row1, column1], [top, left, bottom, right]) {
  const high = Math.min(row1, bottom) - Math.max(row0, top);
  const wide = Math.min(column1, right) - Math.max(column0, left);
  return high > 0.6 * (bottom - top) && wide > 0.6 * (right - left);
}

/** Pixels of the picture to one of a drawable. @param {Drawable} item */
function cellOf({ region: [, column0, , column1], width }) {
  return (column1 - column0) / width;
}

/** @param {HTMLCanvasElement} canvas @param {Drawable} item @param {Box} box */
function paintCrop(canvas, { source, region: [row0, column0, row1, column1], width, height }, box) {
  const context = canvas.getContext("2d");
  if (!context || !source) return;
  const zoom = canvas.width / (box[3] - box[1]);
  context.clearRect(0, 0, canvas.width, canvas.height);
  // Magnified pixels are shown as squares, as on the stage.
  context.imageSmoothingEnabled = zoom < width / (column1 - column0);
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, width, height, (column0 - box[1]) * zoom, (row0 - box[0]) * zoom,
    (column1 - column0) * zoom, (row1 - row0) * zoom);
}

/** @param {HTMLElement} part @param {HTMLElement} root */
function isSeen(part, root) {
  const [a, b] = [part.getBoundingClientRect(), root.getBoundingClientRect()];
  return part.isConnected && a.bottom > b.top && a.top < b.bottom;
}
