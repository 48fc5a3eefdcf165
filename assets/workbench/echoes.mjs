// Tells what Dash says of a control because the page has just told it so from what a hand has done:
// the answer may come when the value has long moved on. Used by controls.mjs and session.mjs.

/** @typedef {import("./controls.mjs").ControlId} ControlId */

const KEPT = 12;
const NUMERIC = new Set(["slider", "range", "number", "low", "high"]);
const HANDS = ["pointerdown", "keydown", "input", "click"];

/** @type {Map<string, {value: string, at: number}[]>} */
const told = new Map();
/** @type {Map<string, number>} when a hand was last at a control's track or at its fields */
const touched = new Map();

/** @param {string} part */
function sideOf(part) {
  return part === "slider" || part === "range" ? "track" : "fields";
}

/** Note when hands are at controls. @param {HTMLElement} root @param {AbortSignal} signal */
export function noteHands(root, signal) {
  const note = (/** @type {Event} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const { uid, name } = /** @type {HTMLElement | null} */ (target.closest(".parameter"))?.dataset ?? {};
    const side = target.closest(".parameter-track") ? "track" : "fields";
    touched.set(`${uid} ${name} ${side}`, performance.now());
  };
  for (const kind of HANDS) root.addEventListener(kind, note, { capture: true, signal });
}

/** Dash is told what a part of a control holds. @param {ControlId} id @param {any} value */
export function noteTold({ part, uid, name }, value) {
  if (!NUMERIC.has(part)) return;
  const key = `${uid} ${name} ${part}`;
  const entry = { value: JSON.stringify(value), at: performance.now() };
  told.set(key, [...(told.get(key) ?? []).slice(1 - KEPT), entry]);
}

/** Whether Dash only repeats what it was told. @param {ControlId} id @param {any} value */
export function isEcho({ part, uid, name }, value) {
  const last = touched.get(`${uid} ${name} ${sideOf(part)}`) ?? 0;
  const written = JSON.stringify(value);
  return (told.get(`${uid} ${name} ${part}`) ?? []).some((entry) =>
    entry.value === written && entry.at > last);
}
