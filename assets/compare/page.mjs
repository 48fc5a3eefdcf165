// The compare page at work: which panels there are, how they are looked at, and the camera they
// share. The elements are made by components/compare.py; all that is shown stands in the address.
import { element, onMount } from "../mount.mjs";
import { ApiError, address, getJson } from "../workbench/api.mjs";
import { Bar } from "./bar.mjs";
import { Queue, shared } from "./fetching.mjs";
import { Keys } from "./keys.mjs";
import { kept, keep, store } from "./kept.mjs";
import { compareAddress } from "./links.mjs";
import { columnsOf, goTo, placeOf, sameSize } from "./linking.mjs";
import { PairOf } from "./pair.mjs";
import { Panel } from "./panel.mjs";
import { PanelHead } from "./panel_head.mjs";
import { Sides } from "./sides.mjs";
import { factsOf } from "./stamps.mjs";
import { Stacked } from "./stacked.mjs";
import { EMPTY, OF_TWO, checked, read, within, written } from "./state.mjs";
import { Wall } from "./wall.mjs";

const REST_MS = 80;
const EXACT_MS = 150;
const ADDRESS_MS = 300;

/**
 * @typedef {import("./state.mjs").State} State
 * @typedef {import("./panel.mjs").Shown} Shown
 * @typedef {import("./linking.mjs").Place} CameraPlace
 */

export class ComparePage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.version = root.dataset.version ?? "";
    this.grid = this.find(".compare-grid");
    /** @type {State} */
    this.state = EMPTY;
    /** @type {Map<string, Panel>} panels on the screen, by what they show */
    this.panels = new Map();
    /** @type {Panel[]} in the order they are shown */
    this.shown = [];
    /** @type {CameraPlace | null} where all look, in pixels of the reference */
    this.place_ = null;
    /** @type {import("./linking.mjs").Size | null} */
    this.reference = null;
    this.focused = 0;
    this.enlarged = false;
    /** @type {Map<string, Promise<any>>} */
    this.records = new Map();
    /** @type {Map<string, any>} the catalogue by id */
    this.algorithms = new Map();
    /** @type {any[]} the library */
    this.images = [];
    this.ends = new AbortController();
    this.exacts = new Queue(2);
    this.exacting = new AbortController();
    this.heads = new PanelHead(this);
    this.stacked = new Stacked(this);
    this.pairOf = new PairOf(this);
    this.sides = new Sides(this);
    this.wall = new Wall(this);
    this.bar = new Bar(this);
    this.keys = new Keys(this);
    void this.start();
  }

  /** @param {string} selector @returns {HTMLElement} */
  find(selector) {
    return /** @type {HTMLElement} */ (this.root.querySelector(selector));
  }

  get signal() {
    return this.ends.signal;
  }

  get plane() {
    return this.state.plane;
  }

  async start() {
    window.addEventListener("popstate", () => this.readAddress(), { signal: this.signal });
    try {
      const [entries, images] = await Promise.all([
        getJson(`/api/v1/algorithms?v=${this.version}`), getJson("/api/v1/images")]);
      for (const entry of entries) this.algorithms.set(entry.id, entry);
      this.images = images;
    } catch (error) {
      this.tell(error);
      return;
    }
    if (!this.signal.aborted) this.readAddress();
  }

  readAddress() {
    if (!location.pathname.startsWith("/compare")) return;
    const { state, refused } = read(location.search);
    if (refused) this.say(refused);
    const opened = state ?? checked({ panels: kept() });
    const { camera } = opened;
    this.place_ = camera ? { ...camera, atHome: false } : null;
    this.state = opened;
    this.render();
  }

  destroy() {
    clearTimeout(this.addressing);
    clearTimeout(this.settling);
    this.ends.abort();
    this.exacting.abort();
    for (const part of [this.stacked, this.wall, this.keys, this.sides]) part.destroy();
    for (const panel of this.panels.values()) panel.destroy();
  }

  // -- what there is ------------------------------------------------------------------------

  /** @param {Partial<State>} change */
  change(change) {
    const next = { ...this.state, ...change };
    this.state = { ...next, pair: within(next.pair, next.panels.length) };
    // What is kept and what is compared are the same list, wherever it is looked at.
    if (change.panels) store(this.state.panels);
    this.addressed();
    this.render();
  }

  /** @param {import("./kept.mjs").Kept} item */
  add(item) {
    store(this.state.panels);
    try {
      const { replaced, place } = keep(item);
      this.focused = place;
      this.change({ panels: kept(), wall: null });
      if (replaced) this.say(`There is room for nine: ${replaced} made way.`);
    } catch (error) {
      this.say(/** @type {Error} */ (error).message);
    }
  }

  addressed() {
    clearTimeout(this.addressing);
    this.addressing = setTimeout(() => {
      if (this.signal.aborted || !location.pathname.startsWith("/compare")) return;
      const href = this.address;
      history.replaceState(history.state, "", href);
    }, ADDRESS_MS);
  }

  /** Where this comparison is found again. */
  get address() {
    const place = this.place_;
    const camera = place && !place.atHome ? { x: place.x, y: place.y, zoom: place.zoom } : null;
    const text = written({ ...this.state, camera });
    return text ? compareAddress(JSON.parse(text)) : "/compare";
  }

  // -- showing ------------------------------------------------------------------------------

  render() {
    const { look, panels, wall } = this.state;
    this.root.dataset.look = wall ? "wall" : look;
    this.find(".compare-empty").hidden = Boolean(wall) || panels.length > 0;
    this.grid.hidden = !wall && !panels.length;
    this.bar.show();
    this.wall.show(wall);
    if (wall) {
      this.stacked.hide();
      this.sides.show();
      return;
    }
    void this.renderPanels();
  }

  async renderPanels() {
    const { look, panels, pair } = this.state;
    const turn = this.turn = (this.turn ?? 0) + 1;
    /** @type {{key: string, layers: Shown[], place: number | null}[]} */
    let wanted = [];
    const single = panels.map((result, place) => ({ key: keyOf([{ result }]), layers: [{ result }], place }));
    const two = OF_TWO.has(look) && panels.length > 1;
    if (look === "side" || (OF_TWO.has(look) && !two) || look === "truth" && !this.state.truth) {
      wanted = this.enlarged && single[this.focused] ? [single[this.focused]] : single;
    } else if (look === "curtain" || look === "blink") {
      wanted = [single[pair[0]], single[pair[1]]];
    } else {
      const layers = await this.pairOf.layers(look);
      if (turn !== this.turn || this.signal.aborted) return;
      wanted = layers ? [{ key: keyOf(layers), layers, place: null }] : [single[pair[0]]];
    }
    this.lay(wanted);
    this.stacked.show(look, two);
    this.sides.show();
  }

  /** Bring the panels that are wanted onto the screen, and take the others away. @param {{key: string, layers: Shown[], place: number | null}[]} wanted */
  lay(wanted) {
    const keys = new Set(wanted.map(({ key }, at) => `${key} ${at}`));
    for (const [key, panel] of this.panels) {
      if (keys.has(key)) continue;
      panel.destroy();
      this.panels.delete(key);
    }
    this.grid.style.setProperty("--compare-columns", String(columnsOf(wanted.length)));
    this.grid.dataset.count = String(wanted.length);
    this.shown = wanted.map(({ key, layers }, at) => {
      const known = this.panels.get(`${key} ${at}`);
      const panel = known ?? new Panel(this, layers);
      if (!known) this.panels.set(`${key} ${at}`, panel);
      // A name may have changed, which is no other result.
      panel.layers = layers;
      if (this.grid.children[at] !== panel.root) this.grid.insertBefore(panel.root, this.grid.children[at] ?? null);
      if (!known) void panel.open();
      return panel;
    });
    const facts = factsOf(wanted.map(({ layers }) => layers[0].result), this.names);
    wanted.forEach(({ place }, at) => this.heads.show(this.shown[at], place, facts[at]));
    this.mark();
  }

  get names() {
    return {
      image: (/** @type {string} */ id) => this.images.find((item) => item.id === id)?.name ?? id,
      algorithm: (/** @type {string} */ id) => this.algorithms.get(id)?.title ?? id,
      unit: (/** @type {string} */ id, /** @type {string} */ name) =>
        this.algorithms.get(id)?.parameters?.properties?.[name]?.unit ?? "",
    };
  }

  /** Show which panel has the focus, and which two are looked at. */
  mark() {
    this.shown.forEach((panel, at) => panel.root.classList.toggle("is-focused", at === this.focused));
  }

  /** @param {number} place of a panel */
  focus(place) {
    if (place < 0 || place >= this.state.panels.length) return;
    this.focused = place;
    if (this.enlarged) this.render();
    this.shown[this.enlarged ? 0 : Math.min(place, this.shown.length - 1)]?.root.focus();
    this.mark();
  }

  enlarge() {
    this.enlarged = !this.enlarged;
    this.render();
  }

  // -- the camera ---------------------------------------------------------------------------

  get stretched() {
    return this.state.fit === "resample";
  }

  /** Panels that move together, those of a wall included. */
  get linked() {
    return this.state.wall ? this.wall.cells.map(({ panel }) => panel) : this.shown;
  }

  /** A new panel takes the place of the others. @param {Panel} panel */
  place(panel) {
    const { size } = panel;
    if (!size) return;
    const first = this.linked.find((other) => other.size) === panel;
    if (!this.reference || first) this.reference = size;
    if (!this.place_) this.place_ = placeOf(panel.viewer.camera, this.reference, this.stretched);
    // At home each fits, also where the picture or the window is another one.
    else if (this.place_.atHome && sameSize(size, this.reference)) {
      panel.viewer.camera.goHome();
      this.place_ = placeOf(panel.viewer.camera, this.reference, this.stretched);
    } else goTo(panel.viewer.camera, this.place_, this.reference, this.stretched);
    panel.viewer.draw();
    this.bar.showZoom(panel.viewer.camera.zoom);
    this.checkShapes();
  }

  /** A panel has been moved by hand, or has another size: the others follow in the same frame. @param {Panel} panel */
  moved(panel) {
    const { reference } = this;
    if (!reference) return;
    const place = placeOf(panel.viewer.camera, reference, this.stretched);
    this.place_ = place;
    for (const other of this.linked) {
      if (other === panel || !other.size) continue;
      other.moveTo((camera) => goTo(camera, place, reference, this.stretched));
    }
    this.bar.showZoom(panel.viewer.camera.zoom);
    this.addressed();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(), REST_MS);
  }

  /** The camera rests: ask for what is to be seen now. */
  settle() {
    this.exacting.abort();
    if (this.state.wall) this.wall.request();
    else for (const panel of this.shown) panel.request();
  }

  /** Whatever a button of the bar does to the camera. @param {string} name */
  look(name) {
    this.linked.find((panel) => panel.size)?.viewer.act(name);
  }

  /** @param {Panel} panel @param {{row: number, column: number} | null} place */
  hovered(panel, place) {
    const { reference } = this;
    if (!reference) return;
    for (const other of this.linked) {
      if (!other.size || !panel.size) continue;
      const scale = this.stretched ? [other.size.height / panel.size.height, other.size.width / panel.size.width] : [1, 1];
      other.point(place && { row: place.row * scale[0], column: place.column * scale[1] });
    }
  }

  /** Put a place of the reference into the middle, at least as large as given. @param {number[]} box rows and columns it lies between */
  visit([row0, column0, row1, column1]) {
    const panel = this.linked.find(({ size }) => size);
    if (!panel) return;
    const { camera } = panel.viewer;
    camera.x = (column0 + column1) / 2;
    camera.y = (row0 + row1) / 2;
    const wanted = 0.4 * Math.min(camera.screen.width / Math.max(1, column1 - column0),
      camera.screen.height / Math.max(1, row1 - row0));
    camera.zoom = Math.min(Math.max(camera.zoom, Math.min(wanted, 8)), Math.max(wanted, camera.homeZoom));
    camera.atHome = false;
    panel.viewer.changed();
    for (const other of this.linked) other.point({ row: (row0 + row1) / 2, column: (column0 + column1) / 2 });
  }

  // -- what panels need ---------------------------------------------------------------------

  /** What is known of a picture, asked for once. @param {string} image */
  record(image) {
    const known = this.records.get(image);
    if (known) return known;
    const made = getJson(`/api/v1/images/${encodeURIComponent(image)}`);
    this.records.set(image, made);
    made.catch(() => this.records.delete(image));
    return made;
  }

  /**
   * An object has the colour of the one that lies there on the first panel of the same picture.
   *
   * @param {Panel} panel
   */
  identities(panel) {
    const first = this.firstLike(panel);
    if (!first || first === panel || !first.identities.memory.length) return panel.identities;
    const { memory, colours, width, height, key, region } = first.identities;
    return Object.assign(panel.identities, { memory: memory.slice(), colours: [...colours], width, height, key,
      region, ids: null });
  }

  /** The first panel with objects on the same picture. @param {Panel} panel */
  firstLike({ result }) {
    return this.linked.find((other) => other.result.image === result.image && other.result.kind === "labels");
  }

  /** A panel has something to show. @param {Panel} panel */
  arrived(panel) {
    if (panel.result.kind === "labels" && this.firstLike(panel) === panel) {
      for (const other of this.linked) if (other !== panel && other.views[0]) other.compose();
    }
    if (panel.failed || panel.exact) return;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.finish(), EXACT_MS);
  }

  /** Ask for what is still approximate, exactly. */
  finish() {
    this.exacting.abort();
    this.exacting = new AbortController();
    for (const panel of this.shown) {
      if (panel.failed || panel.exact || !panel.live.idle) continue;
      void this.exacts.add(() => panel.fetch("exact", shared), this.exacting.signal);
    }
  }

  /** Pictures of different shapes: say so, and offer a remedy. */
  checkShapes() {
    const sizes = this.linked.flatMap(({ size }) => (size ? [size] : []));
    const other = sizes.find((size) => !sameSize(size, sizes[0]));
    this.bar.showShapes(other ? [sizes[0], other] : null);
  }

  // -- telling ------------------------------------------------------------------------------

  /** @param {string} words */
  say(words) {
    const notice = this.find(".compare-said");
    notice.textContent = words;
    notice.hidden = !words;
    clearTimeout(this.saying);
    if (words) this.saying = setTimeout(() => { notice.hidden = true; }, 8000);
  }

  /** @param {unknown} error */
  tell(error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    if (!(error instanceof ApiError)) throw error;
    this.say(error.message);
  }

  /** Ask the server for JSON; what it refuses is told, and gives null. @param {string} path @param {Record<string, unknown>} query @param {AbortSignal} [signal] */
  async ask(path, query, signal = this.signal) {
    return getJson(address(path, { ...query, v: this.version }), signal);
  }
}

/** @param {Shown[]} layers */
function keyOf(layers) {
  return JSON.stringify(layers.map(({ result, ...how }) =>
    [result.image, result.steps, result.drawings ?? {}, result.step, result.layer, how]));
}

onMount("[data-testid='compare']", (root) => {
  const page = new ComparePage(root);
  // Dash takes the page away without a word.
  new MutationObserver((_, observer) => {
    if (root.isConnected) return;
    observer.disconnect();
    page.destroy();
  }).observe(document.body, { childList: true, subtree: true });
  root.append(element("span", { hidden: "", class: "compare-ready" }));
});
