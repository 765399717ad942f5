// @ts-check
/**
 * Going to words by their first letters: what is found is selected, and a tag's key with Shift marks it at once. Or to a
 * highlight by the first letters of its words: what is found comes into focus.
 */

import { byBeginnings } from "../lib/initials.js";
import { say } from "../lib/words.js";

/** @typedef {import("./types.js").Stretch} Stretch */
/** @typedef {Stretch & {id?: string}} Place `id`: of the highlight that lies there, when highlights are looked for */

export class Jump {
  /** @type {"words" | "highlights"} what is looked for */
  #among = "words";
  /** @type {Place[]} */
  #found = [];
  #at = 0;
  /** @type {Stretch | null} where the caret was before */
  #before = null;

  /**
   * @param {{caret: import("./caret.js").Caret, home: HTMLElement, firstVisible: () => number,
   *   show: (stretch: Stretch) => void, tagOf: (event: KeyboardEvent) => string | undefined,
   *   mark: (tag: string) => void, extend: (direction: 1 | -1) => void, pick: (id: string) => void}} parts `extend`: by a
   *   sentence; `pick`: a highlight
   */
  constructor(parts) {
    this.parts = parts;
    this.box = /** @type {HTMLElement} */ (document.querySelector("[data-jump]"));
    this.input = /** @type {HTMLInputElement} */ (document.querySelector("[data-jump-letters]"));
    this.count = /** @type {HTMLElement} */ (document.querySelector("[data-jump-count]"));
    this.input.addEventListener("input", () => this.#look());
    this.input.addEventListener("keydown", (event) => this.#press(event));
    this.input.addEventListener("blur", () => this.#close());
  }

  /** @param {"words" | "highlights"} among */
  open(among) {
    this.#among = among;
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (this.box.querySelectorAll("[data-jump-among]"))) {
      part.hidden = part.dataset.jumpAmong !== among;
    }
    this.#before = this.parts.caret.store.caret;
    this.#found = [];
    this.input.value = "";
    this.count.textContent = "";
    this.box.hidden = false;
    this.input.focus({ preventScroll: true });
  }

  #close() {
    this.box.hidden = true;
  }

  #leave() {
    this.parts.home.focus({ preventScroll: true });
    this.#close();
  }

  #look() {
    const { caret, firstVisible } = this.parts;
    const { map, segments } = caret;
    const words = map.blocks.map((block) => segments.of(block, "word"));
    const found = byBeginnings(map.text, words, this.input.value);
    this.#found = this.#among === "words" ? found : this.#highlightsAt(found);
    const before = this.#before;
    const from = before?.start ?? firstVisible();
    const isBefore = (/** @type {Stretch} */ one) => one.start === before?.start && one.end === before.end;
    this.#at = Math.max(0, this.#found.findIndex((one) => one.start >= from && !isBefore(one)));
    this.#show();
  }

  /**
   * The highlights that begin with what was found.
   * @param {Stretch[]} found
   * @returns {Place[]}
   */
  #highlightsAt(found) {
    const { map, store } = this.parts.caret;
    const { offsets } = map;
    return store
      .items()
      .map(({ id, start, end }) => ({ id, start: offsets.toUnit(start), end: offsets.toUnit(end) }))
      .filter(({ start, end }) => found.some((words) => words.start === start && words.end <= end));
  }

  #show() {
    const { caret, show } = this.parts;
    const found = this.#found[this.#at] ?? null;
    caret.place(found ?? this.#before);
    if (found) show(found);
    const values = { n: String(this.#at + 1), of: String(this.#found.length) };
    this.count.textContent = found ? say("jump-found", values) : this.input.value.trim() ? say("jump-none") : "";
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const mayExtend = event.shiftKey && this.#among === "words" && this.#found.length > 0;
    const tag = mayExtend ? this.parts.tagOf(event) : undefined;
    if (step && mayExtend) {
      this.#leave();
      this.parts.extend(step);
    } else if (step && this.#found.length) {
      this.#at = (this.#at + step + this.#found.length) % this.#found.length;
      this.#show();
    } else if (tag !== undefined) {
      this.#leave();
      this.parts.mark(tag);
    } else if (event.key === "Enter") {
      this.#leave();
      this.#take(mayExtend);
    } else if (event.key === "Escape") {
      this.parts.caret.place(this.#before);
      this.#leave();
    } else if (!step) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {boolean} upTo select everything from where one was up to there */
  #take(upTo) {
    const found = this.#found[this.#at];
    const before = this.#before;
    if (found?.id) this.parts.pick(found.id);
    else if (found && upTo && before) {
      const ahead = found.start >= before.start;
      this.parts.caret.select(ahead ? { start: before.start, end: found.end } : { start: found.start, end: before.end });
    }
  }
}
