// Runs code for elements once they are in the page, as Dash draws pages long after the modules
// are loaded. Every other module of this folder calls it.

/**
 * Call `set up` once for each element that matches, now and whenever one is added.
 *
 * @param {string} selector
 * @param {(element: HTMLElement) => void} setUp
 */
export function onMount(selector, setUp) {
  /** @type {WeakSet<Element>} */
  const known = new WeakSet();
  /** @param {ParentNode} root */
  const scan = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root instanceof Element && root.matches(selector)) found.unshift(root);
    for (const element of found) {
      if (known.has(element)) continue;
      known.add(element);
      setUp(/** @type {HTMLElement} */ (element));
    }
  };
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) if (node instanceof Element) scan(node);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
  scan(document);
}

/**
 * Make an element with attributes and children.
 *
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/**
 * Whether keys typed into this target are text.
 *
 * @param {EventTarget | null} target
 */
export function takesText(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select, [role='slider']"))
  );
}
