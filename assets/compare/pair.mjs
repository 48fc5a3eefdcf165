// What two results, or one and a ground truth, have in common and not: the layers that show it, and
// the recipe that computes it, which the server makes of both. Used by page.mjs and sides.mjs.
import { ApiError, wasCalledOff } from "../workbench/api.mjs";
import { asShown } from "./kept.mjs";
import { sameSize, sizeOf } from "./linking.mjs";
import { bare } from "./links.mjs";
import { CHANGES, OUTCOMES, PAIR } from "./painted.mjs";

/**
 * @typedef {import("./kept.mjs").Kept} Kept
 * @typedef {import("./panel.mjs").Shown} Shown
 * @typedef {{recipe: import("./links.mjs").Pipeline, step: number, fitted: boolean,
 *   outputs: {name: string, kind: string}[]}} Pair
 */

export const CLASSED = new Set(["mask", "labels"]);
const RASTER = new Set(["image", "heatmap", "mask", "labels"]);

export class PairOf {
  /** @param {import("./page.mjs").ComparePage} page */
  constructor(page) {
    this.page = page;
    /** @type {Map<string, Promise<Pair>>} */
    this.known = new Map();
  }

  /** The two that are looked at. @returns {[Kept, Kept]} */
  get two() {
    const { panels, pair } = this.page.state;
    return [asShown(panels[pair[0]]), asShown(panels[pair[1]] ?? panels[pair[0]])];
  }

  /** The ground truth as if it were a result. @returns {Kept} */
  get truth() {
    const { truth } = this.page.state;
    return { image: truth, steps: [], step: -1, layer: "image", kind: "image", name: "ground truth" };
  }

  /**
   * The recipe that compares two.
   *
   * @param {string} algorithm
   * @param {Kept} first
   * @param {Kept} second
   * @returns {Promise<Pair>}
   */
  ask(algorithm, first, second) {
    const { fit } = this.page.state;
    const query = {
      first: bare(first), first_step: first.step, first_layer: first.layer,
      second: bare(second), second_step: second.step, second_layer: second.layer,
      algorithm, fit: fit || null,
    };
    const key = JSON.stringify(query);
    const known = this.known.get(key);
    if (known) return known;
    const made = this.page.ask("pair", query);
    this.known.set(key, made);
    made.catch(() => this.known.delete(key));
    return made;
  }

  /** What shows on the picture how a result agrees with the ground truth. @param {Kept} result */
  static scores(result) {
    return result.kind === "labels" ? "object_scores" : "mask_scores";
  }

  /** The comparison that a way of looking shows. @param {string} look @returns {Promise<Pair>} */
  async of(look) {
    const [first, second] = this.two;
    this.check(look, first, second);
    if (look === "truth") return this.ask(PairOf.scores(first), first, this.truth);
    return this.ask(look === "objects" ? "object_changes" : "signed_difference", first, second);
  }

  /**
   * The layers of the one panel that shows a comparison; null where it cannot be had, which is told.
   *
   * @param {string} look
   * @returns {Promise<Shown[] | null>}
   */
  async layers(look) {
    try {
      if (look === "outlines") return await this.outlines();
      return [shownAs(look, await this.of(look))];
    } catch (error) {
      if (wasCalledOff(error)) return null;
      if (!(error instanceof ApiError)) throw error;
      this.page.refuse(error.message);
      return null;
    }
  }

  /**
   * What needs no asking is refused here.
   *
   * @param {string} look
   * @param {Kept} first
   * @param {Kept} second
   * @throws {ApiError}
   */
  check(look, first, second) {
    const refused = refusal(look, first, second);
    if (refused) throw new ApiError(refused, null, "wrong_kind");
  }

  /** @returns {Promise<Shown[]>} */
  async outlines() {
    const [first, second] = this.two;
    this.check("outlines", first, second);
    const outlined = (/** @type {Kept[]} */ [one, other]) => [{ result: one, outline: PAIR[0] }, { result: other, outline: PAIR[1] }];
    const [one, other] = await Promise.all([first, second].map(({ image }) => this.page.record(image)));
    if (sameSize(sizeOf(one), sizeOf(other))) return outlined([first, second]);
    // What is compared has been brought together before.
    const { recipe, step } = await this.ask("object_changes", first, second);
    return outlined(Object.values(recipe.steps[step].inputs).map((reference) => {
      const [place, layer] = String(reference).split(".");
      return { ...recipe, step: Number(place), layer, kind: "labels", name: layer };
    }));
  }
}

/** @param {string} look @param {Pair} pair @returns {Shown} */
function shownAs(look, { recipe, step, outputs }) {
  const wanted = outputs.find(({ kind }) => RASTER.has(kind));
  const { name: layer, kind } = wanted ?? { name: "", kind: "labels" };
  const result = { ...recipe, step, layer, kind, name: layer };
  if (look === "difference") return { result, map: "difference" };
  return { result, codes: look === "objects" ? CHANGES : OUTCOMES };
}

/** Why two cannot be looked at in a way; empty where they can. @param {string} look @param {Kept} first @param {Kept} second */
function refusal(look, first, second) {
  const classed = CLASSED.has(first.kind) && (look === "truth" || CLASSED.has(second.kind));
  const missing = CLASSED.has(first.kind) ? second : first;
  if (["outlines", "objects", "truth"].includes(look) && !classed) {
    return `${missing.name} is of kind ${missing.kind}, which has no outlines or objects; ` +
      "choose a mask or a label image, or say in its panel that the picture is one.";
  }
  if (look === "difference" && !(RASTER.has(first.kind) && RASTER.has(second.kind))) {
    return `A difference takes two pictures, heat maps or masks; these are ${first.kind} and ${second.kind}.`;
  }
  if (look === "difference" && (first.kind === "labels" || second.kind === "labels")) {
    return "The numbers of objects cannot be subtracted; look at Objects instead.";
  }
  return "";
}
