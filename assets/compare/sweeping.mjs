// Which values a sweep takes, and the recipes of a wall's cells; pure functions, used by wall.mjs.

/**
 * @typedef {import("./state.mjs").Axis} Axis
 * @typedef {import("./state.mjs").Wall} Wall
 * @typedef {import("./kept.mjs").Kept} Kept
 * @typedef {{recipe: import("./links.mjs").Pipeline, result: Kept, values: number[], words: string}} Cell
 *   what stands in a cell: the pipeline that is adopted, and the layer of it that is shown
 */

const RASTER = ["mask", "labels", "heatmap", "image"];
export const MOST_CELLS = 100;
const USUAL = [12, 5];

/**
 * Parameters of a step that are numbers with a track, its ends filled in.
 *
 * @param {any} entry of the catalogue
 * @param {any} [record] of the picture, whose values intensities follow
 * @returns {[string, any][]}
 */
export function sweepable(entry, record) {
  return Object.entries(entry?.parameters?.properties ?? {}).flatMap(([name, property]) => {
    const { type, unit, minimum, maximum, softMinimum, softMaximum } = property;
    const follows = unit === "intensity" && record && record.dtype !== "uint8" &&
      Number.isFinite(record.minimum) && record.minimum < record.maximum;
    const low = minimum ?? (follows ? record.minimum : softMinimum);
    const high = maximum ?? (follows ? record.maximum : softMaximum);
    const numeric = ["number", "integer"].includes(type) && low !== undefined && high !== undefined;
    return numeric ? [[name, { ...property, minimum: low, maximum: high }]] : [];
  });
}

/**
 * A range with its ends and number of values filled in.
 *
 * @param {Axis} axis
 * @param {any} property as JSON Schema has it
 * @param {number} place 0 for the first of the sweep's axes
 * @param {number} count of axes
 * @returns {Required<Axis>}
 */
export function completed(axis, property, place, count) {
  const { minimum, maximum } = property;
  const within = (/** @type {number} */ value) => Math.min(maximum, Math.max(minimum, value));
  const low = within(axis.low ?? minimum);
  const high = within(axis.high ?? maximum);
  const most = count > 1 ? 10 : 48;
  const usual = count > 1 ? USUAL[1] : USUAL[0];
  const wanted = Math.round(Math.min(most, Math.max(2, axis.count ?? usual)));
  return { ...axis, low: Math.min(low, high), high: Math.max(low, high), count: wanted };
}

/**
 * The values of an axis: evenly spaced, on a logarithmic scale where its slider has one, and such as
 * the slider can hold.
 *
 * @param {Required<Axis>} axis
 * @param {any} property
 * @returns {number[]}
 */
export function valuesOf({ low, high, count }, property) {
  const logarithmic = property.scale === "log" && low > 0;
  const made = Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    return logarithmic ? low * (high / low) ** share : low + share * (high - low);
  });
  return [...new Set(made.map((value) => held(value, property)))];
}

/** @param {number} value @param {any} property @returns {number} the nearest that a slider holds */
function held(value, property) {
  const { type, step, minimum, maximum } = property;
  const grain = step ?? (type === "integer" ? 1 : 0);
  const grid = grain ? minimum + Math.round((value - minimum) / grain) * grain : value;
  const inside = Math.min(maximum, Math.max(minimum, grid));
  return Number(inside.toPrecision(type === "integer" ? 15 : 6));
}

/**
 * @param {any} entry of the catalogue
 * @param {string} [wanted] name of an output
 * @returns {{name: string, kind: string} | null} the layer that shows it
 */
export function layerOf(entry, wanted) {
  const outputs = entry?.outputs ?? [];
  return outputs.find((/** @type {any} */ item) => item.name === wanted && RASTER.includes(item.kind)) ??
    outputs.find((/** @type {any} */ item) => RASTER.includes(item.kind)) ??
    outputs.find((/** @type {any} */ item) => ["points", "boxes", "paths", "vectors"].includes(item.kind)) ?? null;
}

/**
 * The cells of a sweep: along the first axis, one row for each value of the second.
 *
 * @param {Wall} wall
 * @param {Required<Axis>[]} axes
 * @param {number[][]} values of each axis
 * @param {{name: string, kind: string}} layer of the wall's step
 * @param {(axis: Axis, value: number) => string} say
 * @returns {Cell[]}
 */
export function sweepCells({ base, step }, axes, values, layer, say) {
  const [first, second = [null]] = values;
  return second.flatMap((down) => first.map((across) => {
    const chosen = down === null ? [across] : [across, down];
    const steps = base.steps.map((item, index) => {
      const changed = axes.flatMap((axis, at) =>
        (axis.step === index ? [[axis.parameter, chosen[at]]] : []));
      return changed.length ? { ...item, parameters: { ...item.parameters, ...Object.fromEntries(changed) } } : item;
    });
    const recipe = { ...base, steps };
    const words = axes.map((axis, at) => say(axis, chosen[at])).join(", ");
    return { recipe, values: chosen, words,
      result: { ...recipe, step, layer: layer.name, kind: layer.kind, name: words } };
  }));
}

/**
 * The cells of a family: each of its algorithms in place of one step, the steps before as they are.
 *
 * @param {Wall} wall
 * @param {{id: string, title: string}[]} members
 * @param {Map<string, any>} algorithms the catalogue by id
 * @returns {Cell[]}
 */
export function familyCells({ base, step, parameters = {} }, members, algorithms) {
  const known = base.steps[step];
  const before = base.steps.slice(0, step);
  return members.flatMap(({ id, title }) => {
    const entry = algorithms.get(id);
    const layer = layerOf(entry);
    if (!layer) return [];
    // The one that stands there already keeps its values.
    const same = known?.algorithm === id ? known : null;
    const chosen = Object.fromEntries(sweepable(entry).filter(([name]) => name in parameters)
      .map(([name, property]) => [name, held(parameters[name], property)]));
    const made = same
      ? { ...same, parameters: { ...same.parameters, ...chosen } }
      : { algorithm: id, parameters: chosen, inputs: inputsFor(entry, known), enabled: true };
    const recipe = { ...base, steps: [...before, made, ...after(base, step, entry, algorithms)] };
    const shown = { ...base, steps: [...before, made] };
    return [{ recipe, values: [], words: title,
      result: { ...shown, step, layer: layer.name, kind: layer.kind, name: title } }];
  });
}

/**
 * Numbers that several algorithms of a family have, which may be chosen for all of them at once.
 *
 * @param {{id: string}[]} members
 * @param {Map<string, any>} algorithms the catalogue by id
 * @returns {[string, any][]} name and what the first of them says of it
 */
export function sharedParameters(members, algorithms) {
  /** @type {Map<string, {property: any, count: number}>} */
  const found = new Map();
  for (const { id } of members) {
    for (const [name, property] of sweepable(algorithms.get(id))) {
      const known = found.get(name);
      if (known) known.count += 1;
      else found.set(name, { property, count: 1 });
    }
  }
  return [...found].filter(([, { count }]) => count > 1).map(([name, { property }]) => [name, property]);
}

/** Inputs that the new algorithm has as well. @param {any} entry @param {any} known */
function inputsFor(entry, known) {
  const names = new Map(entry.inputs.map((/** @type {any} */ item) => [item.name, item.kind]));
  return Object.fromEntries(Object.entries(known?.inputs ?? {}).filter(([name]) => names.has(name)));
}

/**
 * The steps behind, where they can go on with what the new one gives; none otherwise.
 *
 * @param {import("./links.mjs").Pipeline} base
 * @param {number} step
 * @param {any} entry
 * @param {Map<string, any>} algorithms
 */
function after(base, step, entry, algorithms) {
  const rest = base.steps.slice(step + 1);
  const outputs = new Map(entry.outputs.map((/** @type {any} */ item) => [item.name, item.kind]));
  const before = algorithms.get(base.steps[step]?.algorithm)?.outputs ?? [];
  const kindOf = (/** @type {string} */ name) => before.find((/** @type {any} */ item) => item.name === name)?.kind;
  /** @type {any[]} */
  const made = [];
  for (const item of rest) {
    const inputs = { ...item.inputs };
    for (const [name, reference] of Object.entries(inputs)) {
      const [index, output] = String(reference).split(".");
      if (Number(index) !== step || output === undefined) continue;
      const kind = kindOf(output);
      const fitting = outputs.get(output) === kind ? output
        : [...outputs].find(([, other]) => other === kind)?.[0];
      if (!fitting) return [];
      inputs[name] = `${step}.${fitting}`;
    }
    made.push({ ...item, inputs });
  }
  const [firstKind] = before.map((/** @type {any} */ item) => item.kind);
  return [...outputs.values()].includes(firstKind) ? made : [];
}
