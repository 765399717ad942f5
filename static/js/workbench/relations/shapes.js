// @ts-check
/**
 * The shapes of relations. `from` and `to` are ids of highlights.
 *
 * @typedef {Record<string, string | number>} Values
 * @typedef {{type: string, from: string, to: string, attributes: Values}} Link what somebody says
 * @typedef {Link & {id: string, version: number, editable: boolean, by?: string}} Relation (`by`: whose it is, when it
 *   is not one's own)
 * @typedef {{key: string, label: string, from_tags: string[], to_tags: string[], acyclic: boolean, retired: boolean,
 *   attributes: import("../types.js").Attribute[]}} RelationType
 * @typedef {import("../../sending/types.js").Operation<Relation>} RelationOperation
 * @typedef {{url: string, types: RelationType[], there: Relation[]}} RelationSetup
 */

export {};
