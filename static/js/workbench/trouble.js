// @ts-check
/** What the server refused, in words on the card, with what can be done about it. */

import { template } from "../lib/words.js";
import { refusalPanel } from "./refusal.js";

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Operation} Operation */

export class Trouble {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("../sending/outbox.js").Outbox<Highlight>} outbox
   * @param {import("./cards.js").Cards} cards
   * @param {import("../sending/keeping.js").Keeping | null} keeping null where the browser keeps nothing
   */
  constructor(store, outbox, cards, keeping) {
    this.keeping = keeping;
    this.store = store;
    this.outbox = outbox;
    this.cards = cards;
    store.addEventListener("trouble", (event) => this.#show(/** @type {CustomEvent<string>} */ (event).detail));
    store.addEventListener("items", (event) => {
      for (const id of /** @type {CustomEvent<string[]>} */ (event).detail) this.#clear(id);
    });
  }

  /** @param {string} id */
  #clear(id) {
    if (this.store.chains.get(id)?.[0]?.state === "refused") return;
    this.cards.card(id)?.querySelector(".trouble")?.remove();
  }

  /** @param {string} id */
  #show(id) {
    const first = this.store.chains.get(id)?.[0];
    const card = this.cards.card(id);
    if (!first?.problem || !card) return;
    card.querySelector(".trouble")?.remove();
    const panel = first.problem.current ? this.#conflict(first, first.problem.current) : this.#refusal(first.problem);
    panel.addEventListener("click", (event) => this.#answer(event, id));
    card.querySelector("[data-open]")?.after(panel);
  }

  /** @param {import("./types.js").Problem} problem */
  #refusal(problem) {
    const { panel, fitting } = refusalPanel("refusal", problem);
    const found = this.keeping && problem.existing?.start !== undefined && problem.existing?.start !== null;
    panel.querySelector(found ? "[data-place-lost]" : "[data-place-found]")?.remove();
    if (fitting === "410" || fitting === "stale_revision") panel.querySelector("[data-retry]")?.remove();
    return panel;
  }

  /**
   * @param {Operation} operation
   * @param {Highlight} theirs
   */
  #conflict(operation, theirs) {
    const panel = template("conflict");
    const [mine, other] = panel.querySelectorAll(".version");
    this.#describe(mine, operation.kind === "delete" ? null : this.store.item(operation.id));
    this.#describe(other, theirs);
    return panel;
  }

  /**
   * @param {Element} place
   * @param {Highlight | null} item
   */
  #describe(place, item) {
    const put = (/** @type {string} */ name, /** @type {string} */ text) => {
      const element = place.querySelector(`[data-version-${name}]`);
      if (element instanceof HTMLElement) {
        element.textContent = text;
        element.hidden = !text;
      }
    };
    if (item) place.querySelector("[data-gone]")?.remove();
    put("tags", item ? this.cards.labels(item) : "");
    put("quote", item ? this.cards.excerpt(item) : "");
    put("values", item ? this.cards.values(item).join(" · ") : "");
    put("note", item?.note ?? "");
  }

  /**
   * To where the words stand in the newer text; the page is loaded again to show that text.
   * @param {string} id
   */
  async #move(id) {
    await this.keeping?.move(id);
    location.reload();
  }

  /**
   * @param {Event} event
   * @param {string} id
   */
  #answer(event, id) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("[data-retry], [data-keep-mine]")) this.outbox.retry(id);
    else if (target.closest("[data-discard], [data-take-theirs]")) this.outbox.discard(id);
    else if (target.closest("[data-move]")) this.#move(id);
    else if (target.closest("[data-reload]")) location.reload();
    else return;
    const face = this.cards.card(id)?.querySelector("[data-open]");
    if (face instanceof HTMLElement) face.focus({ preventScroll: true });
  }
}
