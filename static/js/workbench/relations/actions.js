// @ts-check
/** What a person can do to relations, and how to undo it. */

import { uuid7 } from "../../lib/uuid7.js";
import { existenceOf } from "../../sending/existence.js";

/** @typedef {import("./shapes.js").Link} Link */
/** @typedef {import("./shapes.js").Relation} Relation */

export class RelationActions {
  /**
   * @param {import("./store.js").RelationStore} store
   * @param {import("../../sending/outbox.js").Outbox<Relation>} outbox
   * @param {import("../history.js").History} history
   */
  constructor(store, outbox, history) {
    this.store = store;
    this.outbox = outbox;
    this.history = history;
  }

  /**
   * @param {Link} link
   * @returns {boolean} false when one said so already
   */
  make(link) {
    if (this.#same(link)) return false;
    const relation = { id: uuid7(), ...link, version: 0, editable: true };
    const { begin, end } = existenceOf(this.store, this.outbox, relation);
    this.outbox.add("put", relation);
    this.history.did({ id: link.from, undo: end, redo: begin });
    return true;
  }

  /**
   * @param {string} id
   * @param {Link} link
   * @returns {boolean} false when another one says so already
   */
  change(id, link) {
    const relation = this.store.item(id);
    if (!relation?.editable) return false;
    if (this.#same(link, id)) return false;
    const { type, from, to, attributes } = relation;
    const before = { type, from, to, attributes };
    if (JSON.stringify(before) === JSON.stringify(link)) return true;
    this.#patch(id, link);
    this.history.did({ id: link.from, undo: () => this.#patch(id, before), redo: () => this.#patch(id, link) });
    return true;
  }

  /**
   * @param {string} id
   * @param {string} shown the highlight from whose card it is deleted
   * @returns {Relation | null} what was deleted
   */
  delete(id, shown) {
    const relation = this.store.item(id);
    if (!relation?.editable) return null;
    const { begin, end } = existenceOf(this.store, this.outbox, relation);
    end();
    this.history.did({ id: shown, undo: begin, redo: end });
    return relation;
  }

  /**
   * @param {Link} link
   * @param {string} [but]
   */
  #same({ type, from, to }, but) {
    return this.store
      .everything()
      .some((one) => one.id !== but && !one.by && one.type === type && one.from === from && one.to === to);
  }

  /**
   * @param {string} id
   * @param {Link} link
   */
  #patch(id, link) {
    const relation = this.store.item(this.store.now(id));
    if (relation) this.outbox.add("patch", relation, this.store.linkNow(link));
  }
}
