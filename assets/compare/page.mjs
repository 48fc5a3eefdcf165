// The compare page at work: which panels there are, how they are looked at, and the camera they
// share. The elements are made by components/compare.py; all that is shown stands in the address.
import { element, onMount } from "../mount.mjs";
import { ApiError, address, getJson, getView, wasCalledOff } from "../workbench/api.mjs";
import { Bar } from "./bar.mjs";
import { Queue } from "./fetching.mjs";
import { Keys } from "./keys.mjs";
import { MOST, asShown, kept, keep, store } from "./kept.mjs";
import { compareAddress } from "./links.mjs";
import { columnsOf, planesOf, sameSize, sizeOf } from "./linking.mjs";
import { PairOf } from "./pair.mjs";
import { Panel } from "./panel.mjs";
import { PanelHead } from "./panel_head.mjs";
import { Sides } from "./sides.mjs";
import { factsOf } from "./stamps.mjs";
import { Stacked } from "./stacked.mjs";
import { EMPTY, OF_TWO, checked, read, within, written } from "./state.mjs";
import { Together } from "./together.mjs";
import { Wall } from "./wall.mjs";

const EXACT_MS = 150;
const ADDRESS_MS = 300;
const SAID_MS = 8000;

/**
 * @typedef {import("./state.mjs").State} State
 * @typedef {import("./panel.mjs").Shown} Shown
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
    this.together = new Together(this);
    this.focused = 0;
    this.enlarged = false;
    /** @type {Map<string, Promise<any>>} */
    this.records = new Map();
    this.refused = "";
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
    this.here = location.href;
    const { state, refused } = read(location.search);
    const opened = state ?? checked({});
    // A wall leads back to what was kept before.
    if (!state || (opened.wall && !opened.panels.length)) opened.panels = kept();
    const { camera } = opened;
    this.together.at = camera ? { ...camera, atHome: false } : null;
    this.state = opened;
    this.render();
    if (refused) this.say(refused);
  }

  destroy() {
    clearTimeout(this.addressing);
    this.ends.abort();
    this.exacting.abort();
    for (const part of [this.together, this.stacked, this.wall, this.keys, this.sides]) part.destroy();
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
      this.change({ panels: kept() });
      if (replaced) this.say(`There is room for ${MOST}: ${replaced} made way.`);
      else if (this.state.wall) this.say(`Kept as panel ${place + 1} of ${MOST}.`);
    } catch (error) {
      this.say(/** @type {Error} */ (error).message);
    }
  }

  addressed() {
    clearTimeout(this.addressing);
    this.addressing = setTimeout(() => {
      // Where somebody is on the way to another place, that is not to be written over.
      if (!this.signal.aborted && location.href === this.here) this.writeAddress();
    }, ADDRESS_MS);
  }

  writeAddress() {
    history.replaceState(history.state, "", this.address);
    this.here = location.href;
  }

  /** Where this comparison is found again. */
  get address() {
    const place = this.together.at;
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
    this.refuse("");
    this.bar.show();
    this.wall.show(wall);
    void this.checkPictures();
    if (wall) {
      this.stacked.hide();
      this.sides.show();
      return;
    }
    void this.renderPanels();
  }

  async renderPanels() {
    const { look, panels, pair, truth } = this.state;
    const turn = this.turn = (this.turn ?? 0) + 1;
    /** @type {{key: string, layers: Shown[], place: number | null}[]} */
    let wanted = [];
    const single = panels.map((item, place) => {
      const layers = [{ result: asShown(item) }];
      return { key: keyOf(layers), layers, place };
    });
    const two = OF_TWO.has(look) && panels.length > 1;
    if (look === "side" || (OF_TWO.has(look) && !two) || (look === "truth" && !(truth && panels.length))) {
      wanted = this.enlarged && single[this.focused] ? [single[this.focused]] : single;
    } else if (look === "curtain" || look === "blink") {
      wanted = [single[pair[0]], single[pair[1]]];
    } else {
      const layers = await this.pairOf.layers(look);
      if (turn !== this.turn || this.signal.aborted) return;
      wanted = layers ? [{ key: keyOf(layers), layers, place: null }] : [single[pair[0]]];
    }
    this.lay(wanted);
    this.together.align();
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
    const { panels } = this.state;
    const told = wanted.map(({ layers, place }) => (place === null ? layers[0].result : panels[place]));
    const facts = factsOf(told, this.names);
    wanted.forEach(({ place }, at) => this.heads.show(this.shown[at], place, facts[at]));
    this.mark();
  }

  get names() {
    return {
      image: (/** @type {string} */ id) => this.images.find((item) => item.id === id)?.name ?? id,
      algorithm: (/** @type {string} */ id) => this.algorithms.get(id)?.title ?? id,
      unit: (/** @type {string} */ id, /** @type {string} */ name) => {
        const unit = this.algorithms.get(id)?.parameters?.properties?.[name]?.unit ?? "";
        // Intensities are bare numbers.
        return unit === "intensity" ? "" : unit;
      },
    };
  }

  /** Show which panel has the focus. */
  mark() {
    for (const { root } of this.shown) {
      root.classList.toggle("is-focused", root.dataset.panel === String(this.focused));
    }
  }

  /** @param {number} place of a panel */
  focus(place) {
    if (place < 0 || place >= this.state.panels.length) return;
    this.focused = place;
    if (this.enlarged) this.render();
    this.shown.find(({ root }) => root.dataset.panel === String(place))?.root.focus();
    this.mark();
  }

  enlarge() {
    this.enlarged = !this.enlarged;
    this.render();
  }

  // -- what panels need ---------------------------------------------------------------------

  /** The camera rests: ask for what is to be seen now. */
  settle() {
    this.exacting.abort();
    if (this.state.wall) this.wall.request();
    else for (const panel of this.shown) panel.request();
  }

  /** Another plane of stacks. @param {number} plane */
  turnTo(plane) {
    this.state = { ...this.state, plane };
    this.bar.showPlane(plane);
    this.addressed();
    for (const panel of this.together.panels) panel.leave();
    this.settle();
    if (this.state.wall) this.wall.figure.again();
    else this.sides.show();
  }

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
  firstLike(panel) {
    return this.together.panels.find((other) => other.isLike(panel));
  }

  /** What lies in a panel gives the others their colours. @param {Panel} panel */
  recolour(panel) {
    if (panel.result.kind !== "labels" || this.firstLike(panel) !== panel) return;
    for (const other of this.together.panels) if (other !== panel && other.isLike(panel)) other.compose();
  }

  /** A panel has something to show. @param {Panel} panel */
  arrived(panel) {
    this.recolour(panel);
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
      const { signal } = this.exacting;
      void this.exacts.add(() => panel.fetch("exact", (url) => getView(url, signal)), signal);
    }
  }

  /** Pictures that are looked at. */
  get pictures() {
    const { look, panels, pair, truth, wall } = this.state;
    if (wall) return [wall.base.image];
    const two = OF_TWO.has(look) ? pair.flatMap((at) => panels[at] ?? []) : panels;
    return [...two.map(({ image }) => image), ...(look === "truth" && truth ? [truth] : [])];
  }

  /** Of different shapes: say so, and offer a remedy. Of planes: offer to choose one. */
  async checkPictures() {
    const { pictures } = this;
    const found = await Promise.all(pictures.map((image) => this.record(image).catch(() => null)));
    if (this.signal.aborted || pictures.join() !== this.pictures.join()) return;
    const records = found.filter(Boolean);
    const sizes = records.map(sizeOf);
    const other = sizes.find((size) => !sameSize(size, sizes[0]));
    this.bar.showShapes(other ? [sizes[0], other] : null);
    this.bar.showPlanes(Math.max(1, ...records.map(planesOf)));
  }

  // -- telling ------------------------------------------------------------------------------

  /** @param {string} words */
  say(words) {
    const notice = this.find(".compare-said");
    notice.textContent = words;
    notice.hidden = !words;
    clearTimeout(this.saying);
    if (words) this.saying = setTimeout(() => this.say(this.refused), SAID_MS);
  }

  /** Say why there is nothing to see, until there is. @param {string} words */
  refuse(words) {
    if (words === this.refused) return;
    this.refused = words;
    this.say(words);
  }

  /** @param {unknown} error */
  tell(error) {
    if (wasCalledOff(error)) return;
    if (!(error instanceof ApiError)) throw error;
    this.say(error.message);
  }

  /** Ask the server for JSON. @param {string} path @param {Record<string, unknown>} query @param {AbortSignal} [signal] */
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
