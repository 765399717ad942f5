// @ts-check
/** What was done at this sitting, so that it can be taken back and done again, one thing after the other. */

/**
 * @typedef {{id: string, undo: () => void, redo: () => void}} Step `id`: what it was done to, to show it afterwards
 */

export class History {
  /** @type {Step[]} */
  #done = [];
  /** @type {Step[]} */
  #undone = [];

  /**
   * Something was done just now; what was taken back before cannot be done again after it.
   * @param {Step} step
   */
  did(step) {
    this.#done.push(step);
    this.#undone.length = 0;
  }

  /** @returns {string | null} what the last thing was done to, null when there is nothing left to take back */
  undo() {
    const step = this.#done.pop();
    if (!step) return null;
    step.undo();
    this.#undone.push(step);
    return step.id;
  }

  /** @returns {string | null} what the last thing was done to, null when nothing was taken back */
  redo() {
    const step = this.#undone.pop();
    if (!step) return null;
    step.redo();
    this.#done.push(step);
    return step.id;
  }
}
