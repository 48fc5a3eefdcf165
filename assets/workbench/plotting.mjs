// What all figures beside the picture share: the theme's colours, bare axes, places of the pointer.
// Used by histogram.mjs, profile.mjs and trend.mjs; the graphs are made by components/panels.py.
import { setProps } from "./props.mjs";

/** @param {string} name of a token, such as "--iso-muted" */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * @param {string} id of the graph
 * @param {Record<string, unknown>[]} data
 * @param {Record<string, unknown>} layout besides what all figures have in common
 */
export function plot(id, data, layout) {
  const common = {
    showlegend: false, dragmode: false, hovermode: "x",
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: token("--iso-muted"), size: 11 },
    hoverlabel: { font: { size: 11 } },
  };
  setProps(id, { figure: { data, layout: { ...common, ...layout } } });
}

/** An axis without lines of its own. @param {Record<string, unknown>} more */
export function bareAxis(more) {
  return { fixedrange: true, showgrid: false, zeroline: false, ...more };
}

/**
 * How far across an element the pointer is, from 0 to 1.
 *
 * @param {HTMLElement} box covers what the axis covers
 * @param {PointerEvent | MouseEvent} event
 */
export function across(box, event) {
  const { left, width } = box.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - left) / (width || 1)));
}
