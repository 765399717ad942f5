// @ts-check
/**
 * The article on paper: a copy of its text takes the place of the text, with the number of each highlight behind its
 * words, as the list has it. The text itself is never cut into elements; the copy is thrown away after printing.
 */

import { TextMap } from "../lib/text-map.js";

/** @typedef {import("./types.js").Highlight} Highlight */

export class Printing {
  /** @type {HTMLElement | null} */
  #copy = null;

  /**
   * @param {{map: TextMap, store: import("./store.js").Store, painter: import("./painter.js").Painter | null}} parts
   */
  constructor({ map, store, painter }) {
    this.map = map;
    this.store = store;
    this.painter = painter;
    window.addEventListener("beforeprint", () => this.#begin());
    window.addEventListener("afterprint", () => this.#end());
  }

  #begin() {
    this.#end();
    const { root } = this.map;
    const copy = /** @type {HTMLElement} */ (root.cloneNode(true));
    copy.removeAttribute("data-text");
    root.after(copy);
    root.hidden = true;
    this.#copy = copy;
    this.#number(new TextMap(copy));
    this.painter?.moveTo(new TextMap(copy), this.store.items());
  }

  #end() {
    if (!this.#copy) return;
    this.#copy.remove();
    this.#copy = null;
    this.map.root.hidden = false;
    this.painter?.moveTo(this.map, this.store.items());
  }

  /**
   * What ends at the same place is numbered there together. From the last place to the first: a number cuts the text
   * node that it stands in.
   * @param {TextMap} map of the copy
   */
  #number(map) {
    /** @type {Map<number, number[]>} */
    const ending = new Map();
    this.store.items().forEach(({ end }, index) => ending.set(end, [...(ending.get(end) ?? []), index + 1]));
    for (const [end, numbers] of [...ending].sort(([one], [other]) => other - one)) {
      const place = map.range(map.offsets.toUnit(end), map.offsets.toUnit(end));
      place.collapse(false);
      place.insertNode(numberOf(numbers));
    }
  }
}

/** @param {number[]} numbers */
function numberOf(numbers) {
  const element = document.createElement("sup");
  element.className = "printed-number";
  // Shown by the style sheet: the words of the copy are those of the text, so that places in it are the same.
  element.dataset.numbers = inRuns(numbers);
  return element;
}

/**
 * Such as 3 5–8.
 * @param {number[]} numbers ascending
 */
function inRuns(numbers) {
  /** @type {[number, number][]} first and last of each */
  const runs = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(" ");
}
