// Shows a picture of the user's through every algorithm of the gallery: what fits it, the result on
// each card as it comes, and why there is none. gallery.mjs makes one and tells it which picture.
import { element } from "./mount.mjs";
import { halt, refill } from "./thumbnail_queue.mjs";

/**
 * @typedef {{fits: boolean, reason: string, after: string[]}} Fit
 * @typedef {{misfits: Set<string>, title: string}} Shown
 */

const API = "/api/v1";
const SETTLED = ["ready", "failed", "slow"];

/**
 * One side of a card's curtain.
 *
 * @param {HTMLElement} card
 * @param {"input" | "result"} side
 */
const sideOf = (card, side) =>
  /** @type {HTMLElement} */ (card.querySelector(`[data-thumbnail][data-side=${side}]`));

/** @param {Response} answer */
async function read(answer) {
  const body = await answer.json();
  if (answer.ok) return body;
  throw new Error(body?.error?.message ?? `The server answered with status ${answer.status}.`);
}

export class OwnPicture {
  /**
   * @param {HTMLElement[]} cards
   * @param {string} version
   */
  constructor(cards, version) {
    this.cards = cards;
    this.version = version;
    this.image = "";
    this.token = "";
    this.request = new AbortController();
    /** What the cards show without a picture, to go back to. */
    this.samples = cards.map((card) => ({
      href: card.getAttribute("href") ?? "",
      sides: [sideOf(card, "input"), sideOf(card, "result")].map((slot) => ({
        slot,
        source: slot.dataset.thumbnail ?? "",
        alt: slot.dataset.alt ?? "",
      })),
    }));
  }

  /** Stop everything that is computed for the picture or waits to be. */
  stop() {
    this.request.abort();
    for (const { sides } of this.samples) for (const { slot } of sides) halt(slot);
    if (this.token) {
      const body = JSON.stringify({ token: this.token });
      // What is under way would only hear of the closed connections when it is done.
      fetch(`${API}/cancel`, { method: "POST", body, keepalive: true }).catch(() => {});
    }
    this.token = "";
    this.image = "";
  }

  /** Show the samples again. */
  leave() {
    if (this.image) this.stop();
    this.cards.forEach((card, index) => {
      const { href, sides } = this.samples[index];
      this.mark(card, { fits: true, reason: "", after: [] });
      card.setAttribute("href", href);
      for (const { slot, source, alt } of sides) refill(slot, source, alt);
    });
  }

  /**
   * Show a picture; resolves once it is known what fits, while the results are still coming.
   *
   * @param {string} image
   * @param {string} name
   * @returns {Promise<Set<string> | null>} ids of what does not fit; null if meanwhile another
   *   picture was chosen
   */
  async show(image, name) {
    this.stop();
    this.image = image;
    this.request = new AbortController();
    this.token = crypto.randomUUID?.() ?? String(Math.random());
    const { signal } = this.request;
    const query = new URLSearchParams({ image, v: this.version });
    try {
      const fits = await read(await fetch(`${API}/fitting?${query}`, { signal }));
      if (signal.aborted) return null;
      return this.fill(fits, image, name);
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  /**
   * @param {Record<string, Fit>} fits
   * @param {string} image
   * @param {string} name
   */
  fill(fits, image, name) {
    const misfits = new Set();
    const plain = this.cards.find(({ dataset }) => {
      const fit = fits[dataset.algorithm ?? ""];
      return fit?.fits && !fit.after.length;
    });
    const whole = plain && this.address(plain.dataset.algorithm ?? "", "input", image);
    this.cards.forEach((card, index) => {
      const id = card.dataset.algorithm ?? "";
      const fit = fits[id] ?? { fits: false, reason: "It is not in the catalogue.", after: [] };
      this.mark(card, fit);
      card.setAttribute("href", `${this.samples[index].href}?${new URLSearchParams({ image })}`);
      if (!fit.fits) {
        misfits.add(id);
        return;
      }
      const { token } = this;
      const title = card.dataset.title ?? id;
      const after = fit.after.length ? `, after ${fit.after.join(", ")}` : "";
      const result = `${title} of the picture ${name}${after}`;
      sideOf(card, "result").dataset.cost = card.dataset.cost;
      refill(sideOf(card, "result"), this.address(id, "result", image), result, { eager: true, token });
      // All that take the picture itself show one and the same.
      const source = after || !whole ? this.address(id, "input", image) : whole;
      refill(sideOf(card, "input"), source, `The picture ${name}${after}`, { token });
    });
    return misfits;
  }

  /**
   * @param {string} id
   * @param {string} side
   * @param {string} image
   */
  address(id, side, image) {
    const query = new URLSearchParams({ image, side, v: this.version });
    return `${API}/algorithms/${id}/thumbnail?${query}`;
  }

  /**
   * Write on a card what came before the algorithm, or why there is nothing.
   *
   * @param {HTMLElement} card
   * @param {Fit} fit
   */
  mark(card, fit) {
    const curtain = /** @type {HTMLElement} */ (card.querySelector("[data-curtain]"));
    for (const old of curtain.querySelectorAll("[data-fit]")) old.remove();
    card.dataset.fits = String(fit.fits);
    const words = fit.fits ? fit.after.length && `after ${fit.after.join(", ")}` : fit.reason;
    if (!words) return;
    const look = fit.fits ? "iso-stamp iso-fit-after" : "iso-misfit";
    curtain.append(element("span", { class: look, "data-fit": "", title: words }, words));
  }

  /** How many of the cards that fit have settled, in all, and how many have a result. */
  get progress() {
    const slots = this.cards
      .filter((card) => card.dataset.fits === "true")
      .map((card) => sideOf(card, "result"));
    const settled = slots.filter((slot) => SETTLED.includes(slot.dataset.state ?? ""));
    const ready = settled.filter((slot) => slot.dataset.state === "ready");
    const scales = ready.filter((slot) => slot.dataset.exact === "false").map((slot) => Number(slot.dataset.scale));
    return { total: slots.length, settled: settled.length, ready: ready.length, scale: Math.max(0, ...scales) };
  }
}
