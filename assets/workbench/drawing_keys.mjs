// Keys of the drawing tools. Used by drawing.mjs; components/drawing.py lists them.
import { takesText } from "../mount.mjs";

/** @typedef {import("./drawing.mjs").Drawing} Drawing */

/** @type {Record<string, string>} */
const TOOLS = { p: "point", r: "box", l: "line", g: "polygon", b: "brush", v: "select", e: "eraser" };
/** @type {Record<string, [number, number]>} */
const MOVES = { arrowleft: [0, -1], arrowright: [0, 1], arrowup: [-1, 0], arrowdown: [1, 0] };

/** @param {Drawing} drawing @param {AbortSignal} signal ends it */
export function listenToKeys(drawing, signal) {
  // Taken before other tools get to see them.
  document.addEventListener("keydown", (event) => {
    if (takesText(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const meant = drawing.target ? pressed(drawing, event, key) : opened(drawing, event, key);
    if (!meant) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { signal, capture: true });
}

/**
 * Before anything is drawn.
 *
 * @param {Drawing} drawing
 * @param {KeyboardEvent} event
 * @param {string} key
 * @returns {boolean} whether it meant anything
 */
function opened(drawing, event, key) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  const { root, recipe: { selected } } = drawing.session;
  if (key === "r" && root.querySelector(`.step-restrict[data-uid="${selected}"]`)) {
    drawing.restrict(selected ?? "");
    return true;
  }
  const opener = drawing.openers.find((button) => !button.hidden && button.dataset.uid === selected);
  if (key !== "d" || !opener) return false;
  drawing.open(opener.dataset.uid ?? "", opener.dataset.input ?? "");
  return true;
}

/**
 * While something is drawn.
 *
 * @param {Drawing} drawing
 * @param {KeyboardEvent} event
 * @param {string} key
 * @returns {boolean} whether it meant anything
 */
function pressed(drawing, event, key) {
  if (event.ctrlKey || event.metaKey) {
    if (key !== "z" && key !== "y") return false;
    drawing.act(key === "y" || event.shiftKey ? "redo" : "undo");
    return true;
  }
  if (event.altKey) return false;
  const far = event.shiftKey ? 10 : 1;
  const by = MOVES[key]?.map((distance) => far * distance);
  if (by) return drawing.grips.nudge([by[0], by[1]]);
  if (key === "escape") {
    if (!drawing.pen.drop()) drawing.close();
  } else if (key === "enter" && drawing.pen.shape) drawing.pen.conclude();
  else if (key === "delete" || key === "backspace") return drawing.grips.remove();
  else if (key === "n" && drawing.isLabelled) drawing.act("next");
  else if (key === "[") drawing.setWidth(drawing.width / 1.3 - 0.5);
  else if (key === "]") drawing.setWidth(drawing.width * 1.3 + 0.5);
  else if (key in TOOLS) drawing.take(TOOLS[key]);
  else return false;
  return true;
}
