// @ts-check
/** Whether a highlight says what it said: a colleague or another tab may have changed it meanwhile. */

import { plain } from "../lib/same.js";

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Change} Change */

/** All that can be changed of a highlight. */
const FIELDS = /** @type {const} */ (["start", "end", "segments", "tags", "attributes", "note", "outdated"]);

/**
 * @param {Highlight} item
 * @param {typeof FIELDS[number]} name
 */
function valueOf(item, name) {
  return name === "outdated" ? (item.outdated ?? []) : item[name];
}

/**
 * Whether it has these fields as they are here; those that are not given may be anything.
 * @param {Highlight | null} item
 * @param {Change} fields
 */
export function says(item, fields) {
  return item !== null && FIELDS.every((name) => fields[name] === undefined || plain(valueOf(item, name)) === plain(fields[name]));
}
