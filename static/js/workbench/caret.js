// @ts-check
/** The caret: the sentence or word that a tag key would mark, moved by keys and by clicks. */

/** @typedef {import("./types.js").Stretch} Stretch */
/** @typedef {"sentence" | "word"} Unit */

export class Caret {
  /** @type {Stretch | null} where extending began */
  #anchor = null;

  /**
   * @param {import("./store.js").Store} store
   * @param {import("../lib/text-map.js").TextMap} map
   * @param {import("../lib/segments.js").Segments} segments
   */
  constructor(store, map, segments) {
    this.store = store;
    this.map = map;
    this.segments = segments;
    /** @type {Stretch | null} the end that moves */
    this.head = null;
  }

  /** @param {Stretch | null} stretch */
  place(stretch) {
    this.#anchor = this.head = stretch;
    this.store.moveCaret(stretch);
  }

  /**
   * The sentence or word at an offset, or null in a block without one.
   * @param {number} offset
   * @param {Unit} unit
   * @returns {Stretch | null}
   */
  unitAt(offset, unit) {
    const block = this.map.blocks[this.map.blockIndexAt(offset)];
    if (!block) return null;
    const units = this.segments.of(block, unit);
    return units.findLast((stretch) => stretch.start <= offset) ?? units[0] ?? null;
  }

  /**
   * The unit after or before another place, in this block or the next one that has any.
   * @param {Stretch} from
   * @param {Unit} unit
   * @param {1 | -1} direction
   * @returns {Stretch | null}
   */
  #neighbour(from, unit, direction) {
    const { blocks } = this.map;
    const onward = direction > 0;
    for (let index = this.map.blockIndexAt(from.start); index >= 0 && index < blocks.length; index += direction) {
      const units = this.segments.of(blocks[index], unit);
      const found = onward
        ? units.find((stretch) => stretch.start >= from.end)
        : units.findLast((stretch) => stretch.end <= from.start);
      if (found) return found;
    }
    return null;
  }

  /**
   * Move by a unit, or with `extend` take one more in, or one less.
   * @param {Unit} unit
   * @param {1 | -1} direction
   * @param {boolean} extend
   * @param {number} beginning where to start when there is no caret yet
   * @returns {boolean} whether it moved
   */
  move(unit, direction, extend, beginning) {
    const from = this.head;
    if (!from) {
      this.place(this.unitAt(beginning, unit));
      return this.head !== null;
    }
    const to = this.#target(from, unit, direction, extend);
    if (!to) return false;
    this.head = to;
    if (!extend || !this.#anchor) this.#anchor = to;
    this.store.moveCaret({
      start: Math.min(this.#anchor.start, to.start),
      end: Math.max(this.#anchor.end, to.end),
    });
    return true;
  }

  /**
   * @param {Stretch} from
   * @param {Unit} unit
   * @param {1 | -1} direction
   * @param {boolean} extend
   */
  #target(from, unit, direction, extend) {
    if (unit === "word" && !extend && direction > 0) {
      // Into the sentence: its first word, not the one after it.
      const first = this.unitAt(from.start, "word");
      if (first && first.start >= from.start && first.end < from.end) return first;
    }
    if (unit === "sentence" && direction < 0) {
      const whole = this.unitAt(from.start, "sentence");
      if (whole && whole.start < from.start) return whole;
    }
    return this.#neighbour(from, unit, direction);
  }
}

/**
 * The next edge of a word, seen from an offset.
 * @param {import("../lib/text-map.js").TextMap} map
 * @param {import("../lib/segments.js").Segments} segments
 * @param {number} offset
 * @param {"start" | "end"} edge whether to stop where words begin or where they end
 * @param {1 | -1} direction
 * @returns {number}
 */
export function nextWordEdge(map, segments, offset, edge, direction) {
  const here = map.blockIndexAt(offset);
  for (let index = here; index >= 0 && index < map.blocks.length; index += direction) {
    const edges = segments.of(map.blocks[index], "word").map((word) => word[edge]);
    const found = direction > 0 ? edges.find((at) => at > offset) : edges.findLast((at) => at < offset);
    if (found !== undefined) return found;
  }
  return offset;
}
