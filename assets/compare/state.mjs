// What the compare page shows, and its place in the address bar; pure functions, used by page.mjs.
import { MOST, isWhole } from "./kept.mjs";

/**
 * @typedef {import("./kept.mjs").Kept} Kept
 * @typedef {"side" | "curtain" | "blink" | "outlines" | "difference" | "objects" | "truth"} Look
 * @typedef {"" | "resample" | "corner"} Fit how pictures of different shapes are brought together
 * @typedef {{step: number, parameter: string, low?: number, high?: number, count?: number}} Axis
 * @typedef {{kind: "family" | "sweep", base: import("./links.mjs").Pipeline, step: number,
 *   family?: string, parameters?: Record<string, number>, axes?: Axis[], figure?: string,
 *   layer?: string}} Wall
 * @typedef {{x: number, y: number, zoom: number}} Place of the camera in pixels of the first picture
 * @typedef {{panels: Kept[], look: Look, pair: [number, number], camera: Place | null, fit: Fit,
 *   truth: string, plane: number | null, curtain: number, wall: Wall | null}} State
 */

/** @type {Look[]} */
export const LOOKS = ["side", "curtain", "blink", "outlines", "difference", "objects", "truth"];
/** Ways of looking that take two. */
export const OF_TWO = new Set(["curtain", "blink", "outlines", "difference", "objects"]);

/** @type {State} */
export const EMPTY = {
  panels: [], look: "side", pair: [0, 1], camera: null, fit: "", truth: "", plane: null,
  curtain: 0.5, wall: null,
};

/**
 * Read what an address says; what cannot be read is left out.
 *
 * @param {string} search such as `?state=...`
 * @returns {{state: State | null, refused: string}} null where it says nothing, and why it was refused
 */
export function read(search) {
  const text = new URLSearchParams(search).get("state");
  if (!text) return { state: null, refused: "" };
  let given;
  try {
    given = JSON.parse(text);
  } catch {
    given = null;
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return { state: null, refused: "The link is damaged: it does not say what to show. Copy it again." };
  }
  const state = checked(given);
  return { state, refused: lossIn(given, state) };
}

/**
 * What of an address could not be read, in words; empty where all could.
 *
 * @param {any} given
 * @param {State} state what was read
 */
function lossIn(given, { panels, wall }) {
  if (given.wall && !wall) return "The link is damaged: its wall cannot be read. Copy it again.";
  const asked = Array.isArray(given.panels) ? given.panels.length : given.panels === undefined ? 0 : 1;
  if (asked > MOST) return `There is room for ${MOST} panels; the link has ${asked}.`;
  const lost = asked - panels.length;
  return lost > 0 ? `The link is damaged: ${lost} of its ${asked} panels cannot be read. Copy it again.` : "";
}

/** @param {any} given @returns {State} */
export function checked(given) {
  const panels = (Array.isArray(given?.panels) ? given.panels : []).filter(isWhole).slice(0, MOST);
  const look = LOOKS.includes(given?.look) ? given.look : "side";
  const pair = Array.isArray(given?.pair) && given.pair.every(Number.isInteger) ? given.pair : [0, 1];
  const numbers = [given?.camera?.x, given?.camera?.y, given?.camera?.zoom];
  const camera = numbers.every(Number.isFinite) && numbers[2] > 0 ? given.camera : null;
  const fit = ["resample", "corner"].includes(given?.fit) ? given.fit : "";
  const truth = typeof given?.truth === "string" ? given.truth : "";
  const plane = Number.isInteger(given?.plane) ? given.plane : null;
  const curtain = Number.isFinite(given?.curtain) ? Math.min(1, Math.max(0, given.curtain)) : 0.5;
  return { panels, look, pair: within(pair, panels.length), camera, fit, truth, plane, curtain,
    wall: isWall(given?.wall) ? given.wall : null };
}

/** @param {any} wall */
function isWall(wall) {
  const based = typeof wall?.base?.image === "string" && Array.isArray(wall.base.steps) &&
    Number.isInteger(wall.step) && wall.step >= 0;
  if (!based) return false;
  if (wall.kind === "family") return typeof wall.family === "string";
  return wall.kind === "sweep" && Array.isArray(wall.axes) && wall.axes.length > 0 &&
    wall.axes.every((/** @type {any} */ axis) => typeof axis?.parameter === "string");
}

/**
 * Two places that exist, and differ where they can.
 *
 * @param {number[]} pair
 * @param {number} count of panels
 * @returns {[number, number]}
 */
export function within([first, second], count) {
  const one = Math.min(Math.max(0, first), Math.max(0, count - 1));
  const two = Math.min(Math.max(0, second), Math.max(0, count - 1));
  return one === two && count > 1 ? [one, one === 0 ? 1 : 0] : [one, two];
}

/** Only what is not as usual. @param {State} state */
export function written(state) {
  const changed = Object.entries(state).filter(([name, value]) =>
    JSON.stringify(value) !== JSON.stringify(EMPTY[/** @type {keyof State} */ (name)]));
  return changed.length ? JSON.stringify(Object.fromEntries(changed)) : "";
}
