// @ts-check
/** Which of several overlapping highlights is drawn how low, and which ones cover a place. Pure functions. */

/** @typedef {import("./types.js").Highlight} Highlight */

export const LEVELS = 7;

/**
 * The lowest level that is free over each stretch, so that what lies inside something else gets a lower line. The same
 * mark by several people is one line.
 * @param {{start: number, end: number, kind?: string}[]} stretches in reading order
 * @returns {Uint8Array}
 */
export function levelsOf(stretches) {
  const levels = new Uint8Array(stretches.length);
  /** @type {number[]} where the last one of each level ends */
  const taken = [];
  /** @type {Map<string, number>} levels of the stretches that begin and end where the last one does */
  let twins = new Map();
  let edges = "";
  stretches.forEach(({ start, end, kind }, index) => {
    if (edges !== `${start} ${end}`) [twins, edges] = [new Map(), `${start} ${end}`];
    const twin = kind === undefined ? undefined : twins.get(kind);
    if (twin !== undefined) {
      levels[index] = twin;
      return;
    }
    let level = 0;
    while (level < LEVELS - 1 && (taken[level] ?? 0) > start) level += 1;
    taken[level] = Math.max(end, level === LEVELS - 1 ? (taken[level] ?? 0) : 0);
    levels[index] = level;
    if (kind !== undefined) twins.set(kind, level);
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
