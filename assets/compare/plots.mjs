// Plots beside the panels: the histogram of a difference, and a figure along a sweep. The graph is
// made by components/compare.py. Used by sides.mjs and wall.mjs.
import { token } from "../workbench/plotting.mjs";

const GRAPH = "compare-graph";
const HEIGHT = 240;

/** @param {Record<string, unknown>[]} data @param {Record<string, unknown>} layout */
export function draw(data, layout) {
  const axis = { fixedrange: true, showgrid: false, zeroline: false, automargin: true,
    color: token("--iso-muted"), linecolor: token("--iso-line-strong") };
  const { xaxis, yaxis, ...rest } = /** @type {any} */ (layout);
  window.dash_clientside.set_props(GRAPH, {
    figure: {
      data,
      layout: {
        height: HEIGHT, autosize: true, showlegend: false, dragmode: false, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
        margin: { l: 8, r: 8, t: 8, b: 8 }, font: { color: token("--iso-muted"), size: 11 },
        hoverlabel: { font: { size: 11 } },
        xaxis: { ...axis, ...xaxis }, yaxis: { ...axis, ...yaxis }, ...rest,
      },
    },
  });
  // What was hidden has no width yet.
  requestAnimationFrame(() => window.dispatchEvent(new Event("resize")));
}

/**
 * Counts on a square-root scale, so that the few pixels that differ show beside the many that do not.
 *
 * @param {number[]} centres
 * @param {number[]} counts
 * @param {number} width of a bin
 */
export function barPlot(centres, counts, width) {
  const colour = centres.map((centre) =>
    (Math.abs(centre) <= width / 2 ? token("--iso-muted") : centre < 0 ? "#2166ac" : "#b2182b"));
  const customdata = counts.map(String);
  draw([{
    type: "bar", x: centres, y: counts.map(Math.sqrt), width, marker: { color: colour }, customdata,
    hovertemplate: "%{x:.4g}: %{customdata} pixels<extra></extra>",
  }], {
    bargap: 0,
    xaxis: { zeroline: true, zerolinecolor: token("--iso-line-strong"), nticks: 6 },
    yaxis: { visible: false },
  });
}
