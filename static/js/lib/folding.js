// @ts-check
/**
 * Looking for words whatever their case, their accents and how their characters are composed. The same rules as in
 * `annotations/domain/finding.py`. Offsets are UTF-16 code units.
 */

/** Letters that only look as if they had an accent: another letter of the alphabet, not a variant. */
const LETTERS = /** @type {Record<string, string>} */ ({ "и\u0306": "й", "і\u0308": "ї", "у\u0306": "ў" });
const LOWER = /** @type {Record<string, string>} */ ({ "ς": "σ", "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"' });
const LEFT_OUT = /[\u00ad\u200b\u2060\ufeff]/;
/** Accents, Hebrew points and Arabic vowel signs; the marks of other scripts are letters to whoever reads them. */
const MARK = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u0652\u0670]/;
/** Taken apart they would begin with each other. */
const HANGUL = /[\uac00-\ud7a3]/;
const WORD = /[\p{L}\p{N}\p{M}_]/u;

/** @typedef {{text: string, starts: Uint32Array}} Folded `starts`: where each of its units began; one more for the end */

/**
 * @param {string} text
 * @param {boolean} matchCase
 * @returns {Folded}
 */
export function folded(text, matchCase) {
  /** @type {string[]} */
  const out = [];
  /** @type {number[]} */
  const starts = [];
  let at = 0;
  for (const character of text) {
    if (character < "\u0080") {
      out.push(matchCase ? character : character.toLowerCase());
      starts.push(at);
    } else if (!LEFT_OUT.test(character)) {
      for (const part of HANGUL.test(character) ? character : character.normalize("NFD")) {
        if (MARK.test(part)) compose(out, part);
        else push(out, starts, matchCase ? (LOWER[part] ?? part) : lower(part), at);
      }
    }
    at += character.length;
  }
  starts.push(text.length);
  return { text: out.join(""), starts: Uint32Array.from(starts) };
}

/** @param {string} part */
function lower(part) {
  const small = part.toLowerCase();
  return LOWER[small] ?? small;
}

/**
 * @param {string[]} out
 * @param {string} mark
 */
function compose(out, mark) {
  const last = out.at(-1) ?? "";
  const letter = LETTERS[last.toLowerCase() + mark];
  if (letter) out[out.length - 1] = last === last.toLowerCase() ? letter : letter.toUpperCase();
}

/**
 * One entry for each unit, so that the offsets of the joined text are the indexes of `starts`.
 * @param {string[]} out
 * @param {number[]} starts
 * @param {string} part
 * @param {number} at
 */
function push(out, starts, part, at) {
  for (let index = 0; index < part.length; index += 1) {
    out.push(part[index]);
    starts.push(at);
  }
}

/**
 * Every place of some words; those that do not overlap, from the beginning.
 * @param {Folded} haystack
 * @param {string} words any white space in them is any white space
 * @param {{matchCase: boolean, wholeWords: boolean}} choices
 * @returns {import("./segments.js").Stretch[]}
 */
export function placesOf({ text, starts }, words, { matchCase, wholeWords }) {
  const wanted = folded(words.trim(), matchCase).text;
  if (!wanted) return [];
  const pattern = wanted
    .split(/\s+/)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"))
    .join("\\s+");
  const found = [];
  for (const match of text.matchAll(new RegExp(pattern, "gu"))) {
    const [from, to] = [match.index, match.index + match[0].length];
    if (wholeWords && (joins(text, from) || joins(text, to))) continue;
    found.push({ start: starts[from], end: endOf(starts, to) });
  }
  return found;
}

/**
 * Whether a word goes on at an offset.
 * @param {string} text
 * @param {number} at
 */
function joins(text, at) {
  return at > 0 && WORD.test(text[at - 1]) && WORD.test(text[at] ?? "");
}

/**
 * Where the character ends whose folded form ends at an index.
 * @param {Uint32Array} starts
 * @param {number} index
 */
function endOf(starts, index) {
  let end = index;
  while (end < starts.length - 1 && starts[end] === starts[end - 1]) end += 1;
  return starts[end];
}
