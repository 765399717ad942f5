// @ts-check
/** The header's word on what is saved, the strip after a deletion, and what a screen reader hears. */

import { say, sayNumber, shortened } from "../lib/words.js";

/** Saving that takes less than this is not mentioned. */
const PATIENCE = 300;

/** How long a notice stays, in milliseconds. */
const NOTICE = 8_000;

export class Status {
  /**
   * @param {import("./store.js").Store} store
   * @param {ReturnType<typeof import("./relations/outbox.js").together>} outbox
   * @param {() => boolean} keeps whether this browser keeps what is not sent yet
   * @param {HTMLElement} home where the focus goes when a strip closes
   */
  constructor(store, outbox, keeps, home) {
    this.outbox = outbox;
    this.home = home;
    this.keeps = keeps;
    this.state = /** @type {HTMLElement | null} */ (document.querySelector("[data-save-state]"));
    this.words = document.querySelector("[data-save-words]");
    this.announcer = document.querySelector("[data-announcer]");
    this.strip = /** @type {HTMLElement | null} */ (document.querySelector("[data-undo-strip]"));
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.later = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.noticed = undefined;
    store.addEventListener("work", () => this.#work());
    store.addEventListener("trouble", () => outbox.refused && this.announce("not-saved"));
    this.state?.addEventListener("click", () => {
      outbox.hurry();
      const trouble = document.querySelector(".trouble");
      trouble?.scrollIntoView({ block: "nearest" });
      /** @type {HTMLElement | null} */ (trouble?.querySelector("button") ?? null)?.focus();
    });
  }

  #work() {
    clearTimeout(this.later);
    const { unsaved, refused, failing, signedOut } = this.outbox;
    if (refused) this.#set("refused", sayNumber("refused", refused));
    else if (failing || (signedOut && unsaved)) this.#set("unsaved", sayNumber(this.keeps() ? "retrying" : "only-here", unsaved));
    else if (!unsaved) this.#set("saved", say("saved"));
    else this.later = setTimeout(() => this.#set("saving", say("saving")), PATIENCE);
  }

  /**
   * @param {string} state
   * @param {string} words
   */
  #set(state, words) {
    if (!this.state || !this.words) return;
    if (state === "unsaved" && this.state.dataset.saveState !== "unsaved") this.announce("offline");
    this.state.dataset.saveState = state;
    this.words.textContent = words;
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
