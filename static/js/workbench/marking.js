// @ts-check
/** Marking what is selected, or what the caret is on; and taking the highlight in focus away. */

import { shortened } from "../lib/words.js";
import { clearSelection, selectedStretch } from "./selecting.js";

/** @typedef {import("./types.js").Stretch} Stretch */

/** Buttons that work on what is selected. */
const BUTTONS =
  "[data-mark], [data-to-selection], [data-part-add], [data-part-cut], [data-occurrences-open], [data-find-open]";

export class Marking {
  /** @type {Stretch | null} what was selected when a button was pressed, which may end the selection */
  #before = null;
  /** @type {{tag: string, id: string} | null} what was marked last, until the caret is moved */
  #last = null;

  /**
   * @param {{store: import("./store.js").Store, actions: import("./actions.js").Actions,
   *   map: import("../lib/text-map.js").TextMap, segments: import("../lib/segments.js").Segments,
   *   caret: import("./caret.js").Caret, cards: import("./cards.js").Cards, status: import("./status.js").Status,
   *   telling: import("./telling.js").Telling}} parts
   */
  constructor({ store, actions, map, segments, caret, cards, status, telling }) {
    this.store = store;
    this.actions = actions;
    this.map = map;
    this.segments = segments;
    this.caret = caret;
    this.cards = cards;
    this.status = status;
    this.telling = telling;
    store.addEventListener("caret", () => (this.#last = null));
    document.addEventListener("pointerdown", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest(BUTTONS);
      this.#before = button ? selectedStretch(map, segments) : null;
    });
  }

  /** @returns {Stretch | null} what is selected, or was when a button was pressed; in code units */
  selected() {
    const stretch = selectedStretch(this.map, this.segments) ?? this.#before;
    this.#before = null;
    return stretch;
  }

  /**
   * @param {string} tag
   * @param {boolean} onFocused put it on the highlight in focus, or take it off
   */
  mark(tag, onFocused) {
    const { store, actions } = this;
    const offered = this.cards.tags.get(tag);
    if (!offered || offered.retired) {
      this.status.notice("tag-not-offered", { tag: this.cards.label(tag) });
      return;
    }
    if (onFocused && store.focused) {
      this.telling.tagged(store.focused, tag, actions.toggleTag(store.focused, tag));
      return;
    }
    const selected = this.selected();
    const again = selected ? null : this.#pressedTwice(tag);
    if (again) {
      this.#say("there", tag, again);
      return;
    }
    const stretch = selected ?? this.caret.meant;
    if (!stretch) {
      this.status.announce("nothing-selected");
      return;
    }
    // What one marks is never made out of sight.
    if (store.whose !== "me") store.show("");
    const { item, made } = actions.mark(stretch, tag);
    clearSelection();
    this.caret.place(this.caret.unitAt(stretch.start, "sentence"));
    this.#last = { tag, id: item.id };
    this.status.offerRestore(null);
    store.focus(item.id, "made");
    this.#say(made ? "marked" : "there", tag, item);
  }

  /**
   * The highlight of a tag whose key is pressed once more, with nothing in between: the first press left the caret on the
   * sentence, which nobody asked to have marked as well.
   * @param {string} tag
   */
  #pressedTwice(tag) {
    const last = this.#last;
    return last?.tag === tag && last.id === this.store.focused ? this.store.item(last.id) : null;
  }

  /**
   * @param {"marked" | "there"} what
   * @param {string} tag
   * @param {import("./types.js").Highlight} item
   */
  #say(what, tag, item) {
    this.status.announce(what, { tag: this.cards.label(tag), quote: shortened(this.actions.quote(item)) });
  }

  /** @returns {boolean} whether there was a highlight in focus that could be taken away */
  remove() {
    const item = this.store.focused && this.actions.delete(this.store.focused);
    if (!item) return false;
    this.status.offerRestore(this.actions.quote(item));
    this.status.announce("deleted", { quote: shortened(this.actions.quote(item)) });
    return true;
  }

  /** The highlight in focus gets the place that is selected, or that the caret was extended over. */
  setToSelection() {
    const stretch = this.selected() ?? (this.caret.extended ? this.store.caret : null);
    if (!stretch || !this.store.focused) {
      this.status.announce("nothing-selected");
      return;
    }
    this.actions.setPlace(this.store.focused, stretch);
    clearSelection();
  }
}
