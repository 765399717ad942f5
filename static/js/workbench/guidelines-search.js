// @ts-check
/** Finding words in the guidelines: every place is painted, Enter and Shift+Enter go from one to the next. */

import { folded, placesOf } from "../lib/folding.js";
import { say } from "../lib/words.js";

const ALL = "beside-found";
const NOW = "beside-found-now";

export class GuidelinesSearch {
  /** @type {Element | null} */
  #root = null;
  /** @type {{node: Text, start: number}[]} the text nodes, each with where it begins in the whole */
  #nodes = [];
  /** @type {import("../lib/folding.js").Folded | null} */
  #text = null;
  /** @type {Range[]} */
  #found = [];
  #at = 0;

  /**
   * @param {HTMLInputElement} words
   * @param {HTMLElement} count
   */
  constructor(words, count) {
    this.words = words;
    this.count = count;
    words.addEventListener("input", () => this.#look());
    words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.#step(event.shiftKey ? -1 : 1);
    });
  }

  /** @param {Element | null} root what is searched from now on */
  of(root) {
    this.#root = root;
    this.#nodes = [];
    let whole = "";
    const walker = document.createTreeWalker(root ?? document.createElement("p"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = /** @type {Text} */ (walker.currentNode);
      this.#nodes.push({ node, start: whole.length });
      whole += node.data;
    }
    this.#text = folded(whole, false);
    this.#look();
  }

  /** @param {string} words instead of a count */
  say(words) {
    this.count.textContent = words;
  }

  #look() {
    const places = this.#text ? placesOf(this.#text, this.words.value, { matchCase: false, wholeWords: false }) : [];
    this.#found = places.map(({ start, end }) => this.#range(start, end));
    this.#at = 0;
    this.#show();
  }

  /** @param {1 | -1} direction */
  #step(direction) {
    if (!this.#found.length) return;
    this.#at = (this.#at + direction + this.#found.length) % this.#found.length;
    this.#show();
  }

  #show() {
    const now = this.#found[this.#at];
    if ("highlights" in CSS) {
      CSS.highlights.set(ALL, new Highlight(...this.#found));
      CSS.highlights.set(NOW, new Highlight(...(now ? [now] : [])));
    }
    if (now) {
      now.startContainer.parentElement?.scrollIntoView({ block: "nearest" });
      this.say(say("found", { n: String(this.#at + 1), of: String(this.#found.length) }));
    } else {
      this.say(this.#root && this.words.value.trim() ? say("not-in-guidelines") : "");
    }
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  #range(start, end) {
    const range = new Range();
    const first = this.#holder(start);
    const last = this.#holder(end - 1);
    range.setStart(first.node, start - first.start);
    range.setEnd(last.node, end - last.start);
    return range;
  }

  /** @param {number} at offset of a character in the whole text */
  #holder(at) {
    let [low, high] = [0, this.#nodes.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#nodes[middle].start <= at) low = middle;
      else high = middle - 1;
    }
    return this.#nodes[low];
  }
}
