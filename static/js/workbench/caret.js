// @ts-check
/**
 * The caret: what a tag key would mark. A unit (a sentence, a word), a place between two characters, or a selection that
 * grows and shrinks at one of its edges.
 */

import { edgeOn, unitsOf } from "./units.js";

/** @typedef {import("./types.js").Stretch} Stretch */
/** @typedef {import("./units.js").Unit} Unit */
/** @typedef {1 | -1} Direction */

export class Caret {
  /** @type {"start" | "end"} the edge that moves */
  edge = "end";
  /** Whether an edge was moved, so that it matters which one it is. */
  extended = false;

  /**
   * @param {import("./store.js").Store} store
   * @param {import("../lib/text-map.js").TextMap} map
   * @param {import("../lib/segments.js").Segments} segments
   */
  constructor(store, map, segments) {
    this.store = store;
    this.map = map;
    this.segments = segments;
  }

  /** The place of the edge that moves, or null without a caret. */
  get head() {
    const { caret } = this.store;
    return caret && caret[this.edge];
  }

  /** @param {Stretch | null} stretch */
  place(stretch) {
    this.extended = false;
    this.edge = "end";
    this.store.moveCaret(stretch);
  }

  /**
   * A selection, whose end moves from now on.
   * @param {Stretch} stretch
   */
  select(stretch) {
    this.place(stretch);
    this.extended = true;
  }

  /**
   * The sentence or word at an offset, or null in a block without one.
   * @param {number} offset
   * @param {"sentence" | "word"} unit
   * @returns {Stretch | null}
   */
  unitAt(offset, unit) {
    const block = this.map.blocks[this.map.blockIndexAt(offset)];
    if (!block) return null;
    const units = this.segments.of(block, unit);
    return units.findLast((stretch) => stretch.start <= offset) ?? units[0] ?? null;
  }

  /**
   * To the next unit, or the one before; a character is passed, the others are taken up.
   * @param {Unit} unit
   * @param {Direction} direction
   * @param {number} beginning where to start when there is no caret yet
   */
  move(unit, direction, beginning) {
    const from = this.store.caret;
    if (!from) {
      const start = unit === "sentence" || unit === "word" ? this.unitAt(beginning, unit) : null;
      this.place(start ?? { start: beginning, end: beginning });
      return;
    }
    if (unit === "character") {
      const at = direction > 0 ? from.end : from.start;
      const to = from.start === from.end ? edgeOn(this, at, unit, direction, "end") : at;
      this.place({ start: to, end: to });
      return;
    }
    if (unit === "block-edge" || unit === "text-edge") {
      const to = edgeOn(this, direction > 0 ? from.end : from.start, unit, direction, "end");
      this.place({ start: to, end: to });
      return;
    }
    const to = this.#unit(from, unit, direction);
    if (to) this.place(to);
  }

  /**
   * @param {Stretch} from
   * @param {Unit} unit
   * @param {Direction} direction
   * @returns {Stretch | null}
   */
  #unit(from, unit, direction) {
    const { blocks } = this.map;
    const isPoint = from.start === from.end;
    for (let index = this.map.blockIndexAt(from.start); index >= 0 && index < blocks.length; index += direction) {
      const units = unitsOf(this, index, unit);
      const around = units.find((one) => one.start <= from.start && one.end >= from.end && one.end > from.start);
      // From a part to the whole that it is in, and into a whole to its first word.
      if (around && unit !== "word" && direction < 0 && (around.start < from.start || around.end > from.end)) return around;
      if (around && unit === "word" && isPoint && (direction > 0 ? around.end > from.end : around.start < from.start)) {
        return around;
      }
      const inside = direction > 0 && unit === "word" && !isPoint && units.find((one) => one.start >= from.start);
      if (inside && inside.end < from.end && !this.extended) return inside;
      const found =
        direction > 0
          ? units.find((one) => one.start >= from.end && (!around || one !== around))
          : units.findLast((one) => one.end <= from.start);
      if (found) return found;
    }
    return null;
  }

  /**
   * Move the edge that moves. What would leave nothing selected moves the other edge instead.
   * @param {Unit} unit
   * @param {Direction} direction
   * @param {number} beginning where to start when there is no caret yet
   */
  extend(unit, direction, beginning) {
    const from = this.store.caret;
    if (!from) {
      this.move(unit, direction, beginning);
      return;
    }
    if (from.start === from.end) this.edge = direction > 0 ? "end" : "start";
    let to = edgeOn(this, from[this.edge], unit, direction, this.edge);
    // Characters shrink to the place between two of them; a word that is all there is stays.
    const least = unit === "character" ? 0 : 1;
    const vanishes = this.edge === "end" ? to - from.start < least : from.end - to < least;
    if (vanishes) {
      this.edge = this.edge === "end" ? "start" : "end";
      to = edgeOn(this, from[this.edge], unit, direction, this.edge);
    }
    this.extended = true;
    this.store.moveCaret({ ...from, [this.edge]: to });
  }

  /** From now on the other edge moves. */
  turn() {
    if (!this.store.caret) return;
    this.edge = this.edge === "end" ? "start" : "end";
    this.extended = true;
    this.store.moveCaret(this.store.caret);
  }

  /**
   * What a tag would mark: the selection or unit, and the sentence around a place between two characters.
   * @returns {Stretch | null}
   */
  get meant() {
    const { caret } = this.store;
    return caret && caret.start === caret.end ? this.unitAt(caret.start, "sentence") : caret;
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
