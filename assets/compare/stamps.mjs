// What sets each panel apart from the others, in words: a stamp shows what differs. Pure functions,
// used by page.mjs and wall.mjs.
import { shown } from "../workbench/measurements.mjs";

/**
 * @typedef {import("./kept.mjs").Kept} Kept
 * @typedef {{title: string, unit?: string}} Named
 * @typedef {{image: (id: string) => string, algorithm: (id: string) => string,
 *   unit: (algorithm: string, parameter: string) => string}} Names
 * @typedef {{key: string, words: string, differs: boolean}} Fact
 */

/**
 * The facts of every panel; those that set it apart are marked. A picture without steps has none of
 * its parameters in common with anybody, which says nothing.
 *
 * @param {Kept[]} panels
 * @param {Names} names
 * @returns {Fact[][]}
 */
export function factsOf(panels, names) {
  const all = panels.map((panel) => factsIn(panel, names));
  const worked = all.filter((_, at) => panels[at].step >= 0);
  const shared = (/** @type {[string, string]} */ [key, words]) => {
    const others = key === "image" ? all : worked;
    // A parameter that a panel's algorithm does not have is told by the algorithm.
    const having = key.includes(".") ? others.filter((facts) => facts.some(([other]) => other === key)) : others;
    return having.every((facts) => facts.some(([other, said]) => other === key && said === words));
  };
  return all.map((facts) => facts.map((fact) =>
    ({ key: fact[0], words: fact[1], differs: panels.length > 1 && !shared(fact) })));
}

/** @param {Kept} panel @param {Names} names @returns {[string, string][]} */
function factsIn(panel, names) {
  /** @type {[string, string][]} */
  const facts = [["image", names.image(panel.image)]];
  panel.steps.slice(0, panel.step + 1).forEach((step, index) => {
    if (step.enabled === false) return;
    facts.push([`${index}`, names.algorithm(step.algorithm)]);
    for (const [name, value] of Object.entries(step.parameters ?? {})) {
      const unit = names.unit(step.algorithm, name);
      const words = `${name.replaceAll("_", " ")} ${written(value)}${unit ? ` ${unit}` : ""}`;
      facts.push([`${index}.${step.algorithm}.${name}`, words]);
    }
  });
  if (panel.step >= 0) facts.push(["layer", panel.layer.replaceAll("_", " ")]);
  return facts;
}

/** @param {unknown} value of a parameter */
export function written(value) {
  if (typeof value === "number") return shown(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  if (value === null || value === undefined) return "none";
  return Array.isArray(value) ? value.map(written).join(", ") : String(value);
}

/** A name for a result. @param {Omit<Kept, "name">} panel @param {Names} names */
export function nameOf(panel, names) {
  const step = panel.steps[panel.step];
  return step ? names.algorithm(step.algorithm) : names.image(panel.image);
}
