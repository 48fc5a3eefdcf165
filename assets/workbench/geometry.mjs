// Points, boxes, lines, tracks and vectors as strokes whose width is the screen's. Used by
// viewer.mjs, results.mjs, filmstrip.mjs and readout.mjs.
import { apart, traceArrows } from "./arrows.mjs";
import { PALETTE } from "./colours.mjs";
import { circlesOf, traceCircles } from "./points.mjs";

export const GEOMETRIES = new Set(["points", "boxes", "paths", "vectors", "tracks"]);

/**
 * @typedef {{left: number, top: number, zoom: number, density: number, gap?: number}} Frame where
 *   the picture's corner lies on the screen, screen pixels per pixel of the picture, device pixels
 *   per screen pixel, and how far apart arrows are at least
 * @typedef {{kind: string, json: any, style: import("./painting.mjs").Style}} Geometry
 * @typedef {{colour: string | null, path: Path2D}} Trace in pixels of the picture
 */

/** @type {WeakMap<object, Trace[]>} */
const traces = new WeakMap();
/** @type {WeakMap<object, ReturnType<typeof circlesOf>>} */
const circles = new WeakMap();

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Geometry} geometry
 * @param {Frame} frame
 */
export function drawGeometry(context, { kind, json, style }, frame) {
  const { left, top, zoom, density } = frame;
  context.save();
  context.globalAlpha = style.opacity;
  context.strokeStyle = style.colour;
  context.lineJoin = "round";
  context.lineCap = "round";
  if (kind === "points" || kind === "vectors") {
    context.setTransform(density, 0, 0, density, 0, 0);
    context.lineWidth = style.width;
    context.beginPath();
    if (kind === "points") traceCircles(context, kept(circles, json, circlesOf), frame);
    else traceArrows(context, json, frame);
    context.stroke();
  } else {
    const scale = density * zoom;
    context.setTransform(scale, 0, 0, scale, density * left, density * top);
    context.lineWidth = style.width / zoom;
    for (const { colour, path } of kept(traces, json, kind === "boxes" ? boxesOf : linesOf)) {
      if (colour) context.strokeStyle = colour;
      context.stroke(path);
    }
  }
  context.restore();
}

/**
 * What was made of an answer before.
 *
 * @template Made
 * @param {WeakMap<object, Made>} known
 * @param {any} json
 * @param {(json: any) => Made} make
 */
function kept(known, json, make) {
  const made = known.get(json) ?? make(json);
  known.set(json, made);
  return made;
}

/** @param {{rows: number[][]}} json @returns {Trace[]} */
function boxesOf({ rows }) {
  const path = new Path2D();
  for (const [row0, column0, row1, column1] of rows) {
    path.rect(column0, row0, column1 - column0, row1 - row0);
  }
  return [{ colour: null, path }];
}

/** Tracks have a colour each, other lines that of their layer. @param {any} json @returns {Trace[]} */
function linesOf({ kind, paths, ids }) {
  const colours = kind === "tracks" ? PALETTE : [null];
  const made = colours.map((colour) => ({ colour, path: new Path2D() }));
  for (const [index, places] of paths.entries()) {
    const { path } = made[((ids[index] % made.length) + made.length) % made.length];
    for (const [at, [row, column]] of places.entries()) {
      if (at) path.lineTo(column + 0.5, row + 0.5);
      else path.moveTo(column + 0.5, row + 0.5);
    }
  }
  return made;
}

/**
 * The number of the box around a place, or of the line next to it.
 *
 * @param {string} kind
 * @param {any} json
 * @param {{row: number, column: number}} place in pixels of the picture, from its corner
 * @param {number} reach how far a line may be away
 * @returns {number | null}
 */
export function numberAt(kind, json, { row, column }, reach) {
  let [found, best] = [/** @type {number | null} */ (null), Infinity];
  if (kind === "boxes") {
    for (const [index, [row0, column0, row1, column1]] of json.rows.entries()) {
      const inside = row >= row0 && row < row1 && column >= column0 && column < column1;
      const area = (row1 - row0) * (column1 - column0);
      if (inside && area < best) [found, best] = [json.ids[index], area];
    }
  }
  if (kind !== "paths" && kind !== "tracks") return found;
  const at = [row - 0.5, column - 0.5];
  for (const [index, places] of json.paths.entries()) {
    for (let i = 1; i < places.length; i += 1) {
      const distance = distanceTo(places[i - 1], places[i], at);
      if (distance <= reach && distance < best) [found, best] = [json.ids[index], distance];
    }
  }
  return found;
}

/** From a piece of a line to a place. @param {number[]} from @param {number[]} to @param {number[]} at */
function distanceTo([y0, x0], [y1, x1], [y, x]) {
  const [dy, dx] = [y1 - y0, x1 - x0];
  const length = dy * dy + dx * dx;
  const share = length ? Math.min(1, Math.max(0, ((y - y0) * dy + (x - x0) * dx) / length)) : 0;
  return Math.hypot(y0 + share * dy - y, x0 + share * dx - x);
}

/**
 * How much of a layer is shown, where that is not all of it.
 *
 * @param {string} kind
 * @param {any} json
 * @param {number} zoom screen pixels per pixel of the picture
 */
export function shareOf(kind, json, zoom) {
  const shown = kind === "vectors" ? apart(json, zoom).length : json.shown;
  return shown < json.total ? `${shown} of ${json.total} shown` : "";
}
