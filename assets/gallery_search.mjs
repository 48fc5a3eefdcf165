// Which cards of the gallery match, and in what order. No page is touched here; gallery.mjs calls it.

export const FACETS = /** @type {const} */ (["task", "input", "output"]);

/** @typedef {Record<"task" | "input" | "output", Set<string>>} Values */
/** @typedef {{title: string, near: string, all: string, values: Values, misfit?: boolean}} Entry */
/** @typedef {{words: string[], chosen: Values}} Query */
/** @typedef {{shown: number[], counts: Record<string, Map<string, number>>}} Matches */

/**
 * How well an entry fits the words; smaller is better, null is not at all.
 *
 * @param {Entry} entry
 * @param {string[]} words
 * @returns {number | null}
 */
export function rank(entry, words) {
  if (!words.every((word) => entry.all.includes(word))) return null;
  if (!words.length) return 0;
  if (entry.title.startsWith(words.join(" "))) return 0;
  if (words.every((word) => ` ${entry.title}`.includes(` ${word}`))) return 1;
  if (words.every((word) => entry.title.includes(word))) return 2;
  if (words.every((word) => entry.near.includes(word))) return 3;
  return 4;
}

/**
 * Facets whose chosen values an entry has none of.
 *
 * @param {Entry} entry
 * @param {Values} chosen
 */
function unmet(entry, chosen) {
  return FACETS.filter((facet) => {
    const wanted = chosen[facet];
    return wanted.size > 0 && ![...wanted].some((value) => entry.values[facet].has(value));
  });
}

/**
 * Indices of the entries that match, best first and what does not fit the picture last, and for each value of each facet how many would
 * match if that facet were set to it alone.
 *
 * @param {Entry[]} entries
 * @param {Query} query
 * @returns {Matches}
 */
export function match(entries, { words, chosen }) {
  /** @type {{index: number, rank: number, misfit: number}[]} */
  const found = [];
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map()]));
  entries.forEach((entry, index) => {
    const fit = rank(entry, words);
    if (fit === null) return;
    const missing = unmet(entry, chosen);
    if (!missing.length) found.push({ index, rank: fit, misfit: Number(entry.misfit ?? false) });
    for (const facet of FACETS) {
      if (missing.some((other) => other !== facet)) continue;
      for (const value of entry.values[facet]) {
        counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
      }
    }
  });
  found.sort((a, b) => a.misfit - b.misfit || a.rank - b.rank || a.index - b.index);
  return { shown: found.map(({ index }) => index), counts };
}
