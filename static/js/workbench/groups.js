// @ts-check
/** The cards stand in groups, so that the browser lays out those groups that are near and passes over all others. */

/**
 * @param {Element | null} group
 * @param {1 | -1} direction
 */
function sibling(group, direction) {
  return (direction > 0 ? group?.nextElementSibling : group?.previousElementSibling) ?? null;
}

/**
 * The card after another one, or before it, whichever groups they are in; null at the end.
 * @param {Element | null} card
 * @param {1 | -1} direction
 * @returns {Element | null}
 */
export function cardBeside(card, direction) {
  const beside = sibling(card, direction);
  if (beside || !card) return beside;
  for (let group = sibling(card.parentElement, direction); group; group = sibling(group, direction)) {
    const first = direction > 0 ? group.firstElementChild : group.lastElementChild;
    if (first) return first;
  }
  return null;
}

/**
 * Put a card before another one, at the end without one.
 * @param {HTMLElement} list
 * @param {HTMLElement} card
 * @param {HTMLElement | null} before
 */
export function insertCard(list, card, before) {
  const group = before?.parentElement ?? list.lastElementChild;
  group?.insertBefore(card, before);
}

/**
 * The first card that answers to a question about what is on the screen, to which its group answers too.
 * @param {HTMLElement} list
 * @param {(element: Element) => boolean | undefined} seen
 * @returns {Element | null}
 */
export function firstCard(list, seen) {
  for (const group of [...list.children].filter(seen)) {
    const found = [...group.children].find(seen);
    if (found) return found;
  }
  return null;
}
