// @ts-check
/** What one rejected: kept, sent and tried again like any other work. */

import { Chains } from "../../sending/chains.js";
import { Keeping } from "../../sending/keeping.js";
import { Outbox } from "../../sending/outbox.js";
import { transport } from "../../sending/transport.js";

/** @typedef {import("../types.js").Highlight} Highlight */

const nothing = () => null;

export class Rejections {
  /**
   * @param {{highlights: import("../store.js").Store, madeOf: (id: string) => string[],
   *   quote: (item: Highlight) => string, vault: import("../../lib/vault.js").Vault | null,
   *   about: import("../../lib/vault.js").About}} parts `madeOf`: the highlights that were made of a suggestion
   */
  constructor({ highlights, madeOf, quote, vault, about }) {
    this.about = about;
    this.store = /** @type {Chains<Highlight>} */ (new Chains());
    this.outbox = new Outbox(this.store, transport(about.address, nothing), {
      // What was made of it is taken away before it is rejected.
      ready: ({ id }) => !madeOf(id).some((made) => highlights.chains.has(made)),
    });
    this.keeping = vault && new Keeping({ vault, store: this.store, bodyOf: nothing, quote, about });
    highlights.addEventListener("settled", () => this.outbox.pump());
  }

  /** @param {string} id */
  has(id) {
    return this.store.item(id) !== null && !this.refusal(id);
  }

  /**
   * Why the server does not take a rejection; null when it did not say no.
   * @param {string} id
   */
  refusal(id) {
    const first = this.store.chains.get(id)?.[0];
    return first?.kind === "put" ? first.problem : null;
  }

  /** @param {Highlight} suggestion */
  add(suggestion) {
    if (!this.store.item(suggestion.id)) this.outbox.add("put", suggestion);
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
    if (this.store.item(suggestion.id)) this.outbox.add("delete", suggestion);
  }

  /**
   * Take up what an earlier page of this article did not send; answers the rest.
   * @param {import("../../lib/vault.js").Chain[]} chains
   */
  restore(chains) {
    const { address, article } = this.about;
    const own = chains.filter((chain) => chain.address === address && chain.article === article);
    this.keeping?.restore(own);
    this.outbox.pump();
    return chains.filter((chain) => !own.includes(chain));
  }
}
