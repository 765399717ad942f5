// @ts-check
/**
 * What was done at this sitting, so that it can be taken back and done again, one thing after the other.
 *
 * A step says how it is undone and done again, and with `still` whether things are as it left them. It is asked before
 * either: what somebody else changed meanwhile is not overwritten, the step is dropped, and whoever retraced is told.
 */

/**
 * @typedef {object} Step
 * @property {string} id what it was done to, to show it afterwards
 * @property {() => void | Promise<boolean>} undo a promise, where only the server can do it: whether it did, and
 *   rejected when it could not be asked, so that the step stays where it was
 * @property {() => void | Promise<boolean>} redo
 * @property {(way: "undo" | "redo") => boolean} [still] whether what it was done to is still as this step left it
 *   (`undo`), or as its undoing left it (`redo`); always, when it is not given
 * @typedef {{id: string, done: number, left: number, answer: Promise<boolean> | null}} Retraced `done`: how many single
 *   things were retraced; `left`: how many were not, since they are not as they were left
 */

/** @typedef {{steps: Step[]}} Group */

export class History {
  /** @type {Group[]} */
  #done = [];
  /** @type {Group[]} */
  #undone = [];
  /** @type {Step[] | null} what is being done together */
  #open = null;

  /**
   * Something was done just now; what was taken back before cannot be done again after it.
   * @param {Step} step
   */
  did(step) {
    this.#undone.length = 0;
    if (this.#open) this.#open.push(step);
    else this.#done.push({ steps: [step] });
  }

  /**
   * Everything that is done within becomes one step.
   * @template T
   * @param {() => T} work
   * @returns {T}
   */
  together(work) {
    if (this.#open) return work();
    const steps = (this.#open = /** @type {Step[]} */ ([]));
    try {
      return work();
    } finally {
      this.#open = null;
      if (steps.length) this.#done.push({ steps });
    }
  }

  /**
   * What was done to something is not to be retraced any more: the person gave it up herself.
   * @param {string} id
   */
  forget(id) {
    for (const stack of [this.#done, this.#undone]) {
      for (const group of stack) group.steps = group.steps.filter((step) => step.id !== id);
      stack.splice(0, stack.length, ...stack.filter((group) => group.steps.length));
    }
  }

  /**
   * Something has another id now.
   * @param {string} from
   * @param {string} to
   */
  rename(from, to) {
    for (const group of [...this.#done, ...this.#undone]) {
      for (const step of group.steps) if (step.id === from) step.id = to;
    }
  }

  /** @returns {Retraced | null} null when there is nothing left to take back */
  undo() {
    return this.#retrace("undo", this.#done, this.#undone);
  }

  /** @returns {Retraced | null} null when nothing was taken back */
  redo() {
    return this.#retrace("redo", this.#undone, this.#done);
  }

  /**
   * @param {"undo" | "redo"} way
   * @param {Group[]} from
   * @param {Group[]} to
   * @returns {Retraced | null}
   */
  #retrace(way, from, to) {
    const group = from.pop();
    if (!group) return null;
    const order = way === "undo" ? group.steps.toReversed() : group.steps;
    /** @type {Step[]} */
    const retraced = [];
    /** @type {Promise<boolean> | null} */
    let answer = null;
    for (const step of order) {
      if (step.still && !step.still(way)) continue;
      answer = step[way]() ?? answer;
      retraced.push(step);
    }
    const { id } = order[order.length - 1];
    if (retraced.length) {
      const moved = { steps: way === "undo" ? retraced.toReversed() : retraced };
      to.push(moved);
      const takeOut = () => {
        const at = to.indexOf(moved);
        return at >= 0 ? to.splice(at, 1) : [];
      };
      // Where the server could not be asked nothing was retraced; what it left as it is cannot be retraced any more.
      answer?.then((did) => did || takeOut(), () => from.push(...takeOut()));
    }
    return { id, done: retraced.length, left: order.length - retraced.length, answer };
  }
}
