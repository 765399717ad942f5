// @ts-check
/** The units by which the caret moves, and where their edges are. Offsets are code units. */

import { trimmed } from "../lib/segments.js";

/** @typedef {import("./types.js").Stretch} Stretch */
/** @typedef {"character" | "word" | "sentence" | "paragraph" | "highlight" | "block-edge" | "text-edge"} Unit */
/**
 * @typedef {{map: import("../lib/text-map.js").TextMap, segments: import("../lib/segments.js").Segments,
 *   store: import("./store.js").Store}} Reading
 */

/**
 * The units that begin in a block, in order.
 * @param {Reading} reading
 * @param {number} index of the block
 * @param {Unit} unit
 * @returns {Stretch[]}
 */
export function unitsOf({ map, segments, store }, index, unit) {
  const block = map.blocks[index];
  if (unit === "word" || unit === "sentence") return segments.of(block, unit);
  if (unit === "paragraph") {
    const whole = trimmed(map.text, block);
    return whole ? [whole] : [];
  }
  const { offsets } = map;
  return store
    .items()
    .map((item) => ({ start: offsets.toUnit(item.start), end: offsets.toUnit(item.end) }))
    .filter((one) => map.blockIndexAt(one.start) === index);
}

/**
 * The next edge of a unit, seen from an offset; the offset itself where there is none.
 * @param {Reading} reading
 * @param {number} offset
 * @param {Unit} unit
 * @param {1 | -1} direction
 * @param {"start" | "end"} side whether to stop where units begin or where they end
 * @returns {number}
 */
export function edgeOn(reading, offset, unit, direction, side) {
  const { map, segments } = reading;
  const here = map.blockIndexAt(offset);
  if (unit === "text-edge") return direction > 0 ? map.text.length : 0;
  if (unit === "block-edge") {
    const block = map.blocks[here] && (trimmed(map.text, map.blocks[here]) ?? map.blocks[here]);
    if (!block) return offset;
    return direction > 0 ? Math.max(offset, block.end) : Math.min(offset, block.start);
  }
  if (unit === "character") return outOfGaps(map, segments.nextCharacter(offset, direction), direction);
  const ahead = (/** @type {number} */ at) => (direction > 0 ? at > offset : at < offset);
  // A highlight may end in a later block than it begins in, so its ends are looked for from the beginning.
  for (
    let index = direction > 0 && unit === "highlight" ? 0 : here;
    index >= 0 && index < map.blocks.length;
    index += direction
  ) {
    const edges = unitsOf(reading, index, unit)
      .map((one) => one[side])
      .sort((one, other) => one - other);
    const found = direction > 0 ? edges.find(ahead) : edges.findLast(ahead);
    if (found !== undefined) return found;
  }
  return offset;
}

/**
 * Between two blocks there is nothing to stand on.
 * @param {import("../lib/text-map.js").TextMap} map
 * @param {number} offset
 * @param {1 | -1} direction
 */
function outOfGaps(map, offset, direction) {
  const index = map.blockIndexAt(offset);
  const block = map.blocks[index];
  if (!block || offset <= block.end) return offset;
  const next = map.blocks[index + 1];
  return direction > 0 && next ? next.start : block.end;
}
