// @ts-check
/** Sends what closed tabs left, and tells of what the server refuses: with the words, the article and what can be done. */

import { template } from "../lib/words.js";
import { fits, operationOf } from "../workbench/keeping.js";
import { Outbox } from "../workbench/outbox.js";
import { Store } from "../workbench/store.js";
import { transport } from "../workbench/transport.js";

/** @typedef {import("../lib/vault.js").Chain} Chain */
/** @typedef {import("../lib/vault.js").Vault} Vault */

/** @type {{wants: (chain: Chain) => boolean, take: (chains: Chain[]) => Chain[]} | null} the article that is open */
let article = null;

/**
 * The article that is open takes what is its own.
 * @param {(chain: Chain) => boolean} wants
 * @param {(chains: Chain[]) => Chain[]} take answers the rest
 */
export function claimFirst(wants, take) {
  article = { wants, take };
}

/** @param {Vault} vault */
export async function takeOver(vault) {
  // A relation needs its highlights: it waits until its article is opened.
  const sendable = (/** @type {Chain} */ chain) => chain.address.endsWith("/highlights/");
  const adopted = await vault.adopt((chain) => sendable(chain) || Boolean(article?.wants(chain)));
  for (const chain of article ? article.take(adopted) : adopted) new Leftover(vault, chain);
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
  /**
   * @param {Vault} vault
   * @param {Chain} chain
   */
  constructor(vault, chain) {
    this.vault = vault;
    this.chain = chain;
    this.store = new Store();
    if (chain.base) this.store.load([chain.base]);
    const bodies = new Map(chain.operations.map((kept) => [operationOf(kept), kept.body]));
    this.bodies = bodies;
    this.store.chains.set(chain.id, [...bodies.keys()]);
    this.outbox = new Outbox(this.store, transport(chain.address, (operation) => this.bodies.get(operation) ?? null));
    this.store.addEventListener("items", () => this.#follow());
    this.store.addEventListener("trouble", () => this.#follow());
    this.#follow();
    this.outbox.pump();
  }

  get operations() {
    return this.store.chains.get(this.chain.id) ?? [];
  }

  #follow() {
    const { vault, chain } = this;
    if (!this.operations.length) {
      void vault.forget(chain);
      this.#remove();
      return;
    }
    const operations = this.operations.map((operation) => ({
      kind: operation.kind,
      id: operation.id,
      item: operation.item,
      change: operation.change,
      version: operation.version,
      problem: operation.problem,
      body: this.bodies.get(operation) ?? null,
    }));
    void vault.keep({ ...chain, base: this.store.saved.get(chain.id) ?? null, operations });
    if (this.operations[0].problem) this.#tell();
    else this.#remove();
  }

  #remove() {
    this.line?.remove();
    this.line = null;
    const panel = document.querySelector("[data-unsent]");
    if (panel instanceof HTMLElement) panel.hidden = !panel.querySelector("[data-unsent-line]");
  }

  #tell() {
    const panel = document.querySelector("[data-unsent]");
    const list = panel?.querySelector("[data-unsent-list]");
    const first = this.operations[0];
    if (!(panel instanceof HTMLElement) || !list || !first.problem) return;
    this.line?.remove();
    const line = template("unsent-line");
    this.line = line;
    const link = /** @type {HTMLAnchorElement} */ (line.querySelector("[data-unsent-article]"));
    link.href = this.chain.page;
    link.textContent = this.chain.title || this.chain.page;
    const put = (/** @type {string} */ name, /** @type {string} */ words) => {
      const place = line.querySelector(`[data-unsent-${name}]`);
      if (place) place.textContent = words;
    };
    put("quote", this.chain.quote);
    put("why", first.problem.detail);
    const move = line.querySelector("[data-unsent-move]");
    if (move instanceof HTMLElement) move.hidden = typeof first.problem.existing?.start !== "number";
    line.addEventListener("click", (event) => this.#answer(/** @type {HTMLElement} */ (event.target)));
    list.append(line);
    panel.hidden = false;
  }

  /** @param {HTMLElement} target */
  #answer(target) {
    const { id } = this.chain;
    const first = this.operations[0];
    if (target.closest("[data-unsent-move]") && first?.problem?.existing) {
      const { revision, start, end, segments, quote } = first.problem.existing;
      const place = segments?.length > 1 ? { segments } : { start, end };
      const { start: _, end: __, segments: ___, ...words } = this.bodies.get(first) ?? {};
      this.bodies.set(first, { ...words, ...place, revision, quote });
      this.outbox.retry(id);
    } else if (target.closest("[data-unsent-retry]")) this.outbox.retry(id);
    else if (target.closest("[data-unsent-discard]")) this.outbox.discard(id);
    else if (target.closest("[data-unsent-file]")) this.#saveAsFile();
  }

  /** The last resort: what could not be sent, as a file that anybody can read. */
  #saveAsFile() {
    const { page, article, revision, quote } = this.chain;
    const operations = this.operations.map((operation) => ({ kind: operation.kind, id: operation.id, body: this.bodies.get(operation) }));
    const text = JSON.stringify({ page, article, revision, quote, operations }, null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `claimdesk-unsent-${this.chain.id}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}
