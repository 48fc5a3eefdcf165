// Work that may wait until what has changed is on the screen. Used by session.mjs and results.mjs.

/** Pages that are not seen draw no frames, and some results are slow; jobs wait so long at most. */
const LONGEST_MS = 100;

/** @type {Map<string, () => void>} */
const waiting = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let fallback;
let held = 0;

/**
 * Do something after the next frame, or the one after what is awaited; of jobs of one name only the
 * newest is done.
 *
 * @param {string} name
 * @param {() => void} job
 */
export function afterPaint(name, job) {
  waiting.set(name, job);
  if (fallback !== undefined) return;
  fallback = setTimeout(flush, LONGEST_MS);
  afterFrame();
}

function afterFrame() {
  requestAnimationFrame(() => setTimeout(() => {
    if (!held) flush();
  }));
}

/** Results are awaited that matter more. */
export function hold() {
  held += 1;
}

/** Those results are here. */
export function release() {
  held -= 1;
  if (!held && waiting.size) afterFrame();
}

/** Do at once what waits. */
export function flush() {
  clearTimeout(fallback);
  fallback = undefined;
  const jobs = [...waiting.values()];
  waiting.clear();
  for (const job of jobs) job();
}
