// @ts-check
/** Sends what closed tabs left, and tells of what the server refuses: with the words, the article and what can be done. */

import { template } from "../lib/words.js";
import { Chains } from "../sending/chains.js";
import { fits, Keeping, operationOf } from "../sending/keeping.js";
import { Outbox } from "../sending/outbox.js";
import { collectionOf, linkAnew } from "../sending/sorts.js";
import { transport } from "../sending/transport.js";
import { Unsent } from "../sending/unsent.js";

/** @typedef {import("../lib/vault.js").Chain} Chain */
/** @typedef {import("../lib/vault.js").Vault} Vault */

/** What this page has of it, for whoever counts. */
export const leftUnsent = new Unsent();

/** @type {Set<Leftover>} */
const leftovers = new Set();

/** @type {((chains: Chain[]) => Chain[]) | null} what the article that is open does with chains */
let article = null;

/**
 * The article that is open takes what is its own.
 * @param {(chains: Chain[]) => Chain[]} take answers the rest
 */
export function claimFirst(take) {
  article = take;
}

/** @param {Vault} vault */
export async function takeOver(vault) {
  const adopted = await vault.adopt();
  for (const chain of article ? article(adopted) : adopted) leftovers.add(new Leftover(vault, chain));
  for (const leftover of leftovers) leftover.outbox.pump();
}

/**
 * What belongs to an article in its present text, and the rest.
 * @param {Chain[]} chains
 * @param {string} address
 * @param {number} article
 * @param {number} revision
 * @returns {[Chain[], Chain[]]}
 */
export function parted(chains, address, article, revision) {
  const own = chains.filter((chain) => chain.address === address && chain.article === article && fits(chain, revision));
  return [own, chains.filter((chain) => !own.includes(chain))];
}

class Leftover {
  /** @type {HTMLElement | null} what tells of a refusal */
  #line = null;

  /**
   * @param {Vault} vault
   * @param {Chain} chain
   */
  constructor(vault, chain) {
    this.chain = chain;
    this.id = chain.id;
    this.collection = collectionOf(chain.address);
    const bodyOf = (/** @type {import("../sending/types.js").Operation<any>} */ { body }) => body ?? null;
    this.store = /** @type {Chains<any>} */ (new Chains());
    if (chain.base) this.store.load([chain.base]);
    this.outbox = new Outbox(this.store, transport(chain.address, bodyOf), { ready: () => !this.#waits() });
    new Keeping({ vault, store: this.store, bodyOf, quote: () => chain.quote, about: chain });
    this.store.addEventListener("renamed", (event) => {
      const { from, to } = /** @type {CustomEvent<{from: string, to: string}>} */ (event).detail;
      this.id = to;
      for (const leftover of leftovers) leftover.#follow(from, to);
    });
    this.store.addEventListener("given-up", () => {
      for (const leftover of leftovers) if (leftover.#links(this.id)) leftover.store.drop(leftover.id);
    });
    this.store.addEventListener("work", () => this.#changed());
    leftUnsent.add(this.outbox, this.store);
    const resumed = chain.operations.map((kept, index) => ({ ...operationOf(kept, index ? null : chain.base), body: kept.body }));
    this.store.resume(chain.id, resumed);
  }

  get operations() {
    return this.store.chains.get(this.id) ?? [];
  }

  /** Deletions go first, since what is made anew may stand where they stood; what hangs on highlights goes last. */
  get rank() {
    if (this.collection !== "highlights") return 2;
    return this.operations[0]?.kind === "delete" ? 0 : 1;
  }

  #waits() {
    return [...leftovers].some((other) => {
      const [first] = other.operations;
      if (!first || other.chain.article !== this.chain.article || other.rank >= this.rank) return false;
      return first.state !== "refused" || (first.kind === "put" && this.#links(other.id));
    });
  }

  /**
   * Whether it is a link of a highlight.
   * @param {string} id
   */
  #links(id) {
    return this.operations.some(({ item }) => item.from === id || item.to === id);
  }

  /**
   * A highlight has another id now.
   * @param {string} from
   * @param {string} to
   */
  #follow(from, to) {
    if (!this.#links(from)) return;
    for (const operation of this.operations) linkAnew(operation, from, to);
    this.store.refresh(this.id);
  }

  #changed() {
    const [first] = this.operations;
    this.#line?.remove();
    this.#line = first?.problem ? this.#tell(first.problem) : null;
    const panel = document.querySelector("[data-unsent]");
    if (panel instanceof HTMLElement) panel.hidden = !panel.querySelector("[data-unsent-line]");
    if (first?.state === "sending") return;
    if (!first) {
      leftovers.delete(this);
      leftUnsent.remove(this.outbox);
    }
    for (const leftover of leftovers) if (leftover !== this) leftover.outbox.pump();
  }

  /** @param {import("../sending/types.js").Problem<any>} problem */
  #tell(problem) {
    const line = template("unsent-line");
    const link = /** @type {HTMLAnchorElement} */ (line.querySelector("[data-unsent-article]"));
    link.href = this.chain.page;
    link.textContent = this.chain.title || this.chain.page;
    const put = (/** @type {string} */ name, /** @type {string} */ words) => {
      const place = line.querySelector(`[data-unsent-${name}]`);
      if (place) place.textContent = words;
    };
    put("quote", this.chain.quote);
    put("why", problem.detail);
    const move = line.querySelector("[data-unsent-move]");
    if (move instanceof HTMLElement) move.hidden = typeof problem.existing?.start !== "number";
    line.addEventListener("click", (event) => this.#answer(/** @type {HTMLElement} */ (event.target)));
    document.querySelector("[data-unsent-list]")?.append(line);
    return line;
  }

  /** @param {HTMLElement} target */
  #answer(target) {
    const first = this.operations[0];
    if (target.closest("[data-unsent-move]") && first?.problem?.existing) {
      const { revision, start, end, segments, quote } = first.problem.existing;
      const place = segments?.length > 1 ? { segments } : { start, end };
      const { start: _, end: __, segments: ___, ...words } = first.body ?? {};
      first.body = { ...words, ...place, revision, quote };
      this.outbox.retry(this.id);
    } else if (target.closest("[data-unsent-retry]")) this.outbox.retry(this.id);
    else if (target.closest("[data-unsent-discard]")) this.outbox.discard(this.id);
    else if (target.closest("[data-unsent-file]")) this.#saveAsFile();
  }

  /** The last resort: what could not be sent, as a file that anybody can read. */
  #saveAsFile() {
    const { page, article, revision, quote } = this.chain;
    const operations = this.operations.map(({ kind, id, body }) => ({ kind, id, body }));
    const text = JSON.stringify({ page, article, revision, quote, operations }, null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `claimdesk-unsent-${this.id}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}
