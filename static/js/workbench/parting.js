// @ts-check
/** The parts of the highlight in focus: which one is meant, a stretch put to them, another cut out, edges moved. */

import { say, shortened } from "../lib/words.js";
import { nextWordEdge } from "./caret.js";

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Stretch} Stretch */

export class Parting {
  /** @type {string | null} whose part is chosen */
  #id = null;
  #chosen = 0;

  /**
   * @param {{store: import("./store.js").Store, actions: import("./actions.js").Actions,
   *   map: import("../lib/text-map.js").TextMap, segments: import("../lib/segments.js").Segments,
   *   status: import("./status.js").Status, focusing: import("./focusing.js").Focusing,
   *   selected: () => Stretch | null, editor: HTMLElement}} parts `selected`: what is selected in the text, in code units;
   *   `editor`: the form of the card in focus, which has the buttons
   */
  constructor({ store, actions, map, segments, status, focusing, selected, editor }) {
    this.store = store;
    this.actions = actions;
    this.map = map;
    this.segments = segments;
    this.status = status;
    this.focusing = focusing;
    this.selected = selected;
    this.row = /** @type {HTMLElement} */ (editor.querySelector("[data-parts]"));
    store.addEventListener("focus", () => this.#fill());
    store.addEventListener("items", () => this.#fill());
    editor.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      const step = /** @type {HTMLElement | null} */ (target.closest("[data-part-step]"))?.dataset.partStep;
      if (step) this.step(step === "1" ? 1 : -1);
      if (target.closest("[data-part-add]")) this.add();
      if (target.closest("[data-part-cut]")) this.cut();
    });
  }

  /** @returns {number} the index of the part that is meant */
  get index() {
    const item = this.store.item(this.store.focused);
    if (!item || this.#id !== item.id) return 0;
    return Math.min(this.#chosen, item.segments.length - 1);
  }

  /** @returns {Stretch | null} the part that is meant, in code units, when there are several */
  get chosen() {
    const item = this.store.item(this.store.focused);
    return item && item.segments.length > 1 ? this.#stretch(item, this.index) : null;
  }

  /**
   * @param {Highlight} item
   * @param {number} index
   */
  #stretch(item, index) {
    const [start, end] = item.segments[index];
    return { start: this.map.offsets.toUnit(start), end: this.map.offsets.toUnit(end) };
  }

  /**
   * @param {string} id
   * @param {number} index
   */
  #choose(id, index) {
    [this.#id, this.#chosen] = [id, index];
    this.#fill();
    this.store.dispatchEvent(new CustomEvent("part"));
  }

  /**
   * To the next part, or the one before; round and round.
   * @param {1 | -1} direction
   * @returns {boolean} false when there is one only
   */
  step(direction) {
    const item = this.store.item(this.store.focused);
    if (!item || item.segments.length < 2) return false;
    const { length } = item.segments;
    this.#choose(item.id, (this.index + direction + length) % length);
    this.#sayPart(item);
    return true;
  }

  /** @param {Highlight} item */
  #sayPart(item) {
    const { start, end } = this.#stretch(item, this.index);
    this.focusing.showStretch({ start, end });
    const quote = shortened(this.map.text.slice(start, end));
    this.status.announce("part", { n: String(this.index + 1), of: String(item.segments.length), quote });
  }

  /** Put what is selected, or what the caret is on, to the highlight in focus. */
  add() {
    const item = this.store.item(this.store.focused);
    if (!item?.editable) return this.status.announce("nothing-in-focus");
    const stretch = this.selected() ?? this.#caretBeside(item);
    if (!stretch) return this.status.announce("select-part");
    const at = this.actions.addPart(item.id, stretch);
    const now = this.store.item(item.id);
    if (at === null || !now) return this.status.announce("part-there");
    this.#choose(item.id, at);
    return this.status.announce("edge", { quote: shortened(this.actions.quote(now)) });
  }

  /**
   * The caret, unless it is simply where the highlight was made.
   * @param {Highlight} item
   */
  #caretBeside(item) {
    const { caret } = this.store;
    if (!caret) return null;
    const { offsets } = this.map;
    const [from, to] = [offsets.toPoint(caret.start), offsets.toPoint(caret.end)];
    return item.segments.some(([start, end]) => from <= start && end <= to) ? null : caret;
  }

  /** Cut what is selected out of the highlight in focus; with nothing selected, the part that is meant. */
  cut() {
    const item = this.store.item(this.store.focused);
    if (!item?.editable) return this.status.announce("nothing-in-focus");
    const stretch = this.selected() ?? this.chosen ?? this.store.caret;
    if (!stretch) return this.status.announce("select-part");
    if (!this.actions.cutPart(item.id, stretch)) return this.status.announce("part-stays");
    const now = this.store.item(item.id);
    if (!now) return undefined;
    this.#choose(item.id, Math.min(this.index, now.segments.length - 1));
    return this.status.announce("edge", { quote: shortened(this.actions.quote(now)) });
  }

  /**
   * Move an edge of the part that is meant.
   * @param {"start" | "end"} edge
   * @param {1 | -1} direction
   * @param {boolean} byCharacter
   */
  moveEdge(edge, direction, byCharacter) {
    const item = this.store.item(this.store.focused);
    if (!item) return false;
    const { index } = this;
    const from = this.#stretch(item, index)[edge];
    const to = byCharacter
      ? this.segments.nextCharacter(from, direction)
      : nextWordEdge(this.map, this.segments, from, edge, direction);
    this.actions.moveEdge(item.id, index, edge, to);
    const now = this.store.item(item.id);
    if (now) {
      // A part that reached its neighbour is one with it.
      const joined = item.segments.length - now.segments.length;
      this.#choose(item.id, Math.max(0, edge === "start" ? index - joined : index));
      this.status.announce("edge", { quote: shortened(this.actions.quote(now)) });
      this.focusing.showStretch(this.#stretch(now, this.index));
    }
    return true;
  }

  #fill() {
    const item = this.store.item(this.store.focused);
    const several = item !== null && item.segments.length > 1;
    this.row.hidden = !several;
    if (!several) return;
    const words = this.row.querySelector("[data-part-words]");
    const numbers = { n: String(this.index + 1), of: String(item.segments.length) };
    if (words) words.textContent = say("part-of", numbers);
  }
}
