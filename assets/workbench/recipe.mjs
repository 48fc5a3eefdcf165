// The recipe on the page and the pipeline the server takes; pure functions, used by session.mjs.

/**
 * @typedef {{uid: string, algorithm: string, parameters: Record<string, unknown>,
 *   inputs: Record<string, string>, enabled: boolean}} RecipeStep
 * @typedef {{kind: string, shapes: import("./shapes.mjs").Shape[]}} DrawingOf
 * @typedef {{image: string, steps: RecipeStep[], selected: string | null,
 *   drawings?: Record<string, DrawingOf>}} Recipe
 */

/**
 * The pipeline up to and including one step, with steps counted instead of named.
 *
 * @param {Recipe} recipe
 * @param {number} [until] place of the last step wanted
 */
export function pipelineOf(recipe, until = recipe.steps.length - 1) {
  const places = new Map(recipe.steps.map((step, index) => [step.uid, index]));
  const steps = recipe.steps.slice(0, until + 1).map((step, index) => {
    /** @type {Record<string, string>} */
    const inputs = {};
    for (const [name, reference] of Object.entries(step.inputs)) {
      const stands = reference === "source" || /^(image|drawing):/.test(reference);
      if (stands) inputs[name] = reference;
      const [uid, output] = reference.split(".");
      const place = places.get(uid);
      if (place !== undefined && place < index) inputs[name] = `${place}.${output}`;
    }
    const { algorithm, parameters, enabled } = step;
    return { algorithm, parameters, inputs, enabled };
  });
  const drawings = drawingsOf(recipe, steps);
  // Recipes without any stay as short as they can be.
  return Object.keys(drawings).length ? { image: recipe.image, steps, drawings } : { image: recipe.image, steps };
}

/** Drawings that steps refer to. @param {Recipe} recipe @param {{inputs: Record<string, string>}[]} steps */
function drawingsOf(recipe, steps) {
  const used = new Set(steps.flatMap(({ inputs }) => Object.values(inputs)));
  return Object.fromEntries(
    Object.entries(recipe.drawings ?? {}).filter(([key]) => used.has(`drawing:${key}`)),
  );
}

/**
 * A copy in which one step differs.
 *
 * @param {Recipe} recipe
 * @param {string} uid
 * @param {(step: RecipeStep) => Partial<RecipeStep>} change
 * @returns {Recipe}
 */
export function withStep(recipe, uid, change) {
  return {
    ...recipe,
    steps: recipe.steps.map((step) => (step.uid === uid ? { ...step, ...change(step) } : step)),
  };
}

/** @param {Recipe} recipe */
export function addressOf(recipe) {
  const pipeline = pipelineOf(recipe);
  const at = recipe.steps.findIndex((step) => step.uid === recipe.selected);
  const algorithm = recipe.steps[Math.max(0, at)]?.algorithm;
  const query = new URLSearchParams({ image: recipe.image });
  if (recipe.steps.length) query.set("recipe", JSON.stringify(pipeline));
  return `/explore${algorithm ? `/${algorithm}` : ""}?${query}`;
}
