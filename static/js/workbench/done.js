// @ts-check
/** Saying that one is done: the key presses the button, and what fails is said. */

import { say } from "../lib/words.js";

export class Done {
  /** @param {import("./status.js").Status} status */
  constructor(status) {
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
    document.addEventListener("htmx:beforeRequest", () => {
      const words = document.querySelector("[data-done-trouble]");
      if (words instanceof HTMLElement) words.hidden = true;
    });
  }

  /** @returns {boolean} false when there is no such button for this person */
  press() {
    const button = document.querySelector("[data-done]");
    if (!(button instanceof HTMLButtonElement)) return false;
    button.form?.requestSubmit(button);
    return true;
  }
}
