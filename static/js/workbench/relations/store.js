// @ts-check
/**
 * The relations that the server has, and the operations on them that are not saved yet: of the same shape as the store
 * of highlights, so that an outbox can send them.
 *
 * Events: `items` (detail: ids that changed), `settled` (detail: an id whose operations are all done), `trouble`
 * (detail: an id), `work` (operations came or went).
 */

/** @typedef {import("./shapes.js").Relation} Relation */
/** @typedef {import("./shapes.js").RelationOperation} Operation */

/**
 * What an operation makes of a relation, as the person sees it; null when it is gone.
 * @param {Relation | null} item
 * @param {Operation} operation
 * @returns {Relation | null}
 */
function applied(item, operation) {
  if (operation.kind === "delete") return operation.state === "refused" ? item : null;
  if (operation.kind === "patch") return item && { ...item, ...operation.change };
  return operation.item;
}

export class RelationStore extends EventTarget {
  /** @type {Map<string, Relation>} */
  saved = new Map();
  /** @type {Map<string, Operation[]>} */
  chains = new Map();
  /** @type {Map<string, Relation>} */
  #shown = new Map();

  /**
   * @param {import("../store.js").Store} highlights
   * @param {Iterable<Relation>} relations
   */
  constructor(highlights, relations) {
    super();
    this.highlights = highlights;
    for (const relation of relations) {
      this.saved.set(relation.id, relation);
      this.#shown.set(relation.id, relation);
    }
  }

  /** @param {string | null | undefined} id */
  item(id) {
    return (id && this.#shown.get(id)) || null;
  }

  /** All that there are, those too whose ends are deleted or not shown. */
  everything() {
    return [...this.#shown.values()];
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

  /** @param {string} id */
  refresh(id) {
    let item = this.saved.get(id) ?? null;
    for (const operation of this.chains.get(id) ?? []) item = applied(item, operation);
    if (item) this.#shown.set(id, item);
    else this.#shown.delete(id);
    this.#tell("items", [id]);
  }

  /**
   * Somebody else made, changed or deleted it; what is not sent yet of one's own stays on top.
   * @param {string} id
   * @param {Relation | null} item
   */
  arrive(id, item) {
    if (item) this.saved.set(id, item);
    else this.saved.delete(id);
    this.refresh(id);
  }

  /** @param {Operation} operation */
  push(operation) {
    const chain = this.chains.get(operation.id) ?? [];
    chain.push(operation);
    this.chains.set(operation.id, chain);
    this.refresh(operation.id);
    this.#tell("work", null);
  }

  /**
   * The last operation of a chain was taken back before it was sent.
   * @param {string} id
   */
  takeBack(id) {
    const chain = this.chains.get(id) ?? [];
    chain.pop();
    if (!chain.length) this.chains.delete(id);
    this.refresh(id);
    this.#tell("work", null);
  }

  /**
   * The first operation of a chain is done: the server has this now.
   * @param {string} id
   * @param {Relation | null} item
   */
  settle(id, item) {
    if (item) this.saved.set(id, item);
    else this.saved.delete(id);
    this.drop(id, 1);
    if (!this.chains.has(id)) this.#tell("settled", id);
  }

  /**
   * Forget the first operations of a chain, all of them unless told.
   * @param {string} id
   * @param {number} [count]
   */
  drop(id, count = Infinity) {
    const rest = (this.chains.get(id) ?? []).slice(count);
    if (rest.length) this.chains.set(id, rest);
    else this.chains.delete(id);
    this.refresh(id);
    this.#tell("work", null);
  }

  /**
   * A refusal came, or the person answered one.
   * @param {string} id
   */
  trouble(id) {
    this.refresh(id);
    this.#tell("trouble", id);
    this.#tell("work", null);
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
