// @ts-check
/** In which order suggestions are walked: as in the text, or by how sure they were said to be. */

/** @typedef {import("../types.js").Highlight} Highlight */
/** @typedef {{item: Highlight, card: HTMLElement}} Shown */

const KEPT = "claimdesk.suggestion-order";

/** @type {Record<string, (one: Highlight, other: Highlight) => number>} what has no score comes last */
const ORDERS = {
  text: () => 0,
  surest: (one, other) => (other.score ?? -1) - (one.score ?? -1),
  least: (one, other) => (one.score ?? 2) - (other.score ?? 2),
};

export class Order {
  /** @type {Shown[]} in reading order */
  #reading = [];
  /** @type {Shown[]} in the order that was chosen */
  shown = [];

  /**
   * @param {HTMLElement} section
   * @param {() => void} changed
   */
  constructor(section, changed) {
    this.list = /** @type {HTMLElement} */ (section.querySelector("[data-suggestion-list]"));
    this.box = /** @type {HTMLElement} */ (section.querySelector("[data-suggestion-order]"));
    this.choice = /** @type {HTMLSelectElement} */ (this.box.querySelector("select"));
    const kept = localStorage.getItem(KEPT) ?? "text";
    this.choice.value = kept in ORDERS ? kept : "text";
    this.choice.addEventListener("change", () => {
      localStorage.setItem(KEPT, this.choice.value);
      this.#arrange();
      changed();
    });
  }

  /** Whether it is the order of the text; nothing else is offered where nothing has a score. */
  get isReading() {
    return this.box.hidden || this.choice.value === "text";
  }

  /** @param {Shown[]} reading all of them, in reading order */
  take(reading) {
    this.#reading = reading;
    this.box.hidden = !reading.some(({ item }) => item.score !== undefined);
    this.#arrange();
  }

  /** Only what does not stand in its place yet is moved: the focus stays. */
  #arrange() {
    const order = ORDERS[this.isReading ? "text" : this.choice.value];
    this.shown = this.#reading.toSorted((one, other) => order(one.item, other.item));
    /** @type {Element | null} */
    let before = null;
    for (const { card } of this.shown) {
      const next = /** @type {Element | null} */ (before ? before.nextElementSibling : this.list.firstElementChild);
      if (next !== card) this.list.insertBefore(card, next);
      before = card;
    }
  }
}
