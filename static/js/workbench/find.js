// @ts-check
/** Finding words in the text: all places are painted as one types, one of them is the one that is meant. */

import { folded, placesOf } from "../lib/folding.js";
import { say } from "../lib/words.js";

/** @typedef {import("./types.js").Stretch} Stretch */

/** So many places are painted; of more only the number is said. */
const PAINTED = 5_000;

export class Find extends EventTarget {
  /** @type {Stretch[]} */
  #places = [];
  #at = -1;
  /** @type {Map<boolean, import("../lib/folding.js").Folded>} by whether case counts */
  #folded = new Map();
  #opened = 0;

  /**
   * Tells `found` (detail: all places, and the one that is meant) whenever either changes.
   * @param {{map: import("../lib/text-map.js").TextMap, segments: import("../lib/segments.js").Segments,
   *   focusing: import("./focusing.js").Focusing, store: import("./store.js").Store,
   *   status: import("./status.js").Status}} parts
   */
  constructor({ map, segments, focusing, store, status }) {
    super();
    this.map = map;
    this.segments = segments;
    this.focusing = focusing;
    this.store = store;
    this.status = status;
    this.bar = /** @type {HTMLFormElement} */ (document.querySelector("[data-find]"));
    this.words = /** @type {HTMLInputElement} */ (this.bar.elements.namedItem("words"));
    this.count = /** @type {HTMLElement} */ (this.bar.querySelector("[data-find-count]"));
    this.bar.addEventListener("submit", (event) => event.preventDefault());
    this.bar.addEventListener("input", () => this.#look());
    this.bar.addEventListener("keydown", (event) => this.#press(event));
    this.bar.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      const step = /** @type {HTMLElement | null} */ (target.closest("[data-find-step]"))?.dataset.findStep;
      if (step) this.step(step === "1" ? 1 : -1);
      if (target.closest("[data-find-close]")) this.close();
    });
  }

  get isOpen() {
    return !this.bar.hidden;
  }

  /** @param {Stretch | null} selected what is looked for, when it stands in one line */
  open(selected) {
    const words = selected ? this.map.text.slice(selected.start, selected.end) : "";
    this.#opened = selected?.start ?? this.store.caret?.start ?? this.focusing.firstVisible();
    this.bar.hidden = false;
    if (words && !words.includes("\n")) this.words.value = words;
    this.words.focus();
    this.words.select();
    this.#look();
  }

  /** Leave; the place that is meant is selected, so that a tag's key marks it. */
  close() {
    if (!this.isOpen) return false;
    const place = this.#places[this.#at];
    this.bar.hidden = true;
    this.#set([], -1);
    this.map.root.focus({ preventScroll: true });
    if (place) {
      const { startContainer, startOffset, endContainer, endOffset } = this.map.range(place.start, place.end);
      document.getSelection()?.setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
    }
    return true;
  }

  /**
   * To the next place, or the one before; round and round.
   * @param {1 | -1} direction
   */
  step(direction) {
    if (!this.isOpen) {
      this.open(null);
      if (this.words.value) this.map.root.focus({ preventScroll: true });
      return true;
    }
    const { length } = this.#places;
    if (length) this.#set(this.#places, (this.#at + direction + length) % length);
    return true;
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.close();
    else if (event.key === "F3" || (event.key === "Enter" && event.target === this.words)) this.step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  #look() {
    const choice = (/** @type {string} */ name) => {
      return /** @type {HTMLInputElement} */ (this.bar.elements.namedItem(name)).checked;
    };
    const choices = { matchCase: choice("case"), wholeWords: choice("whole") };
    const { matchCase } = choices;
    const haystack = this.#folded.get(matchCase) ?? folded(this.map.text, matchCase);
    this.#folded.set(matchCase, haystack);
    const places = placesOf(haystack, this.words.value, choices).map((place) => this.segments.whole(place));
    const next = places.findIndex((place) => place.start >= this.#opened);
    this.#set(places, next < 0 && places.length ? 0 : next);
  }

  /**
   * @param {Stretch[]} places
   * @param {number} at
   */
  #set(places, at) {
    [this.#places, this.#at] = [places, at];
    const numbers = { n: (at + 1).toLocaleString(), of: places.length.toLocaleString() };
    this.count.textContent = places.length ? say("found", numbers) : this.words.value ? say("not-found") : "";
    this.bar.classList.toggle("nothing", this.isOpen && !places.length && this.words.value !== "");
    const now = places[at] ?? null;
    this.dispatchEvent(new CustomEvent("found", { detail: { places: places.slice(0, PAINTED), now } }));
    if (now) this.focusing.showStretch(now);
  }
}
