// @ts-check
/** A bar in the margin beside what the caret is on, so that it is seen at a glance and without colour. */

export class CaretBar {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("../lib/text-map.js").TextMap} map
   */
  constructor(store, map) {
    this.store = store;
    this.map = map;
    this.bar = /** @type {HTMLElement} */ (document.querySelector("[data-caret-bar]"));
    this.sheet = /** @type {HTMLElement} */ (this.bar.parentElement);
    store.addEventListener("caret", () => this.#place());
    new ResizeObserver(() => this.#place()).observe(this.sheet);
  }

  #place() {
    const { caret } = this.store;
    this.bar.hidden = !caret;
    if (!caret) return;
    const rect = this.map.range(caret.start, caret.end).getBoundingClientRect();
    const frame = this.sheet.getBoundingClientRect();
    this.bar.style.insetBlockStart = `${rect.top - frame.top}px`;
    this.bar.style.blockSize = `${rect.height}px`;
  }
}
