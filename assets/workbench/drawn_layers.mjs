// The drawings of the step in use: shown over the picture, in the legend and under the cursor.
// Used by drawing.mjs, results.mjs and readout.mjs.
import { DRAWING, REGION, referenceOf } from "./recipe.mjs";
import { isOn, labelAt } from "./shapes.mjs";
import { drawCursor, drawHandles, drawRegion, drawShapes } from "./sketch.mjs";

/** @typedef {import("./drawing.mjs").Drawing} Drawing */
/** @typedef {{name: string, kind: string, labels: number[]}} DrawnEntry of the legend */

export class DrawnLayers {
  /** @param {Drawing} drawing */
  constructor(drawing) {
    this.drawing = drawing;
  }

  /** What is drawn on the plane that is seen, by what it is drawn for. */
  get all() {
    const { recipe, selectedIndex, stage } = this.drawing.session;
    const step = recipe.steps[selectedIndex];
    if (!step) return [];
    return [...Object.keys(step.inputs), REGION].flatMap((name) => {
      const reference = referenceOf(step, name);
      const drawn = recipe.drawings?.[reference.slice(DRAWING.length)];
      if (!reference.startsWith(DRAWING) || !drawn) return [];
      const shapes = drawn.shapes.filter((shape) => isOn(shape, stage.plane));
      return [{ name, kind: drawn.kind, shapes, open: drawn === this.drawing.drawing }];
    });
  }

  /** @param {CanvasRenderingContext2D} context */
  paint(context) {
    const { viewer, pen, settled, session: { stage } } = this.drawing;
    for (const { name, kind, shapes, open } of this.all) {
      // What is under way is shown as the hand draws it.
      const seen = open && pen.shape
        ? [...settled.filter((shape) => isOn(shape, stage.plane)), pen.shape] : shapes;
      if (name === REGION) drawRegion(viewer, context, seen, open);
      else drawShapes(viewer, context, seen, kind === "labels");
    }
    if (this.drawing.target) this.paintTool(context);
  }

  /** @param {CanvasRenderingContext2D} context */
  paintTool(context) {
    const { viewer, pen, tool, shapes, grips: { hold }, radius, session: { stage } } = this.drawing;
    if (tool === "select") {
      const seen = shapes.filter((shape) => isOn(shape, stage.plane) && shape.label > 0);
      drawHandles(viewer, context, seen, hold && { shape: shapes[hold.index], handle: hold.handle });
    }
    if (pen.cursor && radius) drawCursor(viewer, context, pen.cursor, radius);
  }

  /** What the cursor is over. @param {number} row @param {number} column @returns {string[]} */
  at(row, column) {
    return this.all.filter(({ kind, shapes }) => kind === "labels" && shapes.length)
      .map(({ name, shapes }) => {
        const label = labelAt(shapes, [row, column]);
        const side = label ? "inside" : "outside";
        return `${titleOf(name)} ${name === REGION ? side : label}`;
      });
  }

  /** @returns {DrawnEntry[]} */
  get legend() {
    return this.all.filter(({ shapes }) => shapes.length).map(({ name, kind, shapes }) => ({
      name: titleOf(name),
      kind: name === REGION ? "region" : kind,
      labels: [...new Set(shapes.map(({ label }) => label).filter(Boolean))].sort((a, b) => a - b),
    }));
  }
}

/** @param {string} name of an input */
export function titleOf(name) {
  return name === REGION ? "region" : name.replaceAll("_", " ");
}
