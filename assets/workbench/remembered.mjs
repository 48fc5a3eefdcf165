// Choices that outlast the page. Used by truth.mjs and painted_tracks.mjs.

/** @param {string} place @returns {string | null} */
export function recall(place) {
  try {
    return localStorage.getItem(place);
  } catch {
    return null;
  }
}

/** @param {string} place @param {string} value */
export function remember(place, value) {
  try {
    localStorage.setItem(place, value);
  } catch {
    // Storage can be forbidden; the choice then lasts as long as the page.
  }
}
