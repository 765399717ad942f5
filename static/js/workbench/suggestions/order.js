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
  /**
   * @param {HTMLElement} section
   * @param {Shown[]} reading all of them, in reading order
   * @param {() => void} changed
   */
  constructor(section, reading, changed) {
    this.reading = reading;
    this.shown = reading;
    this.list = /** @type {HTMLElement} */ (section.querySelector("[data-suggestion-list]"));
    const box = /** @type {HTMLElement} */ (section.querySelector("[data-suggestion-order]"));
    this.choice = /** @type {HTMLSelectElement} */ (box.querySelector("select"));
    if (!reading.some(({ item }) => item.score !== undefined)) return;
    box.hidden = false;
    this.choice.value = localStorage.getItem(KEPT) ?? "text";
    if (!this.choice.value) this.choice.value = "text";
    this.#arrange();
    this.choice.addEventListener("change", () => {
      localStorage.setItem(KEPT, this.choice.value);
      this.#arrange();
      changed();
    });
  }

  /** Whether it is the order of the text. */
  get isReading() {
    return this.choice.value === "text";
  }

  #arrange() {
    this.shown = this.reading.toSorted((one, other) => ORDERS[this.choice.value](one.item, other.item));
    this.list.append(...this.shown.map(({ card }) => card));
  }
}
