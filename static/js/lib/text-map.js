// @ts-check
/** Places in the text nodes of an element, as offsets (UTF-16 code units) into its whole text, and back. */

import { Offsets } from "./offsets.js";

/** @typedef {{element: HTMLElement, start: number, end: number, paragraph: string}} Block */

/**
 * The last index whose value is not greater than what is looked for; -1 when all are.
 * @param {ArrayLike<number>} ascending
 * @param {number} value
 */
function lastNotAfter(ascending, value) {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export class TextMap {
  /** @param {HTMLElement} root the element whose `textContent` is the text; nothing in it changes afterwards */
  constructor(root) {
    this.root = root;
    /** @type {Text[]} */
    this.nodes = [];
    /** @type {number[]} */
    this.starts = [];
    /** @type {Map<Node, number>} */
    this.startOf = new Map();
    /** @type {Block[]} */
    this.blocks = [];
    const parts = [];
    let reached = 0;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = /** @type {Text} */ (walker.currentNode);
      this.nodes.push(node);
      this.starts.push(reached);
      this.startOf.set(node, reached);
      parts.push(node.data);
      this.#growBlock(node, reached);
      reached += node.length;
    }
    this.text = parts.join("");
    this.offsets = new Offsets(this.text);
    this.blockStarts = this.blocks.map((block) => block.start);
  }

  /**
   * @param {Text} node
   * @param {number} start
   */
  #growBlock(node, start) {
    const element = /** @type {HTMLElement | null} */ (node.parentElement?.closest(".block") ?? null);
    if (!element || !this.root.contains(element)) return;
    const last = this.blocks.at(-1);
    if (last?.element === element) last.end = start + node.length;
    else this.blocks.push({ element, start, end: start + node.length, paragraph: element.dataset.paragraph ?? "" });
  }

  /**
   * Index of the block at an offset, or of the last one before it; 0 when there is none.
   * @param {number} offset
   */
  blockIndexAt(offset) {
    return Math.max(0, lastNotAfter(this.blockStarts, offset));
  }

  /**
   * @param {number} offset
   * @param {boolean} isEnd an end belongs to the node that it closes, a start to the one that it opens
   * @returns {[Text, number]}
   */
  #nodeAt(offset, isEnd) {
    let index = Math.max(0, lastNotAfter(this.starts, offset));
    if (isEnd && index > 0 && this.starts[index] === offset) index -= 1;
    const node = this.nodes[index];
    return [node, Math.min(offset - this.starts[index], node.length)];
  }

  /**
   * A range for painting, which the browser need not keep up to date.
   * @param {number} start
   * @param {number} end
   */
  staticRange(start, end) {
    const [startContainer, startOffset] = this.#nodeAt(start, false);
    const [endContainer, endOffset] = this.#nodeAt(end, true);
    return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
  }

  /**
   * A range for measuring.
   * @param {number} start
   * @param {number} end
   */
  range(start, end) {
    const range = new Range();
    range.setStart(...this.#nodeAt(start, false));
    range.setEnd(...this.#nodeAt(end, true));
    return range;
  }

  /**
   * @param {Node} node in the element, or the element itself
   * @param {number} offset as the DOM has it: characters in a text node, children in any other
   * @returns {number} offset into the text
   */
  offsetAt(node, offset) {
    const known = this.startOf.get(node);
    if (known !== undefined) return known + offset;
    const before = new Range();
    before.setStart(this.root, 0);
    before.setEnd(node, offset);
    return before.toString().length;
  }

  /**
   * The offset under a point of the window, or null beside the text.
   * @param {number} x
   * @param {number} y
   * @returns {number | null}
   */
  offsetAtPoint(x, y) {
    if (typeof document.caretPositionFromPoint === "function") {
      const position = document.caretPositionFromPoint(x, y);
      if (!position || !this.root.contains(position.offsetNode)) return null;
      return this.offsetAt(position.offsetNode, position.offset);
    }
    const range = document.caretRangeFromPoint(x, y);
    if (!range || !this.root.contains(range.startContainer)) return null;
    return this.offsetAt(range.startContainer, range.startOffset);
  }
}
