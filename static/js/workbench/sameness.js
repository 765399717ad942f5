// @ts-check
/** Whether a highlight says what it said: a colleague or another tab may have changed it meanwhile. */

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Change} Change */

/** All that can be changed of a highlight. */
const FIELDS = /** @type {const} */ (["start", "end", "segments", "tags", "attributes", "note"]);

/**
 * Whether it has these fields as they are here; those that are not given may be anything.
 * @param {Highlight | null} item
 * @param {Change} fields
 */
export function says(item, fields) {
  return item !== null && FIELDS.every((name) => fields[name] === undefined || plain(item[name]) === plain(fields[name]));
}

/**
 * In one form for comparison: the order of names does not count, and a tag without values is no tag with values.
 * @param {unknown} value
 */
function plain(value) {
  return JSON.stringify(value, (_, part) => {
    if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
    const kept = Object.entries(part).filter(([, inner]) => typeof inner !== "object" || Object.keys(inner ?? {}).length);
    return Object.fromEntries(kept.sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
