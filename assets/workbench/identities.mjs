// Colours of labelled objects that stay from run to run: an object takes the colour of the one that
// lay where it lies. Used by painting.mjs.
import { PALETTE, packed } from "./colours.mjs";

/** @typedef {{row: number, column: number, rows: number, columns: number}} Grid
 *   place and size of one pixel of a view, in pixels of the picture */
/** @typedef {{object: Uint32Array, count: Int32Array, first: Int32Array}} Votes
 *   by id; its first pixel is -1 for ids there are none of */

const WORDS = PALETTE.map(packed);
const MANY = 1e6;
const UNKNOWN = 0xffffff;

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
    /** @type {import("./classes.mjs").Classes | null} what was coloured last */
    this.ids = null;
    this.table = new Uint32Array(0);
  }

  /**
   * @param {import("./classes.mjs").Classes} ids of objects, 0 is background
   * @param {{width: number, height: number}} size
   * @param {number[]} region of the picture that is covered
   * @returns {Uint32Array} blue, green and red by id
   */
  coloursOf(ids, size, region) {
    // The same objects drawn in another style are not new ones.
    if (ids === this.ids && this.isAt(size, region)) return this.table;
    this.tidy();
    this.moveTo(size, region);
    const votes = this.vote(ids);
    const objects = this.matched(votes);
    const table = new Uint32Array(objects.length).fill(UNKNOWN);
    for (let id = 1; id < objects.length; id += 1) {
      if (votes.first[id] < 0) continue;
      if (!objects[id]) objects[id] = this.added(votes.first[id], votes.object[id], size, region);
      table[id] = WORDS[this.colours[objects[id]]];
    }
    this.remember(ids, objects);
    Object.assign(this, { ids, table });
    return table;
  }

  /**
   * Of objects that lie where one was, the largest takes after it; the others are new.
   *
   * @param {Votes} votes
   * @returns {Uint32Array} object by id, 0 for new ones
   */
  matched({ object, count, first }) {
    const heirs = new Uint32Array(this.colours.length);
    const objects = new Uint32Array(object.length);
    for (let id = 1; id < object.length; id += 1) {
      const was = object[id];
      if (first[id] < 0 || was === 0) continue;
      const rival = heirs[was];
      if (rival && count[rival] >= count[id]) continue;
      objects[rival] = 0;
      objects[id] = was;
      heirs[was] = id;
    }
    return objects;
  }

  /**
   * For each id, the object seen before on most of its pixels, on how many more than others, and
   * its first pixel.
   *
   * @param {import("./classes.mjs").Classes} ids
   * @returns {Votes}
   */
  vote(ids) {
    const { memory } = this;
    let most = 0;
    for (let i = 0; i < ids.length; i += 1) if (ids[i] > most) most = ids[i];
    const object = new Uint32Array(most + 1);
    const count = new Int32Array(most + 1);
    const first = new Int32Array(most + 1).fill(-1);
    for (let i = 0; i < ids.length; i += 1) {
      const id = ids[i];
      if (id === 0) continue;
      if (first[id] < 0) first[id] = i;
      const seen = memory[i];
      if (seen === 0) continue;
      if (seen === object[id]) count[id] += 1;
      else if (count[id] > 0) count[id] -= 1;
      else {
        object[id] = seen;
        count[id] = 1;
      }
    }
    return { object, count, first };
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

  /** @param {import("./classes.mjs").Classes} ids @param {Uint32Array} objects */
  remember(ids, objects) {
    const { memory } = this;
    for (let i = 0; i < ids.length; i += 1) if (ids[i] !== 0) memory[i] = objects[ids[i]];
  }

  /** @param {{width: number, height: number}} size @param {number[]} region */
  isAt({ width, height }, region) {
    return this.key === [...region, width, height].join();
  }

  /**
   * Carry what is remembered over to the pixels of another view.
   *
   * @param {{width: number, height: number}} size
   * @param {number[]} region
   */
  moveTo({ width, height }, region) {
    if (this.isAt({ width, height }, region)) return;
    const key = [...region, width, height].join();
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
