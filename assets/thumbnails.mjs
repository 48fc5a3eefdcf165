// Fetches the pictures of cards when they come into view. Used by every element that
// components/thumbnail.py declares. A picture that is still being computed (202) is asked for
// again, ever more slowly, for as long as its card is on screen.
import { element, onMount } from "./mount.mjs";

const AT_ONCE = 4;
const LONGEST_WAIT_MS = 8000;
const GROWTH = 1.6;

/** @typedef {{visible: boolean, busy: boolean, wait: number, timer: number}} Progress */

/** @type {WeakMap<Element, Progress>} */
const progress = new WeakMap();
/** @type {HTMLElement[]} */
const queue = [];
let underway = 0;

/** @param {HTMLElement} slot */
const address = (slot) => slot.dataset.thumbnail ?? "";

/** @param {HTMLElement} slot */
async function show(slot) {
  const image = /** @type {HTMLImageElement} */ (element("img", { alt: slot.dataset.alt ?? "" }));
  image.src = address(slot);
  await image.decode();
  slot.replaceChildren(image);
  slot.dataset.state = "ready";
}

/**
 * @param {HTMLElement} slot
 * @param {string} reason
 */
function fail(slot, reason) {
  slot.dataset.state = "failed";
  slot.title = reason;
  slot.replaceChildren("No preview");
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

/** @param {HTMLElement} slot */
async function load(slot) {
  try {
    const answer = await fetch(address(slot));
    if (answer.status === 202) return askAgain(slot, answer);
    if (!answer.ok) return fail(slot, await reasonOf(answer));
    // Once the body is read the picture is in the browser's cache, where the image finds it.
    await answer.blob();
    return await show(slot);
  } catch {
    return fail(slot, "The picture could not be loaded.");
  }
}

function work() {
  while (underway < AT_ONCE && queue.length) {
    const slot = /** @type {HTMLElement} */ (queue.shift());
    const state = progress.get(slot);
    if (!state?.visible || !slot.isConnected) continue;
    underway += 1;
    state.busy = true;
    load(slot).finally(() => {
      underway -= 1;
      state.busy = false;
      work();
    });
  }
}

/** @param {HTMLElement} slot */
function enqueue(slot) {
  const state = progress.get(slot);
  if (!state?.visible || state.busy || state.timer || queue.includes(slot)) return;
  if (slot.dataset.state !== "loading") return;
  queue.push(slot);
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

onMount("[data-thumbnail]", (slot) => {
  slot.dataset.state = "loading";
  progress.set(slot, { visible: false, busy: false, wait: 0, timer: 0 });
  onScreen.observe(slot);
});
