// Newest wins: at most one job under way and one waiting; used by session.mjs for the slider path.

/** @template T */
export class Latest {
  /** @param {(job: T) => Promise<void>} work must not reject */
  constructor(work) {
    this.work = work;
    /** @type {T | null} */
    this.waiting = null;
    this.busy = false;
  }

  /** @param {T} job replaces whatever waits */
  push(job) {
    this.waiting = job;
    if (!this.busy) void this.drain();
  }

  /** Let nothing follow what is under way. */
  clear() {
    this.waiting = null;
  }

  get idle() {
    return !this.busy && this.waiting === null;
  }

  async drain() {
    this.busy = true;
    try {
      while (this.waiting !== null) {
        const job = this.waiting;
        this.waiting = null;
        await this.work(job);
      }
    } finally {
      // Whatever went wrong, the next one is worked on.
      this.busy = false;
    }
  }
}
