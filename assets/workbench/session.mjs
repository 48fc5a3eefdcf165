// The workbench at work: keeps the recipe and passes every change of it on to what shows it.
// Called by Dash through the clientside callbacks of pages/workbench.py.
import { afterPaint, flush, grip } from "./after_paint.mjs";
import { ApiError, address, getJson, wasCalledOff } from "./api.mjs";
import { Cards } from "./cards.mjs";
import { container, display, placeOf, sayNow, scrubbing, showNow, valueOf } from "./controls.mjs";
import { Drawing } from "./drawing.mjs";
import { isEcho, noteHands } from "./echoes.mjs";
import { Figures } from "./figures.mjs";
import { Filmstrip } from "./filmstrip.mjs";
import { Keeping } from "./keeping.mjs";
import { Readout } from "./readout.mjs";
import { addressOf, referenceOf, wired, withStep } from "./recipe.mjs";
import { PaintedTracks } from "./painted_tracks.mjs";
import { Patience } from "./progress.mjs";
import { Results } from "./results.mjs";
import { Stage } from "./stage.mjs";
import { setProps } from "./props.mjs";
import { Tracks } from "./tracks.mjs";

const ADDRESS_MS = 300;
const ECHOES = 20;

/** @typedef {import("./recipe.mjs").Recipe} Recipe */

let serials = 0;

export class Session {
  /** @param {HTMLElement} root @param {Recipe} recipe */
  constructor(root, recipe) {
    this.root = root;
    this.version = root.dataset.version ?? "";
    this.recipe = recipe;
    /** @type {Map<string, any>} the catalogue by id */
    this.algorithms = new Map();
    /** @type {string[]} recipes told to Dash, which come back */
    this.told = [];
    this.serial = serials += 1;
    this.ends = new AbortController();
    this.stage = new Stage(this, {
      moved: () => this.results.request(),
      hovered: (place) => this.hovered(place),
      based: () => this.results.based(),
    });
    this.patience = new Patience(this);
    this.results = new Results(this);
    this.cards = new Cards(this);
    this.figures = new Figures(this);
    this.drawing = new Drawing(this);
    this.filmstrip = new Filmstrip(this);
    this.readout = new Readout(this);
    this.keeping = new Keeping(this);
    this.tracks = new Tracks(this.find("#steps"), (id, raw, follows) => this.edited(id, raw, follows),
      (uid, name) => placeOf(uid, name, this.stepOf(uid)?.parameters[name]),
      (uid, name) => showNow(uid, name, this.stepOf(uid)?.parameters[name]));
    this.painted = new PaintedTracks(this);
    this.listen();
    void this.start();
  }

  /** @param {string} selector @returns {HTMLElement} */
  find(selector) {
    return /** @type {HTMLElement} */ (this.root.querySelector(selector));
  }

  /** Whether this page is still the one that is shown. */
  get alive() {
    return this.root.isConnected && document.querySelector("#workbench") === this.root;
  }

  async start() {
    try {
      const [entries] = await Promise.all([catalogue(this.version), this.stage.look(this.recipe.image)]);
      for (const entry of entries) this.algorithms.set(entry.id, entry);
      await this.openPicture();
    } catch (error) {
      this.failed(error);
    }
  }

  listen() {
    this.root.addEventListener("click", (event) => this.clicked(event));
    this.root.addEventListener("dblclick", (event) => {
      const name = /** @type {HTMLElement} */ (event.target).closest("label.parameter-name");
      if (name) this.reset(/** @type {HTMLElement} */ (name.closest(".parameter")));
    });
    // The picture that has arrived is shown; its line in the list has nothing more to say.
    this.root.addEventListener("isoline:uploaded", (event) =>
      /** @type {HTMLElement} */ (event.target).remove());
    scrubbing(this.root, (id, raw, follows) => this.edited(id, raw, follows));
    noteHands(this.find("#steps"), this.ends.signal);
    // What is pressed next must meet Dash knowing all that came before.
    const options = { capture: true, signal: this.ends.signal };
    for (const name of ["pointerdown", "click"]) window.addEventListener(name, flush, options);
    window.addEventListener("pointerdown", () => grip(true), options);
    for (const name of ["pointerup", "pointercancel", "blur"]) {
      window.addEventListener(name, (event) => {
        // What loses the focus to the slider is blurred as well, and the hand has just begun.
        if (name !== "blur" || event.target === window) grip(false);
      }, options);
    }
  }

  destroy() {
    clearTimeout(this.addressing);
    this.ends.abort();
    for (const part of [this.stage, this.tracks, this.patience, this.results, this.cards, this.figures,
      this.drawing, this.filmstrip, this.readout, this.keeping, this.painted]) part.destroy();
  }

  // -- the recipe ---------------------------------------------------------------------------

  /** @param {Recipe} recipe from the server, after steps came or went */
  adopt(recipe) {
    const written = JSON.stringify(recipe);
    if (written === JSON.stringify(this.recipe) || this.told.includes(written)) return;
    this.told = [];
    this.recipe = recipe;
    this.redraw();
    this.changed();
  }

  /** @param {Recipe} recipe changed on the page */
  commit(recipe) {
    this.recipe = recipe;
    this.changed();
    // Dash takes longer to hear of it than the page takes to show it.
    this.afterPaint("recipe", () => this.tell(), true);
  }

  /**
   * Do something for this page after the next frame; see after_paint.mjs.
   *
   * @param {string} name
   * @param {() => void} job
   * @param {boolean} [patient]
   */
  afterPaint(name, job, patient = false) {
    // Pages that come after one another have jobs of the same names.
    afterPaint(`${this.serial} ${name}`, () => { if (this.alive) job(); }, patient);
  }

  tell() {
    this.told = [...this.told.slice(1 - ECHOES), JSON.stringify(this.recipe)];
    setProps("recipe", { data: this.recipe });
  }

  changed() {
    if (!this.stage.picture) return;
    this.addressed();
    this.results.request();
  }

  /** Newer work goes before what need not follow the hand. */
  pause() {
    this.filmstrip.pause();
    this.figures.pause();
    this.painted.pause();
  }

  /** What the address bar says has changed. */
  addressed() {
    clearTimeout(this.addressing);
    // Browsers limit how often the address may change, so it waits for a rest.
    this.addressing = setTimeout(() => this.writeAddress(), ADDRESS_MS);
  }

  writeAddress() {
    if (!this.alive || !window.location.pathname.startsWith("/explore")) return;
    window.history.replaceState(window.history.state, "",
      addressOf(this.recipe) + this.figures.profile.inAddress);
  }

  /** Steps, or the one in use, are others than before. */
  redraw() {
    this.cards.show();
    this.drawing.show();
    this.results.showRows();
    this.figures.markThresholds();
    this.filmstrip.show();
  }

  /** What Dash says of a control. @param {import("./controls.mjs").ControlId} id @param {any} raw */
  heard(id, raw) {
    if (isEcho(id, raw)) return;
    // It is behind a slider that is moved by hand.
    const slides = id.part === "slider" || id.part === "range";
    const late = slides && this.tracks.isMoved(container(id.uid, id.name));
    if (!late || this.tracks.stands(id, raw)) this.edited(id, raw);
  }

  /**
   * @param {import("./controls.mjs").ControlId} id
   * @param {any} raw what that part of the control holds
   * @param {boolean} [follows] whether that part has yet to show it
   */
  edited(id, raw, follows = false) {
    const step = this.stepOf(id.uid);
    if (!step) return;
    const before = step.parameters[id.name];
    const value = valueOf(id, raw, before);
    if (value === undefined || JSON.stringify(value) === JSON.stringify(before)) return;
    // A track coarser than the value it stands at must not change it.
    if (id.part === "slider" && standsAt(id, raw, before)) return;
    this.setParameter(id.uid, id.name, value, follows ? "" : id.part);
  }

  /** @param {string} uid @param {string} name @param {any} value @param {string} [from] */
  setParameter(uid, name, value, from = "") {
    this.commit(withStep(this.recipe, uid, (step) =>
      ({ parameters: { ...step.parameters, [name]: value } })));
    if (from === "") sayNow(uid, name, value);
    this.results.withPicture(`${uid}.${name}`, () => showNow(uid, name, value, from));
    this.afterPaint(`${uid}.${name}`, () => display(uid, name, value, from), true);
    // With the picture, or without it where it takes long: two places far apart cost a frame more.
    this.afterPaint("thresholds", () => this.figures.markThresholds());
    this.afterPaint("parameters", () => this.cards.showSummaries());
  }

  /** @param {string} uid @param {string} name @param {string} reference */
  rewired(uid, name, reference) {
    if (reference === "draw") return this.drawing.choose(uid, name);
    const step = this.stepOf(uid);
    if (!step || referenceOf(step, name) === reference) return undefined;
    this.commit(withStep(this.recipe, uid, (item) => wired(item, name, reference)));
    return this.drawing.show();
  }

  /** @param {string} image */
  pictured(image) {
    if (!image || image === this.recipe.image) return;
    this.commit({ ...this.recipe, image });
    this.openPicture().catch((error) => this.failed(error));
  }

  async openPicture() {
    if (!(await this.stage.open(this.recipe.image))) return;
    this.results.forget();
    this.filmstrip.forget();
    this.redraw();
    this.changed();
  }

  /** @param {HTMLElement} box */
  reset(box) {
    const { uid = "", name = "", default: fallback = "null" } = box.dataset;
    this.setParameter(uid, name, JSON.parse(fallback));
  }

  /** @param {string | undefined} uid */
  stepOf(uid) {
    return this.recipe.steps.find((step) => step.uid === uid);
  }

  /** Image that results are judged by, where one is chosen. */
  get truth() {
    return this.painted.truth.image;
  }

  /** Place of the step in use; -1 where there are no steps. */
  get selectedIndex() {
    const at = this.recipe.steps.findIndex((step) => step.uid === this.recipe.selected);
    return at < 0 ? this.recipe.steps.length - 1 : at;
  }

  /** What a step gives, by its declaration. @param {number} index @returns {any[]} */
  outputsOf(index) {
    return this.algorithms.get(this.recipe.steps[index]?.algorithm ?? "")?.outputs ?? [];
  }

  // -- the page -----------------------------------------------------------------------------

  /** @param {Event} event */
  clicked(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    /** @type {(selector: string) => HTMLElement | null} */
    const within = (selector) => target.closest(selector);
    const reset = within(".parameter-reset");
    if (reset) this.reset(/** @type {HTMLElement} */ (reset.closest(".parameter")));
    const opened = within(".step-open");
    if (opened) this.select(/** @type {HTMLElement} */ (opened.closest(".step")).dataset.uid ?? "");
    const camera = within("[data-camera]");
    if (camera) this.stage.viewer.act(camera.dataset.camera ?? "");
    const tab = within(".workbench-tab");
    if (tab) this.showTab(tab.dataset.tab ?? "");
  }

  /** @param {string} uid */
  select(uid) {
    if (uid === this.recipe.selected) return;
    this.commit({ ...this.recipe, selected: uid });
    this.redraw();
  }

  /** @param {string} name */
  showTab(name) {
    this.root.dataset.tab = name;
    for (const tab of this.root.querySelectorAll(".workbench-tab")) {
      tab.setAttribute("aria-selected", String(/** @type {HTMLElement} */ (tab).dataset.tab === name));
    }
    window.dispatchEvent(new Event("resize"));
  }

  /** @param {{row: number, column: number} | null} place */
  hovered(place) {
    this.readout.at(place);
    this.figures.hovered(place);
  }

  /** @param {unknown} error */
  failed(error) {
    if (wasCalledOff(error)) return;
    if (!(error instanceof ApiError)) throw error;
    this.cards.fail(error.step, error.message);
    this.filmstrip.show();
    this.stage.notice(error.step === null ? error.message : "");
  }
}

/** @param {import("./controls.mjs").ControlId} id @param {number} raw @param {any} before */
function standsAt(id, raw, before) {
  const log = container(id.uid, id.name)?.dataset.log === "1";
  const place = log ? Math.log10(before) : before;
  return Math.abs(place - raw) < 1e-9 * Math.max(1, Math.abs(raw));
}

/** @type {{version: string, entries: Promise<any[]>} | null} */
let known = null;

/** The algorithms, fetched once for all sessions. @param {string} version of the catalogue */
function catalogue(version) {
  if (known?.version === version) return known.entries;
  const entries = getJson(address("algorithms", { v: version }));
  known = { version, entries };
  // What failed is tried again by the next session.
  entries.catch(() => { known = null; });
  return entries;
}

/** @type {Session | null} */
let session = null;

/**
 * The changed controls and what they hold.
 *
 * @param {{prop_id: string, value: any}[]} changes
 */
function changed(changes) {
  return changes.map(({ prop_id: id, value }) => {
    const end = id.lastIndexOf(".");
    return { id: JSON.parse(id.slice(0, end)), value };
  });
}

// assets/workbench_calls.js hands on what Dash calls; the first argument is what triggered it.
window.isolineWorkbench({
  adopted(/** @type {any} */ _changes, /** @type {Recipe} */ recipe) {
    const root = document.querySelector("#workbench");
    if (!(root instanceof HTMLElement) || !recipe) return null;
    if (session?.root === root) session.adopt(recipe);
    else {
      session?.destroy();
      session = new Session(root, recipe);
    }
    return null;
  },
  edited(/** @type {any} */ changes) {
    for (const { id, value } of changed(changes)) session?.heard(id, value);
    return window.dash_clientside.no_update;
  },
  rewired(/** @type {any} */ changes) {
    for (const { id, value } of changed(changes)) session?.rewired(id.uid, id.name, value ?? "");
    return window.dash_clientside.no_update;
  },
  pictured(/** @type {any} */ _changes, /** @type {string} */ image) {
    session?.pictured(image);
    return window.dash_clientside.no_update;
  },
});
