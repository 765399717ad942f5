// @ts-check
/** What is painted in the text, and when: whoever has something to show says so, and the painter paints it. */

import { canPaint, Painter } from "./painter.js";

/** @typedef {import("./types.js").Highlight} Highlight */

/**
 * @param {{map: import("../lib/text-map.js").TextMap, tags: import("./types.js").Tag[],
 *   store: import("./store.js").Store, find: import("./find.js").Find,
 *   suggestions: import("./suggestions.js").Suggestions, relations: import("./relations.js").Relations,
 *   occurrences: import("./occurrences.js").Occurrences, parting: import("./parting.js").Parting}} parts
 * @returns {Painter | null} null in a browser that cannot paint, which is told
 */
export function paintAll({ map, tags, store, find, suggestions, relations, occurrences, parting }) {
  if (!canPaint) {
    /** @type {HTMLElement} */ (document.querySelector("[data-no-painting]")).hidden = false;
    return null;
  }
  const painter = new Painter(map, tags);
  painter.paint(store.items());
  store.addEventListener("items", () => {
    painter.paint(store.items());
    painter.focus(store.inQuestion);
  });
  store.addEventListener("whose", () => painter.paint(store.items()));
  store.addEventListener("focus", () => painter.focus(store.inQuestion));
  store.addEventListener("peek", () => painter.focus(store.inQuestion));
  store.addEventListener("caret", () => painter.caret(store.caret));
  find.addEventListener("found", (event) => {
    const { places, now } = /** @type {CustomEvent} */ (event).detail;
    painter.aside("found", places);
    painter.aside("found-now", now ? [now] : []);
  });
  suggestions.addEventListener("shown", (event) => {
    const { all, now } = /** @type {CustomEvent} */ (event).detail;
    painter.aside("suggested", all);
    painter.aside("suggested-now", now);
  });
  relations.linking.addEventListener("likely", (event) => {
    const item = /** @type {CustomEvent<Highlight | null>} */ (event).detail;
    painter.aside("would", item ? [{ start: map.offsets.toUnit(item.start), end: map.offsets.toUnit(item.end) }] : []);
  });
  occurrences.addEventListener("would", (event) => painter.aside("would", /** @type {CustomEvent} */ (event).detail));
  for (const name of ["part", "focus", "items"]) {
    store.addEventListener(name, () => painter.aside("part", parting.chosen ? [parting.chosen] : []));
  }
  return painter;
}
