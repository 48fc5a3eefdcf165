// A figure along the track of a slider: where it is asked for, and how it is painted. Used by
// painted_tracks.mjs; the room is made by components/parameter_controls.py.
import { thumbsIn } from "./controls.mjs";
import { token } from "./plotting.mjs";

/**
 * @typedef {Record<string, number | null>} Answer figures by name
 * @typedef {{context: string, answers: Map<number, Answer>, low: number, high: number,
 *   failure: string, whole: boolean}} Curve answers by place on the track
 */

const POINTS = 17;
const HEIGHT = 16;

/** @param {HTMLElement} box */
export function keyOf({ dataset: { uid = "", name = "" } }) {
  return `${uid} ${name}`;
}

/** @param {HTMLElement} box @returns {number[]} places where its track ends */
export function endsOf(box) {
  const [thumb] = thumbsIn(box);
  return ["aria-valuemin", "aria-valuemax"].map((name) => Number(thumb?.getAttribute(name)));
}

/**
 * Places to ask at: evenly along the track, where the slider can stand; coarse first.
 *
 * @param {HTMLElement} box
 * @param {{low: number, high: number}} curve
 */
export function placesOf(box, { low, high }) {
  const step = Number(box.dataset.step) || (high - low) / (POINTS - 1);
  const places = new Set();
  for (let stride = POINTS - 1; stride >= 1; stride /= 2) {
    for (let i = 0; i < POINTS; i += stride) {
      const at = low + (i / (POINTS - 1)) * (high - low);
      const snapped = low + Math.round((at - low) / step) * step;
      places.add(Number(Math.min(high, snapped).toPrecision(12)));
    }
  }
  return /** @type {Set<number>} */ (places);
}

/** @param {Curve} curve @param {string} figure @returns {[number, number][]} place and value, in order */
export function pointsOf({ answers }, figure) {
  const points = [...answers].filter(([, answer]) => typeof answer[figure] === "number")
    .map(([place, answer]) => /** @type {[number, number]} */ ([place, answer[figure]]));
  return points.sort((a, b) => a[0] - b[0]);
}

/** @param {HTMLCanvasElement} canvas @param {[number, number][]} points @param {Curve | null} curve */
export function paintCurve(canvas, points, curve) {
  const density = window.devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * density);
  const height = HEIGHT * density;
  // Setting a size clears as well.
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  if (!context || !curve || points.length < 2) return;
  const top = Math.max(...points.map(([, value]) => value));
  const bottom = Math.min(0, ...points.map(([, value]) => value));
  const x = (/** @type {number} */ place) => ((place - curve.low) / (curve.high - curve.low || 1)) * width;
  const y = (/** @type {number} */ value) =>
    height - ((value - bottom) / (top - bottom || 1)) * (height - density);
  const line = new Path2D();
  for (const [place, value] of points) line.lineTo(x(place), y(value));
  const area = new Path2D(line);
  area.lineTo(x(points[points.length - 1][0]), height);
  area.lineTo(x(points[0][0]), height);
  context.fillStyle = token("--iso-accent");
  context.globalAlpha = 0.25;
  context.fill(area);
  context.globalAlpha = 0.6;
  context.strokeStyle = token("--iso-accent");
  context.lineWidth = density;
  context.stroke(line);
}
