// Drawing on the picture: which input is drawn, with which tool, and what can be undone.
// Used by session.mjs; the pointer is followed by pen.mjs.
import { DrawingBar } from "./drawing_bar.mjs";
import { listenToKeys } from "./drawing_keys.mjs";
import { DrawnLayers, titleOf } from "./drawn_layers.mjs";
import { Grips } from "./grips.mjs";
import { Pen } from "./pen.mjs";
import { setProps } from "./props.mjs";
import { DRAWING, REGION, addressOf, referenceOf, wired, withStep } from "./recipe.mjs";

/** @typedef {import("./session.mjs").Session} Session */
/** @typedef {import("./shapes.mjs").Shape} Shape */

const MOST_SHAPES = 1000;
/** Characters of an address that servers still take, with room for the rest of the request. */
const LONGEST_ADDRESS = 200_000;
const FIRST_WIDTH = 8;
/** Radius on the screen of an eraser that takes shapes away. */
const ERASER_RADIUS = 6;
/**
 * Tools by the kind of layer that is drawn; the first one is at hand.
 *
 * @type {Record<string, string[]>}
 */
const TOOLS = {
  points: ["point", "select", "eraser"],
  boxes: ["box", "select", "eraser"],
  paths: ["line", "polygon", "brush", "select", "eraser"],
  labels: ["brush", "point", "box", "line", "polygon", "select", "eraser"],
  region: ["polygon", "box", "brush", "select", "eraser"],
};

export class Drawing {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    this.viewer = session.stage.viewer;
    /** @type {{uid: string, name: string, key: string} | null} what is drawn */
    this.target = null;
    this.tool = "brush";
    this.label = 1;
    this.width = 1;
    /** @type {Shape[] | null} as they were before what the hand is doing */
    this.before = null;
    /** @type {Map<string, {past: Shape[][], future: Shape[][]}>} by drawing */
    this.histories = new Map();
    /** @type {Map<string, string>} drawing that an input had last */
    this.lastOf = new Map();
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.bar = new DrawingBar(this, signal);
    this.grips = new Grips(this);
    this.pen = new Pen(this, signal);
    this.layers = new DrawnLayers(this);
    this.viewer.sketch = (context) => this.layers.paint(context);
    this.session.root.addEventListener("click", (event) => this.clicked(event), { signal });
    listenToKeys(this, signal);
  }

  destroy() {
    this.listening.abort();
    this.viewer.sketch = undefined;
  }

  // -- which input --------------------------------------------------------------------------

  /** An input is to be drawn. @param {string} uid @param {string} name */
  choose(uid, name) {
    const { session } = this;
    const step = session.stepOf(uid);
    if (!step || referenceOf(step, name).startsWith(DRAWING)) return;
    const place = `${uid}.${name}`;
    const key = this.lastOf.get(place) ?? `d${crypto.getRandomValues(new Uint32Array(1))[0].toString(16)}`;
    const { drawings = {} } = session.recipe;
    const drawing = drawings[key] ?? { kind: this.kindOf(uid, name), shapes: [] };
    const recipe = withStep(session.recipe, uid, (item) => wired(item, name, DRAWING + key));
    session.commit({ ...recipe, drawings: { ...drawings, [key]: drawing } });
    this.open(uid, name);
  }

  /** @param {string} uid @param {string} name @returns {string} */
  kindOf(uid, name) {
    const spec = this.session.algorithms.get(this.session.stepOf(uid)?.algorithm ?? "");
    const kind = spec?.inputs.find((/** @type {any} */ item) => item.name === name)?.kind;
    return kind in TOOLS ? kind : "labels";
  }

  /** @param {string} uid @param {string} name */
  open(uid, name) {
    const step = this.session.stepOf(uid);
    const reference = step ? referenceOf(step, name) : "";
    if (!reference.startsWith(DRAWING)) return;
    const key = reference.slice(DRAWING.length);
    this.close();
    this.lastOf.set(`${uid}.${name}`, key);
    this.session.figures.profile.line.arm(false);
    this.target = { uid, name, key };
    this.width = Math.max(1, Math.round(FIRST_WIDTH / this.viewer.camera.zoom));
    this.label = Math.max(1, ...this.shapes.map((shape) => shape.label));
    this.take(this.tools[0]);
    this.viewer.root.focus({ preventScroll: true });
  }

  close() {
    this.pen.drop();
    const { target, shapes } = this;
    this.target = null;
    this.grips.release();
    // A region without shapes restricts nothing.
    if (target?.name === REGION && !shapes.length) this.lift(target.uid);
    this.show();
  }

  /** Restrict a step no longer. @param {string} uid */
  lift(uid) {
    const { session } = this;
    session.commit(withStep(session.recipe, uid, (step) => wired(step, REGION, "")));
    setProps({ type: "input", uid, name: REGION }, { value: "" });
    session.cards.showSummaries();
  }

  /** The button for the region of a step is pressed. @param {string} uid */
  restrict(uid) {
    const step = this.session.stepOf(uid);
    if (!step) return;
    if (this.target?.uid === uid && this.target.name === REGION) this.close();
    else if (step.region?.startsWith(DRAWING)) this.open(uid, REGION);
    else {
      this.choose(uid, REGION);
      setProps({ type: "input", uid, name: REGION }, { value: "draw" });
      this.session.cards.showSummaries();
    }
  }

  /** Whether the drawing says where a step has an effect. */
  get isRegion() {
    return this.target?.name === REGION;
  }

  get becomesPixels() {
    return this.drawing?.kind === "labels";
  }

  get isLabelled() {
    return this.becomesPixels && !this.isRegion;
  }

  get title() {
    return titleOf(this.target?.name ?? "");
  }

  get tools() {
    return TOOLS[this.isRegion ? "region" : this.drawing?.kind ?? "labels"];
  }

  get drawing() {
    return this.target ? this.session.recipe.drawings?.[this.target.key] : undefined;
  }

  /** @returns {Shape[]} */
  get shapes() {
    return this.drawing?.shapes ?? [];
  }

  /** Shapes without what the hand is doing. */
  get settled() {
    return this.before ?? this.shapes;
  }

  /** Plane of a stack that is drawn on. */
  get plane() {
    const { stage } = this.session;
    return stage.planes > 1 ? stage.plane : null;
  }

  get history() {
    const key = this.target?.key ?? "";
    const known = this.histories.get(key) ?? { past: [], future: [] };
    this.histories.set(key, known);
    return known;
  }

  // -- shapes come and go -------------------------------------------------------------------

  /** The result follows the hand; nothing can be undone yet. @param {Shape[]} shapes */
  follow(shapes) {
    this.before ??= this.shapes;
    const recipe = shapes === this.shapes ? null : this.recipeWith(shapes);
    if (recipe) {
      this.session.recipe = recipe;
      this.session.changed();
    }
    this.viewer.draw();
  }

  /** What the hand did is done. @param {Shape[]} shapes */
  settle(shapes = this.shapes) {
    const { settled } = this;
    this.before = null;
    if (JSON.stringify(shapes) !== JSON.stringify(settled)) {
      const recipe = this.recipeWith(shapes);
      if (!recipe) return;
      this.history.past.push(settled);
      this.history.future = [];
      this.session.commit(recipe);
    }
    this.show();
  }

  /** What the hand did is given up. */
  abandon() {
    const { before } = this;
    this.before = null;
    if (before && before !== this.shapes) this.put(before);
    this.viewer.draw();
  }

  /** @param {Shape[]} shapes */
  put(shapes) {
    const recipe = this.recipeWith(shapes);
    if (recipe) this.session.commit(recipe);
  }

  /** @param {Shape[]} shapes @returns {import("./recipe.mjs").Recipe | null} none where they are too many */
  recipeWith(shapes) {
    const { session: { recipe, stage }, target, drawing } = this;
    if (!target || !drawing) return null;
    const made = { ...recipe, drawings: { ...recipe.drawings, [target.key]: { ...drawing, shapes } } };
    const grows = sizeOf(shapes) > sizeOf(this.shapes);
    if (!grows || (shapes.length <= MOST_SHAPES && addressOf(made).length <= LONGEST_ADDRESS)) return made;
    stage.notice("This drawing holds as much as it can. Erase some of it to draw more.");
    return null;
  }

  /** @param {"past" | "future"} from @param {"past" | "future"} to */
  step(from, to) {
    this.pen.drop();
    const shapes = this.history[from].pop();
    if (!shapes) return;
    this.history[to].push(this.shapes);
    this.grips.release();
    this.put(shapes);
    this.show();
  }

  // -- tools --------------------------------------------------------------------------------

  /** @param {string} tool */
  take(tool) {
    if (!this.tools.includes(tool)) return;
    this.pen.drop();
    this.grips.release();
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
    const { target, session } = this;
    const step = session.stepOf(target?.uid);
    if (target && !(step && referenceOf(step, target.name).startsWith(DRAWING))) {
      this.target = null;
      this.before = null;
      this.pen.rest();
    }
    for (const button of this.openers) this.showOpener(button);
    for (const button of session.root.querySelectorAll(".step-restrict")) {
      const { uid } = /** @type {HTMLElement} */ (button).dataset;
      const { region = null } = session.stepOf(uid) ?? {};
      button.setAttribute("aria-pressed", String(region !== null));
      const row = button.closest(".step")?.querySelector(".step-region");
      if (row) /** @type {HTMLElement} */ (row).hidden = region === null;
    }
    this.bar.show();
    this.viewer.root.classList.toggle("is-drawing", Boolean(this.target));
    this.viewer.root.dataset.tool = this.target ? this.tool : "";
    this.viewer.draw();
  }

  /** @param {HTMLElement} button */
  showOpener(button) {
    const { uid, input = "" } = button.dataset;
    const step = this.session.stepOf(uid);
    button.hidden = !(step && referenceOf(step, input).startsWith(DRAWING));
    const open = this.target?.uid === uid && this.target?.name === input;
    button.setAttribute("aria-pressed", String(open));
  }

  get openers() {
    return /** @type {HTMLElement[]} */ ([...this.session.root.querySelectorAll(".draw-open")]);
  }

  /** @param {Event} event */
  clicked({ target }) {
    /** @type {(selector: string) => HTMLElement | null} */
    const within = (selector) => /** @type {HTMLElement} */ (target).closest(selector);
    const opener = within(".draw-open");
    if (opener?.getAttribute("aria-pressed") === "true") this.close();
    else if (opener) this.open(opener.dataset.uid ?? "", opener.dataset.input ?? "");
    const restrict = within(".step-restrict");
    if (restrict) this.restrict(restrict.dataset.uid ?? "");
  }

  /** @param {string} name */
  act(name) {
    if (name === "undo") this.step("past", "future");
    if (name === "redo") this.step("future", "past");
    if (name === "next") this.setLabel(this.label + 1);
    if (name === "done") this.close();
    if (name !== "clear" || !this.shapes.length) return;
    this.pen.drop();
    this.grips.release();
    this.settle([]);
  }

  /** Of the brush or eraser, on the screen; 0 for other tools. */
  get radius() {
    if (this.tool !== "eraser" && !(this.tool === "brush" && this.becomesPixels)) return 0;
    return this.reach * this.viewer.camera.zoom;
  }

  /** Of the brush or eraser, in pixels of the picture. */
  get reach() {
    return this.becomesPixels ? this.width / 2 : ERASER_RADIUS / this.viewer.camera.zoom;
  }
}

/** @param {Shape[]} shapes */
function sizeOf(shapes) {
  return shapes.reduce((sum, shape) => sum + 1 + shape.coordinates.length, 0);
}
