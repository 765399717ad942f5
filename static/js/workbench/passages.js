// @ts-check
/**
 * What the guidelines say of one tag, as a card: while the tag's key is held, or after a press on the question mark
 * beside it in the palette, until it is closed.
 */

/** How long a key is down before it counts as held, in milliseconds. */
const HELD = 500;

export class Passages {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later = undefined;
  /** @type {string | null} the place of the key that is down */
  #down = null;
  #held = false;

  /** @param {{panels: import("./panels.js").Panels, guidelines: import("./guidelines.js").Guidelines}} parts */
  constructor({ panels, guidelines }) {
    this.panels = panels;
    this.guidelines = guidelines;
    this.card = /** @type {HTMLElement} */ (document.querySelector("[data-passage-card]"));
    this.body = /** @type {HTMLElement} */ (this.card.querySelector("[data-passage-body]"));
    this.card.querySelector("[data-passage-close]")?.addEventListener("click", () => this.#close());
    document.querySelector("[data-palette]")?.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("[data-passage-of]");
      if (button instanceof HTMLElement && button.dataset.passageOf) void this.#ask(button.dataset.passageOf);
    });
    document.addEventListener("keyup", (event) => event.code === this.#down && this.#release());
    window.addEventListener("blur", () => this.#release());
    document.addEventListener("keydown", (event) => this.#escape(event), { capture: true });
  }

  /**
   * A tag's key went down.
   * @param {string} tag
   * @param {KeyboardEvent} event
   */
  hold(tag, event) {
    this.#release();
    this.#down = event.code;
    this.#later = setTimeout(() => void this.#showHeld(tag, event.code), HELD);
  }

  /**
   * @param {string} tag
   * @param {string} key
   */
  async #showHeld(tag, key) {
    const there = this.guidelines.loaded || (await this.guidelines.load());
    if (!there || this.#down !== key || !this.#fill(tag)) return;
    this.#held = true;
    this.card.hidden = false;
  }

  /** @param {string} tag */
  async #ask(tag) {
    this.#release();
    if (!(await this.guidelines.load()) || !this.#fill(tag)) return;
    this.panels.open(this.card);
    this.card.focus();
  }

  /** @param {string} tag */
  #fill(tag) {
    const passage = this.guidelines.passage(tag);
    if (passage) this.body.replaceChildren(passage);
    this.card.scrollTop = 0;
    return passage !== null;
  }

  #release() {
    clearTimeout(this.#later);
    this.#down = null;
    if (!this.#held) return;
    this.#held = false;
    // One that was asked for stays.
    if (this.panels.shown !== this.card) this.card.hidden = true;
  }

  #close() {
    if (this.panels.shown === this.card) this.panels.close();
    else this.#release();
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key !== "Escape" || !this.#held) return;
    event.preventDefault();
    event.stopPropagation();
    this.#release();
  }
}
