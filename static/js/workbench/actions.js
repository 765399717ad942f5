// @ts-check
/** What a person can do to highlights, each of it once, whichever key or button asks; and how to undo it. */

import { uuid7 } from "../lib/uuid7.js";

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
   * @param {import("./outbox.js").Outbox} outbox
   * @param {import("../lib/text-map.js").TextMap} map
   * @param {import("./history.js").History} history
   */
  constructor(store, outbox, map, history) {
    this.store = store;
    this.outbox = outbox;
    this.map = map;
    this.history = history;
  }

  /** @param {Highlight} item */
  quote({ start, end }) {
    const { offsets, text } = this.map;
    return text.slice(offsets.toUnit(start), offsets.toUnit(end));
  }

  /**
   * @param {Stretch} stretch in code units
   * @param {string} tag
   * @returns {{item: Highlight, made: boolean}} what is there already is not made again
   */
  mark(stretch, tag) {
    const { offsets } = this.map;
    const place = onePlace(offsets.toPoint(stretch.start), offsets.toPoint(stretch.end));
    const there = this.store
      .items()
      .find(
        (item) =>
          !item.by &&
          item.start === place.start &&
          item.end === place.end &&
          item.segments.length === 1 &&
          item.tags.includes(tag),
      );
    if (there) return { item: there, made: false };
    const item = { id: uuid7(), ...place, tags: [tag], attributes: {}, note: "", version: 0, editable: true };
    this.outbox.add("put", item);
    this.history.did({ id: item.id, undo: () => this.#remove(item.id), redo: () => this.#restore(item) });
    return { item, made: true };
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
    this.history.did({ id, undo: () => this.#patch(id, before), redo: () => this.#patch(id, change) });
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
   * Move an edge; the other one stays, and something stays between them.
   * @param {string} id
   * @param {"start" | "end"} edge
   * @param {number} unit code unit
   */
  moveEdge(id, edge, unit) {
    const item = this.store.item(id);
    if (!item) return;
    const point = this.map.offsets.toPoint(unit);
    const segments = item.segments.map(([start, end]) => /** @type {[number, number]} */ ([start, end]));
    const [first, last] = [segments[0], segments[segments.length - 1]];
    if (edge === "start" && point < first[1]) first[0] = point;
    else if (edge === "end" && point > last[0]) last[1] = point;
    else return;
    if (String(segments) !== String(item.segments)) this.change(id, { start: first[0], end: last[1], segments });
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
    const first = this.store.chains.get(id)?.[0];
    const neverMade = first?.kind === "put" && first.state === "refused";
    this.#remove(id);
    // What the server refused has no id there that could come back.
    const back = neverMade ? { ...item, id: uuid7() } : item;
    const restore = () => (neverMade ? this.outbox.add("put", back) : this.#restore(back));
    this.history.did({ id: back.id, undo: restore, redo: () => this.#remove(back.id) });
    return item;
  }

  /** @param {string} id */
  #remove(id) {
    const item = this.store.item(id);
    if (item) this.outbox.add("delete", item);
  }

  /** @param {Highlight} item */
  #restore(item) {
    const chain = this.store.chains.get(item.id);
    const last = chain?.at(-1);
    if (chain && last?.kind === "delete" && last.state === "waiting" && !last.attempts) {
      chain.pop();
      if (!chain.length) this.store.chains.delete(item.id);
      this.store.refresh(item.id);
      this.store.dispatchEvent(new CustomEvent("work"));
    } else {
      this.outbox.add("restore", item);
    }
  }

  /**
   * @param {string} id
   * @param {Change} change
   */
  #patch(id, change) {
    const now = this.store.item(id);
    if (now) this.outbox.add("patch", now, { ...change });
  }
}
