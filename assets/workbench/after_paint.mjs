// Work that may wait until what has changed is on the screen. Used by session.mjs and results.mjs.

/** Pages that are not seen draw no frames, and some results are slow; jobs wait so long at most. */
const LONGEST_MS = 100;
/** Time that a frame takes to be drawn once the page has said what is in it. */
const DRAWN_MS = 12;

/** @typedef {{job: () => void, patient: boolean}} Waiting */

/** @type {Map<string, Waiting>} */
const waiting = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let fallback;
let awaited = 0;
let gripped = false;

/**
 * Do something after the next frame, or the one after what is awaited; of jobs of one name only the
 * newest is done.
 *
 * @param {string} name
 * @param {() => void} job
 * @param {boolean} [patient] whether it also waits until no button is held
 */
export function afterPaint(name, job, patient = false) {
  waiting.set(name, { job, patient });
  schedule();
}

function schedule() {
  if (fallback !== undefined || !due().length) return;
  fallback = setTimeout(flush, LONGEST_MS);
  // Under a hand every frame belongs to the picture; what is written beside it may come in bunches.
  // What is awaited makes a frame of its own, which one asked for now would put off.
  if (!gripped && !awaited) afterFrame();
}

function afterFrame() {
  requestAnimationFrame(() => setTimeout(() => {
    if (!awaited) flush();
  }, DRAWN_MS));
}

function due() {
  return [...waiting].filter(([, { patient }]) => !patient || !gripped);
}

/** Results are awaited that matter more. */
export function hold() {
  awaited += 1;
}

/** Those results are here. */
export function release() {
  awaited -= 1;
  if (!awaited && !gripped && due().length) afterFrame();
}

/** A hand drags something, or has let go. @param {boolean} on */
export function grip(on) {
  if (gripped === on) return;
  gripped = on;
  if (on || !waiting.size) return;
  schedule();
  afterFrame();
}

/** Do at once what waits. */
export function flush() {
  clearTimeout(fallback);
  fallback = undefined;
  const jobs = due();
  for (const [name] of jobs) waiting.delete(name);
  for (const [, { job }] of jobs) {
    try {
      job();
    } catch (error) {
      // Told as it would be of a job by itself; the others are not to suffer.
      setTimeout(() => { throw error; });
    }
  }
}
