// @ts-check
/** What one rejected: a store and an outbox of their own, so that each is tried again like any other work. */

import { Outbox } from "../outbox.js";
import { Store } from "../store.js";
import { transport } from "../transport.js";

/** @typedef {import("../types.js").Highlight} Highlight */
/** @typedef {import("../types.js").Operation} Operation */

const GONE = new Set([404, 410]);

export class Rejections {
  /**
   * @param {string} address of the project's suggestions
   * @param {import("../store.js").Store} highlights
   * @param {(id: string) => string[]} madeOf the highlights that were made of a suggestion
   */
  constructor(address, highlights, madeOf) {
    this.store = new Store();
    const ask = transport(address, () => null, "decision/");
    /** @type {(operation: Operation, version: number) => Promise<import("../transport.js").Answer>} */
    const send = async (operation, version) => {
      const answer = await ask(operation, version);
      const item = operation.kind === "put" ? operation.item : null;
      if (answer.result === "done") return { result: "done", item };
      // Whoever sent the suggestion took it away: nothing is left to be decided.
      if (answer.result === "refused" && GONE.has(answer.problem.status)) return { result: "done", item };
      return answer;
    };
    // What was made of it is taken away before it is rejected.
    const ready = (/** @type {Operation} */ { id }) => !madeOf(id).some((made) => highlights.chains.has(made));
    this.outbox = new Outbox(this.store, send, ready);
    highlights.addEventListener("settled", () => this.outbox.pump());
  }

  /** @param {string} id */
  has(id) {
    return this.store.item(id) !== null;
  }

  /** @param {Highlight} suggestion */
  add(suggestion) {
    if (!this.has(suggestion.id)) this.outbox.add("put", suggestion);
  }

  /**
   * It was taken back elsewhere.
   * @param {string} id
   */
  takenBack(id) {
    if (!this.store.chains.has(id)) this.store.arrive(id, null);
  }

  /** @param {Highlight} suggestion */
  takeBack(suggestion) {
    if (this.has(suggestion.id)) this.outbox.add("delete", suggestion);
  }
}
