// @ts-check
/**
 * Linking two highlights: it starts from the one in focus, the next one that is picked is the other end. What is most
 * likely meant is offered all the while, and made at once by the key that began.
 *
 * Events: `likely` (detail: the highlight that is proposed, or null), `chosen` (detail: a proposal that was taken).
 */

/** @typedef {import("../types.js").Highlight} Highlight */

export class Linking extends EventTarget {
  /** @type {string | null} where the link starts; null when nobody links */
  from = null;

  /**
   * @param {{highlights: import("../store.js").Store, chooser: import("./chooser.js").Chooser,
   *   words: import("./wording.js").Wording, root: HTMLElement,
   *   propose: (from: Highlight, to: Highlight | null) => import("./likely.js").Proposal | null,
   *   announce: (name: string, values?: Record<string, string>) => void}} parts
   */
  constructor({ highlights, chooser, words, root, propose, announce }) {
    super();
    this.highlights = highlights;
    this.chooser = chooser;
    this.words = words;
    this.root = root;
    this.propose = propose;
    this.announce = announce;
    this.strip = /** @type {HTMLElement} */ (document.querySelector("[data-link-strip]"));
    this.pick = /** @type {HTMLElement} */ (this.strip.querySelector("[data-link-this]"));
    this.offer = /** @type {HTMLElement} */ (this.strip.querySelector("[data-link-likely]"));
    highlights.addEventListener("focus", (event) => this.#follow(/** @type {CustomEvent<string>} */ (event).detail));
    highlights.addEventListener("items", () => {
      if (this.from && !highlights.item(this.from)) this.#end();
    });
    this.strip.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (target.closest("[data-link-this]")) this.#choose();
      if (target.closest("[data-link-likely]")) this.take();
      if (target.closest("[data-link-leave]")) this.leave();
    });
    chooser.addEventListener("left", () => this.leave());
  }

  /** @returns {boolean} whether there is a highlight to start from */
  start() {
    const item = this.highlights.item(this.highlights.focused);
    if (!item) {
      this.announce("link-nothing");
      return false;
    }
    this.from = item.id;
    this.root.focus({ preventScroll: true });
    const quote = /** @type {HTMLElement} */ (this.strip.querySelector("[data-link-from]"));
    quote.textContent = this.words.quote(item);
    this.strip.hidden = false;
    this.pick.hidden = true;
    this.root.classList.add("linking");
    const quoted = this.words.quote(item);
    const likely = this.#offerLikely();
    if (likely) this.announce("link-start-likely", { quote: quoted, ...likely });
    else this.announce("link-start", { quote: quoted });
    return true;
  }

  /**
   * Link as it is most likely meant: to the one that was picked since, else to the one that is proposed. What cannot be
   * guessed is asked for.
   * @returns {boolean} false when nothing fits
   */
  take() {
    const from = this.highlights.item(this.from);
    const proposal = this.#likely();
    if (!from || !proposal) return false;
    if (proposal.complete) this.dispatchEvent(new CustomEvent("chosen", { detail: proposal }));
    else this.chooser.open(from, proposal.to, null, proposal.link.type);
    return true;
  }

  #likely() {
    const from = this.highlights.item(this.from);
    return from && this.propose(from, this.#other());
  }

  /** @returns {{how: string, to: string} | null} what is offered, in words */
  #offerLikely() {
    const proposal = this.from ? this.#likely() : null;
    this.offer.hidden = !proposal;
    this.dispatchEvent(new CustomEvent("likely", { detail: proposal?.to ?? null }));
    if (!proposal) return null;
    const { type, attributes } = proposal.link;
    const how = [this.words.label(type), ...this.words.values({ type, attributes })].join(", ");
    const to = this.words.quote(proposal.to);
    /** @type {HTMLElement} */ (this.offer.querySelector("[data-link-likely-type]")).textContent = how;
    /** @type {HTMLElement} */ (this.offer.querySelector("[data-link-likely-to]")).textContent = to;
    return { how, to };
  }

  /**
   * Enter takes the highlight in focus for the other end.
   * @returns {boolean}
   */
  enter() {
    if (!this.from || !this.#other()) return false;
    const active = document.activeElement;
    const free = active === this.root || active === document.body || Boolean(active?.closest(".mark.open"));
    return free && this.#choose();
  }

  /** @returns {boolean} whether anybody was linking */
  leave() {
    const { from } = this;
    if (!from) return false;
    this.#end();
    this.highlights.focus(from, "key");
    this.announce("link-left");
    return true;
  }

  /** The link was made: back to where it started. */
  done() {
    const { from } = this;
    this.#end();
    if (from) this.highlights.focus(from, "key");
  }

  #end() {
    this.from = null;
    this.strip.hidden = true;
    this.root.classList.remove("linking");
    this.root.focus({ preventScroll: true });
    this.#offerLikely();
  }

  /** @returns {Highlight | null} the highlight in focus, when it is not the one that the link starts from */
  #other() {
    return this.highlights.focused === this.from ? null : this.highlights.item(this.highlights.focused);
  }

  /** @param {string} why */
  #follow(why) {
    if (!this.from) return;
    this.pick.hidden = !this.#other();
    if (why === "text" || why === "card") this.#choose();
    else this.#offerLikely();
  }

  #choose() {
    const from = this.highlights.item(this.from);
    const to = this.#other();
    if (!from || !to) return false;
    this.chooser.open(from, to);
    return true;
  }
}
