// @ts-check
/** How highlights and relations are called where relations are shown. */

import { shortened } from "../../lib/words.js";

/** @typedef {import("../types.js").Highlight} Highlight */
/** @typedef {import("./shapes.js").Relation} Relation */
/** @typedef {import("./shapes.js").RelationType} RelationType */

const EXCERPT = 90;

export class Wording {
  /**
   * @param {{types: RelationType[], highlights: import("../store.js").Store, cards: import("../cards.js").Cards,
   *   map: import("../../lib/text-map.js").TextMap, segments: import("../../lib/segments.js").Segments}} parts
   */
  constructor({ types, highlights, cards, map, segments }) {
    this.types = new Map(types.map((type) => [type.key, type]));
    this.highlights = highlights;
    this.cards = cards;
    this.map = map;
    this.segments = segments;
  }

  /** @param {string} key */
  label(key) {
    return this.types.get(key)?.label ?? key;
  }

  /** @param {Relation} relation */
  values(relation) {
    const asked = this.types.get(relation.type)?.attributes ?? [];
    return asked
      .filter(({ key }) => relation.attributes[key] !== undefined)
      .map(({ key, type }) => {
        const value = String(relation.attributes[key]);
        return type === "choice" ? value.replaceAll("_", " ") : value;
      });
  }

  /** @param {Highlight | null} item */
  quote(item) {
    return item ? shortened(this.cards.excerpt(item), EXCERPT) : "";
  }

  /**
   * Write a highlight into a place: the samples of its tags, its words.
   * @param {HTMLElement} place
   * @param {Highlight} item
   */
  describe(place, item) {
    const tags = /** @type {HTMLElement} */ (place.querySelector("[data-item-tags]"));
    const quote = /** @type {HTMLElement} */ (place.querySelector("[data-item-quote]"));
    tags.replaceChildren(...item.tags.map((key) => this.cards.tag(key)));
    quote.textContent = this.quote(item);
  }

  /**
   * What is known of two highlights, to guess what is meant.
   * @param {Highlight} from
   * @param {Highlight} to
   */
  about(from, to) {
    const [first, second] = [from, to]
      .map((item) => this.map.offsets.toUnit(item.start))
      .sort((a, b) => a - b);
    const block = this.map.blocks[this.map.blockIndexAt(first)];
    const sentence = block && this.segments.of(block, "sentence").findLast(({ start }) => start <= first);
    const within = this.highlights
      .items()
      .filter((item) => [from, to].some((end) => item.start >= end.start && item.end <= end.end));
    return {
      sameSentence: sentence !== undefined && second < sentence.end,
      tags: new Set(within.flatMap((item) => item.tags)),
    };
  }
}
