// @ts-check
/** What a screen reader hears of others: a burst of it is gathered into one sentence. */

import { say, sayNumber } from "../lib/words.js";

/** Silence of so many milliseconds ends a burst. */
const BURST = 900;

export class Speaking {
  /** @type {{kind: string, words: string}[]} */
  #waiting = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #alarm = undefined;

  constructor() {
    this.announcer = document.querySelector("[data-live-announcer]");
  }

  /**
   * @param {"highlight" | "link"} kind
   * @param {string} words
   */
  tell(kind, words) {
    this.#waiting.push({ kind, words });
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(() => this.#speak(), BURST);
  }

  #speak() {
    const [first, ...more] = this.#waiting;
    const ofHighlights = this.#waiting.every(({ kind }) => kind === "highlight");
    this.#waiting = [];
    this.read(more.length ? sayNumber(ofHighlights ? "live-many" : "live-several", more.length + 1) : first.words);
  }

  /** @param {string} words */
  read(words) {
    if (this.announcer) this.announcer.textContent = words;
  }
}

/** @param {string | null} actor a username */
export function nameOf(actor) {
  return actor ?? say("live-somebody");
}
