// Colours for data: safe for people with colour-vision deficiencies, and perceptually uniform maps.
// Used by whatever paints, lists or explains layers.

/** Okabe and Ito's palette without black; https://jfly.uni-koeln.de/color/ */
export const PALETTE = [
  "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7",
];

/** Anchors of colour maps by name, evenly spaced; between them colours are interpolated. */
const MAPS = {
  viridis: ["#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58",
    "#b5de2b", "#fde725"],
  magma: ["#000004", "#180f3d", "#440f76", "#721f81", "#9e2f7f", "#cd4071", "#f1605d", "#fd9668",
    "#feca8d", "#fcfdbf"],
  cividis: ["#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369",
    "#e1cc55", "#fee838"],
  grey: ["#000000", "#ffffff"],
  difference: ["#2166ac", "#67a9cf", "#d1e5f0", "#f7f7f7", "#fddbc7", "#ef8a62", "#b2182b"],
};

/** Maps from dark to light; the one of differences has its own use. */
export const MAP_NAMES = Object.keys(MAPS).filter((name) => name !== "difference");

/** @type {Map<string, Uint8ClampedArray>} */
const tables = new Map();

/**
 * Red, green, blue of `#rrggbb`.
 *
 * @param {string} hex
 * @returns {[number, number, number]}
 */
export function rgb(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** A colour as pixels hold it. @param {string} hex @returns {number} blue, green and red from high to low */
export function packed(hex) {
  const [r, g, b] = rgb(hex);
  return (b << 16) | (g << 8) | r;
}

/**
 * 256 colours of a map, three bytes each.
 *
 * @param {string} name
 */
export function table(name) {
  const known = tables.get(name);
  if (known) return known;
  const anchors = (MAPS[/** @type {keyof typeof MAPS} */ (name)] ?? MAPS.viridis).map(rgb);
  const made = new Uint8ClampedArray(256 * 3);
  for (let index = 0; index < 256; index += 1) {
    const place = (index / 255) * (anchors.length - 1);
    const low = Math.min(Math.floor(place), anchors.length - 2);
    for (let channel = 0; channel < 3; channel += 1) {
      const [from, to] = [anchors[low][channel], anchors[low + 1][channel]];
      made[index * 3 + channel] = from + (to - from) * (place - low);
    }
  }
  tables.set(name, made);
  return made;
}

/**
 * CSS gradient of a map, for its legend.
 *
 * @param {string} name
 */
export function gradient(name) {
  const anchors = MAPS[/** @type {keyof typeof MAPS} */ (name)] ?? MAPS.viridis;
  return `linear-gradient(to right, ${anchors.join(", ")})`;
}
