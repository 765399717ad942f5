// @ts-check
/** Suggested highlights: walked, accepted, changed or rejected; after each the next one is at hand. */

import { say, sayNumber, shortened } from "../lib/words.js";
import { itemOfCard } from "./cards.js";
import { Rejections } from "./suggestions/rejections.js";

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Stretch} Stretch */
/** @typedef {"accept" | "change" | "reject"} Decision */

export class Suggestions extends EventTarget {
  /** @type {Map<string, {item: Highlight, card: HTMLElement}>} in reading order */
  #all = new Map();
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
   *   outbox: import("./outbox.js").Outbox}} parts
   */
  constructor({ setup, store, actions, history, status, cards, focusing, editor, outbox }) {
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
    for (const card of this.section.querySelectorAll("[data-suggestion]")) {
      if (!(card instanceof HTMLElement)) continue;
      const item = itemOfCard(card, card.dataset.suggestion);
      this.#all.set(item.id, { item, card });
    }
    this.rejections = new Rejections(setup.suggestions, store, (id) => this.#made.get(id) ?? []);
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

  /** Those that wait, in reading order. */
  get waiting() {
    return [...this.#all.values()].map(({ item }) => item).filter(({ id }) => !this.#isDecided(id));
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
    if (!this.#all.size) return;
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
    if (here < 0) {
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
    if (!problem) return;
    this.rejections.outbox.discard(id);
    this.history.forget(id);
    this.status.notice("suggestion-refused", { why: problem.detail });
  }

  /** @param {HTMLElement} target */
  #click(target) {
    const card = target.closest("[data-suggestion]");
    const found = [...this.#all.values()].find((one) => one.card === card);
    if (!found) return;
    const button = target.closest("[data-decide]");
    if (button instanceof HTMLElement) {
      this.#at = found.item.id;
      this.decide(/** @type {Decision} */ (button.dataset.decide));
    } else if (target.closest("[data-suggestion-face]")) this.#show(this.#at === found.item.id ? null : found.item);
  }
}
