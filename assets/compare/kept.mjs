// Results kept for comparison, from whichever page, until they are cleared. Used by the workbench's
// button "keep" and by the compare page.

/**
 * @typedef {{image: string, steps: any[], drawings?: Record<string, any>, step: number,
 *   layer: string, kind: string, name: string, pinned?: boolean}} Kept
 *   a layer of a pipeline, or the picture itself where `step` is -1, read as the kind says
 */

export const MOST = 9;
const PLACE = "isoline-kept";

/** What is kept, the earliest first. @returns {Kept[]} */
export function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(found) ? found.filter(isWhole).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/**
 * Keep one more. What is kept already stays where it is; of nine, the earliest that is not pinned
 * makes room.
 *
 * @param {Kept} item
 * @returns {{count: number, replaced: string | null, place: number}} how many there are, the name of
 *   what made room, and the place of the item from 0
 * @throws {Error} where nine are pinned
 */
export function keep(item) {
  const items = kept();
  const known = items.findIndex((other) => isSame(other, item));
  if (known >= 0) return { count: items.length, replaced: null, place: known };
  let replaced = null;
  if (items.length >= MOST) {
    const loose = items.findIndex(({ pinned }) => !pinned);
    if (loose < 0) {
      throw new Error(`${MOST} results are kept and pinned; unpin one on the compare page first`);
    }
    replaced = items.splice(loose, 1)[0].name;
  }
  items.push(item);
  store(items);
  return { count: items.length, replaced, place: items.length - 1 };
}

/** @param {Kept[]} items */
export function store(items) {
  try {
    localStorage.setItem(PLACE, JSON.stringify(items.slice(0, MOST)));
  } catch {
    // Where storage is forbidden, the address alone remembers.
  }
}

/** @param {any} item */
export function isWhole(item) {
  return ["image", "layer", "kind", "name"].every((part) => typeof item?.[part] === "string") &&
    Array.isArray(item.steps) && Number.isInteger(item.step) && item.step >= -1 &&
    item.step < item.steps.length;
}

/**
 * A result as it is computed: a picture that stands for a mask or a label image is read as one.
 *
 * @param {Kept} item
 * @returns {Kept}
 */
export function asShown(item) {
  const { kind } = item;
  if (item.step >= 0 || kind === "image") return item;
  // Brought to its own shape, a picture stays as it is but for its kind.
  const inputs = { [kind]: "source", like: "source" };
  const step = { algorithm: `fit_${kind}`, parameters: { how: "corner" }, inputs, enabled: true };
  return { ...item, steps: [step], step: 0, layer: kind };
}

/**
 * Kinds that a picture can be read as.
 *
 * @param {any} record what is known of it
 * @returns {string[]}
 */
export function kindsOf({ dtype, axes, binary }) {
  if (axes.includes("C")) return ["image"];
  return ["image", ...(binary ? ["mask"] : []), ...(/^u?int/.test(dtype) ? ["labels"] : [])];
}

/** Whether two are the same result. @param {Kept} one @param {Kept} other */
export function isSame(one, other) {
  const parts = (/** @type {Kept} */ { image, steps, drawings = {}, step, layer, kind }) =>
    JSON.stringify([image, steps, drawings, step, layer, step < 0 ? kind : ""]);
  return parts(one) === parts(other);
}
