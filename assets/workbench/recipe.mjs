// The recipe on the page and the pipeline the server takes; pure functions, used by session.mjs.

export const DRAWING = "drawing:";
/** What stands for the region of a step among the names of its inputs; isoline/run/restriction.py. */
export const REGION = "region of interest";

/**
 * @typedef {{uid: string, algorithm: string, parameters: Record<string, unknown>,
 *   inputs: Record<string, string>, enabled: boolean, region?: string | null}} RecipeStep
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
    const counted = (/** @type {string} */ reference) => {
      if (reference === "source" || /^(image|drawing):/.test(reference)) return reference;
      const [uid, output] = reference.split(".");
      const place = places.get(uid);
      return place !== undefined && place < index ? `${place}.${output}` : null;
    };
    const references = Object.entries(step.inputs).map(([name, reference]) => [name, counted(reference)]);
    const inputs = Object.fromEntries(references.filter(([, reference]) => reference !== null));
    const { algorithm, parameters, enabled } = step;
    const made = { algorithm, parameters, inputs, enabled };
    const region = isEverywhere(recipe, step) ? null : counted(step.region ?? "");
    return region === null ? made : { ...made, region };
  });
  const drawings = drawingsOf(recipe, steps);
  // Recipes without any stay as short as they can be.
  return Object.keys(drawings).length ? { image: recipe.image, steps, drawings } : { image: recipe.image, steps };
}

/** Whether a step has an effect on the whole picture. @param {Recipe} recipe @param {RecipeStep} step */
function isEverywhere({ drawings = {} }, { region }) {
  if (!region?.startsWith(DRAWING)) return !region;
  return !drawings[region.slice(DRAWING.length)]?.shapes.length;
}

/**
 * Drawings that steps refer to.
 *
 * @param {Recipe} recipe
 * @param {{inputs: Record<string, string>, region?: string}[]} steps
 */
function drawingsOf(recipe, steps) {
  const used = new Set(steps.flatMap(({ inputs, region = "" }) => [...Object.values(inputs), region]));
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

/** Where an input of a step, or its region, comes from. @param {RecipeStep} step @param {string} name */
export function referenceOf(step, name) {
  return (name === REGION ? step.region : step.inputs[name]) ?? "";
}

/**
 * What changes of a step when an input, or its region, is to come from elsewhere.
 *
 * @param {RecipeStep} step
 * @param {string} name
 * @param {string} reference
 * @returns {Partial<RecipeStep>}
 */
export function wired({ inputs }, name, reference) {
  if (name === REGION) return { region: reference || null };
  const { [name]: _, ...others } = inputs;
  return { inputs: reference ? { ...others, [name]: reference } : others };
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
