// Points and blobs as circles. Used by geometry.mjs.

/** Smallest radius of a circle on the screen. */
const SMALLEST = 3;

/**
 * Where a list of points has its columns.
 *
 * @param {{columns?: string[], rows?: number[][]}} json what the server gives
 */
export function circlesOf({ columns = [], rows = [] }) {
  const at = (/** @type {string} */ name, /** @type {number} */ otherwise) => {
    const place = columns.indexOf(name);
    return place < 0 ? otherwise : place;
  };
  const [row, column, sigma] = [at("row", 0), at("column", 1), at("sigma", -1)];
  // A blob found at a scale sigma has a radius of about sigma times the square root of two.
  return rows.map((point) => ({ row: point[row], column: point[column],
    radius: sigma < 0 ? 0 : point[sigma] * Math.SQRT2 }));
}

/**
 * Add circles to the path of a context.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {ReturnType<typeof circlesOf>} circles
 * @param {import("./geometry.mjs").Frame} frame
 */
export function traceCircles(context, circles, { left, top, zoom }) {
  for (const { row, column, radius } of circles) {
    const [x, y] = [left + (column + 0.5) * zoom, top + (row + 0.5) * zoom];
    const long = Math.max(SMALLEST, radius * zoom);
    context.moveTo(x + long, y);
    context.arc(x, y, long, 0, 2 * Math.PI);
  }
}
