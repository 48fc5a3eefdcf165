// Compares pixels with a parameter in the browser, as the server would: the rules are NumPy's.
// Used by session.mjs for algorithms whose declaration says they are one comparison.

/** @typedef {{input: string, operator: ">" | ">=" | "<" | "<=", parameter: string}} Comparison */

/**
 * @param {ArrayLike<number>} pixels
 * @param {string} dtype of the pixels on the server
 * @param {Comparison["operator"]} operator
 * @param {number} value
 * @returns {Uint8Array} 1 where the comparison holds
 */
export function compared(pixels, dtype, operator, value) {
  // NumPy compares float32 pixels with the value rounded to float32, all others with the value.
  const bound = dtype === "float32" ? Math.fround(value) : value;
  const made = new Uint8Array(pixels.length);
  const { length } = pixels;
  if (operator === ">") for (let i = 0; i < length; i += 1) made[i] = pixels[i] > bound ? 1 : 0;
  else if (operator === ">=") for (let i = 0; i < length; i += 1) made[i] = pixels[i] >= bound ? 1 : 0;
  else if (operator === "<") for (let i = 0; i < length; i += 1) made[i] = pixels[i] < bound ? 1 : 0;
  else for (let i = 0; i < length; i += 1) made[i] = pixels[i] <= bound ? 1 : 0;
  return made;
}
