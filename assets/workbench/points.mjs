// Points and blobs as circles. Used by results.mjs.

/**
 * @param {{columns: string[], points?: number[][], rows?: number[][]}} json what the server gives
 * @param {string} colour
 */
export function circles(json, colour) {
  const points = json.points ?? json.rows ?? [];
  const at = (/** @type {string} */ name, /** @type {number} */ otherwise) => {
    const place = (json.columns ?? []).indexOf(name);
    return place < 0 ? otherwise : place;
  };
  const take = (/** @type {number} */ index) => points.map((point) => point[index]);
  const sigma = at("sigma", -1);
  // A blob found at a scale sigma has a radius of about sigma times the square root of two.
  const radii = sigma < 0 ? [] : take(sigma).map((value) => value * Math.SQRT2);
  return { rows: take(at("row", 0)), columns: take(at("column", 1)), radii, colour };
}
