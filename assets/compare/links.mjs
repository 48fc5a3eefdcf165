// Addresses of the compare page and of the workbench. Used by the workbench and the compare page.

/**
 * @typedef {{image: string, steps: any[], drawings?: Record<string, any>}} Pipeline
 *   steps counted, as the server takes them
 * @typedef {import("./state.mjs").State} State
 * @typedef {import("./state.mjs").Wall} Wall
 */

/** @param {Partial<State>} state */
export function compareAddress(state) {
  return `/compare?${new URLSearchParams({ state: JSON.stringify(state) })}`;
}

/**
 * Every algorithm of a family in place of one step.
 *
 * @param {Pipeline} recipe
 * @param {number} index of the step
 * @param {string} family its id
 */
export function tryAllAddress(recipe, index, family) {
  return compareAddress({ wall: { kind: "family", base: recipe, step: index, family } });
}

/**
 * One parameter of a step along its range.
 *
 * @param {Pipeline} recipe
 * @param {number} index of the step
 * @param {string} parameter its name
 */
export function sweepAddress(recipe, index, parameter) {
  const axes = [{ step: index, parameter }];
  return compareAddress({ wall: { kind: "sweep", base: recipe, step: index, axes } });
}

/**
 * The workbench on a pipeline, one step of it in use.
 *
 * @param {Pipeline} recipe
 * @param {number} step
 */
export function workbenchAddress(recipe, step) {
  const query = new URLSearchParams({ image: recipe.image });
  if (recipe.steps.length) query.set("recipe", JSON.stringify(bare(recipe)));
  const used = recipe.steps[Math.max(0, step)]?.algorithm;
  return `/explore${used ? `/${used}` : ""}?${query}`;
}

/** A pipeline with nothing but what the server takes. @param {Pipeline} recipe @returns {Pipeline} */
export function bare({ image, steps, drawings }) {
  return drawings && Object.keys(drawings).length ? { image, steps, drawings } : { image, steps };
}

/** Open an address of the app in this page. @param {string} href */
export function go(href) {
  window.dash_clientside.set_props("address", { href });
}
