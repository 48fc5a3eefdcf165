// What leads from the workbench to the compare page: a result that is kept, every algorithm of a
// family, and a parameter along its range. Used by session.mjs; the buttons are made by
// pages/workbench.py and components/step_card.py.
import { keep, MOST } from "../compare/kept.mjs";
import { sweepAddress, tryAllAddress } from "../compare/links.mjs";
import { element } from "../mount.mjs";
import { ApiError, address, getJson } from "./api.mjs";
import { onKeys } from "./keys.mjs";
import { pipelineOf } from "./recipe.mjs";
import { RASTERS } from "./results.mjs";

/** @typedef {import("./session.mjs").Session} Session */
/** @typedef {import("../compare/kept.mjs").Kept} Kept */

export class Keeping {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    this.notice = session.find(".keep-notice");
    this.ends = new AbortController();
    const { signal } = this.ends;
    session.find("[data-testid='keep']").addEventListener("click", () => this.keep(), { signal });
    onKeys({ k: () => this.keep(), Escape: () => this.hush() }, signal);
    // What was said of the last result does not hold for the next.
    session.find(".viewer").addEventListener("pointerdown", () => this.hush(), { signal });
    session.find("#steps").addEventListener("pointerdown", () => this.hush(), { signal });
    const options = { signal, capture: true };
    const steps = session.find("#steps");
    steps.addEventListener("toggle", (event) => this.opened(event), options);
    for (const name of ["click", "auxclick", "contextmenu"]) {
      steps.addEventListener(name, (event) => this.following(event), options);
    }
  }

  destroy() {
    this.ends.abort();
  }

  // -- one result ---------------------------------------------------------------------------

  /** The layer that is looked at, or the picture where there is none. @returns {Kept} */
  get result() {
    const { recipe, results, algorithms } = this.session;
    const rows = results.rows.filter(({ kind }) => RASTERS.has(kind));
    const row = rows.find((item) => results.styleOf(item).visible) ?? rows[0];
    if (!row) {
      const picture = { step: -1, layer: "image", kind: "image", name: "Picture" };
      return { image: recipe.image, steps: [], ...picture };
    }
    const { algorithm } = recipe.steps[row.step];
    const title = algorithms.get(algorithm)?.title ?? algorithm;
    return { ...pipelineOf(recipe, row.step), step: row.step, layer: row.name, kind: row.kind,
      name: `${title}, ${row.name.replaceAll("_", " ")}` };
  }

  keep() {
    if (!this.session.stage.picture) return;
    try {
      const { count, replaced } = keep(this.result);
      const words = `Kept as ${count} of ${MOST}${replaced === null ? "" : `, in place of ${replaced}`} · `;
      this.say(words, element("a", { href: "/compare", "data-testid": "keep-compare" }, "Compare"));
    } catch (error) {
      // Nine that are pinned leave no room; the message says what to do.
      this.say(`${/** @type {Error} */ (error).message} · `, element("a", { href: "/compare" }, "Compare"));
    }
  }

  /** @param {(Node | string)[]} parts */
  say(...parts) {
    this.notice.replaceChildren(...parts);
    this.notice.hidden = false;
  }

  hush() {
    this.notice.hidden = true;
  }

  // -- walls --------------------------------------------------------------------------------

  /** A list of links is opened: fill it for the recipe of now. @param {Event} event */
  opened(event) {
    const list = /** @type {HTMLDetailsElement} */ (event.target);
    const { wall } = list.dataset;
    if (!wall || !list.open) return;
    for (const other of this.session.root.querySelectorAll("details[data-wall][open]")) {
      if (other !== list) /** @type {HTMLDetailsElement} */ (other).open = false;
    }
    const index = this.session.recipe.steps.findIndex(({ uid }) => uid === list.dataset.uid);
    if (index < 0) return;
    if (wall === "sweep") this.showSweeps(list, index);
    else void this.showFamilies(list, index);
  }

  /** @param {HTMLElement} list @param {number} index */
  showSweeps(list, index) {
    const { recipe, algorithms } = this.session;
    const names = /** @type {string[]} */ (JSON.parse(list.dataset.names ?? "[]"));
    const schema = algorithms.get(recipe.steps[index].algorithm)?.parameters.properties ?? {};
    this.fill(list, names.map((name) => ({ choice: name,
      words: schema[name]?.title ?? name.replaceAll("_", " ") })));
  }

  /** @param {HTMLElement} list @param {number} index */
  async showFamilies(list, index) {
    const { recipe, version } = this.session;
    const { algorithm } = recipe.steps[index];
    try {
      const families = await getJson(address("families", { algorithm, v: version }));
      this.fill(list, families.map((/** @type {any} */ { id, title, algorithms }) => ({ choice: id,
        words: `${title} (${algorithms.length})` })), "No other algorithm takes the place of this one.");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.fill(list, [], error.message);
    }
  }

  /**
   * @param {HTMLElement} list
   * @param {{choice: string, words: string}[]} links
   * @param {string} [none] said where there are none
   */
  fill(list, links, none = "") {
    const made = links.map(({ choice, words }) => {
      const link = /** @type {HTMLAnchorElement} */ (element("a", { "data-choice": choice }, words));
      this.renew(list, link);
      return link;
    });
    const body = /** @type {HTMLElement} */ (list.querySelector(".step-links"));
    body.replaceChildren(...(links.length ? made : [element("p", { class: "step-note" }, none)]));
  }

  /** Lead to a wall of the recipe of now. @param {HTMLElement} list @param {HTMLAnchorElement} link */
  renew({ dataset: { wall, uid } }, link) {
    const { recipe } = this.session;
    const index = recipe.steps.findIndex((step) => step.uid === uid);
    const { choice = "" } = link.dataset;
    const lead = wall === "sweep" ? sweepAddress : tryAllAddress;
    if (index >= 0) link.href = lead(pipelineOf(recipe), index, choice);
  }

  /** A link is about to be followed; sliders may have moved since its list was opened. @param {Event} event */
  following(event) {
    const link = /** @type {HTMLElement} */ (event.target).closest(".step-links a");
    const list = /** @type {HTMLElement | null} */ (link?.closest("[data-wall]") ?? null);
    if (link && list) this.renew(list, /** @type {HTMLAnchorElement} */ (link));
  }
}
