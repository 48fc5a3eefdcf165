// Drawing on the picture: which input is drawn, with which tool, and what can be undone.
// Used by session.mjs; the bar is made by components/drawing.py.
import { takesText } from "../mount.mjs";
import { Pen } from "./pen.mjs";
import { addressOf, withStep } from "./recipe.mjs";
import { colourOf, drawCursor, drawShapes } from "./sketch.mjs";

/** @typedef {import("./session.mjs").Session} Session */
/** @typedef {import("./shapes.mjs").Shape} Shape */

const PREFIX = "drawing:";
const MOST_SHAPES = 1000;
/** Characters of an address that servers still take, with room for the rest of the request. */
const LONGEST_ADDRESS = 200_000;
const FIRST_WIDTH = 8;
/** Tools by the kind of layer that is drawn; the first one is at hand. */
const TOOLS = {
  points: ["point", "eraser"],
  boxes: ["box", "eraser"],
  paths: ["line", "polygon", "brush", "eraser"],
  labels: ["brush", "point", "box", "line", "polygon", "eraser"],
};
const KEYS = { p: "point", r: "box", l: "line", g: "polygon", b: "brush", e: "eraser" };

export class Drawing {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    this.bar = session.find(".drawing-bar");
    this.viewer = session.stage.viewer;
    /** @type {{uid: string, name: string, key: string} | null} what is drawn */
    this.target = null;
    this.tool = "brush";
    this.label = 1;
    this.width = 1;
    /** @type {Map<string, {past: Shape[][], future: Shape[][]}>} by drawing */
    this.histories = new Map();
    /** @type {Map<string, string>} drawing that an input had last */
    this.lastOf = new Map();
    this.listening = new AbortController();
    this.pen = new Pen(this, this.listening.signal);
    this.viewer.sketch = (context) => this.paint(context);
    this.listen();
  }

  destroy() {
    this.listening.abort();
    this.viewer.sketch = undefined;
  }

  listen() {
    const { signal } = this.listening;
    this.session.root.addEventListener("click", (event) => this.clicked(event), { signal });
    this.bar.addEventListener("input", (event) => this.set(event), { signal });
    // What is done on the bar must not move the picture under it.
    for (const name of ["pointerdown", "dblclick", "wheel"]) {
      this.bar.addEventListener(name, (event) => event.stopPropagation(), { signal });
    }
    document.addEventListener("keydown", (event) => this.key(event), { signal, capture: true });
    this.bar.addEventListener("keydown", (event) => event.stopPropagation(), { signal });
  }

  // -- which input --------------------------------------------------------------------------

  /** An input is to be drawn. @param {string} uid @param {string} name */
  choose(uid, name) {
    const { session } = this;
    const step = session.stepOf(uid);
    if (!step || step.inputs[name]?.startsWith(PREFIX)) return;
    const place = `${uid}.${name}`;
    const key = this.lastOf.get(place) ?? `d${crypto.getRandomValues(new Uint32Array(1))[0].toString(16)}`;
    const { drawings = {} } = session.recipe;
    const drawing = drawings[key] ?? { kind: this.kindOf(uid, name), shapes: [] };
    const wired = withStep(session.recipe, uid, ({ inputs }) =>
      ({ inputs: { ...inputs, [name]: PREFIX + key } }));
    session.commit({ ...wired, drawings: { ...drawings, [key]: drawing } });
    this.open(uid, name);
  }

  /** @param {string} uid @param {string} name @returns {keyof typeof TOOLS} */
  kindOf(uid, name) {
    const spec = this.session.algorithms.get(this.session.stepOf(uid)?.algorithm ?? "");
    const kind = spec?.inputs.find((/** @type {any} */ item) => item.name === name)?.kind;
    return kind in TOOLS ? kind : "labels";
  }

  /** @param {string} uid @param {string} name */
  open(uid, name) {
    const reference = this.session.stepOf(uid)?.inputs[name] ?? "";
    if (!reference.startsWith(PREFIX)) return;
    const key = reference.slice(PREFIX.length);
    this.lastOf.set(`${uid}.${name}`, key);
    this.target = { uid, name, key };
    this.width = Math.max(1, Math.round(FIRST_WIDTH / this.viewer.camera.zoom));
    this.label = Math.max(1, ...this.shapes.map((shape) => shape.label));
    this.take(this.tools[0]);
    this.viewer.root.focus({ preventScroll: true });
  }

  close() {
    this.pen.drop();
    this.target = null;
    this.show();
  }

  get kind() {
    return /** @type {keyof typeof TOOLS} */ (this.drawing?.kind ?? "labels");
  }

  get tools() {
    return TOOLS[this.kind];
  }

  get drawing() {
    return this.target ? this.session.recipe.drawings?.[this.target.key] : undefined;
  }

  /** @returns {Shape[]} */
  get shapes() {
    return this.drawing?.shapes ?? [];
  }

  get history() {
    const key = this.target?.key ?? "";
    const known = this.histories.get(key) ?? { past: [], future: [] };
    this.histories.set(key, known);
    return known;
  }

  // -- shapes come and go -------------------------------------------------------------------

  /** @param {Shape[]} shapes */
  change(shapes) {
    const before = this.shapes;
    if (!this.put(shapes)) return;
    this.history.past.push(before);
    this.history.future = [];
    this.show();
  }

  /** @param {Shape[]} shapes @returns {boolean} false where there are too many */
  put(shapes) {
    const { session, target, drawing } = this;
    if (!target || !drawing) return false;
    const drawings = { ...session.recipe.drawings, [target.key]: { ...drawing, shapes } };
    const recipe = { ...session.recipe, drawings };
    const longer = shapes.length > this.shapes.length;
    if (longer && (shapes.length > MOST_SHAPES || addressOf(recipe).length > LONGEST_ADDRESS)) {
      session.stage.notice("This drawing holds as much as it can. Erase some of it to draw more.");
      return false;
    }
    session.commit(recipe);
    return true;
  }

  /** @param {"past" | "future"} from @param {"past" | "future"} to */
  step(from, to) {
    this.pen.drop();
    const shapes = this.history[from].pop();
    if (!shapes) return;
    this.history[to].push(this.shapes);
    this.put(shapes);
    this.show();
  }

  // -- the bar ------------------------------------------------------------------------------

  /** @param {string} tool */
  take(tool) {
    if (!/** @type {string[]} */ (this.tools).includes(tool)) return;
    this.pen.drop();
    this.tool = tool;
    this.show();
  }

  /** @param {number} label */
  setLabel(label) {
    this.label = Math.min(9999, Math.max(1, Math.round(label) || 1));
    this.show();
  }

  /** @param {number} width */
  setWidth(width) {
    this.width = Math.min(1000, Math.max(1, Math.round(width) || 1));
    this.show();
  }

  /** The bar and the buttons that open it follow the recipe. */
  show() {
    if (this.target && !this.session.stepOf(this.target.uid)?.inputs[this.target.name]
      ?.startsWith(PREFIX)) {
      this.pen.drop();
      this.target = null;
    }
    for (const button of this.openers) {
      const { uid, input = "" } = button.dataset;
      button.hidden = !this.session.stepOf(uid)?.inputs[input]?.startsWith(PREFIX);
      const open = this.target?.uid === uid && this.target?.name === input;
      button.setAttribute("aria-pressed", String(open));
    }
    this.bar.hidden = !this.target;
    this.viewer.root.classList.toggle("is-drawing", Boolean(this.target));
    this.viewer.draw();
    if (this.target) this.showBar();
  }

  get openers() {
    return /** @type {HTMLElement[]} */ ([...this.session.root.querySelectorAll(".draw-open")]);
  }

  showBar() {
    const { bar } = this;
    for (const item of bar.querySelectorAll("[data-tool]")) {
      const button = /** @type {HTMLElement} */ (item);
      button.hidden = !/** @type {string[]} */ (this.tools).includes(button.dataset.tool ?? "");
      button.setAttribute("aria-pressed", String(button.dataset.tool === this.tool));
    }
    const labelled = this.kind === "labels";
    part(bar, ".drawing-label").hidden = !labelled;
    part(bar, ".drawing-width").hidden = !labelled;
    part(bar, ".drawing-swatch").style.background = colourOf(this.label);
    for (const [name, value] of Object.entries({ label: this.label, width: this.width })) {
      const input = bar.querySelector(`.drawing-${name} input`);
      if (input instanceof HTMLInputElement) input.value = String(value);
    }
    const able = { undo: this.history.past, redo: this.history.future, clear: this.shapes };
    for (const [name, items] of Object.entries(able)) {
      /** @type {HTMLButtonElement} */ (part(bar, `[data-drawing=${name}]`)).disabled = !items.length;
    }
  }

  /** @param {Event} event */
  set({ target }) {
    const input = /** @type {HTMLInputElement} */ (target);
    if (!input.value) return;
    if (input.closest(".drawing-label")) this.setLabel(Number(input.value));
    else this.setWidth(Number(input.value));
  }

  /** @param {Event} event */
  clicked({ target }) {
    /** @type {(selector: string) => HTMLElement | null} */
    const within = (selector) => /** @type {HTMLElement} */ (target).closest(selector);
    const opener = within(".draw-open");
    if (opener) {
      const { uid = "", input = "" } = opener.dataset;
      if (opener.getAttribute("aria-pressed") === "true") this.close();
      else this.open(uid, input);
    }
    const tool = within("[data-tool]");
    if (tool) this.take(tool.dataset.tool ?? "");
    const action = within("[data-drawing]");
    if (action) this.act(action.dataset.drawing ?? "");
  }

  /** @param {string} name */
  act(name) {
    if (name === "undo") this.step("past", "future");
    if (name === "redo") this.step("future", "past");
    if (name === "clear" && this.shapes.length) this.change([]);
    if (name === "next") this.setLabel(this.label + 1);
    if (name === "done") this.close();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (takesText(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (!this.target) {
      const opener = this.openers.find((button) => !button.hidden && button.offsetParent);
      if (key !== "d" || event.ctrlKey || event.metaKey || event.altKey || !opener) return;
      event.preventDefault();
      this.open(opener.dataset.uid ?? "", opener.dataset.input ?? "");
      return;
    }
    if (!this.pressed(event, key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** @param {KeyboardEvent} event @param {string} key @returns {boolean} whether it meant anything */
  pressed(event, key) {
    if (event.ctrlKey || event.metaKey) {
      if (key !== "z" && key !== "y") return false;
      this.act(key === "y" || event.shiftKey ? "redo" : "undo");
      return true;
    }
    if (event.altKey) return false;
    if (key === "escape") {
      if (!this.pen.drop()) this.close();
    } else if (key === "enter" && this.pen.shape) this.pen.conclude();
    else if (key === "n" && this.kind === "labels") this.act("next");
    else if (key === "[") this.setWidth(this.width / 1.3 - 0.5);
    else if (key === "]") this.setWidth(this.width * 1.3 + 0.5);
    else if (key in KEYS) this.take(KEYS[/** @type {keyof typeof KEYS} */ (key)]);
    else return false;
    return true;
  }

  // -- on the picture -----------------------------------------------------------------------

  /** Shapes of the step in use on the plane that is shown. @param {CanvasRenderingContext2D} context */
  paint(context) {
    const { recipe, stage, selectedIndex } = this.session;
    const { plane } = stage;
    const seen = (/** @type {Shape} */ shape) => shape.plane === null || shape.plane === plane;
    for (const reference of Object.values(recipe.steps[selectedIndex]?.inputs ?? {})) {
      const drawing = recipe.drawings?.[reference.slice(PREFIX.length)];
      if (!reference.startsWith(PREFIX) || !drawing) continue;
      const erased = this.target && this.pen.left;
      const shapes = erased && drawing === this.drawing ? this.pen.left ?? [] : drawing.shapes;
      drawShapes(this.viewer, context, shapes.filter(seen), drawing.kind === "labels");
    }
    if (!this.target) return;
    const { shape, cursor } = this.pen;
    if (shape) drawShapes(this.viewer, context, [shape], this.kind === "labels");
    if (cursor && this.radius) drawCursor(this.viewer, context, cursor, this.radius);
  }

  /** Of the brush or eraser, on the screen; 0 for other tools. */
  get radius() {
    if (this.tool === "eraser") return 6;
    if (this.tool !== "brush" || this.kind !== "labels") return 0;
    return (this.width / 2) * this.viewer.camera.zoom;
  }
}

/** @param {HTMLElement} root @param {string} selector */
function part(root, selector) {
  return /** @type {HTMLElement} */ (root.querySelector(selector));
}
