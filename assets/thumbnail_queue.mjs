// Fetches pictures into their places a few at a time: those on screen first, row by row but for what
// takes very long, then the others, quick ones before slow ones. thumbnails.mjs hands it every place there is; own_picture.mjs gives places other addresses.
import { element } from "./mount.mjs";

const AT_ONCE = 4;
const LONGEST_WAIT_MS = 8000;
const GROWTH = 1.6;
const COSTS = ["instant", "seconds", "long"];

/**
 * @typedef {object} Progress
 * @property {boolean} visible
 * @property {number} wait
 * @property {number} timer
 * @property {AbortController | null} request
 */

/** @type {WeakMap<Element, Progress>} */
const progress = new WeakMap();
/** @type {Set<HTMLElement>} */
const queue = new Set();
let underway = 0;

/** @param {HTMLElement} slot */
const address = (slot) => slot.dataset.thumbnail ?? "";

/**
 * Say on the place, and to whoever listens, what became of it.
 *
 * @param {HTMLElement} slot
 * @param {string} state
 * @param {...(Node | string)} content
 */
function become(slot, state, ...content) {
  slot.replaceChildren(...content);
  slot.dataset.state = state;
  slot.dispatchEvent(new CustomEvent("isoline:thumbnail", { bubbles: true }));
}

/**
 * @param {HTMLElement} slot
 * @param {Response} answer
 * @param {AbortSignal} signal
 */
async function show(slot, answer, signal) {
  // Once the body is read the picture is in the browser's cache, where the image finds it.
  await answer.blob();
  const image = /** @type {HTMLImageElement} */ (element("img", { alt: slot.dataset.alt ?? "" }));
  image.src = address(slot);
  await image.decode();
  if (signal.aborted) return;
  const { exact = true, scale = 1 } = JSON.parse(answer.headers.get("X-Isoline") ?? "{}");
  slot.dataset.exact = String(exact);
  slot.dataset.scale = String(scale);
  become(slot, "ready", image);
}

/**
 * @param {HTMLElement} slot
 * @param {string} state
 * @param {string} title
 * @param {string} reason
 */
function tell(slot, state, title, reason) {
  slot.title = reason;
  become(slot, state, element("b", {}, title), element("span", {}, reason));
}

/**
 * @param {HTMLElement} slot
 * @param {Response} answer
 */
function askAgain(slot, answer) {
  const state = /** @type {Progress} */ (progress.get(slot));
  const asked = Number(answer.headers.get("Retry-After") ?? 1) * 1000;
  state.wait = Math.min(Math.max(asked, state.wait * GROWTH), LONGEST_WAIT_MS);
  state.timer = setTimeout(() => {
    state.timer = 0;
    enqueue(slot);
  }, state.wait);
}

/** @param {Response} answer */
async function reasonOf(answer) {
  try {
    return (await answer.json()).error.message;
  } catch {
    return `The server answered with status ${answer.status}.`;
  }
}

/**
 * @param {HTMLElement} slot
 * @param {AbortSignal} signal
 */
async function load(slot, signal) {
  const token = slot.dataset.token;
  /** @type {Record<string, string>} */
  const headers = token ? { "X-Isoline-Token": token } : {};
  try {
    const answer = await fetch(address(slot), { signal, headers });
    if (answer.status === 202) {
      const { status, message } = await answer.json();
      if (status === "long") tell(slot, "slow", "Takes long", message);
      else askAgain(slot, answer);
    } else if (answer.ok) await show(slot, answer, signal);
    else {
      const reason = await reasonOf(answer);
      if (!signal.aborted) tell(slot, "failed", "No result", reason);
    }
  } catch {
    if (!signal.aborted) tell(slot, "failed", "No result", "The picture could not be loaded.");
  }
}

/**
 * Smaller is more urgent.
 *
 * @param {HTMLElement} slot
 */
function urgency(slot) {
  const cost = Math.max(0, COSTS.indexOf(slot.dataset.cost ?? ""));
  if (progress.get(slot)?.visible) return cost === COSTS.length - 1 ? 1 : 0;
  return 2 + cost;
}

/** The most urgent place that waits; of equals the one that has waited longest. */
function next() {
  /** @type {HTMLElement | undefined} */
  let first;
  for (const slot of queue) if (!first || urgency(slot) < urgency(first)) first = slot;
  if (first) queue.delete(first);
  return first;
}

function work() {
  while (underway < AT_ONCE && queue.size) {
    const slot = /** @type {HTMLElement} */ (next());
    const state = progress.get(slot);
    if (!state || !wanted(slot, state)) continue;
    const request = new AbortController();
    underway += 1;
    state.request = request;
    load(slot, request.signal).finally(() => {
      underway -= 1;
      if (state.request === request) state.request = null;
      work();
    });
  }
}

/**
 * @param {HTMLElement} slot
 * @param {Progress} state
 */
function wanted(slot, state) {
  return slot.isConnected && (state.visible || "eager" in slot.dataset) && address(slot) !== "";
}

/** @param {HTMLElement} slot */
function enqueue(slot) {
  const state = progress.get(slot);
  if (!state || !wanted(slot, state) || state.request || state.timer) return;
  if (slot.dataset.state !== "loading" || queue.has(slot)) return;
  queue.add(slot);
  work();
}

const onScreen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const state = progress.get(target);
      if (!state) continue;
      state.visible = isIntersecting;
      if (isIntersecting) enqueue(/** @type {HTMLElement} */ (target));
    }
  },
  { rootMargin: "240px" },
);

/**
 * Fill a place when it comes into view, or with the attribute `data-eager` sooner or later anyway.
 *
 * @param {HTMLElement} slot
 */
export function watch(slot) {
  if (progress.has(slot)) return;
  slot.dataset.state = "loading";
  progress.set(slot, { visible: false, wait: 0, timer: 0, request: null });
  onScreen.observe(slot);
}

/**
 * Let go of what a place waits for; it stays empty until it is given an address.
 *
 * @param {HTMLElement} slot
 */
export function halt(slot) {
  watch(slot);
  const state = /** @type {Progress} */ (progress.get(slot));
  state.request?.abort();
  clearTimeout(state.timer);
  Object.assign(state, { wait: 0, timer: 0, request: null });
  queue.delete(slot);
  slot.removeAttribute("title");
  delete slot.dataset.eager;
  delete slot.dataset.token;
  delete slot.dataset.exact;
  slot.dataset.thumbnail = "";
  slot.replaceChildren();
  slot.dataset.state = "loading";
}

/**
 * Fill a place with another picture.
 *
 * @param {HTMLElement} slot
 * @param {string} source
 * @param {string} alt
 * @param {{eager?: boolean, token?: string}} [options]
 */
export function refill(slot, source, alt, { eager = false, token = "" } = {}) {
  halt(slot);
  Object.assign(slot.dataset, { thumbnail: source, alt });
  if (eager) slot.dataset.eager = "";
  if (token) slot.dataset.token = token;
  enqueue(slot);
}
