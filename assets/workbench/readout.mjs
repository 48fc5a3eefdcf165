// What lies under the cursor: at once from what the page holds, exactly from the server when the
// pointer rests. Used by session.mjs.
import { classesOf } from "./classes.mjs";
import { ApiError, address, getJson, wasCalledOff } from "./api.mjs";
import { numberAt } from "./geometry.mjs";
import { valueOfPixel } from "./levels.mjs";
import { pipelineOf } from "./recipe.mjs";
import { shownAlone, shownIn } from "./rounding.mjs";

const REST_MS = 120;
/** How far the cursor may be from a line, in pixels of the screen. */
const REACH = 6;
/** Digits of the range of what the page holds, which is coarse. */
const NEAR = 3;

/** @typedef {import("./session.mjs").Session} Session */
/** @typedef {import("./api.mjs").View} View */
/** @typedef {{row: number, column: number}} Place */

export class Readout {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    this.root = session.find(".viewer-readout");
    this.asking = new AbortController();
  }

  destroy() {
    clearTimeout(this.resting);
    this.asking.abort();
  }

  /** @param {Place | null} place */
  at(place) {
    clearTimeout(this.resting);
    this.asking.abort();
    const here = this.session.stage.picture ? place : null;
    this.show(here ? near(here, this.session) : []);
    if (here) this.resting = setTimeout(() => void this.ask(here), REST_MS);
  }

  /** @param {string[]} parts */
  show(parts) {
    this.root.textContent = parts.filter(Boolean).join("   ");
    this.root.title = this.root.textContent;
  }

  /** @param {Place} place */
  async ask(place) {
    const { session } = this;
    const { stage, results, cards } = session;
    const failing = cards.errors.size > 0;
    // A value computed for its own sake would keep the slider waiting.
    if (failing || !results.live.idle || session.find(".exactness").dataset.state !== "exact") return;
    this.asking = new AbortController();
    const at = [Math.floor(place.row), Math.floor(place.column)];
    const recipe = pipelineOf(session.recipe, session.selectedIndex);
    const plane = stage.planes > 1 ? stage.plane : null;
    const url = address("pixel", { recipe, at: at.join(","), plane, v: session.version });
    try {
      const exact = exactly(await getJson(url, this.asking.signal), at);
      this.show([...exact, ...placed(place, session), ...session.drawing.layers.at(at[0], at[1])]);
    } catch (error) {
      if (!wasCalledOff(error) && !(error instanceof ApiError)) throw error;
    }
  }
}

/**
 * @typedef {{step: number, name: string, kind: string, value: any}} PixelLayer
 * @param {{source: any, layers: PixelLayer[], exact: boolean}} answer
 * @param {number[]} at
 */
function exactly({ source, layers, exact }, [row, column]) {
  const last = layers.at(-1)?.step;
  const sign = exact ? "" : "≈ ";
  return [`(${row}, ${column})`, `picture ${written(source)}`, ...layers.map((layer) => {
    const place = layer.step === last ? "" : `${layer.step + 1} `;
    if (layer.kind === "mask") return place + side(layer.name, Boolean(layer.value));
    return `${place}${layer.name} ${sign}${written(layer.value)}`;
  })];
}

/** @param {any} value a number, or one per channel */
function written(value) {
  return [value].flat().map(shownAlone).join(" ");
}

/** @param {string} name @param {boolean} inside */
function side(name, inside) {
  return `${name} ${inside ? "inside" : "outside"}`;
}

/** From the views the page holds. @param {Place} place @param {Session} session */
function near(place, { results, stage, drawing }) {
  const [row, column] = [Math.floor(place.row), Math.floor(place.column)];
  const picture = { name: "picture", kind: "image" };
  const values = results.rows
    .filter((item) => results.styleOf(item).visible)
    .map((item) => valueAt(item, results.views.get(item.key), row, column));
  return [`(${row}, ${column})`, valueAt(picture, stage.view ?? undefined, row, column), ...values,
    ...placed(place, { results, stage }), ...drawing.layers.at(row, column)];
}

/** Boxes and lines under the cursor, by their numbers. @param {Place} place @param {Pick<Session, "results" | "stage">} session */
function placed(place, { results, stage }) {
  const reach = REACH / stage.viewer.camera.zoom;
  return results.rows.filter((item) => results.styleOf(item).visible).map((item) => {
    const json = results.views.get(item.key)?.json;
    const number = json ? numberAt(item.kind, json, place, reach) : null;
    return number === null ? "" : `${item.name} ${number}`;
  });
}

/**
 * @param {{name: string, kind: string}} item
 * @param {View | undefined} view
 * @param {number} row
 * @param {number} column
 */
function valueAt(item, view, row, column) {
  if (!view || !(view.pixels || view.classes)) return "";
  const [row0, column0, row1, column1] = view.facts.region;
  if (row < row0 || column < column0 || row >= row1 || column >= column1) return "";
  const y = Math.floor(((row - row0) / (row1 - row0)) * view.height);
  const x = Math.floor(((column - column0) / (column1 - column0)) * view.width);
  const at = Math.min(y, view.height - 1) * view.width + Math.min(x, view.width - 1);
  if (item.kind === "mask") return side(item.name, classesOf(view)[at] > 0);
  if (item.kind === "labels") return `${item.name} ${classesOf(view)[at]}`;
  const [r, g, b] = /** @type {Uint8ClampedArray} */ (view.pixels).slice(4 * at, 4 * at + 3);
  if (view.facts.coloured) return `${item.name} ≈ ${r} ${g} ${b}`;
  const [low, high] = view.facts.limits ?? [0, 0];
  return `${item.name} ≈ ${shownIn(valueOfPixel(view, at), high - low, NEAR)}`;
}
