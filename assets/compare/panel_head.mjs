// Name, number, stamp and buttons of a panel. Used by page.mjs and wall.mjs.
import { element } from "../mount.mjs";
import { kindsOf } from "./kept.mjs";
import { go, workbenchAddress } from "./links.mjs";

const NAMES = { image: "picture", mask: "mask", labels: "labels" };

/**
 * @typedef {import("./panel.mjs").Panel} Panel
 * @typedef {import("./stamps.mjs").Fact} Fact
 */

export class PanelHead {
  /** @param {import("./page.mjs").ComparePage} page */
  constructor(page) {
    this.page = page;
  }

  /**
   * @param {Panel} panel
   * @param {number | null} place among the panels; null for what is made of two
   * @param {Fact[]} facts
   */
  show(panel, place, facts) {
    showStamp(panel, facts, place === null);
    if (place === null) {
      panel.root.removeAttribute("data-panel");
      panel.root.setAttribute("aria-label", "Comparison");
      panel.head.replaceChildren();
      return;
    }
    const { result } = panel;
    panel.root.dataset.panel = String(place);
    panel.root.setAttribute("aria-label", `Panel ${place + 1}: ${result.name}`);
    const number = element("span", { class: "compare-number" }, String(place + 1));
    panel.head.replaceChildren(number, this.name(place), this.tools(place));
  }

  /** @param {number} place */
  name(place) {
    const { name } = this.page.state.panels[place];
    const button = element("button",
      { type: "button", class: "compare-name", title: "Rename (F2 or double click)" }, name);
    const rename = () => this.rename(place, button);
    button.addEventListener("dblclick", rename);
    button.addEventListener("keydown", (event) => { if (event.key === "F2") rename(); });
    button.addEventListener("click", () => this.page.focus(place));
    return button;
  }

  /** @param {number} place @param {HTMLElement} button */
  rename(place, button) {
    const input = /** @type {HTMLInputElement} */ (element("input",
      { class: "compare-rename", "aria-label": "Name of the panel", maxlength: "80" }));
    input.value = this.page.state.panels[place].name;
    let done = false;
    const end = (/** @type {boolean} */ adopt) => {
      if (done) return;
      done = true;
      const name = input.value.trim();
      if (adopt && name) this.edit(place, { name });
      else this.page.render();
    };
    input.addEventListener("blur", () => end(true));
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") end(false);
    });
    button.replaceWith(input);
    input.select();
  }

  /** @param {number} place @param {Partial<import("./kept.mjs").Kept>} change */
  edit(place, change) {
    const panels = this.page.state.panels.map((item, at) => (at === place ? { ...item, ...change } : item));
    this.page.change({ panels });
  }

  /** @param {number} place */
  tools(place) {
    const { panels } = this.page.state;
    const { pinned } = panels[place];
    const tools = element("div", { class: "compare-tools", role: "group", "aria-label": "Panel" });
    tools.append(...this.kinds(place),
      this.tool("pin", pinned ? "Unpin" : "Pin: it stays when a tenth is kept",
        () => this.edit(place, { pinned: !pinned }), { pressed: Boolean(pinned) }),
      this.tool("left", "Swap with the one before", () => this.swap(place, place - 1), { off: place === 0 }),
      this.tool("right", "Swap with the next", () => this.swap(place, place + 1),
        { off: place === panels.length - 1 }),
      this.tool("open", "Open in the workbench", () => go(workbenchAddress(panels[place], panels[place].step))),
      this.tool("close", "Take away", () => this.remove(place)),
    );
    return tools;
  }

  /** What a picture is to be read as, where there is a choice. @param {number} place */
  kinds(place) {
    const { image, step, kind } = this.page.state.panels[place];
    const record = this.page.images.find(({ id }) => id === image);
    const kinds = step < 0 && record ? kindsOf(record) : [];
    if (kinds.length < 2) return [];
    const select = /** @type {HTMLSelectElement} */ (element("select",
      { "aria-label": "Read the picture as", title: "Read the picture as" },
      ...kinds.map((value) => element("option", { value }, NAMES[/** @type {keyof typeof NAMES} */ (value)]))));
    select.value = kind;
    select.addEventListener("change", () => this.edit(place, { kind: select.value }));
    return [select];
  }

  /**
   * @param {string} name of its icon and for tests
   * @param {string} words
   * @param {() => void} act
   * @param {{pressed?: boolean, off?: boolean}} [state]
   */
  tool(name, words, act, { pressed, off = false } = {}) {
    const button = /** @type {HTMLButtonElement} */ (element("button",
      { type: "button", class: "icon-button", title: words, "aria-label": words, "data-tool": name },
      element("span", { class: `iso-icon iso-icon-${name}` })));
    if (pressed !== undefined) button.setAttribute("aria-pressed", String(pressed));
    button.disabled = off;
    button.addEventListener("click", act);
    return button;
  }

  /** @param {number} one @param {number} other */
  swap(one, other) {
    const panels = [...this.page.state.panels];
    if (!panels[one] || !panels[other]) return;
    [panels[one], panels[other]] = [panels[other], panels[one]];
    this.page.focused = other;
    this.page.change({ panels });
  }

  /** @param {number} place */
  remove(place) {
    const { panels: all, pair } = this.page.state;
    const panels = all.filter((_, at) => at !== place);
    this.page.focused = Math.min(this.page.focused, Math.max(0, panels.length - 1));
    // The two that are looked at go on being looked at.
    const [first, second] = pair.map((at) => (at > place ? at - 1 : at));
    this.page.change({ panels, pair: [first, second] });
  }
}

/**
 * What sets a panel apart, and on hover all that is known of it.
 *
 * @param {Panel} panel
 * @param {Fact[]} facts
 * @param {boolean} [quiet] whether there is nothing to say
 */
export function showStamp(panel, facts, quiet = false) {
  panel.stamp.hidden = quiet || !facts.length;
  panel.stamp.title = facts.map(({ words }) => words).join("\n");
  const chips = facts.map(({ words, differs }) =>
    element("span", { class: differs ? "stamp-fact is-different" : "stamp-fact" }, words));
  panel.stamp.replaceChildren(...chips);
}
