// @ts-check
/**
 * All that one page has not sent yet, whichever outbox has it.
 *
 * Events: `work` (operations came, went, or are tried again).
 */

/** @typedef {{unsaved: number, refused: number, failing: boolean, signedOut: boolean, due: number, hurry: () => void}} Part */

export class Unsent extends EventTarget {
  /** @type {Set<Part>} */
  #parts = new Set();

  /**
   * @param {Part} part
   * @param {EventTarget} source where its `work` is heard
   */
  add(part, source) {
    this.#parts.add(part);
    source.addEventListener("work", () => this.dispatchEvent(new CustomEvent("work")));
  }

  /** @param {Part} part */
  remove(part) {
    this.#parts.delete(part);
    this.dispatchEvent(new CustomEvent("work"));
  }

  get unsaved() {
    return [...this.#parts].reduce((sum, { unsaved }) => sum + unsaved, 0);
  }

  get refused() {
    return [...this.#parts].reduce((sum, { refused }) => sum + refused, 0);
  }

  get failing() {
    return [...this.#parts].some(({ failing }) => failing);
  }

  get signedOut() {
    return [...this.#parts].some(({ signedOut }) => signedOut);
  }

  /** When the next try of what failed is due, on the clock of `performance.now`; infinity when none waits. */
  get due() {
    return Math.min(...[...this.#parts].map(({ due }) => due));
  }

  hurry() {
    for (const part of this.#parts) part.hurry();
  }
}
