// Sets properties of Dash components from script. Used wherever the workbench's modules do so.

/** Longest that Dash takes to draw the page it has turned to. */
const LEAVING_MS = 2000;

/**
 * Like Dash's own, but silent where the component has left the page: Dash knows of that earlier
 * than the elements show it.
 *
 * @param {string | Record<string, string>} id
 * @param {Record<string, unknown>} props
 */
export function setProps(id, props) {
  const root = document.querySelector("#workbench");
  if (!root) return;
  try {
    window.dash_clientside.set_props(id, props);
  } catch (error) {
    // On a page that stays it is a fault, and is told.
    setTimeout(() => { if (root.isConnected) throw error; }, LEAVING_MS);
  }
}
