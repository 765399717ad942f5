// @ts-check
/** The parts of a discontinuous highlight: adding one, cutting something out. Pure functions, offsets are code points. */

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Place} Place */
/** @typedef {[number, number]} Part */

/** As the server has it: more parts than these are no highlight. */
export const MOST_PARTS = 100;

/**
 * A place of these parts, which are in order and apart from each other.
 * @param {Part[]} parts at least one
 * @returns {Place}
 */
export function placeOf(parts) {
  return { start: parts[0][0], end: parts[parts.length - 1][1], segments: parts };
}

/**
 * In order; those that overlap or touch become one.
 * @param {Part[]} parts
 * @returns {Part[]}
 */
export function joined(parts) {
  /** @type {Part[]} */
  const found = [];
  for (const [start, end] of parts.toSorted((one, other) => one[0] - other[0])) {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

/**
 * The parts with one more.
 * @param {Part[]} parts
 * @param {Part} added
 */
export function withPart(parts, added) {
  return joined([...parts, added]);
}

/**
 * The parts without what lies in a stretch; none when all of them lie in it.
 * @param {Part[]} parts
 * @param {Part} cut
 * @param {(part: Part) => Part | null} trim what is kept of a part that was cut, without white space at its ends
 * @returns {Part[]}
 */
export function withoutPart(parts, [from, to], trim) {
  return parts.flatMap(([start, end]) => {
    if (to <= start || end <= from) return /** @type {Part[]} */ ([[start, end]]);
    /** @type {Part[]} */
    const kept = [];
    if (start < from) kept.push([start, from]);
    if (to < end) kept.push([to, end]);
    return kept.map(trim).filter((part) => part !== null);
  });
}

/**
 * The parts with an edge of one of them somewhere else; null when nothing would be between its edges. An edge that
 * reaches another part joins the two.
 * @param {Part[]} parts
 * @param {number} index
 * @param {"start" | "end"} edge
 * @param {number} point
 * @returns {Part[] | null}
 */
export function withEdge(parts, index, edge, point) {
  const [start, end] = parts[index];
  const moved = /** @type {Part} */ (edge === "start" ? [point, end] : [start, point]);
  return moved[0] < moved[1] ? joined(parts.map((part, at) => (at === index ? moved : part))) : null;
}

/**
 * The index of the part that a point lies in or, between two, of the one before it.
 * @param {Part[]} parts
 * @param {number} point
 */
export function partAt(parts, point) {
  return Math.max(0, parts.findLastIndex(([start]) => start <= point));
}
