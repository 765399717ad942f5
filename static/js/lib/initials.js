// @ts-check
/** Finding words by their beginnings. */

/** @typedef {import("./segments.js").Stretch} Stretch */

/** @param {string} text */
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Every run of words that begin like this: letters without a space are the first letters of words that follow each
 * other ("aet": "are expected to"); with spaces, the beginnings of words ("are exp"). Letters that are the first
 * letters of nothing are the beginning of one word.
 * @param {string} text
 * @param {Stretch[][]} blocks the words of each block
 * @param {string} typed
 * @returns {Stretch[]} in order
 */
export function byBeginnings(text, blocks, typed) {
  const parts = folded(typed.trim()).split(/\s+/u).filter(Boolean);
  if (!parts.length) return [];
  if (parts.length > 1 || /\s$/u.test(typed)) return runs(text, blocks, parts);
  const letters = runs(text, blocks, Array.from(parts[0]));
  return letters.length ? letters : runs(text, blocks, parts);
}

/**
 * @param {string} text
 * @param {Stretch[][]} blocks
 * @param {string[]} beginnings
 */
function runs(text, blocks, beginnings) {
  const found = [];
  for (const words of blocks) {
    const heads = words.map(({ start, end }) => folded(text.slice(start, Math.min(end, start + 60))));
    for (let at = 0; at + beginnings.length <= words.length; at++) {
      if (beginnings.every((beginning, n) => heads[at + n].startsWith(beginning))) {
        found.push({ start: words[at].start, end: words[at + beginnings.length - 1].end });
      }
    }
  }
  return found;
}
