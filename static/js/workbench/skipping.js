// @ts-check
/** Passing an article over: a dialog asks why, a digit chooses, Enter sends it. */

export class Skipping {
  constructor() {
    this.dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector("[data-skip-dialog]"));
    if (!this.dialog) return;
    const { dialog } = this;
    // The button comes anew with each answer to "done": the page listens, not the button.
    document.addEventListener("click", (event) => {
      if (/** @type {Element} */ (event.target).closest("[data-skip]")) this.open();
    });
    dialog.querySelector("[data-skip-close]")?.addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", (event) => this.#press(event));
    dialog.addEventListener("change", () => this.#follow());
  }

  /** @returns {boolean} false when there is nothing to skip for this person */
  open() {
    if (!this.dialog || !document.querySelector("[data-skip]")) return false;
    if (!this.dialog.open) this.dialog.showModal();
    return true;
  }

  #words() {
    return /** @type {HTMLInputElement} */ (this.dialog?.querySelector("[data-skip-words]"));
  }

  #follow() {
    const own = /** @type {HTMLInputElement} */ (this.dialog?.querySelector("[data-skip-own]")).checked;
    const words = this.#words();
    words.disabled = !own;
    words.required = own;
    if (own) words.focus();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    event.stopPropagation(); // the keys of the page below are not for what nobody sees
    if (event.target === this.#words()) return;
    const radios = /** @type {NodeListOf<HTMLInputElement>} */ (this.dialog?.querySelectorAll("input[type=radio]"));
    const chosen = radios[Number(event.key) - 1];
    if (chosen) {
      event.preventDefault();
      chosen.checked = true;
      chosen.focus();
      this.#follow();
    } else if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      event.target.form?.requestSubmit();
    }
  }
}
