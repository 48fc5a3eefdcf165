// The bar of drawing tools over the picture: shows which tool, label and width are at hand, and
// passes on what is pressed. Used by drawing.mjs; the element is made by components/drawing.py.
import { colourOf } from "./sketch.mjs";

/** @typedef {import("./drawing.mjs").Drawing} Drawing */

export class DrawingBar {
  /** @param {Drawing} drawing @param {AbortSignal} signal ends it */
  constructor(drawing, signal) {
    this.drawing = drawing;
    this.root = drawing.session.find(".drawing-bar");
    this.root.addEventListener("input", (event) => this.set(event), { signal });
    this.root.addEventListener("click", (event) => this.clicked(event), { signal });
    // What is done on the bar must not move the picture under it.
    for (const name of ["pointerdown", "dblclick", "wheel", "keydown"]) {
      this.root.addEventListener(name, (event) => event.stopPropagation(), { signal });
    }
  }

  /** @param {Event} event */
  holds(event) {
    return event.target instanceof Node && this.root.contains(event.target);
  }

  show() {
    const { drawing, root } = this;
    root.hidden = !drawing.target;
    if (!drawing.target) return;
    root.setAttribute("aria-label", `Drawing ${drawing.title}`);
    for (const item of root.querySelectorAll("[data-tool]")) {
      const button = /** @type {HTMLElement} */ (item);
      button.hidden = !drawing.tools.includes(button.dataset.tool ?? "");
      button.setAttribute("aria-pressed", String(button.dataset.tool === drawing.tool));
    }
    this.part(".drawing-label").hidden = !drawing.isLabelled;
    this.part(".drawing-width").hidden = !drawing.becomesPixels;
    this.part(".drawing-swatch").style.background = colourOf(drawing.label);
    for (const [name, value] of Object.entries({ label: drawing.label, width: drawing.width })) {
      const input = root.querySelector(`.drawing-${name} input`);
      if (input instanceof HTMLInputElement) input.value = String(value);
    }
    const { past, future } = drawing.history;
    for (const [name, items] of Object.entries({ undo: past, redo: future, clear: drawing.shapes })) {
      /** @type {HTMLButtonElement} */ (this.part(`[data-drawing=${name}]`)).disabled = !items.length;
    }
  }

  /** @param {string} selector */
  part(selector) {
    return /** @type {HTMLElement} */ (this.root.querySelector(selector));
  }

  /** @param {Event} event */
  set({ target }) {
    const input = /** @type {HTMLInputElement} */ (target);
    if (!input.value) return;
    if (input.closest(".drawing-label")) this.drawing.setLabel(Number(input.value));
    else this.drawing.setWidth(Number(input.value));
  }

  /** @param {Event} event */
  clicked({ target }) {
    /** @type {(selector: string) => HTMLElement | null} */
    const within = (selector) => /** @type {HTMLElement} */ (target).closest(selector);
    const tool = within("[data-tool]");
    if (tool) this.drawing.take(tool.dataset.tool ?? "");
    const action = within("[data-drawing]");
    if (action) this.drawing.act(action.dataset.drawing ?? "");
  }
}
