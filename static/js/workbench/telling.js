// @ts-check
/** What a screen reader hears of highlights and of the place of the caret, once and politely. */

import { say, shortened } from "../lib/words.js";

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Stretch} Stretch */

export class Telling {
  /** @type {string} the paragraph that was told last */
  #paragraph = "";

  /**
   * @param {{store: import("./store.js").Store, cards: import("./cards.js").Cards, actions: import("./actions.js").Actions,
   *   map: import("../lib/text-map.js").TextMap, status: import("./status.js").Status}} parts
   */
  constructor({ store, cards, actions, map, status }) {
    this.store = store;
    this.cards = cards;
    this.actions = actions;
    this.map = map;
    this.status = status;
    // A card that is pressed has the focus, and is read for that; of what was made its maker speaks.
    store.addEventListener("focus", (event) => {
      const item = store.item(store.focused);
      if (item && ["key", "text"].includes(/** @type {CustomEvent<string>} */ (event).detail)) this.#inFocus(item);
    });
  }

  /** @param {Highlight} item */
  #inFocus(item) {
    const items = this.store.items();
    this.status.announce(item.by ? "in-focus-of" : "in-focus", {
      n: String(items.indexOf(item) + 1),
      of: String(items.length),
      tag: this.cards.labels(item),
      by: item.by ?? "",
      quote: shortened(this.actions.quote(item)),
    });
  }

  /**
   * A tag was put on a highlight or taken off.
   * @param {string} id
   * @param {string} tag
   * @param {boolean} changed false when it stays, as the last one does
   */
  tagged(id, tag, changed) {
    const item = this.store.item(id);
    if (!item) return;
    const has = item.tags.includes(tag);
    const name = changed ? (has ? "tag-added" : "tag-taken") : "tag-stays";
    this.status.announce(name, { tag: this.cards.label(tag), quote: shortened(this.actions.quote(item)) });
  }

  /**
   * A highlight is right under the newer definitions of its tags, too.
   * @param {string | null} id
   */
  confirm(id) {
    const item = id === null ? null : this.actions.confirm(id);
    if (item) this.status.announce("still-right", { quote: shortened(this.actions.quote(item)) });
    else this.status.announce(id === null ? "nothing-in-focus" : "not-outdated");
  }

  /**
   * The words at the caret, what they are marked as, and the paragraph when it is another one than before.
   * @param {Stretch} stretch code units
   * @param {string} words
   */
  caret({ start, end }, words) {
    const { blocks, offsets } = this.map;
    const paragraph = blocks[this.map.blockIndexAt(start)]?.paragraph ?? "";
    const [from, to] = [offsets.toPoint(start), offsets.toPoint(Math.max(end, start + 1))];
    const tags = this.store
      .items()
      .filter((item) => item.segments.some(([first, last]) => first < to && last > from))
      .flatMap((item) => item.tags);
    const marks = [...new Set(tags)].map((tag) => this.cards.label(tag)).join(", ");
    const more = [
      marks && say("marked-here", { tags: marks }),
      paragraph && paragraph !== this.#paragraph && say("paragraph", { n: paragraph }),
    ];
    this.#paragraph = paragraph;
    this.status.read([words, ...more.filter(Boolean)].join(" · "));
  }
}
