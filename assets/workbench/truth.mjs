// The picture that results are judged by, chosen among those that can be masks or labels of the same
// size. Used by painted_tracks.mjs; the select is made by components/track_figures.py.
import { element } from "../mount.mjs";
import { ApiError, getJson } from "./api.mjs";
import { recall, remember } from "./remembered.mjs";

const PLACE = "isoline-truth";

/**
 * @typedef {{id: string, name: string, shape: number[], axes: string, dtype: string,
 *   binary: boolean}} Record
 */

export class Truth {
  /** @param {import("./session.mjs").Session} session @param {() => void} changed */
  constructor(session, changed) {
    this.session = session;
    this.select = /** @type {HTMLSelectElement} */ (session.find("[data-testid='truth']"));
    /** Picture that the list was made for. */
    this.listed = "";
    /** @type {string | null} id of an image */
    this.image = null;
    this.ends = new AbortController();
    const { signal } = this.ends;
    this.select.addEventListener("change", () => {
      this.image = this.select.value || null;
      remember(PLACE, this.select.value);
      changed();
    }, { signal });
    session.root.addEventListener("isoline:uploaded", () => { this.listed = ""; }, { signal });
  }

  destroy() {
    this.ends.abort();
  }

  /** Make the list, where it is not of the picture of now. */
  async refresh() {
    const { image } = this.session.recipe;
    if (this.listed === image) return;
    try {
      const records = /** @type {Record[]} */ (await getJson("/api/v1/images"));
      const { stage: { picture }, recipe } = this.session;
      if (recipe.image !== image || !this.session.alive || picture?.id !== image) return;
      this.listed = image;
      this.show(records.filter((record) => record.id !== image && fits(record, picture)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** @param {Record[]} records */
  show(records) {
    records.sort((a, b) => Number(b.binary) - Number(a.binary));
    const none = records.length ? "none" : "none of the same size";
    this.select.replaceChildren(element("option", { value: "" }, none),
      ...records.map(({ id, name }) => element("option", { value: id }, name)));
    const kept = recall(PLACE);
    this.image = records.some(({ id }) => id === kept) ? kept : null;
    this.select.value = this.image ?? "";
  }
}

/** Whether an image can be a mask or labels of a picture. @param {Record} record @param {Record} picture */
function fits({ axes, dtype, binary, shape }, picture) {
  if (axes.includes("C") || !(binary || /^u?int/.test(dtype))) return false;
  return shape.join() === spatial(picture).join();
}

/** @param {Record} record */
function spatial({ shape, axes }) {
  return shape.filter((_, i) => axes[i] !== "C");
}
