// Objects whose rows are filtered out, dimmed on the picture. Used by measuring.mjs.
import { classesOf } from "./classes.mjs";
import { Highlight } from "./highlight.mjs";

const COLOUR = /** @type {[number, number, number]} */ ([24, 26, 28]);

export class Dimmed {
  /** @param {import("./session.mjs").Session} session */
  constructor(session) {
    this.session = session;
    this.highlight = new Highlight(session.stage.viewer, "dimmed-highlight");
    /** @type {import("./api.mjs").View | null} the objects that are dimmed lie in it */
    this.view = null;
    this.labels = "";
  }

  destroy() {
    this.highlight.destroy();
  }

  /** Other objects may have come: none are dimmed until it is known which. */
  follow() {
    if (this.view) this.clear();
  }

  clear() {
    this.view = null;
    this.labels = "";
    this.highlight.clear();
  }

  /** @param {number[]} labels @param {() => import("./api.mjs").View | null} viewOf the label image */
  show(labels, viewOf) {
    const view = labels.length ? viewOf() : null;
    if (!view) {
      if (this.view) this.clear();
      return;
    }
    const written = labels.join();
    if (view === this.view && written === this.labels) return;
    this.view = view;
    this.labels = written;
    const out = new Uint8Array(labels.reduce((most, label) => Math.max(most, label), 0) + 1);
    for (const label of labels) out[label] = 1;
    const classes = classesOf(view);
    this.highlight.pick(view, (at) => out[classes[at]] === 1, COLOUR);
  }
}
