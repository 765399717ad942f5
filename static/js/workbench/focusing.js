// @ts-check
/** Which highlight is in focus: its card opens, its place is washed, each is brought into view when it is out of it. */

import { afterPaint } from "../lib/frames.js";
import { cardBeside } from "./groups.js";
import { covering } from "./levels.js";
import { clearSelection } from "./selecting.js";

/** @typedef {import("./types.js").Highlight} Highlight */

export class Focusing {
  /**
   * @param {{store: import("./store.js").Store, map: import("../lib/text-map.js").TextMap,
   *   cards: import("./cards.js").Cards, editor: import("./editor.js").Editor, reading: HTMLElement,
   *   body: HTMLElement}} parts
   */
  constructor({ store, map, cards, editor, reading, body }) {
    this.store = store;
    this.map = map;
    this.cards = cards;
    this.editor = editor;
    this.reading = reading;
    this.body = body;
    /** @type {HTMLElement | null} */
    this.shown = null;
    /** @type {string | null} */
    this.later = null;
    store.addEventListener("focus", (event) => {
      const why = /** @type {CustomEvent<string>} */ (event).detail;
      // What was just marked is painted first; its card opens after that.
      this.later = why === "made" ? why : null;
      if (this.later) afterPaint(() => this.catchUp());
      else this.#follow(why);
    });
    cards.list.addEventListener("click", (event) => {
      const id = idOfFace(event.target);
      if (id) store.focus(store.focused === id ? null : id, "card");
    });
    cards.list.addEventListener("focusin", (event) => {
      const item = store.item(idOfFace(event.target));
      if (!item || !(/** @type {HTMLElement} */ (event.target).matches(":focus-visible"))) return;
      this.showInText(item);
      store.peek(item);
    });
    cards.list.addEventListener("focusout", () => store.peek(store.item(store.focused)));
  }

  /** Open the card of what was just marked, if that is still to be done. */
  catchUp() {
    const why = this.later;
    this.later = null;
    if (why) this.#follow(why);
  }

  /** @param {string} why */
  #follow(why) {
    const card = this.cards.card(this.store.focused);
    const before = card?.getBoundingClientRect().top;
    this.#holdStill();
    if (this.shown !== card) {
      this.#mark(this.shown, false);
      this.editor.open(this.store.focused, card);
      this.#mark(card, true);
      this.shown = card;
    }
    const item = this.store.item(this.store.focused);
    if (!card || !item) return;
    // The card that closed above must not pull this one away from under the pointer.
    if (why === "card" && before !== undefined) this.body.scrollTop += card.getBoundingClientRect().top - before;
    bringIntoView(this.body, card.getBoundingClientRect());
    if (why === "card" || why === "key") this.showInText(item);
  }

  /** The list is scrolled here now; the browser's own anchoring would answer the same change a second time. */
  #holdStill() {
    this.body.style.overflowAnchor = "none";
    requestAnimationFrame(() => requestAnimationFrame(() => (this.body.style.overflowAnchor = "")));
  }

  /**
   * @param {HTMLElement | null} card
   * @param {boolean} open
   */
  #mark(card, open) {
    // Once opened it stays laid out: a card that is skipped keeps the size it had when it was open.
    if (card && open) card.dataset.rendered = "";
    card?.classList.toggle("open", open);
    card?.querySelector("[data-open]")?.setAttribute("aria-expanded", String(open));
  }

  /** @param {Highlight} item */
  showInText(item) {
    const { offsets } = this.map;
    this.showStretch({ start: offsets.toUnit(item.start), end: offsets.toUnit(item.end) });
  }

  /** @param {import("./types.js").Stretch} stretch */
  showStretch({ start, end }) {
    const block = this.map.blocks[this.map.blockIndexAt(start)];
    // A block that was never on the screen has no real height yet: near first, then exactly.
    if (block && !overlaps(block.element.getBoundingClientRect(), this.reading.getBoundingClientRect())) {
      block.element.scrollIntoView({ block: "center" });
      // What comes onto the screen with it gets its real height only now.
      requestAnimationFrame(() => bringIntoView(this.reading, this.map.range(start, end).getBoundingClientRect()));
    }
    bringIntoView(this.reading, this.map.range(start, end).getBoundingClientRect());
  }

  /**
   * The innermost highlight at a place; picking the place again goes through all of them.
   * @param {number} unit
   */
  pick(unit) {
    const found = covering(this.store.items(), this.map.offsets.toPoint(unit));
    const at = found.findIndex((item) => item.id === this.store.focused);
    this.store.focus(found.length ? found[(at + 1) % found.length].id : null, "text");
  }

  /**
   * To the next highlight in reading order, or the one before.
   * @param {1 | -1} direction
   * @returns {boolean} false at the end
   */
  step(direction) {
    const items = this.store.items();
    const focused = this.store.item(this.store.focused);
    let index;
    if (focused) {
      index = items.indexOf(focused) + direction;
    } else {
      const from = this.map.offsets.toPoint(this.store.caret?.start ?? this.firstVisible());
      const next = items.findIndex((item) => item.start >= from);
      index = direction > 0 ? (next < 0 ? items.length : next) : (next < 0 ? items.length : next) - 1;
    }
    const item = items[index];
    if (!item) return false;
    clearSelection();
    this.store.focus(item.id, "key");
    return true;
  }

  /**
   * From one card to the next, for somebody who is in the list.
   * @param {1 | -1} direction
   */
  stepInList(direction) {
    const here = document.activeElement?.closest("[data-highlight]");
    let next = here;
    do next = cardBeside(next ?? null, direction);
    while (next instanceof HTMLElement && next.hidden);
    const face = next?.querySelector("[data-open]");
    if (face instanceof HTMLElement) face.focus();
  }

  /** The offset of the first block that can be seen. */
  firstVisible() {
    const top = this.reading.getBoundingClientRect().top;
    const { blocks } = this.map;
    let [low, high] = [0, blocks.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (blocks[middle].element.getBoundingClientRect().bottom <= top + 1) low = middle + 1;
      else high = middle;
    }
    return blocks[low]?.start ?? 0;
  }
}

/**
 * The highlight whose card's face something is in, or null.
 * @param {EventTarget | null} target
 */
function idOfFace(target) {
  const face = target instanceof HTMLElement ? target.closest("[data-open]") : null;
  return face?.closest("[data-highlight]")?.id.replace(/^mark-/, "") ?? null;
}

/**
 * @param {DOMRect} one
 * @param {DOMRect} other
 */
function overlaps(one, other) {
  return one.bottom > other.top && one.top < other.bottom;
}

/**
 * Scroll no more than it takes, and not at all when it can be seen already.
 * @param {HTMLElement} scroller
 * @param {DOMRect} rect
 */
function bringIntoView(scroller, rect) {
  const view = scroller.getBoundingClientRect();
  const margin = Math.min(48, view.height / 8);
  if (rect.top < view.top + margin) scroller.scrollTop += rect.top - view.top - margin;
  else if (rect.bottom > view.bottom - margin) {
    scroller.scrollTop += Math.min(rect.bottom - view.bottom + margin, rect.top - view.top - margin);
  }
}
