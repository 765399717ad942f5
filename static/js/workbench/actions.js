// @ts-check
/** What a person can do to highlights, each of it once, whichever key or button asks; and how to undo it. */

import { trimmed } from "../lib/segments.js";
import { uuid7 } from "../lib/uuid7.js";
import { MOST_PARTS, partAt, placeOf, withEdge, withoutPart, withPart } from "./parts.js";
import { existenceOf } from "../sending/existence.js";
import { says } from "./sameness.js";

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Place} Place */
/** @typedef {import("./types.js").Stretch} Stretch */

/**
 * A place that is one stretch.
 * @param {number} start code points
 * @param {number} end
 * @returns {Place}
 */
export function onePlace(start, end) {
  return { start, end, segments: [[start, end]] };
}

export class Actions {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("../sending/outbox.js").Outbox<Highlight>} outbox
   * @param {import("../lib/text-map.js").TextMap} map
   * @param {import("./history.js").History} history
   */
  constructor(store, outbox, map, history) {
    this.store = store;
    this.outbox = outbox;
    this.map = map;
    this.history = history;
    store.addEventListener("renamed", (event) => {
      const { from, to } = /** @type {CustomEvent<{from: string, to: string}>} */ (event).detail;
      history.rename(from, to);
    });
    store.addEventListener("given-up", (event) => history.forget(/** @type {CustomEvent<string>} */ (event).detail));
  }

  /** @param {Highlight} item */
  quote({ segments }) {
    const { offsets, text } = this.map;
    return segments.map(([start, end]) => text.slice(offsets.toUnit(start), offsets.toUnit(end))).join(" … ");
  }

  /**
   * @param {Stretch} stretch in code units
   * @param {string} tag
   * @returns {{item: Highlight, made: boolean}} what is there already is not made again
   */
  mark(stretch, tag) {
    const { offsets } = this.map;
    const place = onePlace(offsets.toPoint(stretch.start), offsets.toPoint(stretch.end));
    const there = this.#like(place, [tag]);
    if (there) return { item: there, made: false };
    return { item: this.#make(place, [tag]), made: true };
  }

  /**
   * Many at once, which are undone at once; what is there already is not made again.
   * @param {Place[]} places
   * @param {string[]} tags at least one
   * @returns {Highlight[]} those that were made
   */
  markAll(places, tags) {
    const wanted = places.filter((place) => !this.#like(place, tags));
    return this.store.together(() => this.history.together(() => wanted.map((place) => this.#make(place, tags))));
  }

  /**
   * One's own highlight of this very place that has these tags.
   * @param {Place} place
   * @param {string[]} tags
   */
  #like(place, tags) {
    const edges = String(place.segments);
    return this.store
      .items()
      .find(
        (item) => !item.by && String(item.segments) === edges && tags.every((tag) => item.tags.includes(tag)),
      );
  }

  /**
   * @param {Place} place
   * @param {string[]} tags
   */
  #make(place, tags) {
    return this.#add({ id: uuid7(), ...place, tags, attributes: {}, note: "", version: 0, editable: true });
  }

  /**
   * One's own highlight out of a suggestion.
   * @param {Highlight} suggestion
   */
  accept({ id, start, end, segments, tags, attributes, note }) {
    const said = { start, end, segments, tags: [...tags], attributes: structuredClone(attributes), note };
    return this.#add({ id: uuid7(), ...said, version: 0, editable: true, suggestion: id });
  }

  /** @param {Highlight} item */
  #add(item) {
    this.outbox.add("put", item);
    const existence = existenceOf(this.store, this.outbox, item);
    this.history.did({
      id: item.id,
      undo: existence.end,
      redo: existence.begin,
      still: (way) => (way === "undo" ? says(existence.now(), existence.last()) : !existence.now()),
    });
    return item;
  }

  /**
   * @param {string} id
   * @param {Change} change
   */
  change(id, change) {
    const item = this.store.item(id);
    if (!item?.editable) return;
    /** @type {Record<string, unknown>} */
    const before = {};
    for (const name of /** @type {(keyof Change)[]} */ (Object.keys(change))) before[name] = item[name];
    this.outbox.add("patch", item, change);
    const after = { ...change };
    this.history.did({
      id,
      undo: () => this.#patch(id, before),
      redo: () => this.#patch(id, after),
      still: (way) => says(this.store.item(this.store.now(id)), way === "undo" ? after : before),
    });
  }

  /**
   * Its tags are right under the definitions that count now, too.
   * @param {string} id
   * @returns {Highlight | null} what was said to be right; null when there was nothing to say
   */
  confirm(id) {
    const item = this.store.item(id);
    if (!item?.editable || !item.outdated?.length) return null;
    this.change(id, { outdated: [] });
    return item;
  }

  /**
   * @param {string} id
   * @param {string} tag
   * @returns {boolean} false when it was the last one, which stays
   */
  toggleTag(id, tag) {
    const item = this.store.item(id);
    if (!item?.editable) return false;
    if (!item.tags.includes(tag)) {
      this.change(id, { tags: [...item.tags, tag] });
      return true;
    }
    if (item.tags.length === 1) return false;
    const { [tag]: _, ...attributes } = item.attributes;
    this.change(id, { tags: item.tags.filter((key) => key !== tag), attributes });
    return true;
  }

  /**
   * @param {string} id
   * @param {string} tag
   * @param {string} attribute
   * @param {string | number | null} value null takes it away
   */
  setValue(id, tag, attribute, value) {
    const item = this.store.item(id);
    if (!item || (item.attributes[tag]?.[attribute] ?? null) === value) return;
    const values = { ...item.attributes[tag] };
    if (value === null) delete values[attribute];
    else values[attribute] = value;
    const { [tag]: _, ...others } = item.attributes;
    this.change(id, { attributes: Object.keys(values).length ? { ...others, [tag]: values } : others });
  }

  /**
   * Move an edge of a part; the other one stays, and something stays between them.
   * @param {string} id
   * @param {number} part
   * @param {"start" | "end"} edge
   * @param {number} unit code unit
   */
  moveEdge(id, part, edge, unit) {
    const item = this.store.item(id);
    const parts = item && withEdge(item.segments, part, edge, this.map.offsets.toPoint(unit));
    if (parts) this.#setParts(item, parts);
  }

  /**
   * Put a stretch to a highlight, as a part of its own or to the parts that it touches.
   * @param {string} id
   * @param {Stretch} stretch in code units
   * @returns {number | null} the index of the part that has it now; null when nothing was changed
   */
  addPart(id, stretch) {
    const item = this.store.item(id);
    if (!item) return null;
    const added = this.#part(stretch);
    const parts = withPart(item.segments, added);
    return this.#setParts(item, parts) ? partAt(parts, added[0]) : null;
  }

  /**
   * Cut a stretch out of a highlight.
   * @param {string} id
   * @param {Stretch} stretch in code units
   * @returns {boolean} false when it has nothing of it, or nothing else
   */
  cutPart(id, stretch) {
    const item = this.store.item(id);
    if (!item) return false;
    const parts = withoutPart(item.segments, this.#part(stretch), ([start, end]) => {
      const { offsets, text } = this.map;
      const kept = trimmed(text, { start: offsets.toUnit(start), end: offsets.toUnit(end) });
      return kept && this.#part(kept);
    });
    return parts.length > 0 && this.#setParts(item, parts);
  }

  /**
   * @param {Stretch} stretch in code units
   * @returns {[number, number]}
   */
  #part({ start, end }) {
    return [this.map.offsets.toPoint(start), this.map.offsets.toPoint(end)];
  }

  /**
   * @param {Highlight} item
   * @param {[number, number][]} parts
   */
  #setParts(item, parts) {
    if (!item.editable || parts.length > MOST_PARTS || String(parts) === String(item.segments)) return false;
    this.change(item.id, placeOf(parts));
    return true;
  }

  /**
   * @param {string} id
   * @param {Stretch} stretch in code units
   */
  setPlace(id, stretch) {
    const { offsets } = this.map;
    this.change(id, onePlace(offsets.toPoint(stretch.start), offsets.toPoint(stretch.end)));
  }

  /**
   * @param {string} id
   * @returns {Highlight | null} what was deleted
   */
  delete(id) {
    const item = this.store.item(id);
    if (!item?.editable) return null;
    const existence = existenceOf(this.store, this.outbox, item);
    existence.end();
    this.history.did({
      id,
      undo: existence.begin,
      redo: existence.end,
      still: (way) => (way === "undo" ? !existence.now() : says(existence.now(), existence.last())),
    });
    return item;
  }

  /**
   * @param {string} id
   * @param {Change} change
   */
  #patch(id, change) {
    const now = this.store.item(this.store.now(id));
    if (now) this.outbox.add("patch", now, { ...change });
  }
}
