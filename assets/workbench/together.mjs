// What is shown in one frame with a picture that is awaited, where that comes soon. Used by results.mjs.

/**
 * Longest wait for a picture, in milliseconds. Nobody sees a slider that follows a key so late, and a
 * frame drawn for the slider alone puts off the frame with the picture by more.
 */
export const LONGEST_MS = 24;
const TIMES_KEPT = 3;

export class Together {
  constructor() {
    /** @type {Map<string, () => void>} */
    this.waiting = new Map();
    /** @type {number[]} what the last pictures took */
    this.times = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.fallback = undefined;
  }

  destroy() {
    clearTimeout(this.fallback);
    this.waiting.clear();
  }

  /**
   * Do something in the frame of the next picture, or now where none comes soon; of jobs of one name
   * only the newest is done.
   *
   * @param {string} name
   * @param {() => void} job
   * @param {boolean} awaited whether a picture is under way
   */
  add(name, job, awaited) {
    this.waiting.set(name, job);
    if (!awaited || !this.isSoon) this.flush();
    else this.fallback ??= setTimeout(() => this.flush(), LONGEST_MS);
  }

  /** Whether pictures come soon of late. */
  get isSoon() {
    return Math.min(...this.times) < LONGEST_MS;
  }

  /** @param {number} time from the question to the picture, in milliseconds */
  note(time) {
    this.times = [...this.times.slice(1 - TIMES_KEPT), time];
  }

  flush() {
    clearTimeout(this.fallback);
    this.fallback = undefined;
    const jobs = [...this.waiting.values()];
    this.waiting.clear();
    for (const job of jobs) job();
  }
}
