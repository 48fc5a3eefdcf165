// Which colour a value gets: limits, gamma and colour map as one table per picture, so that
// changing them asks nothing of the server. Used by painting.mjs, contrast.mjs and limits.mjs.
import { table } from "./colours.mjs";

/**
 * @typedef {import("./api.mjs").View} View
 * @typedef {[number, number]} Limits
 * @typedef {{limits: Limits | null, gamma: number, map: string}} Levels
 */

const BYTE = 256;
const DEEP = 65536;
/** Share of the range that may be stretched over the screen before 8 bits show as steps. */
const NARROW = 0.25;

/** @param {View} view @returns {Limits} values of its lowest and its highest level */
export function endsOf(view) {
  return view.facts.limits ?? [0, 1];
}

/** @param {View} view how many levels it has */
export function levelsOf(view) {
  return view.facts.depth === 16 ? DEEP : BYTE;
}

/** @param {View} view @param {number} at place among its pixels @returns {number} its level */
export function levelAt(view, at) {
  const pixels = /** @type {Uint8ClampedArray} */ (view.pixels);
  return view.facts.depth === 16 ? (pixels[4 * at] << 8) | pixels[4 * at + 1] : pixels[4 * at];
}

/** @param {View} view @param {number} at @returns {number} the value itself, as far as it is known */
export function valueOfPixel(view, at) {
  const [low, high] = endsOf(view);
  return low + (levelAt(view, at) / (levelsOf(view) - 1)) * (high - low);
}

/**
 * Whether so little of the range is shown that 8 bits are too few.
 *
 * @param {Limits | null} limits
 * @param {Limits} range
 */
export function isNarrow(limits, range) {
  return limits !== null && limits[1] - limits[0] < NARROW * (range[1] - range[0]);
}

/**
 * How bright each level is, from 0 to 1.
 *
 * @param {Levels} levels
 * @param {Limits} ends values of the first and the last level
 * @param {number} count of levels
 */
export function brightness({ limits, gamma }, ends, count) {
  const [low, high] = limits ?? ends;
  const made = new Float32Array(count);
  const step = (ends[1] - ends[0]) / (count - 1);
  const width = high - low;
  for (let level = 0; level < count; level += 1) {
    const value = ends[0] + level * step;
    const place = width > 0 ? (value - low) / width : Number(value > low);
    const clipped = place < 0 ? 0 : place > 1 ? 1 : place;
    made[level] = gamma === 1 ? clipped : clipped ** gamma;
  }
  return made;
}

/** @param {Levels} levels @param {Limits} ends whether pixels are shown as they came */
export function isPlain({ limits, gamma, map }, ends) {
  const [low, high] = limits ?? ends;
  return gamma === 1 && map === "grey" && low === ends[0] && high === ends[1];
}

/**
 * A grey picture in the colours of a map.
 *
 * @param {View} view
 * @param {Levels} levels
 */
export function toned(view, levels) {
  const count = levelsOf(view);
  const bright = brightness(levels, endsOf(view), count);
  const colours = table(levels.map);
  const packed = new Uint32Array(count);
  for (let level = 0; level < count; level += 1) {
    const entry = 3 * Math.round(bright[level] * 255);
    const [r, g, b] = [colours[entry], colours[entry + 1], colours[entry + 2]];
    packed[level] = (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
  }
  const pixels = words(view);
  return drawn(view, (out) => {
    const { length } = out;
    if (count === BYTE) for (let i = 0; i < length; i += 1) out[i] = packed[pixels[i] & 255];
    else {
      for (let i = 0; i < length; i += 1) {
        const pixel = pixels[i];
        out[i] = packed[((pixel & 255) << 8) | ((pixel >>> 8) & 255)];
      }
    }
  });
}

/**
 * A picture of three channels, each treated alike.
 *
 * @param {View} view
 * @param {Levels} levels
 */
export function tonedColours(view, levels) {
  const bright = brightness(levels, endsOf(view), BYTE);
  const bytes = Uint8Array.from(bright, (value) => Math.round(value * 255));
  const pixels = words(view);
  return drawn(view, (out) => {
    for (let i = 0; i < out.length; i += 1) {
      const pixel = pixels[i];
      out[i] = 0xff000000 | (bytes[(pixel >>> 16) & 255] << 16) |
        (bytes[(pixel >>> 8) & 255] << 8) | bytes[pixel & 255];
    }
  });
}

/** @param {View} view its pixels as words of blue, green and red from high to low */
function words(view) {
  const { buffer, byteOffset, length } = /** @type {Uint8ClampedArray} */ (view.pixels);
  return new Uint32Array(buffer, byteOffset, length / 4);
}

/**
 * @param {{width: number, height: number}} size
 * @param {(out: Uint32Array) => void} fill
 */
export function drawn({ width, height }, fill) {
  const image = new ImageData(width, height);
  fill(new Uint32Array(image.data.buffer));
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

/**
 * Values below and above which a share of the pixels lies.
 *
 * @param {View} view
 * @param {number} share
 * @returns {Limits}
 */
export function percentiles(view, share) {
  const count = levelsOf(view);
  const total = view.width * view.height;
  const counts = new Uint32Array(count);
  for (let i = 0; i < total; i += 1) counts[levelAt(view, i)] += 1;
  const [low, high] = endsOf(view);
  const find = (/** @type {number} */ wanted) => {
    let level = 0;
    for (let seen = counts[0]; seen < wanted && level < count - 1; seen += counts[level]) level += 1;
    return low + (level / (count - 1)) * (high - low);
  };
  return [find(share * total), find((1 - share) * total)];
}
