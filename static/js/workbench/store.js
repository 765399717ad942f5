// @ts-check
/**
 * What the workbench knows: the highlights that the server has, the operations that are not saved yet, what is in
 * focus, and where the caret is. Everything that shows any of it listens here.
 *
 * Events: `items` (detail: ids that changed), `settled` (detail: an id whose operations are all done), `trouble`
 * (detail: an id), `work` (operations came or went), `focus` (detail: why), `peek` (detail: a
 * highlight or null), `caret`, `whose` (other people's are shown now), `renamed` (detail: `from`, `to`: a highlight was
 * given another id), `given-up` (detail: an id, of what was never saved and is not wanted any more).
 */

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Operation} Operation */
/** @typedef {import("./types.js").Stretch} Stretch */

/**
 * Reading order, as the server has it: by start, the longer one first, then by id.
 * @param {Highlight} one
 * @param {Highlight} other
 */
export function inOrder(one, other) {
  return one.start - other.start || other.end - one.end || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

/**
 * What an operation makes of a highlight, as the person sees it; null when it is gone.
 * @param {Highlight | null} item
 * @param {Operation} operation
 * @returns {Highlight | null}
 */
function applied(item, operation) {
  if (operation.kind === "delete") return operation.state === "refused" ? item : null;
  if (operation.kind === "patch") return item && { ...item, ...operation.change };
  return operation.item;
}

export class Store extends EventTarget {
  /** @type {Map<string, Highlight>} */
  saved = new Map();
  /** @type {Map<string, Operation[]>} */
  chains = new Map();
  /** @type {string | null} */
  focused = null;
  /** @type {string | null} what somebody looks at without opening it */
  peeked = null;
  /** @type {Stretch | null} in code units */
  caret = null;
  /** @type {Map<string, Highlight>} what is shown: saved, with the operations on top */
  #shown = new Map();
  /** @type {Highlight[] | null} */
  #sorted = null;
  /** @type {Highlight[] | null} */
  #filtered = null;
  /** @type {Set<string> | null} what changed, while many changes are made at once */
  #held = null;
  /** Whose are shown: "" everybody's, "me" one's own, else a colleague's name. */
  whose = "";

  /** @param {Iterable<Highlight>} items */
  load(items) {
    for (const item of items) {
      this.saved.set(item.id, item);
      this.#shown.set(item.id, item);
    }
    this.#forget();
  }

  #forget() {
    this.#sorted = null;
    this.#filtered = null;
  }

  /** @param {string | null} id */
  item(id) {
    return (id && this.#shown.get(id)) || null;
  }

  /** All that there are, shown or not, in reading order. */
  everything() {
    this.#sorted ??= [...this.#shown.values()].sort(inOrder);
    return this.#sorted;
  }

  /** Those that are shown, in reading order. */
  items() {
    this.#filtered ??= this.whose ? this.everything().filter((item) => this.shows(item)) : this.everything();
    return this.#filtered;
  }

  /** @param {Highlight} item */
  shows(item) {
    return this.whose === "" || (this.whose === "me" ? !item.by : item.by === this.whose);
  }

  /** @param {string} whose see `whose` */
  show(whose) {
    if (whose === this.whose) return;
    this.whose = whose;
    this.#forget();
    const focused = this.item(this.focused);
    if (focused && !this.shows(focused)) this.focus(null, "gone");
    this.#tell("whose", null);
  }

  /** @param {string} id */
  refresh(id) {
    let item = this.saved.get(id) ?? null;
    for (const operation of this.chains.get(id) ?? []) item = applied(item, operation);
    if (item) this.#shown.set(id, item);
    else this.#shown.delete(id);
    this.#forget();
    if (!item && this.focused === id) this.focus(null, "gone");
    this.#tell("items", [id]);
  }

  /**
   * Somebody else's change, or one's own from another tab: it comes under what is not sent yet.
   * @param {string} id
   * @param {Highlight | null} item null when it is gone
   */
  arrive(id, item) {
    return this.arriveAll([[id, item]]).size > 0;
  }

  /**
   * @param {[string, Highlight | null][]} arrivals
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
    for (const id of changed) {
      const shown = (this.chains.get(id) ?? []).reduce(applied, this.saved.get(id) ?? null);
      if (shown) this.#shown.set(id, shown);
      else this.#shown.delete(id);
    }
    if (!changed.size) return changed;
    this.#forget();
    if (this.focused && changed.has(this.focused) && !this.item(this.focused)) this.focus(null, "gone");
    this.#tell("items", [...changed]);
    return changed;
  }

  /** What is shown of all of them is to be shown anew: the scheme has changed. */
  touch() {
    this.#tell("items", [...this.#shown.keys()]);
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
   * The first operation of a chain is done: the server has this now.
   * @param {string} id
   * @param {Highlight | null} item
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
   * @param {string | null} id
   * @param {"text" | "card" | "key" | "made" | "gone"} why
   */
  focus(id, why) {
    if (this.focused === id && why !== "key") return;
    this.focused = id;
    this.peeked = null;
    this.#tell("focus", why);
  }

  /**
   * Somebody looks at a highlight without opening it.
   * @param {Highlight | null} item
   */
  peek(item) {
    this.peeked = item?.id ?? null;
    this.#tell("peek", item);
  }

  /** @returns {Highlight | null} what the text shows as the one in question: looked at, else in focus */
  get inQuestion() {
    return this.item(this.peeked) ?? this.item(this.focused);
  }

  /** @param {Stretch | null} stretch */
  moveCaret(stretch) {
    this.caret = stretch;
    this.#tell("caret", null);
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
      if (held.size) this.#tell("items", [...held]);
    }
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #tell(name, detail) {
    if (this.#held && name === "items") {
      for (const id of /** @type {string[]} */ (detail)) this.#held.add(id);
      return;
    }
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
