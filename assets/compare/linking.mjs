// One camera for all panels: where one goes, the others go in the same frame. Pictures of different
// shapes are laid corner to corner, or stretched onto one another. Pure geometry, used by
// together.mjs, page.mjs and panel.mjs.

/**
 * @typedef {import("../workbench/camera.mjs").Camera} Camera
 * @typedef {{width: number, height: number}} Size of a picture
 * @typedef {{x: number, y: number, zoom: number, atHome: boolean}} Place
 *   in pixels of the picture that all are referred to
 */

/**
 * Where a camera is, in pixels of the reference.
 *
 * @param {Camera} camera
 * @param {Size} reference
 * @param {boolean} stretched whether all pictures are shown as large as the reference
 * @returns {Place}
 */
export function placeOf({ x, y, zoom, atHome, picture }, reference, stretched) {
  const [down, across] = stretched ? ratios(picture, reference) : [1, 1];
  return { x: x * across, y: y * down, zoom: zoom / across, atHome };
}

/**
 * Send a camera to a place.
 *
 * @param {Camera} camera
 * @param {Place} place
 * @param {Size} reference
 * @param {boolean} stretched
 */
export function goTo(camera, place, reference, stretched) {
  const [down, across] = stretched ? ratios(camera.picture, reference) : [1, 1];
  camera.x = place.x / across;
  camera.y = place.y / down;
  camera.zoom = place.zoom * across;
  camera.atHome = place.atHome && sameSize(camera.picture, reference);
}

/** @param {Size} picture @param {Size} reference @returns {[number, number]} */
function ratios(picture, reference) {
  return [reference.height / picture.height, reference.width / picture.width];
}

/** @param {Size} one @param {Size} other */
export function sameSize(one, other) {
  return one.width === other.width && one.height === other.height;
}

/** @param {any} record of a picture @returns {Size} */
export function sizeOf({ shape, axes }) {
  const row = axes.indexOf("Y");
  return { width: shape[row + 1], height: shape[row] };
}

/** How many planes a picture has; one where it is no stack. @param {any} record @returns {number} */
export function planesOf({ shape, axes }) {
  return shape.slice(0, axes.indexOf("Y")).reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
}

/**
 * The plane of a picture that is shown, the middle one where none is chosen.
 *
 * @param {any} record
 * @param {number | null} wanted
 * @returns {number | null} null where there are no planes to choose among
 */
export function planeOf(record, wanted) {
  const planes = planesOf(record);
  return planes > 1 ? Math.min(wanted ?? Math.floor((planes - 1) / 2), planes - 1) : null;
}

/** Columns of the grid. @param {number} count of panels */
export function columnsOf(count) {
  return count < 4 ? Math.max(1, count) : count === 4 ? 2 : 3;
}
