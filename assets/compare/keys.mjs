// Keys of the compare page: arrows between panels, digits to one of them, space to blink. Listed by
// components/compare.py. Used by page.mjs.
import { takesText } from "../mount.mjs";
import { columnsOf } from "./linking.mjs";

const LOOKS = { s: "side", c: "curtain", b: "blink", o: "outlines", d: "difference", j: "objects", t: "truth" };
const PAN = 48;

export class Keys {
  /** @param {import("./page.mjs").ComparePage} page */
  constructor(page) {
    this.page = page;
    this.ends = new AbortController();
    // Before the panels' own keys, which mean something else where there is one picture only.
    window.addEventListener("keydown", (event) => this.pressed(event),
      { capture: true, signal: this.ends.signal });
  }

  destroy() {
    this.ends.abort();
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || takesText(target)) return;
    if (document.querySelector("dialog[open], .modal.show")) return;
    // The button that was pressed to blink goes on blinking.
    const blinks = target.matches("[data-look='blink'][aria-pressed='true']");
    const pressesButton = event.key === " " && !blinks && target.closest("button, a, summary, [role='slider']");
    const inTable = target.closest(".table-scroll") && event.key.startsWith("Arrow");
    if (pressesButton || inTable || !this.act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key means something */
  act(event) {
    const { page } = this;
    const { key, shiftKey } = event;
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const arrow = arrows[/** @type {keyof typeof arrows} */ (key)];
    if (arrow && shiftKey) return this.pan(arrow);
    if (arrow) return this.step(arrow);
    if (/^[1-9]$/.test(key)) return this.goTo(Number(key) - 1);
    if (key === " ") return this.blink();
    if (key === "Enter" && page.state.look === "side" && !page.state.wall &&
      /** @type {HTMLElement} */ (event.target).matches(".compare-panel, body, main")) {
      page.enlarge();
      return true;
    }
    if (key === "Escape" && page.enlarged) {
      page.enlarge();
      return true;
    }
    const camera = { "+": "zoom-in", "=": "zoom-in", "-": "zoom-out", 0: "home" }[key];
    if (camera) {
      page.together.act(camera);
      return true;
    }
    const look = LOOKS[/** @type {keyof typeof LOOKS} */ (key)];
    if (!look || page.state.wall) return false;
    /** @type {HTMLElement} */ (page.find(`[data-look='${look}']:not(.compare-page)`)).click();
    return true;
  }

  /** @param {number[]} by */
  pan([across, down]) {
    this.page.together.pan(-PAN * across, -PAN * down);
    return true;
  }

  /** @param {number[]} by */
  step([across, down]) {
    const { page } = this;
    if (page.state.wall) return page.wall.step(across, down);
    const { length } = page.state.panels;
    if (!length) return false;
    const next = page.focused + across + down * columnsOf(length);
    if (next >= 0 && next < length) page.focus(next);
    return true;
  }

  /** @param {number} place */
  goTo(place) {
    if (this.page.state.wall || place >= this.page.state.panels.length) return false;
    this.page.focus(place);
    return true;
  }

  blink() {
    const { page } = this;
    if (page.state.wall || page.state.panels.length < 2) return false;
    if (page.state.look === "blink") page.stacked.swap();
    else page.change({ look: "blink" });
    return true;
  }
}
