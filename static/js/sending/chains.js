// @ts-check
/**
 * What the server has of one kind of thing, and the operations on each that are not saved yet, on top of it.
 *
 * Events: `items` (detail: ids that changed), `arrived` (detail: those of them that came from elsewhere), `settled`
 * (detail: an id whose operations are all done), `trouble` (detail: an id), `work` (operations came or went), `renamed`
 * (detail: `from`, `to`: it was given another id), `given-up` (detail: an id, of what was never saved and is not wanted
 * any more).
 */

/** @typedef {import("./types.js").Thing} Thing */

/**
 * What an operation makes of a thing, as the person sees it; null when it is gone.
 * @template {Thing} Item
 * @param {Item | null} item
 * @param {import("./types.js").Operation<Item>} operation
 * @returns {Item | null}
 */
export function applied(item, operation) {
  if (operation.kind === "delete") return operation.state === "refused" ? item : null;
  if (operation.kind === "patch") return item && { ...item, ...operation.change };
  return operation.item;
}

/** @template {Thing} Item */
export class Chains extends EventTarget {
  /** @type {Map<string, Item>} */
  saved = new Map();
  /** @type {Map<string, import("./types.js").Operation<Item>[]>} */
  chains = new Map();
  /** @type {Set<string>} what was here and was deleted, here or elsewhere */
  gone = new Set();
  /** @type {Map<string, Item>} what is shown: saved, with the operations on top */
  #shown = new Map();
  /** @type {Map<string, string>} what has another id now than it had */
  #renamed = new Map();
  /** @type {Set<string> | null} what changed, while many changes are made at once */
  #held = null;

  /** @param {Iterable<Item>} items */
  load(items) {
    for (const item of items) {
      this.saved.set(item.id, item);
      this.#shown.set(item.id, item);
    }
    this.follow();
  }

  /** For those who know more: what is shown changed, and nobody was told yet. */
  follow() {}

  /** @param {string | null | undefined} id */
  item(id) {
    return (id && this.#shown.get(id)) || null;
  }

  /** All that there are. */
  everything() {
    return [...this.#shown.values()];
  }

  /**
   * The id that something has now.
   * @param {string} id
   */
  now(id) {
    let now = id;
    for (let next = this.#renamed.get(now); next !== undefined; next = this.#renamed.get(now)) now = next;
    return now;
  }

  /** @param {string} id */
  #apply(id) {
    const item = (this.chains.get(id) ?? []).reduce(applied, this.saved.get(id) ?? null);
    if (item) {
      this.#shown.set(id, item);
      this.gone.delete(id);
    } else if (this.#shown.delete(id)) this.gone.add(id);
  }

  /** @param {string} id */
  refresh(id) {
    this.#apply(id);
    this.follow();
    this.tell("items", [id]);
  }

  /**
   * Somebody else's change, or one's own from another tab: it comes under what is not sent yet.
   * @param {string} id
   * @param {Item | null} item null when it is gone
   * @returns {boolean} whether it is new here
   */
  arrive(id, item) {
    return this.arriveAll([[id, item]]).size > 0;
  }

  /**
   * @param {[string, Item | null][]} arrivals
   * @returns {Set<string>} those that are new here
   */
  arriveAll(arrivals) {
    const changed = new Set();
    for (const [id, item] of arrivals) {
      const known = this.saved.get(id);
      if (item ? known && known.version >= item.version : !known) continue;
      // What is to be sent was made from the state before: the server must say so, and both are shown.
      const first = this.chains.get(id)?.[0];
      if (first && known && first.kind !== "put") first.version ??= known.version;
      if (item) this.saved.set(id, item);
      else this.saved.delete(id);
      changed.add(id);
    }
    if (!changed.size) return changed;
    for (const id of changed) this.#apply(id);
    this.follow();
    this.tell("items", [...changed]);
    this.tell("arrived", [...changed]);
    return changed;
  }

  /** @param {import("./types.js").Operation<Item>} operation */
  push(operation) {
    const chain = this.chains.get(operation.id) ?? [];
    chain.push(operation);
    this.#keepChain(operation.id, chain);
  }

  /**
   * @param {string} id
   * @param {import("./types.js").Operation<Item>[]} chain
   */
  #keepChain(id, chain) {
    if (chain.length) this.chains.set(id, chain);
    else this.chains.delete(id);
    this.refresh(id);
    this.tell("work", null);
  }

  /**
   * The last operation of a chain is taken back, if nobody can have heard of it yet.
   * @param {string} id
   * @param {"delete"} kind
   * @returns {boolean} whether it was
   */
  takeBack(id, kind) {
    const chain = this.chains.get(id) ?? [];
    const last = chain.at(-1);
    if (last?.kind !== kind || last.state !== "waiting" || last.attempts) return false;
    this.#keepChain(id, chain.slice(0, -1));
    return true;
  }

  /**
   * Work of an earlier page goes before what was done since.
   * @param {string} id
   * @param {import("./types.js").Operation<Item>[]} operations
   */
  resume(id, operations) {
    this.#keepChain(id, [...operations, ...(this.chains.get(id) ?? [])]);
    if (operations[0]?.problem) this.tell("trouble", id);
  }

  /**
   * The first operation of a chain is done: the server has this now.
   * @param {string} id
   * @param {Item | null} item
   */
  settle(id, item) {
    if (item) this.saved.set(id, item);
    else this.saved.delete(id);
    this.drop(id, 1);
    if (!this.chains.has(id)) this.tell("settled", id);
  }

  /**
   * Forget the first operations of a chain, all of them unless told.
   * @param {string} id
   * @param {number} [count]
   */
  drop(id, count = Infinity) {
    this.#keepChain(id, (this.chains.get(id) ?? []).slice(count));
  }

  /**
   * What was to be changed of something that was never saved becomes part of how it is made.
   * @param {string} id
   */
  fold(id) {
    const chain = this.chains.get(id) ?? [];
    const [first, ...rest] = chain;
    if (first?.kind !== "put") return;
    const other = rest.findIndex(({ kind }) => kind !== "patch");
    const patches = other < 0 ? rest : rest.slice(0, other);
    first.item = patches.reduce((item, { change }) => ({ ...item, ...change }), first.item);
    chain.splice(1, patches.length);
  }

  /**
   * What is not saved yet gets another id.
   * @param {string} from
   * @param {string} to
   */
  rename(from, to) {
    const chain = this.chains.get(from) ?? [];
    for (const operation of chain) Object.assign(operation, { id: to, item: { ...operation.item, id: to }, attempts: 0 });
    this.noteRenamed(from, to);
    this.#keepChain(to, chain);
    this.#keepChain(from, []);
  }

  /**
   * Something goes on under another id.
   * @param {string} from
   * @param {string} to
   */
  noteRenamed(from, to) {
    this.#renamed.set(from, to);
    this.tell("renamed", { from, to });
  }

  /**
   * A refusal came, or the person answered one.
   * @param {string} id
   */
  trouble(id) {
    this.refresh(id);
    this.tell("trouble", id);
    this.tell("work", null);
  }

  /**
   * Many changes at once: whoever listens for `items` is told once, of all of them.
   * @template T
   * @param {() => T} work
   * @returns {T}
   */
  together(work) {
    if (this.#held) return work();
    const held = (this.#held = /** @type {Set<string>} */ (new Set()));
    try {
      return work();
    } finally {
      this.#held = null;
      if (held.size) this.tell("items", [...held]);
    }
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  tell(name, detail) {
    if (this.#held && name === "items") {
      for (const id of /** @type {string[]} */ (detail)) this.#held.add(id);
      return;
    }
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
