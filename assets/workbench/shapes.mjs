// Shapes of a drawing: pure geometry on rows and columns, pixel centres at integers and corners of
// boxes between pixels. Used by drawing.mjs and what belongs to it.

/**
 * @typedef {[number, number]} Place row and column
 * @typedef {"point" | "box" | "line" | "polygon" | "stroke"} ShapeType
 * @typedef {{type: ShapeType, coordinates: Place[], label: number, width: number,
 *   plane: number | null}} Shape a stroke of label 0 erases what was drawn before it
 */

/** Places that a shape needs. */
export const FEWEST = { point: 1, box: 2, line: 2, polygon: 3, stroke: 1 };

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

/** @param {Place[]} places @returns {Place[]} without those that repeat the one before */
export function distinct(places) {
  return places.filter(([row, column], index) =>
    index === 0 || row !== places[index - 1][0] || column !== places[index - 1][1]);
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

/** Whether a shape is filled. @param {Shape} shape */
export function isArea({ type }) {
  return type === "box" || type === "polygon";
}

/** Whether a shape lies on a plane of a stack. @param {Shape} shape @param {number} plane */
export function isOn(shape, plane) {
  return shape.plane === null || shape.plane === plane;
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
  const thick = isArea(shape) ? 0 : shape.width / 2;
  for (let i = 0; i < outline.length; i += 1) {
    const next = outline[Math.min(i + 1, outline.length - 1)];
    if (distanceToSegment(place, outline[i], next) <= reach + thick) return true;
  }
  return isArea(shape) && contains(outline, place);
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

/**
 * Label that lies uppermost at a place; 0 where nothing does.
 *
 * @param {Shape[]} shapes
 * @param {Place} place
 */
export function labelAt(shapes, place) {
  return shapes.findLast((shape) => touches(shape, place, 0))?.label ?? 0;
}

/**
 * What is left of a line outside of a circle.
 *
 * @param {Place[]} places
 * @param {Place} centre
 * @param {number} radius
 * @returns {Place[][]} its pieces
 */
export function outside(places, centre, radius) {
  const isOut = (/** @type {Place} */ place) =>
    Math.hypot(place[0] - centre[0], place[1] - centre[1]) > radius;
  if (places.length === 1) return isOut(places[0]) ? [places] : [];
  /** @type {Place[][]} */
  const pieces = [];
  /** @type {Place[]} */
  let piece = isOut(places[0]) ? [places[0]] : [];
  for (let i = 1; i < places.length; i += 1) {
    for (const crossing of crossings(places[i - 1], places[i], centre, radius)) {
      piece.push(crossing);
      if (piece.length > 1) {
        pieces.push(piece);
        piece = [];
      }
    }
    if (isOut(places[i])) piece.push(places[i]);
  }
  return [...pieces, piece].filter(({ length }) => length > 1);
}

/**
 * Where a straight line goes into a circle or out of it.
 *
 * @param {Place} from
 * @param {Place} to
 * @param {Place} centre
 * @param {number} radius
 * @returns {Place[]} in the order of the line
 */
function crossings(from, to, centre, radius) {
  const [down, across] = [to[0] - from[0], to[1] - from[1]];
  const [row, column] = [from[0] - centre[0], from[1] - centre[1]];
  const a = down * down + across * across;
  const b = row * down + column * across;
  const root = b * b - a * (row * row + column * column - radius * radius);
  if (!a || root <= 0) return [];
  return [(-b - Math.sqrt(root)) / a, (-b + Math.sqrt(root)) / a]
    .filter((share) => share > 0 && share < 1)
    .map((share) => [tenth(from[0] + share * down), tenth(from[1] + share * across)]);
}

/** @param {number} value */
function tenth(value) {
  return Math.round(10 * value) / 10;
}

// -- by hand --------------------------------------------------------------------------------

/** Places a shape can be taken by, one by one. @param {Shape} shape @returns {Place[]} */
export function handlesOf(shape) {
  if (shape.type === "stroke") return [];
  return shape.type === "box" ? outlineOf(shape).slice(0, 4) : shape.coordinates;
}

/**
 * A shape of which one handle has gone elsewhere.
 *
 * @param {Shape} shape
 * @param {number} handle
 * @param {Place} place
 * @returns {Shape}
 */
export function withHandle(shape, handle, [row, column]) {
  const coordinates = shape.coordinates.map((place) => /** @type {Place} */ ([...place]));
  if (shape.type !== "box") coordinates[handle] = [row, column];
  else {
    coordinates[handle < 2 ? 0 : 1][0] = row;
    coordinates[handle === 0 || handle === 3 ? 0 : 1][1] = column;
  }
  return { ...shape, coordinates };
}

/** @param {Shape} shape @param {Place} by @returns {Shape} */
export function movedBy(shape, [down, across]) {
  const far = shape.type === "box" ? [Math.round(down), Math.round(across)] : [down, across];
  const rounded = (/** @type {number} */ value) => Math.round(100 * value) / 100;
  const coordinates = shape.coordinates.map(([row, column]) =>
    /** @type {Place} */ ([rounded(row + far[0]), rounded(column + far[1])]));
  return { ...shape, coordinates };
}

/** Whether a box holds no pixel. @param {Shape} shape */
export function isFlat({ type, coordinates: [a, b] }) {
  return type === "box" && b !== undefined && (a[0] === b[0] || a[1] === b[1]);
}

/** Without erasing strokes that nothing lies under. @param {Shape[]} shapes */
export function pruned(shapes) {
  const first = shapes.findIndex(({ label }) => label > 0);
  return first < 0 ? [] : shapes.slice(first);
}
