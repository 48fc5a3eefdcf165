// What was fetched lately, up to so many bytes; what was used longest ago goes first. Used by api.mjs.

/** @template T */
export class Kept {
  /** @param {number} limit bytes @param {(item: T) => number} size bytes of one */
  constructor(limit, size) {
    this.limit = limit;
    this.size = size;
    /** @type {Map<string, {item: T, bytes: number}>} */
    this.items = new Map();
    this.bytes = 0;
  }

  /** @param {string} key @returns {T | undefined} */
  get(key) {
    const found = this.items.get(key);
    if (found === undefined) return undefined;
    this.items.delete(key);
    this.items.set(key, found);
    return found.item;
  }

  /** @param {string} key */
  has(key) {
    return this.items.has(key);
  }

  /** @param {string} key @param {T} item the newest stays, however large */
  put(key, item) {
    this.drop(key);
    // Items may grow later, but what was added is what is taken away.
    const bytes = this.size(item);
    this.items.set(key, { item, bytes });
    this.bytes += bytes;
    for (const oldest of this.items.keys()) {
      if (this.bytes <= this.limit || oldest === key) break;
      this.drop(oldest);
    }
  }

  /** @param {string} key */
  drop(key) {
    const found = this.items.get(key);
    if (found === undefined) return;
    this.items.delete(key);
    this.bytes -= found.bytes;
  }
}
