// The rows of the layer panel: visibility, opacity, colour. Used by session.mjs.
import { element } from "../mount.mjs";
import { MAP_NAMES, PALETTE } from "./colours.mjs";
import { GEOMETRIES } from "./geometry.mjs";
import { limitsRow } from "./limits.mjs";

/** @typedef {import("./painting.mjs").Style} Style */

const MODES = { over: "in front", checkerboard: "checkerboard", difference: "difference" };

/** @typedef {{key: string, name: string, kind: string, step: number}} LayerRow */

/**
 * @param {LayerRow} row
 * @param {number} place among the layers of its step
 * @returns {Style}
 */
export function firstStyle(row, place) {
  return {
    visible: place === 0 || GEOMETRIES.has(row.kind),
    opacity: row.kind === "mask" ? 0.3 : row.kind === "labels" ? 0.45 : 1,
    colour: PALETTE[place % PALETTE.length],
    map: row.kind === "heatmap" ? "viridis" : "grey",
    fill: true,
    outline: true,
    width: 1.5,
    limits: null,
    mode: "over",
  };
}

/**
 * @param {HTMLElement} root
 * @param {LayerRow[]} rows
 * @param {(row: LayerRow) => Style} styleOf
 * @param {(row: LayerRow, change: Partial<Style>) => void} changed
 */
export function showRows(root, rows, styleOf, changed) {
  const made = rows.map((row) => rowFor(row, styleOf(row), (change) => changed(row, change)));
  root.replaceChildren(...made);
}

/** @param {LayerRow} row @param {Style} style @param {(change: Partial<Style>) => void} changed */
function rowFor(row, style, changed) {
  const box = element("div", { class: "layer", "data-testid": `layer-${row.name}` });
  const head = element("div", { class: "layer-head" });
  head.append(check(row.name, style.visible, (visible) => changed({ visible }), "layer-visible"));
  head.append(element("span", { class: "layer-kind" }, row.kind));
  const coloured = GEOMETRIES.has(row.kind) && row.kind !== "tracks";
  if (row.kind === "mask" || coloured) head.append(swatch(row, style, changed));
  box.append(head);
  if (row.kind === "mask" || row.kind === "labels") {
    const outline = element("div", { class: "layer-part", "data-testid": "layer-outline" });
    outline.append(check("outline", style.outline, (value) => changed({ outline: value })));
    outline.append(outlineWidth(row, style, changed));
    const fill = element("div", { class: "layer-part", "data-testid": "layer-fill" });
    fill.append(check("fill", style.fill, (value) => changed({ fill: value })));
    fill.append(opacity(row, style, changed));
    box.append(outline, fill);
  } else if (GEOMETRIES.has(row.kind)) {
    const line = element("div", { class: "layer-part" },
      element("span", { class: "layer-word" }, "line"), outlineWidth(row, style, changed));
    const through = element("div", { class: "layer-part" },
      element("span", { class: "layer-word" }, "opacity"), opacity(row, style, changed));
    box.append(line, through,
      element("div", { class: "layer-share", "data-share": row.key, hidden: "" }));
  } else {
    const part = element("div", { class: "layer-part" }, modes(row, style, changed));
    if (style.mode !== "difference") part.append(maps(row, style, changed));
    const through = element("div", { class: "layer-part" },
      element("span", { class: "layer-word" }, "opacity"), opacity(row, style, changed));
    box.append(part, through, limitsRow(row, style, changed));
  }
  return box;
}

/** Tell how much of a layer is shown. @param {string} key @param {string} words none where all is */
export function showShare(key, words) {
  const note = /** @type {HTMLElement | null} */ (
    document.querySelector(`.layer-share[data-share="${key}"]`));
  if (!note) return;
  note.textContent = words;
  note.hidden = !words;
}

/**
 * @param {string} words
 * @param {boolean} on
 * @param {(on: boolean) => void} changed
 */
function check(words, on, changed, name = "") {
  const input = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
  input.checked = on;
  input.addEventListener("change", () => changed(input.checked));
  return element("label", { class: `layer-check ${name}` }, input, words);
}

/** @param {LayerRow} row @param {Style} style @param {(change: Partial<Style>) => void} changed */
function opacity(row, style, changed) {
  const input = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "range", min: "0", max: "1", step: "0.01", class: "layer-opacity",
      "aria-label": `Opacity of ${row.name}`,
    })
  );
  input.value = String(style.opacity);
  input.addEventListener("input", () => changed({ opacity: Number(input.value) }));
  return input;
}

/** @param {LayerRow} row @param {Style} style @param {(change: Partial<Style>) => void} changed */
function swatch(row, style, changed) {
  const input = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "color", class: "layer-colour", list: "overlay-colours",
      "aria-label": `Colour of ${row.name}`,
    })
  );
  input.value = style.colour;
  input.addEventListener("input", () => changed({ colour: input.value }));
  return input;
}

/** @param {LayerRow} row @param {Style} style @param {(change: Partial<Style>) => void} changed */
function maps(row, style, changed) {
  const select = /** @type {HTMLSelectElement} */ (
    element("select", { class: "layer-map", "aria-label": `Colour map of ${row.name}` })
  );
  for (const name of MAP_NAMES) select.append(element("option", { value: name }, name));
  select.value = style.map;
  select.addEventListener("change", () => changed({ map: select.value }));
  return select;
}

/** @param {LayerRow} row @param {Style} style @param {(change: Partial<Style>) => void} changed */
function modes(row, style, changed) {
  const select = /** @type {HTMLSelectElement} */ (
    element("select", { class: "layer-map", "aria-label": `How ${row.name} is shown` })
  );
  for (const [mode, words] of Object.entries(MODES)) {
    select.append(element("option", { value: mode }, words));
  }
  select.value = style.mode;
  select.addEventListener("change", () => {
    changed({ mode: /** @type {Style["mode"]} */ (select.value), limits: null });
  });
  return select;
}

/** @param {LayerRow} row @param {Style} style @param {(change: Partial<Style>) => void} changed */
function outlineWidth(row, style, changed) {
  const input = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "range", min: "1", max: "4", step: "0.5", class: "layer-opacity",
      "aria-label": `Line width of ${row.name}`, title: "1 to 4 pixels of the screen",
    })
  );
  input.value = String(style.width);
  input.addEventListener("input", () => changed({ width: Number(input.value) }));
  return input;
}
