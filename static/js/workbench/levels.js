// @ts-check
/** Which of several overlapping highlights is drawn how low, and which ones cover a place. Pure functions. */

/** @typedef {import("./types.js").Highlight} Highlight */

export const LEVELS = 7;

/**
 * The lowest level that is free over each stretch, so that what lies inside something else gets a lower line.
 * @param {{start: number, end: number}[]} stretches in reading order
 * @returns {Uint8Array}
 */
export function levelsOf(stretches) {
  const levels = new Uint8Array(stretches.length);
  /** @type {number[]} where the last one of each level ends */
  const taken = [];
  stretches.forEach(({ start, end }, index) => {
    let level = 0;
    while (level < LEVELS - 1 && (taken[level] ?? 0) > start) level += 1;
    taken[level] = Math.max(end, level === LEVELS - 1 ? (taken[level] ?? 0) : 0);
    levels[index] = level;
  });
  return levels;
}

/**
 * Those that cover a place, innermost first.
 * @param {Highlight[]} items
 * @param {number} point code point
 * @returns {Highlight[]}
 */
export function covering(items, point) {
  return items
    .filter((item) => item.start <= point && point < item.end)
    .filter((item) => item.segments.some(([start, end]) => start <= point && point < end))
    .sort((one, other) => one.end - one.start - (other.end - other.start) || other.start - one.start);
}
