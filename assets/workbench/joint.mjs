// How often two layers' values occur together, pixel by pixel; pure functions, used by scatter.mjs.
import { endsOf, levelAt, levelsOf } from "./levels.mjs";

/**
 * @typedef {import("./api.mjs").View} View
 * @typedef {{levels: Uint16Array, count: number, ends: [number, number]}} Levels
 *   the level of every pixel, of so many, and the values of the lowest and the highest
 * @typedef {{first: number, width: number, bins: number, low: number, high: number}} Axis
 *   bins of a whole number of levels each, and the values where they start and end
 * @typedef {{x: Axis, y: Axis, counts: Uint32Array, places: Uint16Array, most: number,
 *   pixels: number, correlation: number | null}} Joint
 *   `places` has the bin of every pixel; bins are counted along x first
 */

/** Bins along one axis at most. */
export const MOST_BINS = 64;
const BYTE = 256;
/** Weights of red, green and blue in a grey value, as the engine has them. */
const WEIGHTS = [0.2125, 0.7154, 0.0721];

/**
 * @param {View} view of a picture or a heat map
 * @param {number | null} [channel] of a coloured one; its luminance where there is none
 * @returns {Levels}
 */
export function levelsIn(view, channel = null) {
  const pixels = /** @type {Uint8ClampedArray} */ (view.pixels);
  const levels = new Uint16Array(view.width * view.height);
  const coloured = Boolean(view.facts.coloured);
  if (!coloured) {
    for (let at = 0; at < levels.length; at += 1) levels[at] = levelAt(view, at);
  } else if (channel !== null) {
    for (let at = 0; at < levels.length; at += 1) levels[at] = pixels[4 * at + channel];
  } else {
    const [red, green, blue] = WEIGHTS;
    for (let at = 0, i = 0; at < levels.length; at += 1, i += 4) {
      levels[at] = Math.round(red * pixels[i] + green * pixels[i + 1] + blue * pixels[i + 2]);
    }
  }
  return { levels, count: coloured ? BYTE : levelsOf(view), ends: endsOf(view) };
}

/**
 * An axis over the levels that occur, all bins of the same whole number of levels: values that are
 * whole fall evenly into them.
 *
 * @param {Levels} of
 * @returns {Axis}
 */
export function axisOf({ levels, count, ends: [low, high] }) {
  let [least, most] = [count, 0];
  for (let at = 0; at < levels.length; at += 1) {
    if (levels[at] < least) least = levels[at];
    if (levels[at] > most) most = levels[at];
  }
  if (least > most) [least, most] = [0, 0];
  // Levels of 16 bits that hold 8 bits of values come 257 apart.
  const fine = count > BYTE ? (count - 1) / (BYTE - 1) : 1;
  const span = most - least + 1;
  const width = span <= MOST_BINS ? 1 : Math.ceil(span / MOST_BINS / fine) * fine;
  const bins = Math.ceil(span / width);
  const valueOf = (/** @type {number} */ level) => low + (level / (count - 1)) * (high - low);
  return { first: least, width, bins, low: valueOf(least), high: valueOf(least + bins * width) };
}

/** @param {Axis} axis @param {number} level */
export function binOf({ first, width, bins }, level) {
  return Math.min(bins - 1, Math.max(0, Math.floor((level - first) / width)));
}

/**
 * The values that bins lie between.
 *
 * @param {Axis} axis
 * @param {number} bin the first
 * @param {number} [more] bins behind it
 */
export function spanOf({ low, high, bins }, bin, more = 0) {
  const width = (high - low) / bins;
  return /** @type {[number, number]} */ ([low + bin * width, low + (bin + 1 + more) * width]);
}

/** The bin that a value lies in. @param {Axis} axis @param {number} value */
export function binAt({ low, high, bins }, value) {
  const bin = Math.floor(((value - low) / (high - low || 1)) * bins);
  return Math.min(bins - 1, Math.max(0, bin));
}

/**
 * @param {Levels} across
 * @param {Levels} up of as many pixels
 * @returns {Joint}
 */
export function jointOf(across, up) {
  const [x, y] = [axisOf(across), axisOf(up)];
  const pixels = across.levels.length;
  const counts = new Uint32Array(x.bins * y.bins);
  const places = new Uint16Array(pixels);
  const [columns, rows] = [across, up].map((of, i) => binsByLevel(i ? y : x, of.count));
  let most = 0;
  for (let at = 0; at < pixels; at += 1) {
    const place = rows[up.levels[at]] * x.bins + columns[across.levels[at]];
    places[at] = place;
    counts[place] += 1;
    if (counts[place] > most) most = counts[place];
  }
  return { x, y, counts, places, most, pixels, correlation: correlation(across.levels, up.levels) };
}

/** @param {Axis} axis @param {number} count of levels */
function binsByLevel(axis, count) {
  return Uint8Array.from({ length: count }, (_, level) => binOf(axis, level));
}

/**
 * Pearson's correlation.
 *
 * @param {Uint16Array} a
 * @param {Uint16Array} b
 * @returns {number | null} null where one of them is constant
 */
export function correlation(a, b) {
  const { length } = a;
  let [meanA, meanB] = [0, 0];
  for (let at = 0; at < length; at += 1) {
    meanA += a[at];
    meanB += b[at];
  }
  meanA /= length || 1;
  meanB /= length || 1;
  let [squareA, squareB, product] = [0, 0, 0];
  for (let at = 0; at < length; at += 1) {
    const [x, y] = [a[at] - meanA, b[at] - meanB];
    squareA += x * x;
    squareB += y * y;
    product += x * y;
  }
  const size = Math.sqrt(squareA * squareB);
  return size > 0 ? product / size : null;
}
