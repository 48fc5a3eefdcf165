// Reads what controls say and writes what they should show. Used by session.mjs; the controls are
// made by components/parameter_controls.py.
import { noteTold } from "./echoes.mjs";
import { setProps } from "./props.mjs";
import { roundedIn } from "./rounding.mjs";

/** @typedef {{part: string, uid: string, name: string}} ControlId */

/** Digits of a value, counted from the length of its track, or of a logarithmic one's from the value. */
const ROUNDING = 6;
/** What a list of choices holds where none is chosen; see components/parameter_controls.py. */
const NONE = "null";

/** @param {string} uid @param {string} name @returns {HTMLElement | null} */
export function container(uid, name) {
  return document.querySelector(`.parameter[data-uid="${uid}"][data-name="${CSS.escape(name)}"]`);
}

/** @param {ControlId} id @param {Record<string, unknown>} props */
function show(id, props) {
  setProps({ type: "control", ...id }, props);
}

/**
 * The parameter value that a changed part of a control stands for.
 *
 * @param {ControlId} id
 * @param {any} raw what the part holds
 * @param {any} before the parameter's value so far
 * @returns {any} undefined where the part holds nothing usable
 */
export function valueOf(id, raw, before) {
  const box = container(id.uid, id.name);
  if (!box) return undefined;
  const log = box.dataset.log === "1";
  const whole = box.dataset.kind === "integer";
  const real = (/** @type {number} */ place) => {
    const value = log ? Number((10 ** place).toPrecision(ROUNDING)) : roundedIn(place, spanOf(box), ROUNDING);
    return whole ? Math.round(value) : value;
  };
  if (id.part === "slider") return typeof raw === "number" ? real(raw) : undefined;
  if (id.part === "range") return Array.isArray(raw) ? raw.map(real) : undefined;
  if (id.part === "number") return Number.isFinite(raw) ? raw : undefined;
  if (id.part === "low") return Number.isFinite(raw) ? [raw, before[1]] : undefined;
  if (id.part === "high") return Number.isFinite(raw) ? [before[0], raw] : undefined;
  if (id.part === "switch") return Boolean(raw);
  if (id.part === "choice") return chosen(box, raw);
  if (id.part === "choices") return Array.isArray(raw) ? raw : undefined;
  return typed(box, String(raw ?? ""));
}

/**
 * Where a value stands on the track of its control.
 *
 * @param {string} uid
 * @param {string} name
 * @param {any} value
 * @returns {number | null} null where it is no number
 */
export function placeOf(uid, name, value) {
  if (typeof value !== "number") return null;
  return container(uid, name)?.dataset.log === "1" ? Math.log10(value) : value;
}

/** @param {HTMLElement} box @param {any} raw */
function chosen(box, raw) {
  if (raw === NONE || raw === null) return null;
  // A list of choices holds words, whatever they stand for.
  const choices = JSON.parse(box.dataset.choices ?? "[]");
  return choices.find((/** @type {unknown} */ choice) => String(choice) === raw) ?? raw;
}

/** @param {HTMLElement} box @param {string} text */
function typed(box, text) {
  const { kind, arity } = box.dataset;
  if (text.trim() === "" && kind !== "text") return arity === "list" ? [] : null;
  const one = (/** @type {string} */ item) =>
    kind === "float" || kind === "integer" ? Number(item) : item.trim();
  const several = arity === "list" || arity === "range";
  const values = several ? text.split(/[,;\s]+/).filter(Boolean).map(one) : [one(text)];
  // What is half typed is no number yet; the value so far stays.
  if (values.some((value) => Number.isNaN(value))) return undefined;
  return several ? values : values[0];
}

/** @param {HTMLElement} box @returns {HTMLElement[]} */
export function thumbsIn(box) {
  return [...box.querySelectorAll("[role='slider']")].map((thumb) => /** @type {HTMLElement} */ (thumb));
}

/**
 * A numeric control's thumbs, and where each is to stand; none where it has no track.
 *
 * @param {HTMLElement | null} box
 * @param {any} value
 * @returns {[HTMLElement, number][]}
 */
function standing(box, value) {
  const thumbs = box ? thumbsIn(box) : [];
  const values = [value].flat();
  if (thumbs.length !== values.length || !values.every((item) => typeof item === "number")) return [];
  return thumbs.map((thumb, i) => {
    const place = box?.dataset.log === "1" ? Math.log10(values[i]) : values[i];
    const [low, high] = ends(thumb);
    return [thumb, Math.min(high, Math.max(low, place))];
  });
}

/** Length of the track of a control. @param {HTMLElement} box */
function spanOf(box) {
  const [thumb] = thumbsIn(box);
  const [low, high] = thumb ? ends(thumb) : [0, 0];
  return high - low;
}

/** @param {HTMLElement} thumb */
function ends(thumb) {
  return ["aria-valuemin", "aria-valuemax"].map((end) => Number(thumb.getAttribute(end)));
}

/**
 * Let a numeric control say at once what its value is, which costs no frame.
 *
 * @param {string} uid
 * @param {string} name
 * @param {any} value
 */
export function sayNow(uid, name, value) {
  for (const [thumb, place] of standing(container(uid, name), value)) {
    thumb.setAttribute("aria-valuenow", String(Number(place.toPrecision(12))));
  }
}

/**
 * Let a numeric control look as it will once Dash has drawn it anew, which takes longer than a frame.
 *
 * @param {string} uid
 * @param {string} name
 * @param {any} value
 * @param {string} except the part it came from
 */
export function showNow(uid, name, value, except = "") {
  const box = container(uid, name);
  const found = standing(box, value);
  if (!box || !found.length) return;
  const fields = box.querySelectorAll(".parameter-number input");
  for (const [i, item] of [value].flat().entries()) {
    const field = /** @type {HTMLInputElement | undefined} */ (fields[i]);
    if (field && field !== document.activeElement) field.value = String(item);
  }
  if (except !== "") return;
  sayNow(uid, name, value);
  for (const [thumb, place] of found) moveThumb(thumb, place);
  fillTrack(box, found.map(([thumb]) => thumb));
}

/** @param {HTMLElement} thumb @param {number} place */
function moveThumb(thumb, place) {
  const [low, high] = ends(thumb);
  const share = high > low ? (place - low) / (high - low) : 0;
  thumb.dataset.half ??= String(thumb.offsetWidth / 2);
  // Thumbs stay within the track: at its ends they stand half their width inside.
  const inset = Number(thumb.dataset.half) * (1 - 2 * share);
  /** @type {HTMLElement} */ (thumb.parentElement).style.left = `calc(${100 * share}% + ${inset}px)`;
  thumb.dataset.share = String(share);
}

/** @param {HTMLElement} box @param {HTMLElement[]} thumbs */
function fillTrack(box, thumbs) {
  const range = /** @type {HTMLElement | null} */ (box.querySelector(".dash-slider-range"));
  if (!range) return;
  const shares = thumbs.map((thumb) => 100 * Number(thumb.dataset.share));
  range.style.left = shares.length > 1 ? `${Math.min(...shares)}%` : "0%";
  range.style.right = `${100 - Math.max(...shares)}%`;
}

/**
 * Make every part of a control show a value.
 *
 * @param {string} uid
 * @param {string} name
 * @param {any} value
 * @param {string} except the part it came from
 */
export function display(uid, name, value, except = "") {
  const box = container(uid, name);
  if (!box) return;
  box.classList.toggle("is-changed", JSON.stringify(value) !== box.dataset.default);
  const place = (/** @type {number} */ item) => (box.dataset.log === "1" ? Math.log10(item) : item);
  const { kind, arity } = box.dataset;
  const id = (/** @type {string} */ part) => ({ part, uid, name });
  const set = (/** @type {string} */ part, /** @type {unknown} */ shown) => {
    if (part === except) return;
    noteTold(id(part), shown);
    show(id(part), { value: shown });
  };
  if (kind === "boolean") set("switch", value);
  else if (kind === "choice" && arity === "list") set("choices", value);
  else if (kind === "choice") set("choice", value === null ? NONE : String(value));
  else if (!box.querySelector(".parameter-track")) {
    set("text", value === null ? "" : Array.isArray(value) ? value.join(", ") : String(value));
  } else if (arity === "range") {
    set("range", value.map(place));
    set("low", value[0]);
    set("high", value[1]);
  } else {
    set("slider", place(value));
    set("number", value);
  }
}

/**
 * Let the tracks of intensities follow the data, and values nobody has touched with them.
 *
 * @param {string} uid
 * @param {string} name
 * @param {[number, number]} limits of the data
 * @param {any} value of the parameter, which may have lain beyond the track
 */
export function followData(uid, name, [low, high], value) {
  const box = container(uid, name);
  // Optional values are typed into a field, which has no track to follow anything.
  if (!box?.querySelector(".parameter-track") || !(high > low)) return;
  const step = Number(((high - low) / 255).toPrecision(2));
  const part = box.dataset.arity === "range" ? "range" : "slider";
  const next = `${low},${high}`;
  if (box.dataset.limits === next) return;
  box.dataset.limits = next;
  const whole = Number.isInteger(low) && Number.isInteger(high) && high - low >= 100;
  const by = whole ? Math.max(1, Math.round(step)) : step;
  box.dataset.step = String(by);
  show({ part, uid, name }, { min: low, max: high, step: by });
  display(uid, name, value);
}

/** Names of a step's parameters of one unit. @param {string} uid @param {string} unit */
export function intensities(uid, unit = "intensity") {
  const boxes = document.querySelectorAll(`.parameter[data-uid="${uid}"][data-unit="${unit}"]`);
  return [...boxes].map((box) => /** @type {HTMLElement} */ (box).dataset.name ?? "");
}

/**
 * Tell assistive software what the parts of a control are; Dash's components cannot be told.
 *
 * @param {HTMLElement} box
 */
export function nameParts(box) {
  const words = box.querySelector(".parameter-name")?.textContent ?? box.dataset.name ?? "";
  for (const part of box.querySelectorAll("[role='slider'], input, select")) {
    part.setAttribute("aria-label", words);
  }
}

const SCRUB_START = 4;

/**
 * Dragging a control's name sideways moves its slider.
 *
 * @param {HTMLElement} root
 * @param {(id: ControlId, raw: number, follows: boolean) => void} changed
 */
export function scrubbing(root, changed) {
  root.addEventListener("pointerdown", (event) => {
    const label = /** @type {HTMLElement} */ (event.target).closest(".parameter-head .parameter-name");
    const box = /** @type {HTMLElement | null} */ (label?.closest(".parameter-one") ?? null);
    const thumb = box?.querySelector("[role='slider']");
    if (!box || !thumb || event.button !== 0) return;
    const [low, high, from] = ["aria-valuemin", "aria-valuemax", "aria-valuenow"].map((name) =>
      Number(thumb.getAttribute(name)));
    const { uid = "", name = "" } = box.dataset;
    const width = box.clientWidth || 1;
    let scrubs = false;
    const move = (/** @type {PointerEvent} */ at) => {
      const dx = at.clientX - event.clientX;
      scrubs ||= Math.abs(dx) > SCRUB_START;
      if (!scrubs) return;
      const raw = Math.min(high, Math.max(low, from + (dx / width) * (high - low)));
      changed({ part: "slider", uid, name }, raw, true);
    };
    const end = () => window.removeEventListener("pointermove", move);
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end, { once: true });
  });
}
