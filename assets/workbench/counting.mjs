// How many objects a view shows, and how much of it they cover. Used by trend.mjs and objects.mjs.
import { classesOf } from "./classes.mjs";

/** @typedef {import("./api.mjs").View} View */

/** Larger masks take longer to follow than is worth it. */
const MOST_PIXELS = 2_000_000;

/** @param {View} view of a label image @param {number} at @returns {number} the label of a pixel */
export function labelAt(view, at) {
  return classesOf(view)[at];
}

/**
 * @param {View} view of a mask or a label image
 * @returns {{count: number, share: number} | null} objects, and the share of pixels they cover
 */
export function counted(view) {
  const size = view.width * view.height;
  if (!size || size > MOST_PIXELS || !(view.classes || view.pixels)) return null;
  return view.facts.kind === "labels" ? countLabels(view, size) : countComponents(view, size);
}

/** @param {View} view @param {number} size */
function countLabels(view, size) {
  const classes = classesOf(view);
  const seen = new Set();
  let covered = 0;
  let last = 0;
  for (let at = 0; at < size; at += 1) {
    const label = classes[at];
    if (label === 0) continue;
    covered += 1;
    if (label !== last) seen.add(label);
    last = label;
  }
  return { count: seen.size, share: covered / size };
}

/**
 * Objects of a mask hang together over sides and corners: runs along rows are joined to those that
 * they touch in the row before.
 *
 * @param {View} view
 * @param {number} size
 */
function countComponents(view, size) {
  const inside = isInside(view);
  /** @type {number[]} */
  const parents = [];
  const rootOf = (/** @type {number} */ run) => {
    let root = run;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  };
  let covered = 0;
  let merged = 0;
  /** @type {[number, number, number][]} start, end and number of each run */
  let above = [];
  for (let row = 0; row < size; row += view.width) {
    const runs = runsOf(inside, row, view.width, parents);
    let first = 0;
    for (const [start, end, run] of runs) {
      covered += end - start;
      while (first < above.length && above[first][1] < start) first += 1;
      for (let i = first; i < above.length && above[i][0] <= end; i += 1) {
        const [a, b] = [rootOf(run), rootOf(above[i][2])];
        if (a === b) continue;
        parents[a] = b;
        merged += 1;
      }
    }
    above = runs;
  }
  return { count: parents.length - merged, share: covered / size };
}

/**
 * @param {(at: number) => boolean} inside
 * @param {number} row place of its first pixel
 * @param {number} width
 * @param {number[]} parents one more for each run
 */
function runsOf(inside, row, width, parents) {
  /** @type {[number, number, number][]} */
  const runs = [];
  for (let column = 0; column < width; column += 1) {
    if (!inside(row + column)) continue;
    const start = column;
    while (column < width && inside(row + column)) column += 1;
    runs.push([start, column, parents.length]);
    parents.push(parents.length);
  }
  return runs;
}

/** @param {View} view */
function isInside(view) {
  const classes = classesOf(view);
  return (/** @type {number} */ at) => classes[at] > 0;
}
