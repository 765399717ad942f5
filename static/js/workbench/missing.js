// @ts-check
/** What the scheme asks for and nobody has given yet: the list that saying "done" opens, each line leading to its field. */

import { sayNumber, shortened, template } from "../lib/words.js";

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Tag} Tag */
/** @typedef {{item: Highlight, tag: Tag, asked: import("./types.js").Attribute}} Gap */

/**
 * @param {Highlight} item
 * @param {Map<string, Tag>} tags
 * @returns {Gap[]}
 */
export function missingOf(item, tags) {
  if (!item.editable) return [];
  return item.tags.flatMap((key) => {
    const tag = tags.get(key);
    return (tag?.attributes ?? [])
      .filter((asked) => asked.required && item.attributes[key]?.[asked.key] === undefined)
      .map((asked) => ({ item, tag: /** @type {Tag} */ (tag), asked }));
  });
}

export class Missing {
  /**
   * @param {{store: import("./store.js").Store, cards: import("./cards.js").Cards, done: import("./done.js").Done,
   *   editor: import("./editor.js").Editor, panels: import("./panels.js").Panels}} parts
   */
  constructor({ store, cards, done, editor, panels }) {
    this.store = store;
    this.cards = cards;
    this.editor = editor;
    this.panels = panels;
    const panel = document.querySelector("[data-missing-panel]");
    if (!(panel instanceof HTMLElement)) return;
    this.panel = panel;
    this.list = /** @type {HTMLElement} */ (panel.querySelector("[data-missing-list]"));
    this.count = /** @type {HTMLElement} */ (panel.querySelector("[data-missing-count]"));
    done.mayPress = () => this.#mayPress();
    panel.querySelector("[data-missing-close]")?.addEventListener("click", () => panels.close());
    panel.querySelector("[data-missing-anyway]")?.addEventListener("click", () => done.press(true));
    panel.addEventListener("keydown", (event) => this.#press(event));
    store.addEventListener("items", () => {
      if (!panel.hidden) this.#fill();
    });
  }

  /** What is missing on one's own highlights, in reading order. */
  #gaps() {
    return this.store
      .everything()
      .filter((item) => !item.by)
      .flatMap((item) => missingOf(item, this.cards.tags));
  }

  /** @returns {boolean} false when there is something missing, which is listed then */
  #mayPress() {
    // What is typed counts before its pause is over.
    this.editor.flush();
    if (!this.panel || !this.panel.hidden || !this.#gaps().length) {
      this.panels.close();
      return true;
    }
    this.#fill();
    this.panels.open(this.panel);
    /** @type {HTMLElement | null} */ (this.panel.querySelector(".missing-row"))?.focus();
    return false;
  }

  #fill() {
    const gaps = this.#gaps();
    if (!gaps.length) {
      this.panels.close();
      return;
    }
    if (this.count) this.count.textContent = sayNumber("missing", gaps.length);
    this.list?.replaceChildren(...gaps.map((gap) => this.#row(gap)));
  }

  /** @param {Gap} gap */
  #row({ item, tag, asked }) {
    const row = template("missing-row");
    const name = row.querySelector("[data-slot=name]");
    const quote = row.querySelector("[data-slot=quote]");
    if (name) name.textContent = `${tag.label}: ${asked.label}`;
    if (quote) quote.textContent = shortened(this.cards.excerpt(item), 90);
    row.querySelector("button")?.addEventListener("click", () => {
      this.panels.close();
      if (!this.store.shows(item)) this.store.show("");
      this.store.focus(item.id, "key");
      this.editor.enter(`${tag.key}.${asked.key}`);
    });
    return row;
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const direction = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!direction || event.ctrlKey || event.altKey || event.metaKey) return;
    const rows = [...(this.list?.querySelectorAll("button") ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement);
    rows[Math.min(rows.length - 1, Math.max(0, at + direction))]?.focus();
    event.preventDefault();
  }
}
