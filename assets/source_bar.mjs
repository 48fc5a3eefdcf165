// The bar of the gallery that says what its cards show: the samples, or a picture of the user's,
// chosen from the library, by button, by drop or by paste (upload.mjs). gallery.mjs makes one.
import { element } from "./mount.mjs";

/** @typedef {{total: number, settled: number, ready: number, scale: number}} Progress */
/** @typedef {import("./transfer.mjs").ImageRecord} ImageRecord */

export class SourceBar {
  /**
   * @param {HTMLElement} root
   * @param {(image: string) => void} onChoice
   */
  constructor(root, onChoice) {
    this.root = root;
    this.onChoice = onChoice;
    /** @param {string} selector */
    const one = (selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
    this.panel = one("[data-own]");
    this.list = /** @type {HTMLSelectElement} */ (one("[data-own-choice]"));
    this.status = one("[data-own-status]");
    this.bar = one("[data-own-bar]");
    this.ways = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-way]")]);
    for (const way of this.ways) way.addEventListener("click", () => this.press(way.dataset.way ?? ""));
    this.list.addEventListener("change", () => this.onChoice(this.list.value));
    root.addEventListener("isoline:uploaded", (event) => this.receive(/** @type {CustomEvent} */ (event)));
  }

  /** @param {string} way */
  press(way) {
    if (way === "samples") {
      this.open(false);
      this.onChoice("");
    } else if (this.panel.hidden) {
      this.open(true);
      this.say("");
      const latest = this.list.querySelector("[data-group=upload] option");
      if (latest instanceof HTMLOptionElement) this.onChoice(latest.value);
      else this.say("Choose a picture, or drop one anywhere on this page.");
    }
  }

  /** @param {CustomEvent<ImageRecord>} event */
  receive({ target, detail }) {
    if (target instanceof Element) target.remove();
    if (!this.optionOf(detail.id)) {
      const group = this.list.querySelector("[data-group=upload]");
      group?.prepend(element("option", { value: detail.id }, detail.name));
    }
    this.onChoice(detail.id);
  }

  /** @param {boolean} own */
  open(own) {
    this.panel.hidden = !own;
    for (const way of this.ways) way.setAttribute("aria-pressed", String((way.dataset.way === "own") === own));
  }

  /**
   * Show which picture is chosen; none leaves the bar as it is.
   *
   * @param {string} image
   */
  choose(image) {
    this.list.value = image;
    this.bar.hidden = true;
    if (!image) return;
    this.open(true);
    this.say("");
  }

  /** @param {string} image */
  optionOf(image) {
    return [...this.list.options].find(({ value }) => value === image);
  }

  /** @param {string} image */
  nameOf(image) {
    return this.optionOf(image)?.textContent ?? image;
  }

  /** @param {Progress} progress */
  tell({ total, settled, ready, scale }) {
    this.bar.hidden = settled >= total;
    this.bar.style.setProperty("--iso-done", String(total ? settled / total : 1));
    if (settled < total) {
      this.say(`Trying ${total} algorithms`);
      return;
    }
    const rest = total - ready;
    const failed = rest ? `, ${rest} without a result` : "";
    const shrunk = scale ? ` on a version at 1:${Math.round(1 / scale)}, approximate` : "";
    this.say(`${total} algorithms tried${shrunk}${failed}`);
  }

  /** @param {string} reason */
  fail(reason) {
    this.list.value = "";
    this.bar.hidden = true;
    this.say(reason);
  }

  /** @param {string} words */
  say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }
}
