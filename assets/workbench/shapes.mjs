// Shapes of a drawing: pure geometry on rows and columns, pixel centres at integers and corners of
// boxes between pixels. Used by drawing.mjs and sketch.mjs.

/**
 * @typedef {[number, number]} Place row and column
 * @typedef {"point" | "box" | "line" | "polygon" | "stroke"} ShapeType
 * @typedef {{type: ShapeType, coordinates: Place[], label: number, width: number,
 *   plane: number | null}} Shape
 */

/**
 * Leave out places that lie within a tolerance of the line without them (Douglas and Peucker).
 *
 * @param {Place[]} places
 * @param {number} tolerance
 * @returns {Place[]}
 */
export function simplified(places, tolerance) {
  const kept = new Set([0, places.length - 1]);
  const spans = [[0, places.length - 1]];
  while (spans.length) {
    const [from, to] = /** @type {[number, number]} */ (spans.pop());
    let [farthest, distance] = [-1, tolerance];
    for (let i = from + 1; i < to; i += 1) {
      const away = distanceToSegment(places[i], places[from], places[to]);
      if (away > distance) [farthest, distance] = [i, away];
    }
    if (farthest < 0) continue;
    kept.add(farthest);
    spans.push([from, farthest], [farthest, to]);
  }
  return places.filter((_, index) => kept.has(index));
}

/** @param {Place} place @param {Place} a @param {Place} b */
export function distanceToSegment([row, column], a, b) {
  const [down, across] = [b[0] - a[0], b[1] - a[1]];
  const length = down * down + across * across;
  const share = length ? ((row - a[0]) * down + (column - a[1]) * across) / length : 0;
  const at = Math.min(1, Math.max(0, share));
  return Math.hypot(row - a[0] - at * down, column - a[1] - at * across);
}

/** @param {Shape} shape @returns {Place[]} corners of its outline, or places along it */
export function outlineOf({ type, coordinates }) {
  if (type === "polygon") return [...coordinates, coordinates[0]];
  if (type !== "box") return coordinates;
  const [[top, left], [bottom, right]] = coordinates.map(([row, column]) => [row - 0.5, column - 0.5]);
  return [[top, left], [top, right], [bottom, right], [bottom, left], [top, left]];
}

/**
 * Whether a place touches a shape.
 *
 * @param {Shape} shape
 * @param {Place} place
 * @param {number} reach pixels around it that count as well
 */
export function touches(shape, place, reach) {
  const outline = outlineOf(shape);
  const thick = shape.type === "box" || shape.type === "polygon" ? 0 : shape.width / 2;
  for (let i = 0; i < outline.length; i += 1) {
    const next = outline[Math.min(i + 1, outline.length - 1)];
    if (distanceToSegment(place, outline[i], next) <= reach + thick) return true;
  }
  return !thick && contains(outline, place);
}

/** By the even-odd rule. @param {Place[]} outline @param {Place} place */
function contains(outline, [row, column]) {
  let inside = false;
  for (let i = 1; i < outline.length; i += 1) {
    const [[row0, column0], [row1, column1]] = [outline[i - 1], outline[i]];
    if (row0 > row === row1 > row) continue;
    if (column < column0 + ((row - row0) / (row1 - row0)) * (column1 - column0)) inside = !inside;
  }
  return inside;
}
