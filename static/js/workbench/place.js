// @ts-check
/** Where somebody was in an article: found again when she opens it again. Kept in this browser, for each person. */

const PLACES = "claimdesk.places";
const MOST = 200;
/** Scrolling that rests for so many milliseconds is a place. */
const REST = 400;

/** @typedef {{article: string, revision: number, offset: number, caret: [number, number] | null}} Place */

/**
 * @param {number} user
 * @returns {Place[]} the latest last
 */
function places(user) {
  try {
    const found = JSON.parse(localStorage.getItem(`${PLACES}.${user}`) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

/**
 * Blocks that were never on the screen have no real height yet: near first, then exactly.
 * @param {HTMLElement | undefined} element
 */
function bringToTop(element) {
  let frames = 3;
  const align = () => {
    element?.scrollIntoView({ block: "start" });
    frames -= 1;
    if (frames) requestAnimationFrame(align);
  };
  align();
}

/**
 * @param {{user: number, revision: number, reading: HTMLElement,
 *   map: import("../lib/text-map.js").TextMap, store: import("./store.js").Store,
 *   caret: import("./caret.js").Caret, focusing: import("./focusing.js").Focusing,
 *   guessHeights: () => void}} parts
 * @param {boolean} goThere false when the address says where to look
 */
export function rememberPlace({ user, revision, reading, map, store, caret, focusing, guessHeights }, goThere) {
  const article = location.pathname;
  const known = places(user).find((place) => place.article === article && place.revision === revision);
  if (known && goThere && known.offset <= map.text.length) {
    const [start, end] = known.caret ?? [0, 0];
    if (start < end && end <= map.text.length) caret.place({ start, end });
    const block = map.blocks[map.blockIndexAt(known.offset)];
    if (known.offset > 0) {
      guessHeights();
      bringToTop(block?.element);
    }
  }

  const note = () => {
    const offset = reading.scrollTop > 0 ? focusing.firstVisible() : 0;
    const kept = store.caret ? /** @type {[number, number]} */ ([store.caret.start, store.caret.end]) : null;
    const others = places(user).filter((place) => place.article !== article);
    try {
      localStorage.setItem(
        `${PLACES}.${user}`,
        JSON.stringify([...others.slice(1 - MOST), { article, revision, offset, caret: kept }]),
      );
    } catch {
      // A browser that keeps nothing: the article opens at its beginning.
    }
  };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;
  const soon = () => {
    clearTimeout(rest);
    rest = setTimeout(note, REST);
  };
  reading.addEventListener("scroll", soon, { passive: true });
  document.addEventListener("scroll", soon, { passive: true });
  store.addEventListener("caret", soon);
  window.addEventListener("pagehide", () => {
    clearTimeout(rest);
    note();
  });
}
