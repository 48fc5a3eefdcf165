// Vectors as arrows, no denser than they can be told apart, all lengthened by one round factor
// where they would be too short to see. Used by geometry.mjs and legend.mjs.

/** Least distance of arrows in pixels of the screen. */
const APART = 16;
/** How long the longest may be and should be, in distances of arrows. */
const SHORT = 0.5;
const LONG = 3;
const WANTED = 1.75;
const HEAD = 5;

/** @typedef {{rows: number[][], longest: number}} Vectors what the server gives */

/** @type {WeakMap<Vectors, {cell: number, rows: number[][]}>} */
const thinned = new WeakMap();

/**
 * How many times longer than they are vectors are drawn.
 *
 * @param {Vectors} json
 * @param {number} zoom screen pixels per pixel of the picture
 * @param {number} [gap] least distance of arrows on the screen
 */
export function stretchOf({ longest }, zoom, gap = APART) {
  const length = (longest * zoom) / gap;
  if (!(length > 0) || (length >= SHORT && length <= LONG)) return 1;
  const power = 10 ** Math.floor(Math.log10(WANTED / length));
  const factor = [5, 2, 1].find((item) => item * power <= WANTED / length) ?? 1;
  return factor * power;
}

/**
 * One vector of every cell of a grid that stays while the picture is moved.
 *
 * @param {Vectors} json
 * @param {number} zoom screen pixels per pixel of the picture
 * @param {number} [gap] least distance of arrows on the screen
 */
export function apart(json, zoom, gap = APART) {
  const cell = 2 ** Math.ceil(Math.log2(gap / zoom));
  const known = thinned.get(json);
  if (known?.cell === cell) return known.rows;
  const taken = new Set();
  const rows = json.rows.filter(([row, column, down, across]) => {
    const [y, x] = [row + down / 2, column + across / 2];
    const key = `${Math.floor((y + 0.5) / cell)} ${Math.floor((x + 0.5) / cell)}`;
    if (taken.has(key)) return false;
    return Boolean(taken.add(key));
  });
  thinned.set(json, { cell, rows });
  return rows;
}

/**
 * Add arrows to the path of a context.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Vectors} json
 * @param {import("./geometry.mjs").Frame} frame
 */
export function traceArrows(context, json, { left, top, zoom, gap }) {
  const length = stretchOf(json, zoom, gap) * zoom;
  for (const [row, column, down, across] of apart(json, zoom, gap)) {
    const [x, y] = [left + (column + 0.5) * zoom, top + (row + 0.5) * zoom];
    const [dx, dy] = [across * length, down * length];
    const long = Math.hypot(dx, dy);
    if (!long) continue;
    const [tipX, tipY] = [x + dx, y + dy];
    const head = Math.min(HEAD, long / 2) / long;
    context.moveTo(x, y);
    context.lineTo(tipX, tipY);
    context.moveTo(tipX - head * (dx + 0.6 * dy), tipY - head * (dy - 0.6 * dx));
    context.lineTo(tipX, tipY);
    context.lineTo(tipX - head * (dx - 0.6 * dy), tipY - head * (dy + 0.6 * dx));
  }
}
