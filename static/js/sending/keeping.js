// @ts-check
/** Keeps a store's unsent operations in the vault, each chain as it changes, and puts back what an earlier page left. */

/** @typedef {import("./types.js").Operation<any>} Operation */
/** @typedef {import("../lib/vault.js").Chain} Chain */

export class Keeping {
  /** @type {Set<string>} ids that the vault has something of */
  #kept = new Set();

  /**
   * @param {{vault: import("../lib/vault.js").Vault, store: import("./chains.js").Chains<any>,
   *   bodyOf: (operation: Operation) => unknown, quote: (item: any) => string, about: import("../lib/vault.js").About,
   *   isOver?: (first: Operation) => boolean}} parts `isOver`: whether a chain comes back in this page or never
   */
  constructor({ vault, store, bodyOf, quote, about, isOver = () => false }) {
    this.vault = vault;
    this.store = store;
    this.bodyOf = bodyOf;
    this.quote = quote;
    this.about = about;
    this.isOver = isOver;
    store.addEventListener("items", (event) => {
      for (const id of /** @type {CustomEvent<string[]>} */ (event).detail) this.#keep(id);
    });
  }

  /** @param {string} id */
  #keep(id) {
    const chain = this.store.chains.get(id);
    if (!chain || this.isOver(chain[0])) {
      if (this.#kept.delete(id)) void this.vault.forget({ ...this.about, id });
      return;
    }
    this.#kept.add(id);
    const item = this.store.item(id) ?? chain[0].item;
    void this.vault.keep({
      ...this.about,
      id,
      quote: this.quote(item),
      base: this.store.saved.get(id) ?? null,
      operations: chain.map((operation) => {
        const { kind, item: about, change, version, problem } = operation;
        return { kind, id, item: about, change, body: this.bodyOf(operation), version, problem };
      }),
    });
  }

  /**
   * Keep what a newer text refused as it is to stand there; the page that shows that text sends it.
   * @param {string} id
   */
  async move(id) {
    const [first, ...rest] = this.store.chains.get(id) ?? [];
    if (!first?.problem?.existing || rest.some(({ kind }) => kind === "delete")) return;
    const { revision, start, end, segments } = first.problem.existing;
    const item = { ...(this.store.item(id) ?? first.item), start, end, segments };
    const moved = { kind: first.kind, id, item, change: first.change, body: null, version: null, problem: null };
    await this.vault.keep({ ...this.about, revision, id, quote: this.quote(item), base: null, operations: [moved] });
  }

  /**
   * Work of an earlier page, or of a tab that is no more, goes on here.
   * @param {Chain[]} chains that this page shows
   */
  restore(chains) {
    for (const { id, base, operations } of chains) {
      this.#kept.add(id);
      this.store.resume(id, operations.map((kept, index) => operationOf(kept, index ? null : base)));
    }
  }
}

/**
 * @param {import("../lib/vault.js").KeptOperation} kept
 * @param {any} base what the server had when the first of a chain was made: it is a change of that, whatever is there now
 * @returns {Operation}
 */
export function operationOf({ kind, id, item, change, version, problem }, base) {
  const madeFrom = version ?? (kind === "patch" || kind === "delete" ? (base?.version ?? null) : null);
  return { kind, id, item, change, version: madeFrom, problem, state: problem ? "refused" : "waiting", attempts: 0 };
}

/**
 * Whether a chain fits the text as it is now: its places count into the revision that it was made in.
 * @param {Chain} chain
 * @param {number} revision
 */
export function fits(chain, revision) {
  if (chain.revision === revision) return true;
  return chain.operations.every(({ kind, change }) => kind === "delete" || (kind === "patch" && !("start" in change)));
}
