// The workbench at work: keeps the recipe, asks for views as it changes, and shows what comes back.
// Called by Dash through the clientside callbacks of pages/workbench.py.
import { ApiError, address, bestRate, getJson, getOperand, getView, keptOperand, postJson } from "./api.mjs";
import { compared } from "./comparing.mjs";
import { container, display, followData, intensities, nameParts, scrubbing, valueOf } from "./controls.mjs";
import { Histogram } from "./histogram.mjs";
import { Latest } from "./latest.mjs";
import { firstStyle, showLimits, showRows } from "./layer_list.mjs";
import { showMeasurements, shown } from "./measurements.mjs";
import { paint, plain } from "./painting.mjs";
import { addressOf, pipelineOf, withStep } from "./recipe.mjs";
import { Viewer } from "./viewer.mjs";

const REST_MS = 150;
const BUSY_MS = 120;
const ADDRESS_MS = 300;
const SLOW_RATE = 400;
const RASTERS = new Set(["image", "mask", "labels", "heatmap"]);
const INTENSITIES = new Set(["image", "heatmap"]);

/** @typedef {import("./recipe.mjs").Recipe} Recipe */
/** @typedef {import("./api.mjs").View} View */
/** @typedef {import("./layer_list.mjs").LayerRow} LayerRow */

class Session {
  /** @param {HTMLElement} root @param {Recipe} recipe */
  constructor(root, recipe) {
    this.root = root;
    this.version = root.dataset.version ?? "";
    this.recipe = recipe;
    /** @type {Map<string, any>} */
    this.algorithms = new Map();
    /** @type {Map<string, import("./painting.mjs").Style>} */
    this.styles = new Map();
    /** @type {Map<string, View>} */
    this.views = new Map();
    /** @type {any} */
    this.picture = null;
    this.plane = 0;
    /** @type {{row: number, column: number} | null} */
    this.under = null;
    /** @type {[number, number] | null} */
    this.limits = null;
    this.viewer = new Viewer(this.find(".viewer"), {
      moved: () => this.moved(),
      hovered: (place) => this.hovered(place),
    });
    this.histogram = new Histogram(this.find("[data-testid='histogram']"), (handle, value) =>
      this.dragThreshold(handle, value));
    this.live = new Latest((/** @type {string} */ quality) => this.compute(quality));
    this.base = new Latest(() => this.fetchBase());
    this.reader = new Latest((/** @type {{row: number, column: number}} */ at) => this.read(at));
    this.exactRun = new AbortController();
    this.listen();
    void this.start();
  }

  /** @param {string} selector @returns {HTMLElement} */
  find(selector) {
    return /** @type {HTMLElement} */ (this.root.querySelector(selector));
  }

  async start() {
    try {
      const all = await getJson(`/api/v1/algorithms`);
      for (const entry of all) this.algorithms.set(entry.id, entry);
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
    // Dash draws the cards anew when steps come and go; what this script wrote is put back.
    this.redrawn = new MutationObserver(() => this.cardsChanged());
    this.redrawn.observe(this.find("#steps"), { childList: true });
    this.themed = new MutationObserver(() => this.picture && this.refreshPlots());
    this.themed.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    scrubbing(this.root, (id, raw) => this.edited(id, raw));
  }

  destroy() {
    this.redrawn?.disconnect();
    this.themed?.disconnect();
    this.viewer.destroy();
    this.histogram.destroy();
    this.exactRun.abort();
    clearTimeout(this.resting);
    clearTimeout(this.addressing);
  }

  /** Whether this page is still the one that is shown. */
  get alive() {
    return this.root.isConnected && document.querySelector("#workbench") === this.root;
  }

  // -- the recipe ---------------------------------------------------------------------------

  /** @param {Recipe} recipe from the server, after steps came or went */
  adopt(recipe) {
    if (JSON.stringify(recipe) === JSON.stringify(this.recipe)) return;
    this.recipe = recipe;
    this.cardsChanged();
    this.changed();
  }

  /** @param {Recipe} recipe changed on the page */
  commit(recipe) {
    this.recipe = recipe;
    window.dash_clientside.set_props("recipe", { data: recipe });
    this.changed();
  }

  /** @param {import("./controls.mjs").ControlId} id @param {any} raw */
  edited(id, raw) {
    const step = this.recipe.steps.find((item) => item.uid === id.uid);
    if (!step) return;
    const before = step.parameters[id.name];
    const value = valueOf(id, raw, before);
    if (value === undefined || JSON.stringify(value) === JSON.stringify(before)) return;
    // A track coarser than the value it stands at must not change it.
    if (id.part === "slider" && this.standsAt(id, raw, before)) return;
    this.setParameter(id.uid, id.name, value, id.part);
  }

  /** @param {import("./controls.mjs").ControlId} id @param {number} raw @param {any} before */
  standsAt(id, raw, before) {
    const box = container(id.uid, id.name);
    const place = box?.dataset.log === "1" ? Math.log10(before) : before;
    return Math.abs(place - raw) < 1e-9 * Math.max(1, Math.abs(raw));
  }

  /** @param {string} uid @param {string} name @param {any} value @param {string} [from] */
  setParameter(uid, name, value, from = "") {
    this.commit(withStep(this.recipe, uid, (step) =>
      ({ parameters: { ...step.parameters, [name]: value } })));
    display(uid, name, value, from);
    this.showSummaries();
    this.markThresholds();
  }

  /** @param {string} uid @param {string} name @param {string} reference */
  rewired(uid, name, reference) {
    const step = this.recipe.steps.find((item) => item.uid === uid);
    if (!step || (step.inputs[name] ?? "") === reference) return;
    const inputs = { ...step.inputs, [name]: reference };
    if (!reference) delete inputs[name];
    this.commit(withStep(this.recipe, uid, () => ({ inputs })));
  }

  /** @param {string} image */
  pictured(image) {
    if (!image || image === this.recipe.image) return;
    this.commit({ ...this.recipe, image });
    void this.openPicture();
  }

  /** @param {HTMLElement} box */
  reset(box) {
    const { uid = "", name = "", default: fallback = "null" } = box.dataset;
    this.setParameter(uid, name, JSON.parse(fallback));
  }

  get selectedIndex() {
    const at = this.recipe.steps.findIndex((step) => step.uid === this.recipe.selected);
    return at < 0 ? this.recipe.steps.length - 1 : at;
  }

  /** @param {Event} event */
  clicked(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const reset = target.closest(".parameter-reset");
    if (reset) this.reset(/** @type {HTMLElement} */ (reset.closest(".parameter")));
    const opened = target.closest(".step-open");
    if (opened) this.select(/** @type {HTMLElement} */ (opened.closest(".step")).dataset.uid ?? "");
    const camera = target.closest("[data-camera]");
    if (camera) this.viewer.act(/** @type {HTMLElement} */ (camera).dataset.camera ?? "");
    const tab = target.closest(".workbench-tab");
    if (tab) this.showTab(/** @type {HTMLElement} */ (tab).dataset.tab ?? "");
  }

  /** @param {string} uid */
  select(uid) {
    if (uid === this.recipe.selected) return;
    this.commit({ ...this.recipe, selected: uid });
    this.cardsChanged();
  }

  /** @param {string} name */
  showTab(name) {
    this.root.dataset.tab = name;
    for (const tab of this.root.querySelectorAll(".workbench-tab")) {
      tab.setAttribute("aria-selected", String(/** @type {HTMLElement} */ (tab).dataset.tab === name));
    }
    window.dispatchEvent(new Event("resize"));
  }

  // -- the picture --------------------------------------------------------------------------

  async openPicture() {
    const { image } = this.recipe;
    const record = await getJson(`/api/v1/images/${encodeURIComponent(image)}`);
    if (image !== this.recipe.image) return;
    this.picture = record;
    this.limits = null;
    const row = record.axes.indexOf("Y");
    this.planes = record.shape.slice(0, row).reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
    this.plane = Math.floor((this.planes - 1) / 2);
    this.views.clear();
    this.shownRows = "";
    this.showPlaneControl();
    const size = `${record.shape.join(" × ")} · ${record.axes} · ${record.dtype}`;
    this.find(".image-facts").textContent = size;
    this.viewer.setPicture(record.shape[row + 1], record.shape[row]);
    this.cardsChanged();
    this.changed();
  }

  showPlaneControl() {
    const box = this.find(".viewer-plane");
    box.hidden = this.planes < 2;
    if (box.hidden) return;
    const input = document.createElement("input");
    Object.assign(input, { type: "range", min: "0", max: String(this.planes - 1), step: "1" });
    input.value = String(this.plane);
    input.setAttribute("aria-label", "Plane");
    const words = document.createElement("span");
    const show = () => { words.textContent = `plane ${this.plane + 1} of ${this.planes}`; };
    input.addEventListener("input", () => {
      this.plane = Number(input.value);
      show();
      this.moved();
    });
    show();
    box.replaceChildren(words, input);
  }

  moved() {
    if (!this.picture) return;
    this.showZoom();
    this.base.push(true);
    this.request();
  }

  showZoom() {
    const { zoom } = this.viewer.camera;
    const words = zoom >= 1 ? `${Number(zoom.toPrecision(3))}:1` : `1:${Number((1 / zoom).toPrecision(3))}`;
    this.find(".viewer-zoom").textContent = words;
  }

  /** @param {Record<string, unknown>} more */
  viewQuery(more) {
    const { region, scale } = this.viewer.camera.view(this.viewer.density);
    const plane = this.planes > 1 ? this.plane : null;
    return { region: region.join(","), scale, plane, v: this.version, ...more };
  }

  async fetchBase() {
    const recipe = { image: this.recipe.image, steps: [] };
    const query = this.viewQuery({ recipe, step: -1, limits: this.limits?.join(",") });
    try {
      const view = await getView(address("view", query));
      if (recipe.image !== this.recipe.image) return;
      this.viewer.addBase(plain(view));
      this.baseFacts = view.facts;
      if (!this.recipe.steps.length) this.badge(true);
    } catch (error) {
      this.failed(error);
    }
  }

  // -- computing ----------------------------------------------------------------------------

  changed() {
    if (!this.picture) return;
    clearTimeout(this.addressing);
    this.addressing = setTimeout(() => this.writeAddress(), ADDRESS_MS);
    this.request();
  }

  /** Browsers limit how often the address may change, so it waits for a rest. */
  writeAddress() {
    const here = window.location.pathname.startsWith("/explore");
    if (here && this.alive) {
      window.history.replaceState(window.history.state, "", addressOf(this.recipe));
    }
  }

  request() {
    clearTimeout(this.resting);
    this.exactRun.abort();
    if (this.picture) this.live.push("preview");
  }

  /** Layers of the step in use, or of the last one before it that can be drawn. */
  get rows() {
    for (let index = this.selectedIndex; index >= 0; index -= 1) {
      const step = this.recipe.steps[index];
      if (!step.enabled) continue;
      const outputs = this.algorithms.get(step.algorithm)?.outputs ?? [];
      const rows = outputs
        .filter((/** @type {any} */ item) => RASTERS.has(item.kind) || item.kind === "points")
        .map((/** @type {any} */ { name, kind }) => ({ key: `${step.uid}.${name}`, name, kind, step: index }));
      if (rows.length) return /** @type {LayerRow[]} */ (rows);
    }
    return /** @type {LayerRow[]} */ ([]);
  }

  /** @param {LayerRow} row */
  styleOf(row) {
    const known = this.styles.get(row.key);
    if (known) return known;
    const made = firstStyle(row, this.rows.findIndex((item) => item.key === row.key));
    this.styles.set(row.key, made);
    return made;
  }

  /** @param {string} quality */
  async compute(quality) {
    const exact = quality === "exact";
    const busy = setTimeout(() => this.busy(true), BUSY_MS);
    if (exact) this.exactRun = new AbortController();
    const { signal } = exact ? this.exactRun : new AbortController();
    const asked = this.rows.filter((row) => this.styleOf(row).visible);
    try {
      const views = await Promise.all(asked.map((row) => this.fetchLayer(row, quality, signal)));
      for (const [i, row] of asked.entries()) this.views.set(row.key, views[i]);
      this.compose();
      this.succeeded(views);
      if (this.live.waiting === null) this.rest(views);
    } catch (error) {
      this.failed(error);
    } finally {
      clearTimeout(busy);
      this.busy(false);
    }
  }

  /**
   * The mask of a step that is one comparison, made here from the pixels it takes.
   *
   * @param {LayerRow} row
   * @returns {View | null} null where those pixels are not at hand
   */
  comparedHere(row) {
    const operand = ["exact", "preview"].map((quality) => this.operandUrl(row, quality))
      .map((url) => (url ? keptOperand(url) : undefined)).find(Boolean);
    const comparison = this.comparisonOf(row);
    if (!operand || !comparison) return null;
    const started = performance.now();
    const { facts, pixels } = operand;
    const value = Number(this.recipe.steps[row.step].parameters[comparison.parameter]);
    const classes = compared(pixels, facts.dtype, comparison.operator, value);
    const elapsed = performance.now() - started;
    const [height, width] = facts.shape;
    const before = facts.steps.map((report) => ({ ...report, cached: true }));
    const steps = [...before, { index: row.step, elapsed_ms: elapsed, cached: false }];
    const made = { ...facts, kind: "mask", limits: null, range: null, steps, numbers: {} };
    return { url: "", facts: made, width, height, pixels: null, bitmap: null, json: null, classes, bytes: 0 };
  }

  /** @param {LayerRow} row @returns {import("./comparing.mjs").Comparison | null} */
  comparisonOf(row) {
    return this.algorithms.get(this.recipe.steps[row.step]?.algorithm)?.comparison ?? null;
  }

  /** @param {LayerRow} row @param {string} quality */
  operandUrl(row, quality) {
    const comparison = this.comparisonOf(row);
    if (!comparison) return null;
    const recipe = pipelineOf(this.recipe, row.step);
    // The compared value plays no part in what is compared with it.
    const step = recipe.steps[row.step];
    recipe.steps[row.step] = { ...step, parameters: {} };
    const query = { recipe, step: row.step, input: comparison.input, quality };
    return address("operand", this.viewQuery(query));
  }

  /** Fetch, while nothing else is to be done, what the next values are compared with. */
  async prepare() {
    for (const row of this.rows) {
      const url = this.operandUrl(row, "exact");
      // On a slow line the masks of some kilobytes are the better choice.
      if (!url || bestRate() < SLOW_RATE) continue;
      try {
        await getOperand(url);
      } catch (error) {
        this.failed(error);
      }
    }
  }

  /** @param {LayerRow} row @param {string} quality @param {AbortSignal} signal */
  async fetchLayer(row, quality, signal) {
    const here = this.comparedHere(row);
    if (here && (here.facts.exact || quality === "preview")) return here;
    const recipe = pipelineOf(this.recipe, row.step);
    const query = { recipe, step: row.step, layer: row.name, quality };
    return getView(address("view", this.viewQuery(query)), signal);
  }

  /** @param {View[]} views */
  rest(views) {
    clearTimeout(this.resting);
    const exact = views.every((view) => view.facts.exact);
    this.badge(exact);
    const next = () => (exact ? void this.afterRest() : void this.finish());
    this.resting = setTimeout(next, REST_MS);
  }

  async finish() {
    await this.compute("exact");
  }

  /** What need not follow the hand: histogram and tables. */
  async afterRest() {
    this.refreshPlots();
    await this.refreshTable();
    await this.prepare();
  }

  compose() {
    const overlays = [];
    const points = [];
    for (const row of this.rows) {
      const view = this.views.get(row.key);
      const style = this.styleOf(row);
      if (!view || !style.visible) continue;
      if (row.kind === "points") points.push(circles(view.json, style.colour, row, this.algorithms, this.recipe));
      else {
        const [, column0, , column1] = view.facts.region;
        const cell = ((column1 - column0) / view.width) * this.viewer.camera.zoom;
        overlays.push(paint(view, style, cell));
        showLimits(row.key, view.facts.limits);
      }
    }
    // Pictures lie under classes, whatever the order of a step's outputs.
    overlays.sort((a, b) => Number(a.colour !== "") - Number(b.colour !== ""));
    this.viewer.setOverlays(overlays, points);
  }

  // -- telling ------------------------------------------------------------------------------

  /** @param {boolean} on */
  busy(on) {
    this.find(".viewer-busy").hidden = !on;
  }

  /** @param {boolean} exact */
  badge(exact) {
    const badge = this.find(".exactness");
    badge.textContent = exact ? "exact" : "approximate";
    badge.dataset.state = badge.textContent;
    badge.title = exact
      ? "What is shown equals the result on the whole picture at full resolution."
      : "Computed on a smaller picture; the exact result follows when you rest.";
  }

  /** @param {View[]} views */
  succeeded(views) {
    this.errors = new Map();
    const last = views.at(-1);
    if (last) {
      /** @type {Map<number, any>} */
      this.reports = new Map(last.facts.steps.map((report) => [report.index, report]));
      this.numbers = last.facts.numbers ?? {};
    }
    this.notice("");
    this.showStatus();
    this.markThresholds();
  }

  /** @param {unknown} error */
  failed(error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    if (!(error instanceof ApiError)) throw error;
    this.errors = new Map(error.step === null ? [] : [[error.step, error.message]]);
    this.notice(error.step === null ? error.message : "");
    this.showStatus();
  }

  /** @param {string} words */
  notice(words) {
    const notice = this.find(".viewer-notice");
    notice.textContent = words;
    notice.hidden = !words;
  }

  cardsChanged() {
    for (const card of this.cards) {
      card.classList.toggle("is-open", card.dataset.uid === this.recipe.selected);
      for (const box of card.querySelectorAll(".parameter")) {
        nameParts(/** @type {HTMLElement} */ (box));
        const { name = "", default: fallback } = /** @type {HTMLElement} */ (box).dataset;
        const step = this.recipe.steps.find((item) => item.uid === card.dataset.uid);
        const value = JSON.stringify(step?.parameters[name]);
        box.classList.toggle("is-changed", step !== undefined && value !== fallback);
      }
    }
    this.showSummaries();
    this.showStatus();
    this.showLayerRows();
  }

  get cards() {
    return /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll(".step")]);
  }

  showSummaries() {
    for (const card of this.cards) {
      const step = this.recipe.steps.find((item) => item.uid === card.dataset.uid);
      const schema = this.algorithms.get(step?.algorithm ?? "")?.parameters.properties ?? {};
      const differing = Object.entries(step?.parameters ?? {}).filter(([name, value]) =>
        JSON.stringify(value) !== JSON.stringify(schema[name]?.default ?? null));
      const words = differing.map(([name, value]) => `${name} ${written(value)}`).join(", ");
      /** @type {HTMLElement} */ (card.querySelector(".step-summary")).textContent = words;
    }
  }

  showStatus() {
    for (const [index, card] of this.cards.entries()) {
      const report = this.reports?.get(index);
      const status = /** @type {HTMLElement} */ (card.querySelector(".step-status"));
      const time = report ? duration(report.elapsed_ms) : "";
      status.textContent = report?.cached ? "cached" : time;
      status.title = report?.cached ? `Taken from the cache in ${time}` : `Computed in ${time}`;
      status.dataset.cached = String(Boolean(report?.cached));
      const box = /** @type {HTMLElement} */ (card.querySelector(".step-error"));
      const message = this.errors?.get(index) ?? "";
      box.hidden = !message;
      box.textContent = message;
      card.classList.toggle("has-error", Boolean(message));
    }
  }

  showLayerRows() {
    const rows = this.rows;
    const shown = JSON.stringify(rows);
    if (shown === this.shownRows) return;
    this.shownRows = shown;
    const root = this.find("#layers");
    showRows(root, rows, (row) => this.styleOf(row), (row, change) => this.restyled(row, change));
    root.append(this.sourceRow());
    for (const row of rows) showLimits(row.key, this.views.get(row.key)?.facts.limits ?? null);
  }

  /** @param {LayerRow} row @param {Partial<import("./painting.mjs").Style>} change */
  restyled(row, change) {
    const style = { ...this.styleOf(row), ...change };
    this.styles.set(row.key, style);
    if ("map" in change) {
      this.shownRows = "";
      this.showLayerRows();
    }
    if (change.visible && !this.views.has(row.key)) this.request();
    else if (change.visible) this.request();
    this.compose();
  }

  /** The picture itself: whether it shows, and which values are black and white. */
  sourceRow() {
    const box = document.createElement("div");
    box.className = "layer";
    box.dataset.testid = "layer-source";
    box.innerHTML = `<div class="layer-head"><label class="layer-check layer-visible">
      <input type="checkbox" checked>picture</label><span class="layer-kind">image</span></div>
      <div class="layer-part contrast"><span class="layer-word">contrast</span>
      <input type="number" step="any" class="contrast-low" aria-label="Value shown as black">
      <span>–</span>
      <input type="number" step="any" class="contrast-high" aria-label="Value shown as white">
      <button type="button" class="contrast-auto">auto</button></div>`;
    const [visible, low, high] = box.querySelectorAll("input");
    visible.checked = this.viewer.showBase !== false;
    visible.addEventListener("change", () => {
      this.viewer.showBase = visible.checked;
      this.viewer.draw();
    });
    const [from, to] = this.limits ?? this.fullRange;
    low.value = String(from);
    high.value = String(to);
    const apply = () => {
      const limits = [Number(low.value), Number(high.value)];
      if (!(limits[0] < limits[1])) return;
      this.limits = /** @type {[number, number]} */ (limits);
      this.base.push(true);
    };
    low.addEventListener("input", apply);
    high.addEventListener("input", apply);
    box.querySelector(".contrast-auto")?.addEventListener("click", () => {
      const range = this.baseFacts?.range ?? this.fullRange;
      low.value = String(Number(range[0].toPrecision(5)));
      high.value = String(Number(range[1].toPrecision(5)));
      apply();
    });
    return box;
  }

  /** @returns {[number, number]} */
  get fullRange() {
    if (!this.picture) return [0, 255];
    const { dtype, minimum, maximum } = this.picture;
    if (dtype === "uint8") return [0, 255];
    const round = (/** @type {number} */ value) => Number(value.toPrecision(5));
    return [round(minimum), round(maximum)];
  }

  // -- plots --------------------------------------------------------------------------------

  /** What the step in use takes intensities from: a reference, counted. */
  get taken() {
    const index = this.selectedIndex;
    const { steps } = pipelineOf(this.recipe, index);
    const spec = this.algorithms.get(steps[index]?.algorithm);
    const input = spec?.inputs.find((/** @type {any} */ item) => INTENSITIES.has(item.kind));
    const reference = input && steps[index].inputs[input.name];
    if (reference && /^\d/.test(reference)) {
      const [step, layer] = reference.split(".");
      return { step: Number(step), layer };
    }
    if (!input || reference) return { step: -1, layer: "image" };
    return this.latest(index);
  }

  /** The latest layer of intensities before a step. @param {number} before */
  latest(before) {
    for (let index = before - 1; index >= 0; index -= 1) {
      const step = this.recipe.steps[index];
      const outputs = this.algorithms.get(step.algorithm)?.outputs ?? [];
      const found = outputs.find((/** @type {any} */ item) => INTENSITIES.has(item.kind));
      if (step.enabled && found) return { step: index, layer: found.name };
    }
    return { step: -1, layer: "image" };
  }

  refreshPlots() {
    const { step, layer } = this.taken;
    const recipe = pipelineOf(this.recipe, step);
    const url = address("histogram", { recipe, step, layer: step < 0 ? null : layer, v: this.version });
    const title = step < 0 ? "The picture" : `Step ${step + 1}, ${layer}`;
    this.histogramUrl = url;
    getJson(url).then((counts) => {
      if (url !== this.histogramUrl || !this.alive) return;
      this.histogram.show(counts, title);
      this.adaptIntensities(counts);
      this.markThresholds();
    }).catch((error) => this.failed(error));
  }

  /** @param {{minimum: number, maximum: number, dtype: string}} counts */
  adaptIntensities(counts) {
    const step = this.recipe.steps[this.selectedIndex];
    if (!step) return;
    const schema = this.algorithms.get(step.algorithm)?.parameters.properties ?? {};
    const ends = (/** @type {string} */ name) =>
      [schema[name]?.softMinimum ?? 0, schema[name]?.softMaximum ?? 255];
    const width = counts.maximum - counts.minimum;
    for (const name of intensities(step.uid, "intensity difference")) {
      const declared = ends(name);
      const stretch = width > 16 && width < 1024 ? 1 : width / 255;
      followData(step.uid, name, /** @type {[number, number]} */ (declared.map((end) => end * stretch)));
    }
    for (const name of intensities(step.uid)) {
      const declared = ends(name);
      const within = counts.minimum >= declared[0] && counts.maximum <= declared[1];
      const fills = width > (declared[1] - declared[0]) / 16;
      const limits = within && fills ? declared : [counts.minimum, counts.maximum];
      followData(step.uid, name, /** @type {[number, number]} */ (limits));
      if (limits !== declared) this.carryOver(step, name, declared, limits);
    }
  }

  /**
   * A default made for other data is moved to the same place in this data's range.
   *
   * @param {import("./recipe.mjs").RecipeStep} step
   * @param {string} name
   * @param {number[]} declared
   * @param {number[]} limits
   */
  carryOver(step, name, declared, limits) {
    const value = step.parameters[name];
    const box = container(step.uid, name);
    if (JSON.stringify(value) !== box?.dataset.default || limits[1] <= limits[0]) return;
    const move = (/** @type {number} */ item) => {
      const place = (item - declared[0]) / (declared[1] - declared[0]);
      return Number((limits[0] + place * (limits[1] - limits[0])).toPrecision(4));
    };
    this.setParameter(step.uid, name, Array.isArray(value) ? value.map(move) : move(/** @type {number} */ (value)));
  }

  markThresholds() {
    const step = this.recipe.steps[this.selectedIndex];
    if (!step) return this.histogram.mark([], []);
    const handles = intensities(step.uid).flatMap((name) => {
      const value = /** @type {any} */ (step.parameters[name]);
      if (value === null || value === undefined) return [];
      return [value].flat().map((at, index) => ({ name, at, index }));
    });
    const own = Object.entries(this.numbers ?? {}).filter(([key]) =>
      key.startsWith(`${this.selectedIndex}.`) && key.includes("threshold"));
    return this.histogram.mark(handles, own.map(([, value]) => Number(value)));
  }

  /** @param {import("./histogram.mjs").Handle} handle @param {number} value */
  dragThreshold({ name, index }, value) {
    const step = this.recipe.steps[this.selectedIndex];
    const before = step.parameters[name];
    const box = container(step.uid, name);
    const whole = box?.dataset.kind === "integer" || this.picture?.dtype === "uint8";
    const rounded = whole && value > 2 ? Math.round(value) : Number(value.toPrecision(4));
    if (!Array.isArray(before)) return this.setParameter(step.uid, name, rounded);
    const pair = [...before];
    pair[index] = rounded;
    if (pair[0] <= pair[1]) this.setParameter(step.uid, name, pair);
  }

  async refreshTable() {
    const index = this.selectedIndex;
    const step = this.recipe.steps[index];
    const outputs = this.algorithms.get(step?.algorithm ?? "")?.outputs ?? [];
    const output = step?.enabled && outputs.find((/** @type {any} */ item) => item.kind === "table");
    let table = null;
    if (output) {
      const query = { recipe: pipelineOf(this.recipe, index), step: index, layer: output.name };
      try {
        table = await getJson(address("table", { ...query, limit: 500, v: this.version }));
        await this.scalarsOf(index);
      } catch (error) {
        return this.failed(error);
      }
    }
    const named = Object.fromEntries(Object.entries(this.numbers ?? {}).map(([key, value]) => {
      const [place, name] = key.split(".");
      return [`${Number(place) + 1} · ${name.replaceAll("_", " ")}`, value];
    }));
    this.tabled = output ? { index, name: output.name } : null;
    return showMeasurements(this.find("#measurements"), named, table, () => void this.saveTable());
  }

  /** Scalars and time of a step that has no picture of its own. @param {number} index */
  async scalarsOf(index) {
    const step = this.recipe.steps[index];
    const outputs = this.algorithms.get(step.algorithm)?.outputs ?? [];
    const layer = outputs.find((/** @type {any} */ item) => item.kind === "number") ?? outputs[0];
    const query = { recipe: pipelineOf(this.recipe, index), step: index, layer: layer.name };
    const { facts } = await getView(address("view", this.viewQuery({ ...query, quality: "exact" })));
    this.numbers = { ...this.numbers, ...facts.numbers };
    this.reports = new Map(facts.steps.map((report) => [report.index, report]));
    this.showStatus();
  }

  /** The whole table as a file: a run is made of the recipe, and its layer fetched. */
  async saveTable() {
    const { index, name } = /** @type {{index: number, name: string}} */ (this.tabled);
    try {
      const run = await postJson("/api/v1/runs", pipelineOf(this.recipe, index));
      const link = document.createElement("a");
      link.href = `/api/v1/runs/${run.id}/layers/${index}/${name}?format=csv`;
      link.download = "";
      link.click();
    } catch (error) {
      this.failed(error);
    }
  }

  // -- read-out -----------------------------------------------------------------------------

  /** @param {{row: number, column: number} | null} place */
  hovered(place) {
    this.under = place;
    if (place) this.reader.push(place);
    else this.find(".viewer-readout").textContent = "";
  }

  /** @param {{row: number, column: number}} place */
  async read(place) {
    const [row, column] = [Math.floor(place.row), Math.floor(place.column)];
    const words = [`(${row}, ${column})`, ...this.valuesAt(row, column)];
    this.find(".viewer-readout").textContent = words.join("  ");
  }

  /** Values of the classes on screen at a pixel, from what the page holds. */
  valuesAt(/** @type {number} */ row, /** @type {number} */ column) {
    return this.rows.flatMap((item) => {
      const view = this.views.get(item.key);
      if (!(view?.pixels || view?.classes) || !this.styleOf(item).visible) return [];
      const [row0, column0, row1, column1] = view.facts.region;
      if (row < row0 || column < column0 || row >= row1 || column >= column1) return [];
      const y = Math.min(view.height - 1, Math.floor(((row - row0) / (row1 - row0)) * view.height));
      const x = Math.min(view.width - 1, Math.floor(((column - column0) / (column1 - column0)) * view.width));
      if (view.classes) {
        return [`${item.name} ${view.classes[y * view.width + x] ? "inside" : "outside"}`];
      }
      const i = 4 * (y * view.width + x);
      const [r, g, b] = view.pixels.slice(i, i + 3);
      if (item.kind === "mask") return [`${item.name} ${r > 127 ? "inside" : "outside"}`];
      if (item.kind === "labels") return [`${item.name} ${r | (g << 8) | (b << 16)}`];
      const [low, high] = view.facts.limits ?? [0, 255];
      return [`${item.name} ≈ ${shown(Number((low + (r / 255) * (high - low)).toPrecision(3)))}`];
    });
  }
}

/** @param {any} json @param {string} colour @param {LayerRow} row @param {Map<string, any>} algorithms @param {Recipe} recipe */
function circles(json, colour, row, algorithms, recipe) {
  const output = algorithms.get(recipe.steps[row.step].algorithm)?.outputs
    .find((/** @type {any} */ item) => item.name === row.name);
  const columns = json.columns ?? output?.columns ?? ["row", "column"];
  const places = columns.map((/** @type {string} */ name) => name);
  const at = (/** @type {string} */ name) => places.indexOf(name);
  const points = json.points ?? json.rows ?? [];
  const take = (/** @type {number} */ index) => points.map((/** @type {number[]} */ p) => p[index]);
  const sigma = at("sigma");
  // A blob found at a scale sigma has a radius of about sigma times the square root of two.
  const radii = sigma < 0 ? [] : take(sigma).map((/** @type {number} */ s) => s * Math.SQRT2);
  return { rows: take(Math.max(0, at("row"))), columns: take(at("column") < 0 ? 1 : at("column")), radii, colour };
}

/** @param {number} ms */
function duration(ms) {
  if (ms < 1) return "< 1 ms";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** @param {unknown} value */
function written(value) {
  if (Array.isArray(value)) return value.join("–");
  return value === null ? "none" : String(value);
}

/** @type {Session | null} */
let session = null;

/** The pressed or dragged control and what it holds. */
function triggered() {
  const { triggered: changes } = window.dash_clientside.callback_context;
  return changes.map((/** @type {any} */ { prop_id: id, value }) => {
    const end = id.lastIndexOf(".");
    return { id: JSON.parse(id.slice(0, end)), value };
  });
}

window.dash_clientside = Object.assign({}, window.dash_clientside, {
  workbench: {
    adopted(/** @type {Recipe} */ recipe) {
      const root = document.querySelector("#workbench");
      if (!(root instanceof HTMLElement) || !recipe) return null;
      if (session?.root === root) session.adopt(recipe);
      else {
        session?.destroy();
        session = new Session(root, recipe);
      }
      return null;
    },
    edited() {
      for (const { id, value } of triggered()) session?.edited(id, value);
      return window.dash_clientside.no_update;
    },
    rewired() {
      for (const { id, value } of triggered()) session?.rewired(id.uid, id.name, value ?? "");
      return window.dash_clientside.no_update;
    },
    pictured(/** @type {string} */ image) {
      session?.pictured(image);
      return window.dash_clientside.no_update;
    },
  },
});
