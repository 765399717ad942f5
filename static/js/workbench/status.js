// @ts-check
/** The header's word on what is saved, the strip after a deletion, and what a screen reader hears. */

import { say, sayNumber, shortened } from "../lib/words.js";

/** Saving that takes less than this is not mentioned. */
const PATIENCE = 300;

const SECOND = 1_000;

/** How long a notice stays, in milliseconds. */
const NOTICE = 8_000;

export class Status {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("../sending/unsent.js").Unsent} unsent
   * @param {() => boolean} keeps whether this browser keeps what is not sent yet
   * @param {HTMLElement} home where the focus goes when a strip closes
   */
  constructor(store, unsent, keeps, home) {
    this.unsent = unsent;
    this.home = home;
    this.keeps = keeps;
    this.state = /** @type {HTMLElement | null} */ (document.querySelector("[data-save-state]"));
    this.announcer = document.querySelector("[data-announcer]");
    this.strip = /** @type {HTMLElement | null} */ (document.querySelector("[data-undo-strip]"));
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.later = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.noticed = undefined;
    unsent.addEventListener("work", () => this.#work());
    store.addEventListener("trouble", () => unsent.refused && this.announce("not-saved"));
    this.state?.addEventListener("click", () => this.#answer());
  }

  /** Whoever asks for it has everything tried at once, and is led to what needs her. */
  #answer() {
    this.unsent.hurry();
    const trouble = document.querySelector(".trouble, .link-trouble, [data-unsent-line]");
    trouble?.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement | null} */ (trouble?.querySelector("button") ?? null)?.focus();
  }

  #work() {
    clearTimeout(this.later);
    const { unsaved, refused, failing, signedOut } = this.unsent;
    // Nothing is said of what takes a moment; programs that drive the page can tell all the same.
    if (this.state) this.state.dataset.waiting = String(unsaved);
    if (refused) this.#set("refused", sayNumber("refused", refused));
    else if (failing || (signedOut && unsaved)) {
      this.#set("unsaved", sayNumber(this.keeps() ? "retrying" : "only-here", unsaved));
      this.#countDown();
    } else if (!unsaved) this.#set("saved", say("saved"));
    else this.later = setTimeout(() => this.#set("saving", say("saving")), PATIENCE);
  }

  /** How long until the next try: seen, not heard, since it changes every second. */
  #countDown() {
    const left = this.unsent.due - performance.now();
    const seconds = Math.max(1, Math.ceil(left / SECOND));
    if (Number.isFinite(left)) this.#put("next", say(left > 0 ? "next-try" : "trying", { n: String(seconds) }));
    else this.#put("next", this.unsent.signedOut ? "" : say("trying"));
    if (left > 0 && Number.isFinite(left)) this.later = setTimeout(() => this.#countDown(), left % SECOND || SECOND);
  }

  /**
   * @param {string} name
   * @param {string} words
   */
  #put(name, words) {
    const place = this.state?.querySelector(`[data-save-${name}]`);
    if (place) place.textContent = words;
  }

  /**
   * @param {string} state
   * @param {string} words
   */
  #set(state, words) {
    if (!this.state) return;
    const before = this.state.dataset.saveState;
    this.state.dataset.saveState = state;
    this.#put("words", words);
    this.#put("next", "");
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.state.querySelectorAll("[data-save-do]"))) {
      button.hidden = button.dataset.saveDo !== state;
    }
    if (state === before) return;
    if (state === "unsaved") this.announce("offline");
    else if (state === "saved" && before === "unsaved") this.announce("saved");
  }

  /**
   * @param {string} name
   * @param {Record<string, string>} [values]
   */
  announce(name, values) {
    if (this.announcer) this.announcer.textContent = say(name, values);
  }

  /**
   * Announced, and shown for a while: what is not seen otherwise.
   * @param {string} name
   * @param {Record<string, string>} [values]
   */
  notice(name, values) {
    this.noticeOf(say(name, values));
  }

  /** @param {string} words likewise, as the server said it */
  noticeOf(words) {
    this.read(words);
    const notice = document.querySelector("[data-workbench-notice]");
    if (!(notice instanceof HTMLElement)) return;
    notice.textContent = words;
    notice.hidden = false;
    clearTimeout(this.noticed);
    this.noticed = setTimeout(() => (notice.hidden = true), NOTICE);
  }

  /** @param {string} text */
  read(text) {
    if (this.announcer) this.announcer.textContent = text;
  }

  /** @param {string | null} quote of what was deleted; null hides the strip */
  offerRestore(quote) {
    if (!this.strip) return;
    this.strip.hidden = quote === null;
    const words = this.strip.querySelector("[data-undo-quote]");
    if (words) words.textContent = shortened(quote ?? "", 60);
  }
}
