// Brings what the server computed on a smaller picture to the size it is shown at. Used by api.mjs.

/** @typedef {{step: number, offset: [number, number], shape: [number, number]}} Grain */

/**
 * Repeat each pixel as often as the picture was shrunk, by the nearest one, as the server does it.
 *
 * @template {Uint8Array | Uint16Array | Uint32Array} T
 * @param {T} held of the shape that the grain names
 * @param {Grain} grain
 * @param {number} height
 * @param {number} width
 * @returns {T}
 */
export function enlarged(held, { step, offset, shape: [rows, columns] }, height, width) {
  const made = /** @type {T} */ (new (/** @type {any} */ (held.constructor))(height * width));
  const across = new Uint32Array(width);
  for (let column = 0; column < width; column += 1) {
    across[column] = Math.min(Math.floor((offset[1] + column) / step), columns - 1);
  }
  let before = -1;
  for (let row = 0; row < height; row += 1) {
    const from = Math.min(Math.floor((offset[0] + row) / step), rows - 1);
    const start = row * width;
    // Most rows are the one above once more.
    if (from === before) made.copyWithin(start, start - width, start);
    else for (let column = 0; column < width; column += 1) made[start + column] = held[from * columns + across[column]];
    before = from;
  }
  return made;
}
