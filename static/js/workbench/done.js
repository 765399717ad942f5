// @ts-check
/** Saying that one is done: the key presses the button, and what fails is said. */

import { say } from "../lib/words.js";

/** @param {Event} event of htmx */
function isDone(event) {
  // The form itself may be swapped out already; the event is then told of what remains.
  const { elt } = /** @type {CustomEvent} */ (event).detail.requestConfig ?? {};
  return elt instanceof Element && elt.closest("[data-done-form]") !== null;
}

export class Done {
  #busy = false;
  /** @type {(() => void) | null} */
  #afterwards = null;
  /** @type {() => boolean} whether anything speaks against it; who says no tells why */
  mayPress = () => true;

  /** @param {import("./status.js").Status} status */
  constructor(status) {
    // Before htmx hears of it.
    document.addEventListener("submit", (event) => this.#hold(event), { capture: true });
    for (const name of ["htmx:responseError", "htmx:sendError"]) {
      document.addEventListener(name, (event) => {
        const form = /** @type {HTMLElement} */ (event.target).closest("[data-done-form]");
        if (!form) return;
        status.announce("not-done");
        const words = document.querySelector("[data-done-trouble]");
        if (words instanceof HTMLElement) {
          words.textContent = say("not-done");
          words.hidden = false;
        }
      });
    }
    document.addEventListener("htmx:afterSwap", () => {
      const fresh = document.querySelector("[data-next-for-you]");
      const link = document.querySelector("[data-next-article]");
      // What was offered before does not know yet that this article is done.
      if (fresh instanceof HTMLAnchorElement && link instanceof HTMLAnchorElement) link.href = fresh.href;
    });
    document.addEventListener("htmx:afterRequest", (event) => {
      if (!isDone(event)) return;
      this.#busy = false;
      const run = this.#afterwards;
      this.#afterwards = null;
      if (/** @type {CustomEvent} */ (event).detail.successful) run?.();
    });
    document.addEventListener("htmx:beforeRequest", (event) => {
      this.#busy ||= isDone(event);
      const words = document.querySelector("[data-done-trouble]");
      if (words instanceof HTMLElement) words.hidden = true;
    });
  }

  /**
   * What leads away from the page waits until the answer is there, and stays undone when it is a refusal.
   * @param {() => void} run
   */
  beforeLeaving(run) {
    if (this.#busy) this.#afterwards = run;
    else run();
  }

  /** @param {SubmitEvent} event */
  #hold(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-done-form]")) return;
    const done = form.elements.namedItem("done");
    if (!(done instanceof HTMLInputElement) || done.value !== "yes" || this.#anyway || this.mayPress()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #anyway = false;

  /**
   * @param {boolean} [anyway] whatever speaks against it
   * @returns {boolean} false when there is no such button for this person
   */
  press(anyway = false) {
    const button = document.querySelector("[data-done]");
    if (!(button instanceof HTMLButtonElement)) return false;
    this.#anyway = anyway;
    if (anyway) this.mayPress();
    button.form?.requestSubmit(button);
    this.#anyway = false;
    return true;
  }
}
