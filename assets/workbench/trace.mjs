// Why a pixel is inside or outside: its value after every step, and the step that decided. Follows
// when the hand rests. Used by figures.mjs; the panel is made by components/panels.py.
import { element } from "../mount.mjs";
import { ApiError, address, getJson } from "./api.mjs";
import { onKeys } from "./keys.mjs";
import { shown } from "./measurements.mjs";
import { PixelCross } from "./pixel_cross.mjs";
import { pipelineOf } from "./recipe.mjs";
import { shownAlone } from "./rounding.mjs";

/**
 * @typedef {{value: number, operator: string, threshold: number}} Because
 * @typedef {{step: number, title: string, enabled: boolean, changed: boolean, inside: boolean | null,
 *   layers: {name: string, kind: string, value: any}[], because?: Because | null}} Stage
 * @typedef {{at: number[], source: any, steps: Stage[], decided: number | null, exact: boolean}} Traced
 */

const EMPTY = "Press y and click on the picture to see what each step made of a pixel.";
const ARMED = "Click on a pixel of the picture; Enter takes the one in the middle, Esc gives up.";
const SIGNS = /** @type {Record<string, string>} */ ({ ">=": "≥", "<=": "≤" });

export class Trace {
  /** @param {import("./session.mjs").Session} session */
  constructor(session) {
    this.session = session;
    this.root = session.find("[data-testid='trace']");
    this.caption = /** @type {HTMLElement} */ (this.root.querySelector(".trace-caption"));
    this.list = /** @type {HTMLElement} */ (this.root.querySelector(".trace-list"));
    this.url = "";
    this.asking = new AbortController();
    this.ends = new AbortController();
    this.cross = new PixelCross(session.stage.viewer, () => this.chosen());
    this.listen();
    this.clear();
  }

  destroy() {
    this.pause();
    this.ends.abort();
    this.cross.destroy();
  }

  listen() {
    const { signal } = this.ends;
    const button = (/** @type {string} */ name) =>
      /** @type {HTMLElement} */ (this.root.querySelector(`[data-trace='${name}']`));
    button("pick").addEventListener("click", () => this.start(), { signal });
    button("clear").addEventListener("click", () => this.clear(), { signal });
    onKeys({ y: () => this.start(), Escape: () => this.clear() }, signal);
  }

  /** The next click on the picture chooses the pixel. */
  start() {
    if (!this.session.stage.picture) return;
    // Only one tool has the pointer.
    this.session.drawing.close();
    this.session.figures.profile.line.arm(false);
    this.cross.arm(true);
    this.say(ARMED);
    this.session.stage.viewer.root.focus({ preventScroll: true });
  }

  clear() {
    this.pause();
    this.url = "";
    this.cross.arm(false);
    if (this.cross.pixel) this.cross.set(null);
    this.list.replaceChildren();
    this.say(EMPTY);
  }

  chosen() {
    if (!this.cross.pixel) return;
    // Within its pane; on a phone the pane may be folded away.
    this.root.scrollIntoView({ block: "nearest" });
    this.of = this.session.recipe.image;
    this.url = "";
    void this.refresh();
  }

  /** A result has come while a hand moves: what is listed may be of before. */
  follow() {
    if (this.cross.pixel && this.wanted !== this.url) this.root.classList.add("is-behind");
  }

  /** Address of what is to be listed. */
  get wanted() {
    const { session, cross: { pixel } } = this;
    const recipe = pipelineOf(session.recipe, session.selectedIndex);
    const plane = session.stage.planes > 1 ? session.stage.plane : null;
    const at = `${pixel?.row},${pixel?.column}`;
    return address("trace", { recipe, at, plane, v: session.version });
  }

  /** Newer work goes before. */
  pause() {
    this.asking.abort();
  }

  /** The hand rests. */
  async refresh() {
    const { session, cross: { pixel } } = this;
    if (!pixel) return;
    if (this.of !== session.recipe.image) {
      this.clear();
      return;
    }
    const url = this.wanted;
    if (url === this.url) {
      this.root.classList.remove("is-behind");
      return;
    }
    this.pause();
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const traced = await getJson(url, signal);
      if (signal.aborted || !session.alive) return;
      this.url = url;
      this.show(traced);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.list.replaceChildren();
      this.say(error.message);
    }
  }

  // -- showing ------------------------------------------------------------------------------

  /** @param {string} words */
  say(words) {
    this.root.classList.remove("is-behind");
    this.caption.textContent = words;
  }

  /** @param {Traced} traced */
  show(traced) {
    const { at, source, steps, decided, exact } = traced;
    this.say(verdict(traced));
    const sign = exact ? "" : "≈ ";
    const first = element("li", { class: "trace-row" },
      element("span", { class: "trace-name" }, "picture"),
      element("span", { class: "trace-value" }, written(source)));
    first.title = `Pixel (${at.slice(-2).join(", ")})`;
    this.list.replaceChildren(first, ...steps.map((step) => rowFor(step, step.step === decided, sign)));
  }
}

/** What became of the pixel, in a sentence. @param {Traced} traced */
function verdict({ at, steps, decided }) {
  const place = `(${at.slice(-2).join(", ")})`;
  const last = steps.findLast(({ inside }) => inside !== null);
  if (!last) return `${place}: no step says yet what is inside.`;
  const side = last.inside ? "inside" : "outside";
  const by = steps.find(({ step }) => step === decided);
  if (!by) return `${place} is ${side}; no step ever changed that.`;
  return `${place} is ${side} since step ${by.step + 1}, ${by.title}.`;
}

/** @param {Stage} stage @param {boolean} decided @param {string} sign before values that are not exact */
function rowFor({ step, title, enabled, layers, inside, because }, decided, sign) {
  const values = layers.map(({ name, kind, value }) => {
    if (kind === "mask") return value === null ? "–" : value ? "inside" : "outside";
    if (kind === "labels") return value ? `object ${shown(value)}` : "background";
    return `${layers.length > 1 ? `${name.replaceAll("_", " ")} ` : ""}${sign}${written(value)}`;
  });
  const words = !enabled ? "switched off" : values.join(", ") || (inside === null ? "–" : "");
  const state = { "data-step": String(step), "data-enabled": String(enabled) };
  const row = element("li", { class: "trace-row", ...state },
    element("span", { class: "trace-name" }, `${step + 1} ${title}`),
    element("span", { class: "trace-value" }, words));
  if (because) {
    row.append(element("span", { class: "trace-because" }, reason(because, Boolean(inside))));
  }
  if (decided) {
    row.setAttribute("aria-current", "step");
    row.append(element("span", { class: "trace-decided" }, "last changed it"));
  }
  return row;
}

/** @param {Because} because @param {boolean} inside */
function reason({ value, operator, threshold }, inside) {
  const comparison = `${shownAlone(value)} ${SIGNS[operator] ?? operator} ${shownAlone(threshold)}`;
  return `${comparison} ${inside ? "holds" : "does not hold"}`;
}

/** @param {any} value a number, one per channel, or nothing outside the layer */
function written(value) {
  return [value].flat().map(shownAlone).join(" ");
}
