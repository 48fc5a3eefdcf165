// Colours of labelled objects that stay from run to run: an object takes the colour of the one that
// lay where it lies. Used by painting.mjs.
import { PALETTE } from "./colours.mjs";

/** @typedef {{row: number, column: number, rows: number, columns: number}} Grid
 *   place and size of one pixel of a view, in pixels of the picture */

const MANY = 1e6;

export class Identities {
  constructor() {
    /** Objects seen so far by pixel of the last view; background keeps what it was last. */
    this.memory = new Uint32Array(0);
    this.width = 0;
    this.height = 0;
    this.key = "";
    /** @type {number[] | null} part of the picture that is remembered */
    this.region = null;
    /** @type {number[]} colour of each object seen so far, by its number; none is number 0 */
    this.colours = [0];
  }

  /**
   * @param {Uint32Array} ids of objects, 0 is background
   * @param {{width: number, height: number}} size
   * @param {number[]} region of the picture that is covered
   * @returns {Map<number, string>} colour by id
   */
  coloursOf(ids, size, region) {
    this.tidy();
    this.moveTo(size, region);
    const found = this.vote(ids);
    /** @type {Map<number, number>} */
    const objects = new Map();
    const taken = new Map();
    // Of objects that lie where one was, the largest takes after it; the others are new.
    for (const [id, [object, count]] of found) {
      const rival = taken.get(object);
      if (object === 0 || (rival !== undefined && rival.count >= count)) continue;
      if (rival) objects.delete(rival.id);
      taken.set(object, { id, count });
      objects.set(id, object);
    }
    for (const [id, [object, , first]] of found) {
      if (!objects.has(id)) objects.set(id, this.added(first, object, size, region));
    }
    this.remember(ids, objects);
    return new Map([...objects].map(([id, object]) => [id, PALETTE[this.colours[object]]]));
  }

  /**
   * For each id, the object seen before on most of its pixels, on how many more than others, and
   * its first pixel.
   *
   * @param {Uint32Array} ids
   * @returns {Map<number, [number, number, number]>}
   */
  vote(ids) {
    /** @type {Map<number, [number, number, number]>} */
    const votes = new Map();
    const { memory } = this;
    let last = 0;
    /** @type {[number, number, number]} */
    let vote = [0, 0, 0];
    for (let i = 0; i < ids.length; i += 1) {
      const id = ids[i];
      if (id === 0) continue;
      if (id !== last) {
        const known = votes.get(id);
        vote = known ?? [0, 0, i];
        if (!known) votes.set(id, vote);
        last = id;
      }
      const object = memory[i];
      if (object === 0) continue;
      if (object === vote[0]) vote[1] += 1;
      else if (vote[1] > 0) vote[1] -= 1;
      else {
        vote[0] = object;
        vote[1] = 1;
      }
    }
    return votes;
  }

  /**
   * @param {number} first pixel of the new object
   * @param {number} like the object it was part of, whose colour it must not have
   * @param {{width: number}} size
   * @param {number[]} region
   */
  added(first, like, { width }, region) {
    // A hash of its place: the same picture opened again shows the same colours.
    const row = region[0] + Math.floor(first / width);
    const column = region[1] + (first % width);
    const hash = Math.imul(row * 65537 + column, 0x9e3779b1) >>> 16;
    let colour = hash % PALETTE.length;
    if (like && colour === this.colours[like]) colour = (colour + 1) % PALETTE.length;
    this.colours.push(colour);
    return this.colours.length - 1;
  }

  /** Forget objects nothing remembers, of which a long drag over noise makes millions. */
  tidy() {
    if (this.colours.length < MANY) return;
    /** @type {Map<number, number>} */
    const places = new Map([[0, 0]]);
    const colours = [0];
    this.memory = this.memory.map((object) => {
      let place = places.get(object);
      if (place === undefined) {
        places.set(object, (place = colours.length));
        colours.push(this.colours[object]);
      }
      return place;
    });
    this.colours = colours;
  }

  /** @param {Uint32Array} ids @param {Map<number, number>} objects */
  remember(ids, objects) {
    const { memory } = this;
    let last = 0;
    let object = 0;
    for (let i = 0; i < ids.length; i += 1) {
      const id = ids[i];
      if (id === 0) continue;
      if (id !== last) {
        object = objects.get(id) ?? 0;
        last = id;
      }
      memory[i] = object;
    }
  }

  /**
   * Carry what is remembered over to the pixels of another view.
   *
   * @param {{width: number, height: number}} size
   * @param {number[]} region
   */
  moveTo({ width, height }, region) {
    const key = [...region, width, height].join();
    if (key === this.key) return;
    const moved = new Uint32Array(width * height);
    const [from, to] = [gridOf(this.region ?? region, this), gridOf(region, { width, height })];
    for (let y = 0; y < height && this.width; y += 1) {
      const row = Math.floor((to.row + (y + 0.5) * to.rows - from.row) / from.rows);
      if (row < 0 || row >= this.height) continue;
      for (let x = 0; x < width; x += 1) {
        const column = Math.floor((to.column + (x + 0.5) * to.columns - from.column) / from.columns);
        if (column < 0 || column >= this.width) continue;
        moved[y * width + x] = this.memory[row * this.width + column];
      }
    }
    Object.assign(this, { memory: moved, width, height, region, key });
  }
}

/** @param {number[]} region @param {{width: number, height: number}} size @returns {Grid} */
function gridOf([row, column, bottom, right], { width, height }) {
  return { row, column, rows: (bottom - row) / height, columns: (right - column) / width };
}
