// @ts-check
/**
 * The shapes of what is sent: of any kind of thing that has an id and a version.
 *
 * @typedef {{id: string, version: number}} Thing
 */

/**
 * @template {Thing} Item
 * @typedef {{status: number, code: string, detail: string, current: Item | null, existing: any}} Problem (`current`: what
 *   the server has instead, when somebody changed it; `existing`: what a conflict stands with)
 */

/**
 * @template {Thing} Item
 * @typedef {{kind: "put" | "patch" | "delete" | "restore", id: string, item: Item, change: Partial<Item>, body?: any,
 *   state: "waiting" | "sending" | "refused", attempts: number, version: number | null,
 *   problem: Problem<Item> | null}} Operation (`item`: as it is before, or shall be for put and restore; `body`: what is
 *   sent, where the page cannot tell it from the item; `version`: the one that it was made from, null for the latest)
 */

/**
 * @template {Thing} Item
 * @typedef {{result: "done", item: Item | null} | {result: "again", pause: number | null} | {result: "signed-out"} |
 *   {result: "refused", problem: Problem<Item>}} Answer (`pause`: how long the server asks for, in milliseconds)
 */

/**
 * @template {Thing} Item
 * @typedef {(operation: Operation<Item>, version: number) => Promise<Answer<Item>>} Send
 */

export {};
