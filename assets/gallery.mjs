// Search, filters, picture and keys of the gallery (components/gallery.py), all in the page. The
// address bar always says what is shown, so that a view can be reloaded, shared and come back to.
import { drawCard } from "./algorithm_card.mjs";
import { FACETS, match } from "./gallery_search.mjs";
import { onMount, takesText } from "./mount.mjs";
import { OwnPicture } from "./own_picture.mjs";
import { SourceBar } from "./source_bar.mjs";

/** @typedef {import("./gallery_search.mjs").Entry} Entry */
/** @typedef {import("./gallery_search.mjs").Values} Values */

/** @param {string | undefined} text */
const listed = (text) => new Set((text ?? "").split(",").filter(Boolean));

/**
 * @param {HTMLElement} card
 * @returns {Entry}
 */
function entryOf(card) {
  const { title = "", task, tags = "", inputs, outputs, summary = "", algorithm = "" } = card.dataset;
  const near = `${title} ${algorithm} ${task ?? ""} ${tags.replaceAll("\n", " ")}`.toLowerCase();
  return {
    title: title.toLowerCase(),
    near,
    all: `${near} ${summary.toLowerCase()}`,
    values: { task: listed(task), input: listed(inputs), output: listed(outputs) },
  };
}

const HOME = "/";

/**
 * Call `act` once an element has left the page.
 *
 * @param {HTMLElement} root
 * @param {() => void} act
 */
function whenGone(root, act) {
  new MutationObserver((_, observer) => {
    if (root.isConnected) return;
    observer.disconnect();
    act();
  }).observe(document.getElementById("main") ?? document.body, { childList: true, subtree: true });
}

class Gallery {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @param {string} selector */
    const one = (selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
    this.search = /** @type {HTMLInputElement} */ (one("[data-testid=search]"));
    this.grid = one("[data-grid]");
    this.status = one("[data-status]");
    this.empty = one("[data-empty]");
    this.clear = one("[data-results] [data-clear]");
    this.chips = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-facet]")]);
    /** What the grid arranges: each holds a card and what lies over it, or is a broken module's. */
    this.cells = /** @type {HTMLElement[]} */ ([...this.grid.children]);
    this.cards = this.cells.map((cell) =>
      /** @type {HTMLElement} */ (cell.querySelector("[data-testid=algorithm-card]") ?? cell));
    this.entries = this.cards.map(entryOf);
    this.order = this.cards.map((_, index) => index).join();
    /** @type {Values} */
    this.chosen = { task: new Set(), input: new Set(), output: new Set() };
    this.image = "";
    const version = root.dataset.version ?? "";
    const working = this.cards.filter((card) => card.matches("[data-algorithm]"));
    for (const card of working) drawCard(card, version);
    this.own = new OwnPicture(working, version);
    this.source = new SourceBar(one(".iso-source"), (image) => this.choose(image));
  }

  /** Stop what is computed for cards that nobody looks at any more. */
  stop() {
    if (this.image) this.own.stop();
    this.image = "";
  }

  /**
   * Show a picture on all cards, or with none the samples, and say so in the address.
   *
   * @param {string} image
   */
  choose(image) {
    this.take(image);
    this.remember();
  }

  /**
   * @param {string} image
   */
  async take(image) {
    if (image === this.image) return;
    this.image = image;
    this.source.choose(image);
    if (!image) {
      this.own.leave();
      this.sortOut(new Set());
      return;
    }
    try {
      const misfits = await this.own.show(image, this.source.nameOf(image));
      if (misfits) this.sortOut(misfits);
    } catch (error) {
      this.image = "";
      this.own.leave();
      this.sortOut(new Set());
      this.source.fail(/** @type {Error} */ (error).message);
    }
  }

  /** @param {Set<string>} misfits ids of what does not fit the picture */
  sortOut(misfits) {
    this.cards.forEach(({ dataset }, index) => {
      this.entries[index].misfit = misfits.has(dataset.algorithm ?? "");
    });
    this.show();
    this.report();
  }

  /** Tell how far the picture is through the algorithms. */
  report() {
    if (this.image) this.source.tell(this.own.progress);
  }

  /** Take over what the address bar says. */
  restore() {
    const address = new URLSearchParams(location.search);
    this.search.value = address.get("q") ?? "";
    for (const facet of FACETS) this.chosen[facet] = listed(address.get(facet) ?? "");
    this.show();
    this.take(address.get("image") ?? "");
  }

  remember() {
    const address = new URLSearchParams();
    if (this.search.value.trim()) address.set("q", this.search.value.trim());
    for (const facet of FACETS) {
      if (this.chosen[facet].size) address.set(facet, [...this.chosen[facet]].join(","));
    }
    if (this.image) address.set("image", this.image);
    const query = address.toString().replaceAll("%2C", ",");
    history.replaceState(history.state, "", location.pathname + (query ? `?${query}` : ""));
  }

  change() {
    this.show();
    this.remember();
  }

  reset() {
    this.search.value = "";
    for (const facet of FACETS) this.chosen[facet].clear();
    this.change();
    this.search.focus();
  }

  show() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const { shown, counts } = match(this.entries, { words, chosen: this.chosen });
    const visible = new Set(shown);
    this.cells.forEach((cell, index) => {
      cell.hidden = !visible.has(index);
    });
    this.arrange(shown);
    for (const chip of this.chips) this.label(chip, counts);
    const narrowed = words.length > 0 || FACETS.some((facet) => this.chosen[facet].size);
    this.clear.hidden = !narrowed;
    this.empty.hidden = shown.length > 0 || !this.cards.length;
    this.announce(shown.length, narrowed);
  }

  /** @param {number[]} shown */
  arrange(shown) {
    const order = shown.join();
    if (order === this.order) return;
    this.order = order;
    // Matches go before the hidden rest, so that reading and tabbing follow what is seen.
    this.grid.prepend(...shown.map((index) => this.cells[index]));
  }

  /**
   * @param {HTMLElement} chip
   * @param {Record<string, Map<string, number>>} counts
   */
  label(chip, counts) {
    const { facet = "task", value = "" } = chip.dataset;
    const count = String(counts[facet].get(value) ?? 0);
    chip.setAttribute("aria-pressed", String(this.chosen[/** @type {"task"} */ (facet)].has(value)));
    if (chip.dataset.count === count) return;
    chip.dataset.count = count;
    /** @type {HTMLElement} */ (chip.lastElementChild).textContent = count;
  }

  /**
   * @param {number} found
   * @param {boolean} narrowed
   */
  announce(found, narrowed) {
    const total = this.cards.length;
    const misfits = this.entries.filter(({ misfit }) => misfit).length;
    const fitting = misfits ? `, ${total - misfits} fit the picture` : "";
    const words = `${narrowed ? `${found} of ${total}` : total} algorithm${total === 1 ? "" : "s"}${fitting}`;
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  /** @param {HTMLElement} chip */
  toggle(chip) {
    const { facet = "task", value = "" } = chip.dataset;
    const chosen = this.chosen[/** @type {"task"} */ (facet)];
    if (!chosen.delete(value)) chosen.add(value);
    this.change();
  }

  /** Cards on show, in the order they are seen. */
  get visible() {
    const all = [...this.grid.querySelectorAll(":scope > :not([hidden]) > [data-testid=algorithm-card]")];
    return /** @type {HTMLElement[]} */ (all);
  }

  /**
   * Where an arrow key leads from a card.
   *
   * @param {HTMLElement} from
   * @param {string} key
   * @returns {HTMLElement | undefined}
   */
  neighbour(from, key) {
    const cards = this.visible;
    const place = cards.indexOf(from);
    const top = (/** @type {HTMLElement} */ card) => card.parentElement?.offsetTop;
    const columns = cards.filter((card) => top(card) === top(cards[0])).length;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    if (key === "Home") return cards[0];
    if (key === "End") return cards.at(-1);
    if (key === "ArrowUp" && place < columns) return this.search;
    return key in steps ? cards[place + steps[/** @type {keyof steps} */ (key)]] : undefined;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    /** @type {HTMLElement | undefined} */
    let next;
    if (event.key === "/" && !takesText(target)) next = this.search;
    else if (target === this.search && event.key === "ArrowDown") [next] = this.visible;
    else if (target.matches("[data-testid=algorithm-card]")) next = this.neighbour(target, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
    if (next === this.search) this.search.select();
    next.scrollIntoView({ block: "nearest" });
  }

  /** Come back to the card that was opened, where it was. */
  returnTo() {
    const { scroll, card } = history.state?.gallery ?? {};
    if (scroll === undefined) return;
    scrollTo(0, scroll);
    const opened = this.cards.find(({ dataset }) => dataset.algorithm === card);
    opened?.focus({ preventScroll: true });
  }
}

onMount("[data-testid=gallery]", (root) => {
  // The search field is put in by native.mjs, which may come after this module.
  if (!root.querySelector("[data-testid=search]")) {
    new MutationObserver((_, observer) => {
      if (!root.querySelector("[data-testid=search]")) return;
      observer.disconnect();
      start(root);
    }).observe(root, { childList: true, subtree: true });
  } else start(root);
});

/** @param {HTMLElement} root */
function start(root) {
  const gallery = new Gallery(root);
  const ended = new AbortController();
  const options = { signal: ended.signal };
  /** @param {() => void} act */
  const whileThere = (act) => (root.isConnected ? act() : ended.abort());

  gallery.search.addEventListener("input", () => gallery.change());
  root.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const chip = target.closest("[data-facet]");
    if (chip) gallery.toggle(/** @type {HTMLElement} */ (chip));
    if (target.closest("[data-clear]")) gallery.reset();
    const cell = target.closest(".iso-card-cell");
    const card = /** @type {HTMLElement | null} */ (cell?.querySelector("[data-testid=algorithm-card]"));
    if (card) {
      const state = { ...history.state, gallery: { scroll: scrollY, card: card.dataset.algorithm } };
      history.replaceState(state, "");
    }
  });
  document.addEventListener("keydown", (event) => whileThere(() => gallery.press(event)), options);
  root.addEventListener("isoline:thumbnail", () => gallery.report());
  document.addEventListener(
    "isoline:navigated",
    () => whileThere(() => (location.pathname === HOME ? gallery.restore() : gallery.stop())),
    options,
  );
  whenGone(root, () => gallery.stop());
  gallery.restore();
  gallery.returnTo();
}
