// @ts-check
/** Saying that one is done: the key presses the button, what fails is said, and undo takes it back. */

import { say } from "../lib/words.js";

/** @typedef {"yes" | "no"} Value */
/** @typedef {"done" | "left" | "failed"} Outcome `left`: somebody changed it meanwhile, and it stays as it is */

/** @param {Event} event of htmx */
function isDone(event) {
  // The form itself may be swapped out already; the event is then told of what remains.
  const { elt } = /** @type {CustomEvent} */ (event).detail.requestConfig ?? {};
  return elt instanceof Element && elt.closest("[data-done-form]") !== null;
}

export class Done {
  /** @type {{answer: Promise<Outcome>, settle: (outcome: Outcome) => void} | null} what is on its way */
  #sent = null;
  #steps = 0;
  #anyway = false;
  #retracing = false;
  /** @type {() => boolean} whether anything speaks against it; who says no tells why */
  mayPress = () => true;

  /**
   * @param {import("./status.js").Status} status
   * @param {import("./history.js").History} history
   */
  constructor(status, history) {
    this.status = status;
    this.history = history;
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
    document.addEventListener("htmx:afterRequest", (event) => isDone(event) && this.#answered(/** @type {CustomEvent} */ (event)));
    document.addEventListener("htmx:beforeRequest", (event) => {
      if (isDone(event)) this.#begin();
      const words = document.querySelector("[data-done-trouble]");
      if (words instanceof HTMLElement) words.hidden = true;
    });
  }

  #begin() {
    /** @type {(outcome: Outcome) => void} */
    let settle = () => {};
    /** @type {Promise<Outcome>} */
    const answer = new Promise((resolve) => (settle = resolve));
    this.#sent = { answer, settle };
    if (!this.#retracing) this.#note(this.#offered() ?? "yes", answer);
  }

  /**
   * What was said just now can be taken back, at once.
   * @param {Value} value
   * @param {Promise<Outcome>} answer
   */
  #note(value, answer) {
    const id = `done-${(this.#steps += 1)}`;
    this.history.did({
      id,
      undo: () => this.#retrace(value === "yes" ? "no" : "yes"),
      redo: () => this.#retrace(value),
    });
    answer.then((outcome) => outcome !== "done" && this.history.forget(id));
  }

  /** @param {CustomEvent} event */
  #answered(event) {
    const sent = this.#sent;
    this.#sent = null;
    const left = document.querySelector("[data-done-left]") !== null;
    if (event.detail.successful && left) this.status.noticeOf(document.querySelector("#done-status")?.textContent ?? "");
    sent?.settle(!event.detail.successful ? "failed" : left ? "left" : "done");
  }

  /** @returns {Value | null} what the button says when it is pressed; null where there is none */
  #offered() {
    const input = this.#button()?.form?.elements.namedItem("done");
    return input instanceof HTMLInputElement ? /** @type {Value} */ (input.value) : null;
  }

  #button() {
    const button = document.querySelector("[data-done]");
    return button instanceof HTMLButtonElement ? button : null;
  }

  /**
   * @param {Value} value
   * @returns {Promise<boolean>} false when it was changed meanwhile; rejected when it was not saved
   */
  async #retrace(value) {
    await this.#sent?.answer;
    if (this.#offered() !== value) {
      this.status.notice("done-left");
      return false;
    }
    this.#retracing = true;
    this.press(true);
    this.#retracing = false;
    const outcome = await this.#sent?.answer;
    if (outcome === "failed") throw new Error("not saved");
    return outcome === "done";
  }

  /**
   * What leads away from the page waits until the answer is there, and stays undone when it is a refusal.
   * @param {() => void} run
   */
  beforeLeaving(run) {
    if (this.#sent) this.#sent.answer.then((outcome) => outcome !== "failed" && run());
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

  /**
   * @param {boolean} [anyway] whatever speaks against it
   * @returns {boolean} false when there is no such button for this person
   */
  press(anyway = false) {
    const button = this.#button();
    if (!button) return false;
    this.#anyway = anyway;
    if (anyway) this.mayPress();
    button.form?.requestSubmit(button);
    this.#anyway = false;
    return true;
  }
}
