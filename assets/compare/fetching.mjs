// Views for many panels: the same address is asked for once, few are asked for at a time, and what
// is no longer wanted is called off. Used by panel.mjs and wall.mjs.
import { getView } from "../workbench/api.mjs";

/** @typedef {import("../workbench/api.mjs").View} View */

/** @type {Map<string, Promise<View>>} */
const underway = new Map();

/**
 * A view that several panels may want at the same moment.
 *
 * @param {string} url
 * @returns {Promise<View>}
 */
export function shared(url) {
  const known = underway.get(url);
  if (known) return known;
  const made = getView(url).finally(() => underway.delete(url));
  underway.set(url, made);
  return made;
}

/** Lets a few jobs run at a time, in their order. */
export class Queue {
  /** @param {number} limit how many at a time */
  constructor(limit) {
    this.limit = limit;
    this.busy = 0;
    /** @type {{job: () => Promise<void>, signal: AbortSignal}[]} */
    this.jobs = [];
  }

  /**
   * @param {(signal: AbortSignal) => Promise<void>} job
   * @param {AbortSignal} signal what is aborted before its turn is dropped
   * @returns {Promise<void>} settles once it is done or dropped
   */
  add(job, signal) {
    return new Promise((resolve, reject) => {
      const run = () => job(signal).then(resolve, reject);
      signal.addEventListener("abort", () => resolve(), { once: true });
      this.jobs.push({ job: run, signal });
      this.next();
    });
  }

  next() {
    while (this.busy < this.limit && this.jobs.length) {
      const first = this.jobs.shift();
      if (!first || first.signal.aborted) continue;
      this.busy += 1;
      void first.job().finally(() => {
        this.busy -= 1;
        this.next();
      });
    }
  }

  get idle() {
    return !this.busy && !this.jobs.length;
  }
}
