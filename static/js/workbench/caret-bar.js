// @ts-check
/**
 * Where the caret is, seen at a glance and without colour: a bar in the margin beside it, and a thin line at the place
 * between two characters, or at the edge of a selection that moves.
 */

export class CaretBar {
  /**
   * @param {import("./caret.js").Caret} caret
   * @param {import("./store.js").Store} store
   * @param {import("../lib/text-map.js").TextMap} map
   */
  constructor(caret, store, map) {
    this.caret = caret;
    this.store = store;
    this.map = map;
    this.bar = /** @type {HTMLElement} */ (document.querySelector("[data-caret-bar]"));
    this.line = /** @type {HTMLElement} */ (document.querySelector("[data-caret-line]"));
    this.sheet = /** @type {HTMLElement} */ (this.bar.parentElement);
    store.addEventListener("caret", () => this.#place());
    new ResizeObserver(() => this.#place()).observe(this.sheet);
  }

  #place() {
    const { caret } = this.store;
    this.bar.hidden = !caret;
    const isPoint = caret?.start === caret?.end;
    this.line.hidden = !caret || !(isPoint || this.caret.extended);
    if (!caret) return;
    const frame = this.sheet.getBoundingClientRect();
    const rect = isPoint ? this.#at(caret.start, "start") : this.map.range(caret.start, caret.end).getBoundingClientRect();
    this.bar.style.insetBlockStart = `${rect.top - frame.top}px`;
    this.bar.style.blockSize = `${rect.height}px`;
    if (this.line.hidden) return;
    const at = isPoint ? rect : this.#at(this.caret.head ?? caret.end, this.caret.edge);
    this.line.style.top = `${at.top - frame.top}px`;
    this.line.style.left = `${at.left - frame.left}px`;
    this.line.style.height = `${at.height}px`;
  }

  /**
   * Where a place between two characters is: an end belongs to the character before it, a start to the one after.
   * @param {number} offset
   * @param {"start" | "end"} edge
   */
  #at(offset, edge) {
    const { segments, map } = this.caret;
    const block = map.blocks[map.blockIndexAt(offset)];
    const before = offset > (block?.start ?? 0) && (edge === "end" || offset >= (block?.end ?? 0));
    const other = segments.nextCharacter(offset, before ? -1 : 1);
    const rects = map.range(Math.min(offset, other), Math.max(offset, other)).getClientRects();
    const rect = rects[before ? rects.length - 1 : 0] ?? map.range(offset, offset).getBoundingClientRect();
    const rtl = block && getComputedStyle(block.element).direction === "rtl";
    const left = before !== Boolean(rtl) ? rect.right : rect.left;
    return { top: rect.top, height: rect.height, left };
  }
}
