// The scale bar: a round length close to a wanted one, in the picture's unit where it has one.
// Used by stage.mjs and axes.mjs; the element is made by components/viewer.py.

const LONGEST = 120;
const METRES = { nm: 1e-9, µm: 1e-6, mm: 1e-3, cm: 1e-2, m: 1 };
const MICROMETRES = new Set(["um", "µm", "μm", "micron", "microns", "micrometer", "micrometre"]);

/** @typedef {{spacing?: Record<string, number> | null, unit?: string | null}} Spaced */

/**
 * @param {HTMLElement} root
 * @param {number} zoom screen pixels per pixel of the picture
 * @param {Spaced} picture
 */
export function showScale(root, zoom, picture) {
  const { pixels, words } = scaleOf(zoom, picture);
  root.hidden = false;
  root.textContent = words;
  root.style.setProperty("--iso-length", `${pixels * zoom}px`);
  root.dataset.pixels = String(pixels);
}

/**
 * @param {number} zoom
 * @param {Spaced} picture
 * @returns {{pixels: number, words: string}} length in pixels of the picture, and its name
 */
export function scaleOf(zoom, { spacing, unit }) {
  const step = spacing?.X;
  if (!step || !unit) {
    const pixels = Math.max(roundBelow(LONGEST / zoom), Math.min(1, LONGEST / zoom));
    return { pixels, words: `${plainNumber(pixels)} px` };
  }
  const named = MICROMETRES.has(unit) ? "µm" : unit;
  const metres = METRES[/** @type {keyof typeof METRES} */ (named)];
  const longest = (LONGEST / zoom) * step;
  if (!metres) return { pixels: roundBelow(longest) / step, words: `${plainNumber(roundBelow(longest))} ${named}` };
  const length = longest * metres;
  const [best, size] = suiting(length);
  const round = roundBelow(length / size);
  return { pixels: (round * size) / metres / step, words: `${plainNumber(round)} ${best}` };
}

/**
 * How large pixels are in the unit that suits a length.
 *
 * @param {number} pixels the length
 * @param {Spaced} picture
 * @returns {{across: number, down: number, words: string}} sides of a pixel, and the unit's name
 */
export function unitOf(pixels, { spacing, unit }) {
  const across = spacing?.X;
  if (!across || !unit) return { across: 1, down: 1, words: "px" };
  const down = spacing.Y ?? across;
  const named = MICROMETRES.has(unit) ? "µm" : unit;
  const metres = METRES[/** @type {keyof typeof METRES} */ (named)];
  if (!metres) return { across, down, words: named };
  const [words, size] = suiting(pixels * across * metres);
  return { across: (across * metres) / size, down: (down * metres) / size, words };
}

/** The unit to tell a length in. @param {number} metres @returns {[string, number]} */
function suiting(metres) {
  return Object.entries(METRES).filter(([name]) => name !== "cm")
    .reverse().find(([, value]) => metres >= value) ?? ["nm", METRES.nm];
}

/** The largest of 1, 2, 5, 10, 20 … that is not above a value. @param {number} value */
function roundBelow(value) {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const factor = [5, 2, 1].find((item) => item * power <= value * (1 + 1e-9)) ?? 1;
  return factor * power;
}

/** @param {number} value */
function plainNumber(value) {
  return Number(value.toPrecision(3)).toString();
}
