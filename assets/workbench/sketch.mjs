// Draws the shapes of a drawing over the picture, as vectors. Used by drawn_layers.mjs.
import { PALETTE } from "./colours.mjs";
import { handlesOf, isArea, outlineOf } from "./shapes.mjs";

/** @typedef {import("./shapes.mjs").Shape} Shape */
/** @typedef {import("./viewer.mjs").Viewer} Viewer */
/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

const POINT_RADIUS = 4;
const HANDLE = 3.5;
const LIGHT = "rgb(255 255 255 / 85%)";
const DARK = "rgb(0 0 0 / 55%)";
/** Lies over what a restricted step leaves alone, and more of it while the region is drawn. */
const VEIL = "#808080";
const VEIL_OPACITY = { open: 0.5, closed: 0.3 };

/** Layer that is drawn on by itself first. */
const canvas = new OffscreenCanvas(1, 1);

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
  const draw = (/** @type {Context} */ layer) => {
    for (const shape of shapes) drawShape(viewer, layer, shape, thick);
  };
  if (shapes.some(({ label }) => label === 0)) return layered(viewer, context, 1, draw);
  prepare(viewer, context);
  return draw(context);
}

/**
 * What lies outside of a region is veiled.
 *
 * @param {Viewer} viewer
 * @param {CanvasRenderingContext2D} context
 * @param {Shape[]} shapes
 * @param {boolean} open whether it is being drawn
 */
export function drawRegion(viewer, context, shapes, open) {
  if (!shapes.length) return;
  const { left, top, width, height } = viewer.camera.frame;
  layered(viewer, context, VEIL_OPACITY[open ? "open" : "closed"], (layer) => {
    layer.fillStyle = VEIL;
    layer.fillRect(left, top, width, height);
    layer.beginPath();
    layer.rect(left, top, width, height);
    layer.clip();
    for (const shape of shapes) {
      layer.globalCompositeOperation = shape.label ? "destination-out" : "source-over";
      fillShape(viewer, layer, shape, VEIL);
    }
  });
  prepare(viewer, context);
  for (const shape of shapes.filter(isArea)) {
    const path = pathOf(viewer, shape);
    stroke(context, path, DARK, 1.5);
    context.setLineDash([5, 4]);
    stroke(context, path, LIGHT, 1.5);
    context.setLineDash([]);
  }
}

/**
 * Draw on a layer of its own, so that what is erased there leaves alone what lies below.
 *
 * @param {Viewer} viewer
 * @param {CanvasRenderingContext2D} context
 * @param {number} opacity
 * @param {(layer: OffscreenCanvasRenderingContext2D) => void} draw
 */
function layered(viewer, context, opacity, draw) {
  const { width, height } = viewer.canvas;
  const layer = canvas.getContext("2d");
  if (!layer) return;
  // Setting a size clears as well.
  Object.assign(canvas, { width, height });
  prepare(viewer, layer);
  draw(layer);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = opacity;
  context.drawImage(canvas, 0, 0);
  context.globalAlpha = 1;
}

/** @param {Viewer} viewer @param {Context} context */
function prepare({ density }, context) {
  context.setTransform(density, 0, 0, density, 0, 0);
  context.globalAlpha = 1;
  context.lineCap = "round";
  context.lineJoin = "round";
}

/** @param {Viewer} viewer @param {Shape} shape on the screen */
function pathOf(viewer, shape) {
  const path = new Path2D();
  for (const [index, [row, column]] of outlineOf(shape).entries()) {
    const { x, y } = viewer.camera.toScreen(column + 0.5, row + 0.5);
    if (index) path.lineTo(x, y);
    else path.moveTo(x, y);
    // A line without length is drawn as a dot.
    if (shape.coordinates.length === 1) path.lineTo(x, y);
  }
  return path;
}

/** @param {Viewer} viewer @param {Context} context @param {Shape} shape @param {boolean} thick */
function drawShape(viewer, context, shape, thick) {
  const width = thick ? shape.width * viewer.camera.zoom : 0;
  if (shape.label === 0) {
    context.globalCompositeOperation = "destination-out";
    fillShape(viewer, context, shape, "#000000");
    context.globalCompositeOperation = "source-over";
  } else if (shape.type === "point") drawPoint(viewer, context, shape, width);
  else if (!isArea(shape) && width > 3) {
    context.globalAlpha = 0.6;
    fillShape(viewer, context, shape, colourOf(shape.label));
    context.globalAlpha = 1;
  } else drawLine(context, pathOf(viewer, shape), shape);
}

/**
 * All of the pixels that a shape covers.
 *
 * @param {Viewer} viewer
 * @param {Context} context
 * @param {Shape} shape
 * @param {string} colour
 */
function fillShape(viewer, context, shape, colour) {
  const path = pathOf(viewer, shape);
  context.fillStyle = colour;
  if (isArea(shape)) context.fill(path, "evenodd");
  else stroke(context, path, colour, Math.max(1, shape.width * viewer.camera.zoom));
}

/** @param {Context} context @param {Path2D} path @param {Shape} shape */
function drawLine(context, path, shape) {
  const colour = colourOf(shape.label);
  if (isArea(shape)) {
    context.globalAlpha = 0.3;
    context.fillStyle = colour;
    context.fill(path, "evenodd");
    context.globalAlpha = 1;
  }
  stroke(context, path, DARK, 4.5);
  stroke(context, path, LIGHT, 3.5);
  stroke(context, path, colour, 2);
}

/** @param {Context} context @param {Path2D} path @param {string} style @param {number} width */
function stroke(context, path, style, width) {
  context.strokeStyle = style;
  context.lineWidth = width;
  context.stroke(path);
}

/**
 * @param {Viewer} viewer
 * @param {Context} context
 * @param {Shape} shape
 * @param {number} width on the screen
 */
function drawPoint(viewer, context, { coordinates: [[row, column]], label }, width) {
  const { x, y } = viewer.camera.toScreen(column + 0.5, row + 0.5);
  const path = new Path2D();
  path.arc(x, y, Math.max(POINT_RADIUS, width / 2), 0, 2 * Math.PI);
  context.globalAlpha = 0.9;
  context.fillStyle = colourOf(label);
  context.fill(path);
  stroke(context, path, DARK, 2.5);
  stroke(context, path, LIGHT, 1.5);
  context.globalAlpha = 1;
}

/**
 * What can be taken hold of.
 *
 * @param {Viewer} viewer
 * @param {CanvasRenderingContext2D} context
 * @param {Shape[]} shapes
 * @param {{shape: Shape | undefined, handle: number | null} | null} held
 */
export function drawHandles(viewer, context, shapes, held) {
  prepare(viewer, context);
  if (held?.shape && held.handle === null) {
    const path = pathOf(viewer, held.shape);
    stroke(context, path, DARK, 3);
    stroke(context, path, "#ffffff", 1.5);
  }
  for (const shape of shapes) {
    for (const [index, [row, column]] of handlesOf(shape).entries()) {
      const { x, y } = viewer.camera.toScreen(column + 0.5, row + 0.5);
      const chosen = held !== null && shape === held.shape && [null, index].includes(held.handle);
      context.fillStyle = chosen ? "#000000" : "#ffffff";
      context.strokeStyle = chosen ? "#ffffff" : "#000000";
      context.lineWidth = 1;
      context.fillRect(x - HANDLE, y - HANDLE, 2 * HANDLE, 2 * HANDLE);
      context.strokeRect(x - HANDLE, y - HANDLE, 2 * HANDLE, 2 * HANDLE);
    }
  }
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
  const path = new Path2D();
  path.arc(x, y, Math.max(2, radius), 0, 2 * Math.PI);
  stroke(context, path, "#000000", 2);
  stroke(context, path, "#ffffff", 1);
}
