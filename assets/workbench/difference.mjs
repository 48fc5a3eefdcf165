// Result less input, pixel by pixel, on a scale centred on zero. Used by painting.mjs and
// results.mjs.
import { table } from "./colours.mjs";
import { drawn, endsOf, levelsOf, valueOfPixel } from "./levels.mjs";

/** @typedef {import("./api.mjs").View} View */

const STEPS = 16;

/**
 * @param {View} result
 * @param {View} input
 * @returns {Float32Array | null} null where they do not show the same pixels
 */
export function differenceOf(result, input) {
  const same = result.width === input.width && result.height === input.height &&
    result.facts.region.join() === input.facts.region.join();
  if (!same || result.facts.coloured || input.facts.coloured) return null;
  const made = new Float32Array(result.width * result.height);
  for (let i = 0; i < made.length; i += 1) {
    made[i] = valueOfPixel(result, i) - valueOfPixel(input, i);
  }
  return made;
}

/**
 * The largest difference either way, or what sets it well apart from the steps between levels.
 *
 * @param {Float32Array} difference
 * @param {View} view
 * @returns {[number, number]}
 */
export function limitsOf(difference, view) {
  const [low, high] = endsOf(view);
  let largest = (STEPS * (high - low)) / (levelsOf(view) - 1);
  for (const value of difference) largest = Math.max(largest, Math.abs(value));
  return [-largest, largest];
}

/**
 * @param {View} view
 * @param {Float32Array} difference
 * @param {[number, number] | null} limits the scale stays centred: the farther one counts
 */
export function tonedDifference(view, difference, limits) {
  const [low, high] = limits ?? limitsOf(difference, view);
  const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const colours = table("difference");
  return drawn(view, (out) => {
    for (let i = 0; i < out.length; i += 1) {
      const place = Math.round(127.5 * (1 + difference[i] / most));
      const entry = 3 * Math.max(0, Math.min(255, place));
      out[i] = (0xff000000 | (colours[entry + 2] << 16) | (colours[entry + 1] << 8) |
        colours[entry]) >>> 0;
    }
  });
}
