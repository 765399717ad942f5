// @ts-check
/**
 * The shapes that the workbench's modules share. Offsets of highlights are code points, as on the server.
 *
 * @typedef {{key: string, label: string, type: "choice" | "text" | "number", values: string[],
 *   required?: boolean}} Attribute
 * @typedef {{key: string, label: string, colour: string, pattern: string, shortcut: string, retired: boolean,
 *   definition: number,
 *   attributes: Attribute[]}} Tag
 * @typedef {Record<string, Record<string, string | number>>} Values
 * @typedef {{id: string, start: number, end: number, segments: [number, number][], tags: string[],
 *   attributes: Values, note: string, version: number, editable: boolean, by?: string, suggestion?: string,
 *   score?: number, outdated?: string[]}} Highlight (`by`: whose it is, when it is not one's own; `suggestion`: the one that it accepts, until
 *   it is saved; `score`: how sure a suggestion is, from 0 to 1; `outdated`: its tags that were defined otherwise then)
 * @typedef {{start: number, end: number, segments: [number, number][]}} Place
 * @typedef {Partial<Pick<Highlight, "start" | "end" | "segments" | "tags" | "attributes" | "note" | "outdated">>} Change
 * @typedef {import("../sending/types.js").Problem<Highlight>} Problem
 * @typedef {import("../sending/types.js").Operation<Highlight>} Operation
 * @typedef {{user: number, title: string, article: number, revision: number, language: string, mayHighlight: boolean,
 *   highlights: string, card: string, noId: string, occurrences: string, suggestions: string, parts: string, reviews: string, tags: Tag[],
 *   standing: Standings, live: import("../live/client.js").LiveSetup}} Setup
 * @typedef {{article: number, revision: number, archived: boolean, deleted: boolean}} ArticleStanding how an article stands
 * @typedef {{scheme: number, guidelines: number, archived: boolean}} ProjectStanding `scheme` and `guidelines`: versions
 * @typedef {{article: ArticleStanding, project: ProjectStanding}} Standings
 * @typedef {{tags: Tag[], types: import("./relations/shapes.js").RelationType[], standing: Standings}} Follows what scripts
 *   must not be behind of
 * @typedef {import("../lib/segments.js").Stretch} Stretch
 */

export {};
