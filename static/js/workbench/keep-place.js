// @ts-check
/** Whatever comes into a list or goes: what one looks at stays where it is. */

import { firstCard } from "./groups.js";

const CARDS = "[data-highlight], [data-suggestion]";

/**
 * A card that is seen; of the groups that are not, no card is measured.
 * @param {HTMLElement} body
 * @param {(element: Element) => boolean | undefined} seen
 */
function firstSeen(body, seen) {
  const suggested = [...body.querySelectorAll("[data-suggestion]")].find(seen);
  const list = body.querySelector("[data-mark-list]");
  return suggested ?? (list instanceof HTMLElement ? firstCard(list, seen) : null);
}

/**
 * @param {HTMLElement} body what scrolls
 * @param {HTMLElement | null} focused the card that one works on; else one that is seen
 * @param {() => void} change
 */
export function keepPlace(body, focused, change) {
  const { top, bottom } = body.getBoundingClientRect();
  const seen = (/** @type {Element | null} */ card) => {
    const box = card?.getBoundingClientRect();
    return box && box.height > 0 && box.bottom > top && box.top < bottom;
  };
  const held = focused ?? document.activeElement?.closest(CARDS) ?? null;
  const anchor = seen(held) ? held : firstSeen(body, seen);
  const before = anchor?.getBoundingClientRect().top;
  body.style.overflowAnchor = "none";
  change();
  let set = body.scrollTop;
  const hold = () => {
    // Whoever scrolls meanwhile goes where she wants.
    if (!anchor?.isConnected || before === undefined || body.scrollTop !== set) return;
    body.scrollTop += anchor.getBoundingClientRect().top - before;
    set = body.scrollTop;
  };
  hold();
  // Cards that come into view get their real height a frame later.
  requestAnimationFrame(() => {
    hold();
    requestAnimationFrame(() => {
      hold();
      body.style.overflowAnchor = "";
    });
  });
}
