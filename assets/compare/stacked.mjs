// Two panels on top of each other: parted by a curtain, or shown in turn. Used by page.mjs.
import { element } from "../mount.mjs";

const BLINK_MS = 500;
const KEY_STEP = 0.02;

export class Stacked {
  /** @param {import("./page.mjs").ComparePage} page */
  constructor(page) {
    this.page = page;
    this.handle = element("div", {
      class: "compare-curtain", role: "slider", tabindex: "0", hidden: "", "data-testid": "curtain",
      "aria-label": "Curtain between the two", "aria-valuemin": "0", "aria-valuemax": "100",
    });
    this.second = false;
    this.handle.addEventListener("pointerdown", (event) => this.grip(event));
    this.handle.addEventListener("keydown", (event) => this.key(event));
  }

  destroy() {
    clearInterval(this.blinking);
  }

  hide() {
    this.show("side", false);
  }

  /** @param {string} look @param {boolean} two whether there are two */
  show(look, two) {
    const { grid } = this.page;
    const curtain = two && look === "curtain";
    const blink = two && look === "blink";
    grid.classList.toggle("is-stacked", curtain || blink);
    this.handle.hidden = !curtain;
    if (curtain && !this.handle.isConnected) grid.after(this.handle);
    if (curtain) this.place(this.page.state.curtain);
    else if (grid.children[1] instanceof HTMLElement) grid.children[1].style.clipPath = "";
    if (!blink) this.auto(false);
    this.turn(blink ? this.second : null);
  }

  // -- curtain ------------------------------------------------------------------------------

  /** @param {number} share of the width that shows the first */
  place(share) {
    const { grid } = this.page;
    const percent = `${(100 * share).toFixed(2)}%`;
    const second = /** @type {HTMLElement | undefined} */ (grid.children[1]);
    if (second) second.style.clipPath = `inset(0 0 0 ${percent})`;
    this.handle.style.left = percent;
    this.handle.setAttribute("aria-valuenow", String(Math.round(100 * share)));
  }

  /** @param {PointerEvent} event */
  grip(event) {
    event.preventDefault();
    this.handle.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ { clientX }) => {
      const { left, width } = this.page.grid.getBoundingClientRect();
      this.set((clientX - left) / width);
    };
    const end = () => this.handle.removeEventListener("pointermove", move);
    this.handle.addEventListener("pointermove", move);
    this.handle.addEventListener("lostpointercapture", end, { once: true });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const by = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP, Home: -1, End: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    this.set(this.page.state.curtain + by);
  }

  /** @param {number} share */
  set(share) {
    const { page } = this;
    page.state = { ...page.state, curtain: Number(Math.min(1, Math.max(0, share)).toFixed(4)) };
    this.place(page.state.curtain);
    page.addressed();
  }

  // -- blinking -----------------------------------------------------------------------------

  /** Show one of the two; null shows both. @param {boolean | null} second */
  turn(second) {
    const { grid } = this.page;
    if (second !== null) this.second = second;
    [...grid.children].forEach((child, at) => {
      const hidden = second !== null && (at === 1) !== second;
      /** @type {HTMLElement} */ (child).style.visibility = hidden ? "hidden" : "";
    });
    this.page.bar.showTurn(second);
  }

  /** Show the other one. */
  swap() {
    if (this.page.state.look === "blink" && this.page.shown.length > 1) this.turn(!this.second);
  }

  /** @param {boolean} on whether they take turns by themselves */
  auto(on) {
    clearInterval(this.blinking);
    this.blinking = on ? setInterval(() => this.swap(), BLINK_MS) : undefined;
    this.page.bar.showAuto(on);
  }

  get isAuto() {
    return this.blinking !== undefined;
  }
}
