// What a slow step asks of a person: patience, with a bar and a way out, and changes that are
// applied all at once. Used by session.mjs and results.mjs.
import { getJson, postJson } from "./api.mjs";
import { element } from "../mount.mjs";

/** From here on a step is slow, in milliseconds. */
const SLOW_MS = 500;
const SHOWN_AFTER_MS = 300;
const POLL_MS = 250;

/** @typedef {import("./session.mjs").Session} Session */
/** @typedef {{token: string, control: AbortController, poll: ReturnType<typeof setTimeout>}} Work */

export class Patience {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    /** Recipe whose results are shown, as text. */
    this.applied = "";
    this.slowest = 0;
    /** Picture and algorithms that `slowest` was learnt of. */
    this.pipeline = "";
    /** @type {Set<Work>} */
    this.works = new Set();
    this.switch = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
    this.apply = button("Apply", "apply", "Compute with the values as they stand (Enter)");
    this.cancel = button("Cancel", "cancel", "Stop computing and keep the last picture");
    this.bar = element("progress", { "data-testid": "progress", "aria-label": "Progress", max: "1" });
    this.words = element("span", { class: "patience-words", role: "status" });
    const mode = element("label", { class: "patience-mode", "data-testid": "apply-mode",
      title: "Compute when told to, instead of at each move of a slider" },
      this.switch, "Apply once");
    this.offer = element("div", { class: "patience-row" }, mode, this.apply);
    this.work = element("div", { class: "patience-row" }, this.bar, this.cancel);
    this.root = element("div", { class: "patience" }, this.offer, this.work, this.words);
    this.work.hidden = true;
    session.find("#steps").after(this.root);
    this.listen();
    this.show();
  }

  listen() {
    this.switch.addEventListener("change", () => {
      if (!this.switch.checked) this.session.results.request();
      this.show();
    });
    this.apply.addEventListener("click", () => this.run());
    this.cancel.addEventListener("click", () => this.stop());
    this.session.find(".pane-steps").addEventListener("keydown", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (event.key === "Enter" && !button && this.holds) this.run();
    });
  }

  destroy() {
    for (const work of this.works) this.end(work);
    this.root.remove();
  }

  get recipe() {
    const { image, steps } = this.session.recipe;
    return JSON.stringify([image, steps]);
  }

  /** Whether changes wait for being applied. */
  get holds() {
    return this.switch.checked && this.recipe !== this.applied;
  }

  run() {
    this.applied = this.recipe;
    this.session.results.request();
    this.show();
  }

  /** What is shown is the recipe of now, or about to be. */
  adopt() {
    const { image, steps } = this.session.recipe;
    const pipeline = [image, ...steps.map((step) => step.algorithm)].join();
    if (pipeline !== this.pipeline) this.forget();
    this.pipeline = pipeline;
    this.applied = this.recipe;
    this.say("");
  }

  /** Something is about to be computed. @param {AbortSignal} signal @returns {Work} */
  begin(signal) {
    this.adopt();
    const work = { token: crypto.getRandomValues(new Uint32Array(3)).join("-"),
      control: new AbortController(), poll: setTimeout(() => this.watch(work), SHOWN_AFTER_MS) };
    signal.addEventListener("abort", () => work.control.abort());
    this.works.add(work);
    return work;
  }

  /** @param {Work} work */
  end(work) {
    clearTimeout(work.poll);
    this.works.delete(work);
    this.show();
  }

  /** @param {Work} work */
  async watch(work) {
    this.root.hidden = this.work.hidden = false;
    try {
      const { running, step, done, total } = await getJson(`/api/v1/progress?token=${work.token}`);
      const steps = Math.max(1, this.session.recipe.steps.length);
      if (running) this.bar.setAttribute("value", String((step + (total ? done / total : 0)) / steps));
    } catch {
      // Progress is a courtesy; what is waited for tells its own errors.
    }
    if (this.works.has(work)) work.poll = setTimeout(() => this.watch(work), POLL_MS);
  }

  stop() {
    for (const { token, control } of this.works) {
      postJson("/api/v1/cancel", { token }).catch(() => {});
      control.abort();
    }
    this.session.results.callOff();
    // Whoever stops a step has found it slow, though it never told its time.
    this.learn([{ elapsed_ms: SLOW_MS, cached: false }]);
    this.say("Cancelled; the last picture is kept.");
  }

  /** Learn what steps cost. @param {{elapsed_ms: number, cached: boolean}[]} reports */
  learn(reports) {
    const spent = reports.filter((report) => !report.cached).map((report) => report.elapsed_ms);
    this.slowest = Math.max(this.slowest, ...spent);
    this.show();
  }

  /** Other steps, other costs. */
  forget() {
    this.slowest = 0;
    this.switch.checked = false;
    this.show();
  }

  /** @param {string} words */
  say(words) {
    this.words.textContent = words;
  }

  show() {
    this.offer.hidden = this.slowest < SLOW_MS && !this.switch.checked;
    this.work.hidden = !this.works.size || this.work.hidden;
    if (!this.works.size) this.bar.removeAttribute("value");
    /** @type {HTMLButtonElement} */ (this.apply).disabled = !this.holds;
    if (this.holds) this.say("Changed; press Apply to compute.");
    else if (this.words.textContent?.startsWith("Changed")) this.say("");
    this.root.hidden = this.offer.hidden && this.work.hidden && !this.words.textContent;
  }
}

/** @param {string} words @param {string} testid @param {string} title */
function button(words, testid, title) {
  return element("button", { type: "button", class: "iso-button", "data-testid": testid, title },
    words);
}
