// @ts-check
/**
 * The sorts of things that are sent, by the collection that an address ends with: how each reads the server's answers.
 * What is sent of each is told by whoever has the text, or was kept beside it.
 */

/** @typedef {import("../workbench/types.js").Highlight} Highlight */
/** @typedef {import("../workbench/relations/shapes.js").Relation} Relation */
/** @typedef {import("./types.js").Operation<any>["kind"]} Kind */

/**
 * @typedef {object} Sort
 * @property {string} below what follows the id in the address of one
 * @property {(json: any, known: any) => any} itemOf what the server wrote, with what only the page knows of it
 * @property {(kind: Kind, problem: import("./types.js").Problem<any>) => boolean} isMoot whether a refusal says that
 *   nothing is left to be done
 */

/** @type {Record<string, Sort>} */
const SORTS = {
  highlights: { below: "", itemOf: highlightOf, isMoot: (kind, { status }) => kind === "delete" && status === 410 },
  // A link that is only hidden with one of its ends is not deleted: it would come back with it.
  relations: { below: "", itemOf: relationOf, isMoot: (kind, { code }) => kind === "delete" && code === "deleted" },
  suggestions: {
    below: "decision/",
    itemOf: (_, suggestion) => suggestion,
    // Whoever sent the suggestion took it away; or what is not to be rejected any more was accepted since.
    isMoot: (kind, { status, code }) =>
      status === 404 || status === 410 || (kind === "delete" && code === "accepted_already"),
  },
};

/**
 * @param {string} address of a collection
 * @returns {string} its name
 */
export function collectionOf(address) {
  return address.split("/").at(-2) ?? "";
}

/** @param {string} address of a collection */
export function sortOf(address) {
  return SORTS[collectionOf(address)];
}

/**
 * @param {any} json
 * @param {Highlight} known
 * @returns {Highlight}
 */
function highlightOf({ id, start, end, segments, tags, attributes, note, version, outdated }, { editable, by }) {
  const older = outdated?.length ? { outdated } : {};
  return { id, start, end, segments, tags, attributes, note, version, editable, ...older, ...(by ? { by } : {}) };
}

/**
 * @param {any} json
 * @param {Relation} known
 * @returns {Relation}
 */
function relationOf({ id, type, from, to, attributes, version }, { editable, by }) {
  return { id, type, from, to, attributes, version, editable, ...(by ? { by } : {}) };
}

/**
 * One of the highlights that an operation on a relation links has another id now.
 * @param {import("./types.js").Operation<Relation>} operation
 * @param {string} from
 * @param {string} to
 */
export function linkAnew(operation, from, to) {
  const anew = (/** @type {any} */ link) => ({
    ...link,
    ...(link.from === from ? { from: to } : {}),
    ...(link.to === from ? { to } : {}),
  });
  operation.item = anew(operation.item);
  operation.change = anew(operation.change);
  if (operation.body) operation.body = anew(operation.body);
}
