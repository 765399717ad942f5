// @ts-check
/** Suggested highlights: walked, accepted, changed or rejected; after each the next one is at hand. */

import { say, sayNumber, shortened } from "../lib/words.js";
import { itemOfCard } from "./cards.js";
import { refusalPanel } from "./refusal.js";
import { inOrder } from "./store.js";
import { Order } from "./suggestions/order.js";
import { Rejections } from "./suggestions/rejections.js";

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Stretch} Stretch */
/** @typedef {{item: Highlight, card: HTMLElement, written: string}} Entry `written`: the card as the server wrote it */
/** @typedef {"accept" | "change" | "reject"} Decision */

export class Suggestions extends EventTarget {
  /** @type {Map<string, Entry>} in reading order */
  #all;
  /** @type {Map<string, string[]>} ids of the highlights that were made of a suggestion at this sitting */
  #made = new Map();
  /** @type {string | null} the one that keys decide about */
  #at = null;
  /** Where the walk goes on, in code points. */
  #from = -1;

  /**
   * @param {{setup: import("./types.js").Setup, store: import("./store.js").Store,
   *   actions: import("./actions.js").Actions, history: import("./history.js").History,
   *   status: import("./status.js").Status, cards: import("./cards.js").Cards,
   *   focusing: import("./focusing.js").Focusing, editor: import("./editor.js").Editor,
   *   outbox: import("../sending/outbox.js").Outbox<Highlight>, vault: import("../lib/vault.js").Vault | null,
   *   about: import("../lib/vault.js").About}} parts
   */
  constructor({ setup, store, actions, history, status, cards, focusing, editor, outbox, vault, about }) {
    super();
    this.setup = setup;
    this.store = store;
    this.actions = actions;
    this.history = history;
    this.status = status;
    this.cards = cards;
    this.focusing = focusing;
    this.editor = editor;
    this.section = /** @type {HTMLElement} */ (document.querySelector("[data-suggestions]"));
    this.title = /** @type {HTMLElement} */ (this.section.querySelector("[data-suggestions-words]"));
    this.#all = cardsIn(this.section);
    this.order = new Order(this.section, () => this.#show(this.waiting[0] ?? null));
    this.order.take([...this.#all.values()]);
    this.rejections = new Rejections({
      highlights: store,
      madeOf: (id) => this.#made.get(id) ?? [],
      quote: (item) => actions.quote(item),
      vault,
      about: { ...about, address: setup.suggestions },
    });
    // The same suggestion is accepted again only when what was made of it first is gone on the server too.
    outbox.ready = ({ kind, id, item }) =>
      kind !== "put" || !item.suggestion || !(this.#made.get(item.suggestion) ?? []).some((made) => made !== id && store.chains.has(made));
    store.addEventListener("settled", () => outbox.pump());
    store.addEventListener("items", (event) => this.#follow(/** @type {CustomEvent<string[]>} */ (event).detail));
    store.addEventListener("renamed", (event) => {
      const { from, to } = /** @type {CustomEvent<{from: string, to: string}>} */ (event).detail;
      for (const made of this.#made.values()) if (made.includes(from)) made.push(to);
    });
    store.addEventListener("focus", () => store.focused && this.#show(null));
    this.rejections.store.addEventListener("items", () => this.refresh());
    this.rejections.store.addEventListener("trouble", (event) => this.#refused(/** @type {CustomEvent<string>} */ (event).detail));
    this.section.addEventListener("click", (event) => this.#click(/** @type {HTMLElement} */ (event.target)));
  }

  /** Ids of those that the server knows to be rejected. */
  get rejected() {
    const { saved, chains } = this.rejections.store;
    return new Set([...saved.keys()].filter((id) => !chains.has(id)));
  }

  /**
   * Some came, went, or were decided elsewhere; what one decided here stays as it is, and can be undone.
   * @param {Document} parts
   * @param {Set<string>} rejected those that the server knew to be rejected when this was asked for
   */
  take(parts, rejected) {
    const list = /** @type {HTMLElement} */ (this.section.querySelector("[data-suggestion-list]"));
    const held = list.contains(document.activeElement);
    const found = cardsIn(parts);
    for (const id of found.keys()) if (rejected.has(id)) this.rejections.takenBack(id);
    for (const [id, { card }] of this.#all) {
      if (found.has(id) || this.rejections.has(id) || this.#made.has(id)) continue;
      card.remove();
      this.#all.delete(id);
    }
    for (const [id, fresh] of found) {
      const known = this.#all.get(id);
      if (known?.written === fresh.written) continue;
      const stood = known?.card.contains(document.activeElement) ?? false;
      known?.card.replaceWith(fresh.card);
      this.#all.set(id, fresh);
      const face = fresh.card.querySelector("[data-suggestion-face]");
      if (stood && face instanceof HTMLElement) face.focus({ preventScroll: true });
    }
    this.#all = new Map([...this.#all].sort(([, one], [, other]) => inOrder(one.item, other.item)));
    this.order.take([...this.#all.values()]);
    this.refresh();
    if (held && !list.contains(document.activeElement)) this.actions.map.root.focus({ preventScroll: true });
  }

  /** Those that wait, in the order that was chosen. */
  get waiting() {
    return this.order.shown.map(({ item }) => item).filter(({ id }) => !this.#isDecided(id));
  }

  /** @param {string} id */
  #isDecided(id) {
    return this.rejections.has(id) || (this.#made.get(id) ?? []).some((made) => this.store.item(made) !== null);
  }

  /** @param {string[]} changed ids of highlights */
  #follow(changed) {
    if (!this.#all.size) return;
    for (const id of changed) {
      // Also what an earlier page accepted and did not send.
      const about = this.store.chains.get(id)?.[0]?.item.suggestion;
      if (about) this.#note(about, id);
    }
    this.refresh();
  }

  /**
   * @param {string} suggestion
   * @param {string} made
   */
  #note(suggestion, made) {
    const known = this.#made.get(suggestion) ?? [];
    if (!known.includes(made)) this.#made.set(suggestion, [...known, made]);
  }

  /** Show which wait, and paint them. */
  refresh() {
    if (!this.#all.size && this.section.hidden) return;
    const waiting = this.waiting;
    const ids = new Set(waiting.map(({ id }) => id));
    if (this.#at && !ids.has(this.#at)) this.#at = null;
    for (const [id, { card }] of this.#all) {
      card.hidden = !ids.has(id);
      card.classList.toggle("open", id === this.#at);
      card.querySelector("[data-suggestion-face]")?.setAttribute("aria-expanded", String(id === this.#at));
    }
    this.section.hidden = !waiting.length;
    this.title.textContent = sayNumber("suggested", waiting.length);
    const at = waiting.filter(({ id }) => id === this.#at);
    this.dispatchEvent(new CustomEvent("shown", { detail: { all: waiting.flatMap((item) => this.#stretches(item)), now: at.flatMap((item) => this.#stretches(item)) } }));
  }

  /**
   * @param {Highlight} item
   * @returns {Stretch[]} in code units
   */
  #stretches({ segments }) {
    const { offsets } = this.actions.map;
    return segments.map(([start, end]) => ({ start: offsets.toUnit(start), end: offsets.toUnit(end) }));
  }

  /**
   * @param {Highlight | null} item null when none is at hand any more
   * @param {string} [before] what is said first
   */
  #show(item, before = "") {
    if (!item && !this.#at) return;
    this.#at = item?.id ?? null;
    if (item) {
      this.#from = item.start;
      this.store.focus(null, "key");
    }
    this.refresh();
    if (!item) return;
    this.focusing.showInText(item);
    this.#all.get(item.id)?.card.scrollIntoView({ block: "nearest" });
    const waiting = this.waiting;
    const n = String(waiting.findIndex(({ id }) => id === item.id) + 1);
    const tag = item.tags.map((key) => this.cards.label(key)).join(", ");
    const where = say("suggestion-at", { n, of: String(waiting.length), tag, quote: shortened(this.actions.quote(item)) });
    this.status.read(`${before} ${where}`.trim());
  }

  /**
   * To the next one that waits, or the one before; round at the ends.
   * @param {1 | -1} direction
   */
  step(direction) {
    const waiting = this.waiting;
    if (!waiting.length) return this.status.announce("no-suggestions");
    const here = waiting.findIndex(({ id }) => id === this.#at);
    let index = here + direction;
    if (here < 0 && !this.order.isReading) index = direction > 0 ? 0 : waiting.length - 1;
    else if (here < 0) {
      const next = waiting.findIndex(({ start }) => start >= this.#from);
      index = direction > 0 ? Math.max(next, 0) : (next < 0 ? waiting.length : next) - 1;
    }
    return this.#show(waiting[(index + waiting.length) % waiting.length]);
  }

  /** @param {Decision} decision about the one that is at hand */
  decide(decision) {
    if (!this.setup.mayHighlight) return;
    const item = this.#at ? this.#all.get(this.#at)?.item : null;
    if (!item) {
      this.status.announce(this.waiting.length ? "step-to-suggestion" : "no-suggestions");
      return;
    }
    const before = this.waiting;
    const following = before[before.findIndex(({ id }) => id === item.id) + 1] ?? before.find(({ id }) => id !== item.id) ?? null;
    this.#from = following?.start ?? -1;
    if (decision === "reject") this.#reject(item);
    else {
      const made = this.actions.accept(item);
      if (decision === "change") {
        this.store.focus(made.id, "key");
        this.editor.enter();
        this.status.announce("suggestion-changing");
        return;
      }
    }
    const said = say(decision === "reject" ? "suggestion-rejected" : "suggestion-accepted");
    if (following) this.#show(following, said);
    else this.status.read(`${said} ${say("suggestions-done")}`);
  }

  /** @param {Highlight} item */
  #reject(item) {
    this.rejections.add(item);
    this.history.did({
      id: item.id,
      undo: () => {
        this.rejections.takeBack(item);
        this.#show(item);
      },
      redo: () => this.rejections.add(item),
      still: (way) => this.rejections.has(item.id) === (way === "undo"),
    });
  }

  /** @param {string} id */
  #refused(id) {
    const problem = this.rejections.store.chains.get(id)?.[0]?.problem;
    const card = this.#all.get(id)?.card;
    card?.querySelector(".trouble")?.remove();
    if (!problem) return;
    const kept = this.rejections.refusal(id) && problem.code !== "accepted_already";
    if (kept && card) {
      card.append(refusalPanel("suggestion-refusal", problem).panel);
      this.status.announce("suggestion-not-saved");
    } else {
      this.rejections.outbox.discard(id);
      this.history.forget(id);
      this.status.notice("suggestion-refused", { why: problem.detail });
    }
  }

  /**
   * @param {HTMLElement} target
   * @param {string} id
   * @returns {boolean} whether a refusal was answered
   */
  #answer(target, id) {
    const { outbox } = this.rejections;
    if (target.closest("[data-retry]")) outbox.retry(id);
    else if (target.closest("[data-discard]")) outbox.discard(id);
    else return false;
    this.#refused(id);
    return true;
  }

  /** @param {HTMLElement} target */
  #click(target) {
    const card = target.closest("[data-suggestion]");
    const found = [...this.#all.values()].find((one) => one.card === card);
    if (!found || this.#answer(target, found.item.id)) return;
    const button = target.closest("[data-decide]");
    if (button instanceof HTMLElement) {
      this.#at = found.item.id;
      this.decide(/** @type {Decision} */ (button.dataset.decide));
    } else if (target.closest("[data-suggestion-face]")) this.#show(this.#at === found.item.id ? null : found.item);
  }
}

/**
 * @param {ParentNode} place
 * @returns {Map<string, Entry>} in the order of the cards
 */
function cardsIn(place) {
  const found = new Map();
  for (const card of place.querySelectorAll("[data-suggestion]")) {
    if (!(card instanceof HTMLElement)) continue;
    const item = itemOfCard(card, card.dataset.suggestion);
    found.set(item.id, { item, card, written: card.outerHTML });
  }
  return found;
}
