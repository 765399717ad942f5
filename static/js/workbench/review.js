// @ts-check
/** Where review touches the article page: what is said, what is disputed, which claim a highlight belongs to. */

import { say, shortened, template } from "../lib/words.js";
import { keepPlace } from "./keep-place.js";
import { Talk } from "./talk.js";

/** What comes within so many milliseconds is asked for once. */
const GATHER = 80;

export class Review {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #alarm = undefined;

  /**
   * @param {{setup: import("./types.js").Setup, store: import("./store.js").Store, cards: import("./cards.js").Cards,
   *   actions: import("./actions.js").Actions, panels: import("./panels.js").Panels,
   *   status: import("./status.js").Status, done: import("./done.js").Done, body: HTMLElement}} parts
   */
  constructor({ setup, store, cards, actions, panels, status, done, body }) {
    this.setup = setup;
    this.store = store;
    this.cards = cards;
    this.status = status;
    this.done = done;
    this.body = body;
    this.actions = template("mark-actions");
    const quote = (/** @type {string} */ id) => {
      const item = store.item(id);
      return item ? actions.quote(item) : "";
    };
    this.talk = new Talk({ panels, status, quote, article: setup.article });
    store.addEventListener("focus", () => this.#offer());
    document.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("claimdesk:said", () => this.ask());
  }

  /** Open what is said about the highlight in focus, or about the article. */
  discuss() {
    const id = this.store.focused ?? "";
    if (this.#isThere(id)) this.talk.toggle(id);
  }

  /** To the dispute about the highlight in focus, or to opening one. */
  dispute() {
    this.#go("a[data-dispute]", "[data-dispute-new]", "no-dispute-by-you");
  }

  /** To the claim that the highlight in focus belongs to, or to choosing or writing it. */
  claim() {
    this.#go("a[data-claim]", "[data-claim-new]", "no-claim-by-you");
  }

  /**
   * @param {string} there what leads to what is there already
   * @param {string} fresh what leads to a new one
   * @param {string} refused what is said to whom neither is open
   */
  #go(there, fresh, refused) {
    const id = this.store.focused;
    if (!id) return this.status.notice("nothing-in-focus");
    if (!this.#isThere(id)) return undefined;
    this.#offer();
    const link = this.cards.card(id)?.querySelector(there) ?? this.actions.querySelector(fresh);
    if (!(link instanceof HTMLAnchorElement)) return this.status.notice(refused);
    return this.done.beforeLeaving(() => location.assign(link.href));
  }

  /** @param {string} id whether the server has it; the article is always there */
  #isThere(id) {
    if (!id || (this.store.saved.has(id) && this.store.saved.get(id)?.version)) return true;
    this.status.notice("not-sent-yet");
    return false;
  }

  /** The card in focus offers what its keys do. */
  #offer() {
    const id = this.store.focused;
    const card = this.cards.card(id);
    if (!id || !card) return void this.actions.remove();
    const claim = /** @type {HTMLElement | null} */ (this.actions.querySelector("[data-claim-new]"));
    // The editor of one's own highlights has such a link where it makes sense.
    if (claim) claim.hidden = this.store.item(id)?.editable ?? false;
    for (const link of this.actions.querySelectorAll("a")) link.search = `?highlight=${id}`;
    (card.querySelector("[data-review]") ?? card.querySelector("[data-open]"))?.after(this.actions);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = event.target instanceof Element ? event.target : null;
    const opener = target?.closest("[data-talk-open], [data-talk-here], [data-talk-article]");
    if (!(opener instanceof HTMLElement)) return;
    const id = opener.matches("[data-talk-article]") ? "" : (opener.dataset.talkOpen ?? this.store.focused ?? "");
    if (this.#isThere(id)) this.talk.toggle(id);
  }

  /** @param {any} said what the stream says of review */
  hear(said) {
    const here = said.article === this.setup.article || (said.highlight && this.store.item(said.highlight));
    for (const count of document.querySelectorAll(".needs")) count.dispatchEvent(new CustomEvent("claimdesk:review"));
    if (!here && said.topic !== "claim") return;
    this.ask();
    if (said.topic !== "comment") return;
    const other = said.actor !== this.setup.live.me;
    this.talk.follow(other ? (said.actor ?? say("live-somebody")) : "");
    if (other) this.#tell(said);
  }

  /** @param {any} said */
  #tell({ actor, highlight }) {
    const item = highlight && this.store.item(highlight);
    const values = { name: actor ?? say("live-somebody"), quote: item ? shortened(this.cards.excerpt(item), 60) : "" };
    this.status.announce(item ? "talk-on-highlight" : "talk-on-article", values);
  }

  /** Bring what cards say of review up to date. */
  ask() {
    this.#alarm ??= setTimeout(() => void this.#load(), GATHER);
  }

  async #load() {
    this.#alarm = undefined;
    const answer = await fetch(this.setup.reviews, { headers: { "HX-Request": "true" }, redirect: "error" }).catch(() => null);
    if (!answer?.ok) return;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    keepPlace(this.body, this.cards.card(this.store.focused), () => this.#show(parsed));
  }

  /** @param {Document} parsed */
  #show(parsed) {
    const count = document.querySelector("[data-talk-count]");
    if (count) count.textContent = parsed.querySelector("[data-reviews]")?.getAttribute("data-remarks") ?? "";
    const fresh = new Map([...parsed.querySelectorAll("[data-review]")].map((each) => [each.getAttribute("data-review") ?? "", each]));
    for (const old of this.cards.list.querySelectorAll("[data-review]")) {
      const now = fresh.get(old.getAttribute("data-review") ?? "");
      fresh.delete(old.getAttribute("data-review") ?? "");
      if (now?.outerHTML === old.outerHTML) continue;
      const hadFocus = old.contains(document.activeElement);
      const face = old.parentElement?.querySelector("[data-open]");
      if (now) old.replaceWith(document.importNode(now, true));
      else old.remove();
      if (hadFocus && face instanceof HTMLElement) face.focus({ preventScroll: true });
    }
    for (const [id, now] of fresh) this.cards.card(id)?.querySelector("[data-open]")?.after(document.importNode(now, true));
  }
}
