// @ts-check
/** How relations are sent: each waits until the server has both its highlights. */

import { Outbox } from "../../sending/outbox.js";
import { transport } from "../../sending/transport.js";

/** @typedef {import("./shapes.js").Relation} Relation */
/** @typedef {import("./shapes.js").RelationOperation} Operation */

/** What the server says of a link whose end was deleted on the way. */
const WITHOUT_END = new Set(["hidden", "unknown_highlight"]);

/** @param {Operation} operation */
export function relationBody({ kind, item: { type, from, to, attributes }, change }) {
  return { put: { type, from, to, attributes }, patch: change, delete: null, restore: {} }[kind];
}

/**
 * @param {import("./store.js").RelationStore} store
 * @param {string} url of the project's relations
 * @returns {Outbox<Relation>}
 */
export function relationOutbox(store, url) {
  const { highlights } = store;
  const ask = transport(url, relationBody);
  /** @type {import("../../sending/types.js").Send<Relation>} */
  const send = async (operation, version) => {
    const answer = await ask(operation, version);
    const over = answer.result === "refused" && WITHOUT_END.has(answer.problem.code) && store.rests(operation);
    return over ? { result: "again", pause: null } : answer;
  };
  const isThere = (/** @type {string} */ id) => {
    const first = highlights.chains.get(id)?.[0];
    return !first || (highlights.saved.has(id) && (first.kind !== "delete" || first.state === "refused"));
  };
  const outbox = new Outbox(store, send, {
    ready: ({ item }) => isThere(item.from) && isThere(item.to),
    rests: (operation) => store.rests(operation),
  });
  for (const name of ["settled", "items"]) highlights.addEventListener(name, () => outbox.pump());
  return outbox;
}
