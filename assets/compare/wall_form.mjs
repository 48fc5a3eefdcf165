// What a wall shows and how it is changed: the family, or the parameters and their ranges, and the
// figure beside it. The elements are made by components/compare.py. Used by wall.mjs.
import { element } from "../mount.mjs";
import { fill } from "./bar.mjs";
import { FIGURES, SCORED } from "./figures.mjs";
import { completed, sharedParameters, sweepable } from "./sweeping.mjs";

/**
 * @typedef {import("./state.mjs").Wall} WallOf
 * @typedef {import("./state.mjs").Axis} Axis
 */

const FORGOTTEN = "";

export class WallForm {
  /** @param {import("./wall.mjs").Wall} wall */
  constructor(wall) {
    this.wall = wall;
    this.root = wall.page.find(".compare-wall");
    this.title = element("h2", { class: "panel-title" });
    this.axes = element("div", { class: "wall-axes" });
    this.choices = element("div", { class: "wall-choices" });
    /** @type {any} what is known of the picture */
    this.record = null;
    this.root.replaceChildren(this.title, this.choices, this.axes);
  }

  /** @param {string} title of the family */
  name(title) {
    this.title.textContent = title;
  }

  /** @param {WallOf | null} wall */
  show(wall) {
    if (!wall) return;
    this.choices.replaceChildren(this.figure(wall));
    this.axes.replaceChildren();
    if (wall.kind === "family") {
      this.title.textContent = "Try all";
      void this.families(wall);
      return;
    }
    this.title.textContent = "Sweep";
    void this.sweep(wall);
  }

  /** @param {WallOf} wall */
  async sweep(wall) {
    const { axes = [] } = wall;
    this.record = await this.wall.page.record(wall.base.image).catch(() => null);
    if (this.wall.page.state.wall !== wall) return;
    this.axes.replaceChildren(...axes.map((axis, at) => this.axis(wall, axis, at)));
    if (axes.length < 2 && this.options(wall, axes).length) this.axes.append(this.more(wall));
  }

  /** @param {Partial<WallOf>} change */
  change(change) {
    const { page } = this.wall;
    const { wall } = page.state;
    if (wall) page.change({ wall: { ...wall, ...change } });
  }

  /** @param {WallOf} wall */
  figure(wall) {
    const select = /** @type {HTMLSelectElement} */ (element("select", { "data-testid": "wall-figure" }));
    const { truth } = this.wall.page.state;
    const options = FIGURES.filter(([name]) => truth || !SCORED.has(name))
      .map(([value, words]) => ({ value, words }));
    fill(select, options, this.wall.figure.name);
    select.addEventListener("change", () => this.change({ figure: select.value }));
    void wall;
    return element("label", { class: "compare-choice" }, "Figure", select);
  }

  /** Families to choose among. @param {WallOf} wall */
  async families(wall) {
    const known = await this.wall.page.ask("families", {}).catch(() => []);
    const select = /** @type {HTMLSelectElement} */ (element("select", { "data-testid": "wall-family" }));
    fill(select, known.map((/** @type {any} */ { id, title, algorithms }) =>
      ({ value: id, words: `${title} (${algorithms.length})` })), wall.family ?? FORGOTTEN);
    select.addEventListener("change", () => this.change({ family: select.value }));
    this.choices.prepend(element("label", { class: "compare-choice" }, "Family", select));
    const images = /** @type {HTMLSelectElement} */ (element("select", { "data-testid": "wall-image" }));
    fill(images, this.wall.page.images.map(({ id, name }) => ({ value: id, words: name })), wall.base.image);
    images.addEventListener("change", () => this.change({ base: { ...wall.base, image: images.value } }));
    this.choices.append(element("label", { class: "compare-choice" }, "Picture", images));
    const members = known.find((/** @type {any} */ { id }) => id === wall.family)?.algorithms ?? [];
    this.choices.append(...sharedParameters(members, this.wall.page.algorithms)
      .map(([name, property]) => this.shared(wall, name, property)));
  }

  /** A value for all of a family that have the parameter; without one each keeps its own default. @param {WallOf} wall @param {string} name @param {any} property */
  shared(wall, name, { minimum, maximum, unit = "" }) {
    const { parameters = {} } = wall;
    const input = /** @type {HTMLInputElement} */ (element("input", { type: "number", step: "any",
      min: String(minimum), max: String(maximum), placeholder: "default", "data-shared": name }));
    if (name in parameters) input.value = String(parameters[name]);
    input.addEventListener("change", () => {
      const { [name]: _, ...others } = parameters;
      const value = Number(input.value);
      const chosen = input.value !== "" && Number.isFinite(value);
      this.change({ parameters: chosen ? { ...others, [name]: value } : others });
    });
    const words = `${name.replaceAll("_", " ")}${unit ? `, ${unit}` : ""}`;
    return element("label", { class: "compare-choice", title: "For all that have it" }, words, input);
  }

  /** Every parameter with a range, of every step. @param {WallOf} wall @param {Axis[]} without */
  options({ base, step }, without) {
    return base.steps.slice(0, step + 1).flatMap((item, index) => {
      if (item.enabled === false) return [];
      const entry = this.wall.page.algorithms.get(item.algorithm);
      return sweepable(entry, this.record).map(([name]) => ({ value: `${index}.${name}`,
        words: `${index + 1} ${entry.title}: ${name.replaceAll("_", " ")}` }));
    }).filter(({ value }) => !without.some((axis) => `${axis.step ?? step}.${axis.parameter}` === value));
  }

  /** @param {WallOf} wall @param {Axis} axis @param {number} at */
  axis(wall, axis, at) {
    const { axes = [], base, step } = wall;
    const index = axis.step ?? step;
    const entry = this.wall.page.algorithms.get(base.steps[index]?.algorithm);
    const property = Object.fromEntries(sweepable(entry, this.record))[axis.parameter];
    const box = element("fieldset", { class: "wall-axis", "data-axis": String(at) },
      element("legend", {}, at === 0 ? "Across" : "Down"));
    const select = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": "Parameter" }));
    fill(select, this.options(wall, axes.filter((_, other) => other !== at)), `${index}.${axis.parameter}`);
    select.addEventListener("change", () => {
      const [chosen, ...parameter] = select.value.split(".");
      this.replace(at, { step: Number(chosen), parameter: parameter.join(".") });
    });
    box.append(select);
    if (property) {
      const range = completed({ ...axis, step: index }, property, at, axes.length);
      const row = element("div", { class: "wall-range" });
      for (const [name, words] of /** @type {const} */ ([["low", "from"], ["high", "to"], ["count", "values"]])) {
        const input = /** @type {HTMLInputElement} */ (element("input",
          { type: "number", "aria-label": words, "data-range": name, step: "any" }));
        input.value = String(range[name]);
        input.addEventListener("change", () => {
          const value = Number(input.value);
          if (Number.isFinite(value)) this.replace(at, { ...range, [name]: value });
        });
        row.append(element("label", {}, words, input));
      }
      box.append(row);
    }
    if (axes.length > 1) {
      const less = element("button", { type: "button", class: "table-save" }, "Take away");
      less.addEventListener("click", () => this.change({ axes: axes.filter((_, other) => other !== at) }));
      box.append(less);
    }
    return box;
  }

  /** @param {number} at @param {Axis} axis */
  replace(at, axis) {
    const axes = this.wall.page.state.wall?.axes ?? [];
    this.change({ axes: axes.map((item, place) => (place === at ? axis : item)) });
  }

  /** @param {WallOf} wall */
  more(wall) {
    const { axes = [] } = wall;
    const select = /** @type {HTMLSelectElement} */ (element("select", { "data-testid": "second-axis" }));
    fill(select, [{ value: "", words: "Sweep a second parameter" }, ...this.options(wall, axes)], "");
    select.addEventListener("change", () => {
      const [step, ...parameter] = select.value.split(".");
      const bare = axes.map(({ step: index, parameter: name, low, high }) => ({ step: index, parameter: name, low, high }));
      this.change({ axes: [...bare, { step: Number(step), parameter: parameter.join(".") }] });
    });
    select.setAttribute("aria-label", "Second parameter");
    return element("label", { class: "compare-choice" }, select);
  }
}
