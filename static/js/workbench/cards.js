// @ts-check
/** The list of highlights: reads the cards that the server rendered, adds those that are not saved yet, keeps order. */

import { afterPaint } from "../lib/frames.js";
import { sayNumber, say, shortened, template } from "../lib/words.js";
import { cardBeside, insertCard } from "./groups.js";
import { missingOf } from "./missing.js";
import { inOrder } from "./store.js";

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Tag} Tag */

const EXCERPT = 280;

/**
 * @param {HTMLElement} card
 * @param {string} [written] what the server wrote on it
 * @returns {Highlight}
 */
export function itemOfCard(card, written = card.dataset.highlight) {
  const data = JSON.parse(written ?? "");
  return { segments: [[data.start, data.end]], attributes: {}, note: "", editable: false, ...data };
}

/**
 * @param {string} name of a template
 * @param {string} words
 */
function worded(name, words) {
  const element = template(name);
  element.textContent = words;
  return element;
}

export class Cards {
  /** @type {Map<string, Tag>} */
  tags = new Map();
  /** @type {Set<string>} highlights whose cards are to follow once the text is painted */
  #behind = new Set();

  /**
   * @param {HTMLElement} list
   * @param {import("./store.js").Store} store
   * @param {import("../lib/text-map.js").TextMap} map
   * @param {import("./types.js").Setup} setup
   */
  constructor(list, store, map, setup) {
    this.list = list;
    this.store = store;
    this.map = map;
    this.setup = setup;
    this.takeTags(setup.tags);
    /** @type {Map<string, HTMLElement>} */
    this.cards = new Map();
    /** @type {Map<string, AbortController>} cards that are on their way from the server */
    this.awaited = new Map();
    const items = [];
    for (const card of list.querySelectorAll("[data-highlight]")) {
      if (!(card instanceof HTMLElement)) continue;
      const item = itemOfCard(card);
      this.cards.set(item.id, card);
      items.push(item);
    }
    store.load(items);
    store.addEventListener("items", (event) => {
      if (!this.#behind.size) afterPaint(() => this.catchUp());
      for (const id of /** @type {CustomEvent<string[]>} */ (event).detail) this.#behind.add(id);
    });
    store.addEventListener("whose", () => {
      this.catchUp();
      for (const item of store.everything()) this.#hide(this.cards.get(item.id), item);
      this.#count();
    });
    store.addEventListener("settled", (event) => void this.#fetch(/** @type {CustomEvent<string>} */ (event).detail));
  }

  /** @param {Tag[]} tags those of the scheme as it is now */
  takeTags(tags) {
    this.tags = new Map(tags.map((tag) => [tag.key, tag]));
  }

  /** Bring the list up to what the store knows. */
  catchUp() {
    if (!this.#behind.size) return;
    const ids = [...this.#behind];
    this.#behind.clear();
    for (const id of ids) this.#show(id);
    this.#count();
  }

  /** @param {string | null} id */
  card(id) {
    this.catchUp();
    return (id && this.cards.get(id)) || null;
  }

  /** @param {string} id */
  #show(id) {
    // What is changed again meanwhile is no card to wait for, and what is deleted has none.
    if (this.store.chains.has(id)) this.awaited.get(id)?.abort();
    const item = this.store.item(id);
    const known = this.cards.get(id);
    if (!item) {
      this.#leave(known);
      known?.remove();
      this.cards.delete(id);
      return;
    }
    const card = known ?? template("card");
    const before = known && itemOfCard(known);
    this.#fill(card, item);
    this.#hide(card, item);
    this.cards.set(id, card);
    if (!before || inOrder(before, item)) this.#insert(card, item);
  }

  /**
   * @param {HTMLElement | undefined} card
   * @param {Highlight} item
   */
  #hide(card, item) {
    if (card) card.hidden = !this.store.shows(item);
  }

  /**
   * Whoever stood on a card that goes away stands on its neighbour afterwards.
   * @param {HTMLElement | undefined} card
   */
  #leave(card) {
    if (!card?.contains(document.activeElement)) return;
    const next = cardBeside(card, 1) ?? cardBeside(card, -1);
    const face = next?.querySelector("[data-open]") ?? this.map.root;
    if (face instanceof HTMLElement) face.focus({ preventScroll: true });
  }

  /**
   * @param {HTMLElement} card
   * @param {Highlight} item
   */
  #insert(card, item) {
    const ids = this.store.everything();
    const next = ids[ids.indexOf(item) + 1];
    const before = next ? (this.cards.get(next.id) ?? null) : null;
    if (this.list.contains(card) && cardBeside(card, 1) === before) return;
    const active = card.contains(document.activeElement) ? document.activeElement : null;
    insertCard(this.list, card, before);
    if (active instanceof HTMLElement) active.focus({ preventScroll: true });
  }

  /**
   * @param {HTMLElement} card
   * @param {Highlight} item
   */
  #fill(card, item) {
    const chain = this.store.chains.get(item.id);
    const first = this.tags.get(item.tags[0]);
    card.id = `mark-${item.id}`;
    card.dataset.highlight = JSON.stringify(item);
    card.className = `mark hue-${first?.colour ?? "slate"}`;
    card.classList.toggle("unsaved", Boolean(chain));
    card.classList.toggle("open", this.store.focused === item.id);
    const face = /** @type {HTMLElement} */ (card.querySelector("[data-open]"));
    const slot = (/** @type {string} */ name) => /** @type {HTMLElement} */ (face.querySelector(`[data-slot="${name}"]`));
    for (const former of face.querySelectorAll(".mark-tag, .mark-note, .mark-missing, [data-outdated]")) former.remove();
    face.prepend(...item.tags.map((key) => this.tag(key)));
    slot("aside").textContent = [...this.values(item), this.#paragraph(item)].filter(Boolean).join(" · ");
    slot("quote").textContent = this.excerpt(item);
    const names = missingOf(item, this.tags).map(({ asked }) => asked.label);
    if (names.length) slot("quote").after(worded("card-missing", say("asked-for", { names: names.join(", ") })));
    if (item.note) slot("quote").after(worded("card-note", shortened(item.note, 160)));
    if (item.outdated?.length) {
      const labels = item.outdated.map((key) => this.label(key)).join(", ");
      face.append(worded("card-outdated", say("older-definition", { names: labels })));
    }
    if (item.by && !face.querySelector(".mark-by")) {
      const by = template("mark-by");
      /** @type {HTMLElement} */ (by.querySelector("bdi")).textContent = item.by;
      face.append(by);
    }
  }

  /**
   * A tag as cards show it.
   * @param {string} key
   */
  tag(key) {
    const tag = this.tags.get(key);
    const element = worded("card-tag", this.label(key));
    element.classList.add(`hue-${tag?.colour ?? "slate"}`, `pattern-${tag?.pattern ?? "thin"}`);
    return element;
  }

  /** @param {string} key */
  label(key) {
    return this.tags.get(key)?.label ?? key;
  }

  /** @param {Highlight} item */
  labels(item) {
    return item.tags.map((key) => this.label(key)).join(", ");
  }

  /** @param {Highlight} item */
  values(item) {
    return item.tags.flatMap((key) =>
      (this.tags.get(key)?.attributes ?? [])
        .filter((asked) => item.attributes[key]?.[asked.key] !== undefined)
        .map((asked) => {
          const value = String(item.attributes[key][asked.key]);
          return asked.type === "choice" ? value.replaceAll("_", " ") : value;
        }),
    );
  }

  /** @param {Highlight} item */
  excerpt(item) {
    const { offsets, text } = this.map;
    const parts = item.segments.map(([start, end]) => text.slice(offsets.toUnit(start), offsets.toUnit(end)));
    return shortened(parts.join(" … "), EXCERPT);
  }

  /** @param {Highlight} item */
  #paragraph(item) {
    const start = this.map.offsets.toUnit(item.start);
    const block = this.map.blocks[this.map.blockIndexAt(start)];
    return block && block.start <= start && block.paragraph ? `¶${block.paragraph}` : "";
  }

  /**
   * The server's own card of what was just saved takes the place of ours; nothing moves, the focus stays.
   * @param {string} id
   */
  async #fetch(id) {
    if (!this.store.saved.has(id)) return;
    const version = this.store.saved.get(id)?.version;
    const control = new AbortController();
    this.awaited.set(id, control);
    const text = await fetch(this.setup.card.replace(this.setup.noId, id), {
      headers: { "HX-Request": "true" },
      redirect: "error",
      signal: control.signal,
    })
      .then((response) => (response.ok ? response.text() : null))
      .catch(() => null);
    if (this.awaited.get(id) === control) this.awaited.delete(id);
    if (text === null) return;
    const parsed = new DOMParser().parseFromString(text, "text/html");
    const fresh = parsed.querySelector("[data-highlight]");
    const card = this.card(id);
    const face = fresh?.querySelector("[data-open]");
    const old = card?.querySelector("[data-open]");
    // Somebody went on working meanwhile: the next save fetches the card again.
    if (!(fresh instanceof HTMLElement) || !card || !face || !old || this.store.chains.has(id)) return;
    if (itemOfCard(fresh).version !== version || version !== this.store.saved.get(id)?.version) return;
    const hadFocus = old === document.activeElement;
    face.setAttribute("aria-expanded", old.getAttribute("aria-expanded") ?? "false");
    card.dataset.highlight = fresh.dataset.highlight;
    old.replaceWith(face);
    if (hadFocus && face instanceof HTMLElement) face.focus({ preventScroll: true });
  }

  #count() {
    const count = this.store.items().length;
    const words = document.querySelector("[data-count-words]");
    if (words) words.textContent = count ? sayNumber("count", count) : say("none");
    const empty = document.querySelector("[data-marks-empty]");
    if (empty instanceof HTMLElement) empty.hidden = count > 0;
    const queue = document.querySelector("[data-queue-count]");
    const all = this.store.everything().length;
    if (queue) queue.textContent = all ? sayNumber("marks", all) : "";
  }
}
