// A difference in figures: its histogram, and what it says in words. Used by sides.mjs.
import { shown } from "../workbench/measurements.mjs";
import { barPlot } from "./plots.mjs";

/** Bins that are counted, and the bars that are drawn of them at most. */
export const BINS = 4096;
const BARS = 128;

/** @typedef {{edges: [number, number], counts: number[], sampled: boolean}} Histogram */

/** @param {Histogram} histogram with so many bins that each bar is made of several */
export function drawDifference({ edges: [low, high], counts }) {
  // Whole numbers that span less than the bars have one each.
  const each = Math.max((high - low) / BARS, wholeIn({ edges: [low, high], counts }) ? 1 : 0);
  const first = Math.floor(low / each + 0.5);
  const bars = new Array(Math.floor(high / each + 0.5) - first + 1).fill(0);
  const width = (high - low) / counts.length;
  counts.forEach((count, at) => {
    if (count) bars[Math.floor((low + (at + 0.5) * width) / each + 0.5) - first] += count;
  });
  barPlot(bars.map((_, at) => (first + at) * each), bars, each);
}

/**
 * @param {Histogram} histogram
 * @param {number | null} mean
 */
export function describeDifference({ edges: [low, high], counts, sampled }, mean) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!total) return "No pixel has a value in both.";
  const width = (high - low) / counts.length;
  const same = low <= 0 && high >= 0 ? counts[Math.min(counts.length - 1, Math.floor(-low / width))] : 0;
  // Edges that only keep a picture of one value apart from nothing.
  const last = counts.findLastIndex((count) => count > 0);
  const most = last === 0 ? low : high;
  const share = round((100 * (total - same)) / total);
  const by = wholeIn({ edges: [low, high], counts }) ? "" : ` by more than ${round(width)}`;
  return `${sampled ? "About f" : "F"}rom ${round(low)} to ${round(most)}` +
    `${mean === null ? "" : `, mean ${round(mean)}`}; ${share} % of the pixels differ${by}.`;
}

/** Whether all values are whole numbers, as far as the bins tell. @param {{edges: [number, number], counts: number[]}} histogram */
function wholeIn({ edges: [low, high], counts }) {
  const width = (high - low) / counts.length;
  if (width >= 0.5) return false;
  return counts.every((count, at) => !count || holdsWhole(low + at * width, width));
}

/** @param {number} start of a bin @param {number} width */
function holdsWhole(start, width) {
  return Math.floor(start + width * 1.01) >= Math.ceil(start - width * 0.01);
}

/** @param {number} value */
function round(value) {
  return shown(Number(value.toPrecision(3)));
}
