// Numbers with as many digits as tell the values of a range apart, wherever the range lies: temperatures
// from 293.1 to 293.4 need more than those from 0 to 100. Used wherever intensities are set or told.
import { shown } from "./measurements.mjs";

/** Of numbers that are in no range. */
const ALONE = 6;
const MOST_PLACES = 12;

/**
 * Round to some digits of a range's length; isoline/starting.py rounds what it finds alike.
 *
 * @param {number} value
 * @param {number} span length of the range
 * @param {number} [digits]
 */
export function roundedIn(value, span, digits = 4) {
  if (!(span > 0) || !Number.isFinite(span)) return Number(value.toPrecision(ALONE));
  const places = digits - 1 - Math.floor(Math.log10(span));
  // Nothing is told as less than nothing: adding 0 takes the sign of -0.
  if (places > 0) return Number(value.toFixed(Math.min(100, places))) + 0;
  return Math.round(value / 10 ** -places) * 10 ** -places + 0;
}

/**
 * A value to be told: whole numbers stay as they are.
 *
 * @param {number} value
 * @param {number} span length of the range
 * @param {number} [digits]
 */
export function toldIn(value, span, digits = 4) {
  return Number.isInteger(value) ? value : roundedIn(value, span, digits);
}

/**
 * The same in words.
 *
 * @param {number} value
 * @param {number} span length of the range
 * @param {number} [digits]
 */
export function shownIn(value, span, digits = 4) {
  const rounded = toldIn(value, span, digits);
  if (Math.abs(rounded) < 1e-3) return shown(rounded);
  return rounded.toLocaleString("en", { maximumFractionDigits: MOST_PLACES });
}

/** A value that is in no range, such as that of one pixel, in words. @param {number | string | null} value */
export function shownAlone(value) {
  return typeof value === "number" ? shownIn(value, Math.abs(value), ALONE) : shown(value);
}
