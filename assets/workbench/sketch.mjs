// Draws the shapes of a drawing over the picture, as vectors. Used by drawing.mjs.
import { PALETTE } from "./colours.mjs";
import { outlineOf } from "./shapes.mjs";

/** @typedef {import("./shapes.mjs").Shape} Shape */
/** @typedef {import("./viewer.mjs").Viewer} Viewer */

const POINT_RADIUS = 4;
const HALO = "rgb(255 255 255 / 80%)";

/** @param {number} label */
export function colourOf(label) {
  return PALETTE[(label - 1) % PALETTE.length];
}

/**
 * @param {Viewer} viewer
 * @param {CanvasRenderingContext2D} context
 * @param {Shape[]} shapes
 * @param {boolean} thick whether lines are as wide as the pixels they become
 */
export function drawShapes(viewer, context, shapes, thick) {
  prepare(viewer, context);
  for (const shape of shapes) {
    const colour = colourOf(shape.label);
    const path = new Path2D();
    for (const [index, [row, column]] of outlineOf(shape).entries()) {
      const { x, y } = viewer.camera.toScreen(column + 0.5, row + 0.5);
      if (index) path.lineTo(x, y);
      else path.moveTo(x, y);
    }
    const width = thick ? shape.width * viewer.camera.zoom : 0;
    if (shape.coordinates.length === 1) drawPoint(viewer, context, shape, colour, width);
    else drawLine(context, path, shape, colour, width);
  }
  context.globalAlpha = 1;
}

/** @param {Viewer} viewer @param {CanvasRenderingContext2D} context */
function prepare({ density }, context) {
  context.setTransform(density, 0, 0, density, 0, 0);
  context.lineCap = "round";
  context.lineJoin = "round";
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Path2D} path
 * @param {Shape} shape
 * @param {string} colour
 * @param {number} width on the screen
 */
function drawLine(context, path, { type }, colour, width) {
  context.fillStyle = colour;
  context.globalAlpha = 0.3;
  if (type === "polygon" || type === "box") context.fill(path);
  else if (width > 3) {
    context.globalAlpha = 0.6;
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke(path);
    return;
  }
  context.globalAlpha = 1;
  for (const [style, thickness] of /** @type {[string, number][]} */ ([[HALO, 3.5], [colour, 2]])) {
    context.strokeStyle = style;
    context.lineWidth = thickness;
    context.stroke(path);
  }
}

/**
 * @param {Viewer} viewer
 * @param {CanvasRenderingContext2D} context
 * @param {Shape} shape
 * @param {string} colour
 * @param {number} width on the screen
 */
function drawPoint(viewer, context, { coordinates: [[row, column]] }, colour, width) {
  const { x, y } = viewer.camera.toScreen(column + 0.5, row + 0.5);
  context.globalAlpha = 0.9;
  context.beginPath();
  context.arc(x, y, Math.max(POINT_RADIUS, width / 2), 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = HALO;
  context.stroke();
}

/**
 * The size of the brush or eraser around the cursor.
 *
 * @param {Viewer} viewer
 * @param {CanvasRenderingContext2D} context
 * @param {{x: number, y: number}} place on the screen
 * @param {number} radius on the screen
 */
export function drawCursor(viewer, context, { x, y }, radius) {
  prepare(viewer, context);
  for (const [style, thickness] of /** @type {[string, number][]} */ ([["#000000", 2], ["#ffffff", 1]])) {
    context.beginPath();
    context.arc(x, y, Math.max(2, radius), 0, 2 * Math.PI);
    context.strokeStyle = style;
    context.lineWidth = thickness;
    context.stroke();
  }
}
