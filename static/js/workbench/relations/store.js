// @ts-check
/** The relations of an article, with the operations on them that are not saved yet. */

import { Chains } from "../../sending/chains.js";
import { linkAnew } from "../../sending/sorts.js";

/** @typedef {import("./shapes.js").Relation} Relation */
/** @typedef {import("./shapes.js").RelationOperation} Operation */

/** @extends {Chains<Relation>} */
export class RelationStore extends Chains {
  /**
   * @param {import("../store.js").Store} highlights
   * @param {Iterable<Relation>} relations
   */
  constructor(highlights, relations) {
    super();
    this.highlights = highlights;
    this.load(relations);
    highlights.addEventListener("renamed", (event) => {
      const { from, to } = /** @type {CustomEvent<{from: string, to: string}>} */ (event).detail;
      for (const id of this.#unsentAround(new Set([from]))) {
        for (const operation of this.chains.get(id) ?? []) linkAnew(operation, from, to);
        this.refresh(id);
      }
    });
    // A link that was never saved goes with what it was to link; one that rests is shown and kept again with its ends.
    highlights.addEventListener("given-up", (event) => {
      for (const id of this.#unsentAround(new Set([/** @type {CustomEvent<string>} */ (event).detail]))) this.drop(id);
    });
    highlights.addEventListener("items", (event) => {
      const changed = new Set(/** @type {CustomEvent<string[]>} */ (event).detail);
      for (const id of this.#unsentAround(changed)) this.refresh(id);
    });
  }

  /**
   * Ids of relations that are to be made between highlights of which these are some.
   * @param {Set<string>} ends
   */
  #unsentAround(ends) {
    const around = (/** @type {Operation} */ { item, change }) => [item.from, item.to, change.from, change.to].some((end) => ends.has(end ?? ""));
    return [...this.chains].filter(([, chain]) => chain.some(around)).map(([id]) => id);
  }

  /**
   * A link between the highlights under the ids that they have now.
   * @template {{from: string, to: string}} Between
   * @param {Between} link
   * @returns {Between}
   */
  linkNow(link) {
    return { ...link, from: this.highlights.now(link.from), to: this.highlights.now(link.to) };
  }

  /**
   * @override
   * @param {Operation} operation
   */
  push(operation) {
    super.push({ ...operation, item: this.linkNow(operation.item) });
  }

  /**
   * Whether an operation rests: a highlight that it links is deleted here. It goes on when that comes back.
   * @param {Operation} operation
   */
  rests({ item: { from, to } }) {
    return [from, to].some((end) => this.highlights.gone.has(end));
  }

  /** Those both of whose ends are shown. */
  items() {
    return this.everything().filter((relation) => this.#isShown(relation.from) && this.#isShown(relation.to));
  }

  /** @param {string} id */
  #isShown(id) {
    const item = this.highlights.item(id);
    return item !== null && this.highlights.shows(item);
  }

  /**
   * Those that start from a highlight or lead to it.
   * @param {string | null} id
   */
  around(id) {
    return this.items().filter((relation) => relation.from === id || relation.to === id);
  }
}
