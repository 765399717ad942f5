// @ts-check
/**
 * The shapes that the workbench's modules share. Offsets of highlights are code points, as on the server.
 *
 * @typedef {{key: string, label: string, type: "choice" | "text" | "number", values: string[],
 *   required?: boolean}} Attribute
 * @typedef {{key: string, label: string, colour: string, pattern: string, shortcut: string, retired: boolean,
 *   attributes: Attribute[]}} Tag
 * @typedef {Record<string, Record<string, string | number>>} Values
 * @typedef {{id: string, start: number, end: number, segments: [number, number][], tags: string[],
 *   attributes: Values, note: string, version: number, editable: boolean, by?: string, suggestion?: string,
 *   score?: number}} Highlight (`by`: whose it is, when it is not one's own; `suggestion`: the one that it accepts, until
 *   it is saved; `score`: how sure a suggestion is, from 0 to 1)
 * @typedef {{start: number, end: number, segments: [number, number][]}} Place
 * @typedef {Partial<Pick<Highlight, "start" | "end" | "segments" | "tags" | "attributes" | "note">>} Change
 * @typedef {{status: number, code: string, detail: string, current: Highlight | null, existing: any}} Problem (`existing`: what a conflict
 *   stands with)
 * @typedef {{kind: "put" | "patch" | "delete" | "restore", id: string, item: Highlight, change: Change,
 *   state: "waiting" | "sending" | "refused", attempts: number, version: number | null,
 *   problem: Problem | null}} Operation
 * @typedef {{user: number, title: string, article: number, revision: number, language: string, mayHighlight: boolean,
 *   highlights: string, card: string, noId: string, occurrences: string, suggestions: string, tags: Tag[],
 *   live: import("../live/client.js").LiveSetup}} Setup
 * @typedef {import("../lib/segments.js").Stretch} Stretch
 */

export {};
