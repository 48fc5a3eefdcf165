// How long each step took, as a list of bars. Used by figures.mjs.
import { element } from "../mount.mjs";
import { duration } from "./cards.mjs";

/** @typedef {import("./session.mjs").Session} Session */

/** @param {Session} session */
export function showTiming(session) {
  const { recipe, algorithms, cards } = session;
  const reports = recipe.steps.map((_, index) => cards.reports.get(index));
  const longest = Math.max(1e-3, ...reports.map((report) => report?.elapsed_ms ?? 0));
  const rows = recipe.steps.map((step, index) => {
    const report = reports[index];
    const title = algorithms.get(step.algorithm)?.title ?? step.algorithm;
    const time = report && step.enabled ? duration(report.elapsed_ms) : "–";
    const share = step.enabled ? (100 * (report?.elapsed_ms ?? 0)) / longest : 0;
    return element("li", { class: "timing-row", "data-cached": String(Boolean(report?.cached)),
      title: `${title}: ${time}${report?.cached ? ", taken from the cache" : ""}` },
    element("span", { class: "timing-name" }, `${index + 1} ${title}`),
    element("span", { class: "timing-track" },
      element("span", { class: "timing-bar", style: `width: ${share.toFixed(1)}%` })),
    element("span", { class: "timing-time" }, report?.cached ? `${time}, cached` : time));
  });
  const none = element("li", { class: "panel-empty" }, "No steps yet.");
  session.find(".timing-list").replaceChildren(...(rows.length ? rows : [none]));
}
