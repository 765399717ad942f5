// @ts-check
/** Sends relations: each waits until the server has both its highlights. */

import { Outbox } from "../outbox.js";
import { relationTransport } from "./transport.js";

/** @typedef {import("./shapes.js").Relation} Relation */
/** @typedef {import("./shapes.js").Link} Link */
/** @typedef {import("./store.js").RelationStore} RelationStore */

export class RelationOutbox {
  /**
   * @param {RelationStore} store
   * @param {import("../store.js").Store} highlights
   * @param {string} url
   */
  constructor(store, highlights, url) {
    this.store = store;
    this.highlights = highlights;
    const hasEnds = (/** @type {Relation} */ { from, to }) => this.#isThere(from) && this.#isThere(to);
    const ready = (/** @type {any} */ { item }) =>
      hasEnds(item) && highlights.saved.has(item.from) && highlights.saved.has(item.to);
    // The store has the shape that the outbox works on; what is in it is none of the outbox's business.
    this.inner = new Outbox(/** @type {any} */ (store), /** @type {any} */ (relationTransport(url, hasEnds)), ready);
    for (const name of ["settled", "items"]) highlights.addEventListener(name, () => this.inner.pump());
  }

  get signedOut() {
    return this.inner.signedOut;
  }

  /** @param {string} id */
  #isThere(id) {
    return this.highlights.item(id) !== null;
  }

  /** Chains that wait for nothing but the network: while a highlight is deleted, its relations rest. */
  get #moving() {
    return [...this.store.chains.values()].filter(([{ item }]) => this.#isThere(item.from) && this.#isThere(item.to));
  }

  get unsaved() {
    return this.#moving.reduce((count, chain) => count + chain.length, 0);
  }

  get refused() {
    return this.#moving.filter(([first]) => first.state === "refused").length;
  }

  get failing() {
    return this.#moving.some(([first]) => first.attempts > 0 && first.state !== "refused");
  }

  /**
   * @param {import("./shapes.js").RelationOperation["kind"]} kind
   * @param {Relation} relation
   * @param {Partial<Link>} [change]
   */
  add(kind, relation, change = {}) {
    this.inner.add(kind, /** @type {any} */ (relation), /** @type {any} */ (change));
  }

  hurry() {
    this.inner.hurry();
  }

  /** @param {string} id */
  retry(id) {
    this.inner.retry(id);
  }

  /** @param {string} id */
  discard(id) {
    this.inner.discard(id);
  }
}

/**
 * Two outboxes as one, for whoever only asks how much is not saved.
 * @param {{unsaved: number, refused: number, failing: boolean, signedOut: boolean, hurry: () => void}[]} outboxes
 */
export function together(outboxes) {
  return {
    get unsaved() {
      return outboxes.reduce((sum, { unsaved }) => sum + unsaved, 0);
    },
    get refused() {
      return outboxes.reduce((sum, { refused }) => sum + refused, 0);
    },
    get failing() {
      return outboxes.some(({ failing }) => failing);
    },
    get signedOut() {
      return outboxes.some(({ signedOut }) => signedOut);
    },
    hurry: () => outboxes.forEach((outbox) => outbox.hurry()),
  };
}
