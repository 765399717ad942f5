// @ts-check
/** Characters as people see them, words and sentences, in a language. Offsets are UTF-16 code units. */

/** @typedef {{start: number, end: number}} Stretch */

/**
 * @param {string} language
 * @param {"grapheme" | "word" | "sentence"} granularity
 */
function segmenter(language, granularity) {
  try {
    return new Intl.Segmenter(language, { granularity });
  } catch {
    return new Intl.Segmenter("en", { granularity });
  }
}

/**
 * A stretch without the white space at its ends; null when nothing is left.
 * @param {string} text
 * @param {Stretch} stretch
 * @returns {Stretch | null}
 */
export function trimmed(text, { start, end }) {
  const piece = text.slice(start, end);
  const left = piece.length - piece.trimStart().length;
  const right = piece.length - piece.trimEnd().length;
  return left === piece.length ? null : { start: start + left, end: end - right };
}

export class Segments {
  /** @type {Intl.Segments | undefined} */
  #graphemes;

  /**
   * @param {string} text
   * @param {string} language BCP 47
   */
  constructor(text, language) {
    this.text = text;
    this.language = language;
    /** @type {Map<string, Stretch[]>} */
    this.known = new Map();
    /** @type {Map<string, Intl.Segmenter>} made when first asked for: each loads the language's rules */
    this.segmenters = new Map();
  }

  /**
   * @param {"grapheme" | "word" | "sentence"} granularity
   */
  #by(granularity) {
    const made = this.segmenters.get(granularity) ?? segmenter(this.language, granularity);
    this.segmenters.set(granularity, made);
    return made;
  }

  get graphemes() {
    this.#graphemes ??= this.#by("grapheme").segment(this.text);
    return this.#graphemes;
  }

  /**
   * The stretch, grown so that neither edge cuts a character that people see as one.
   * @param {Stretch} stretch
   * @returns {Stretch}
   */
  whole({ start, end }) {
    const first = this.graphemes.containing(start);
    const last = end > 0 ? this.graphemes.containing(end - 1) : undefined;
    return {
      start: first && start < this.text.length ? first.index : start,
      end: last ? Math.max(end, last.index + last.segment.length) : end,
    };
  }

  /**
   * The offset one visible character on, or back.
   * @param {number} offset
   * @param {1 | -1} direction
   */
  nextCharacter(offset, direction) {
    const at = direction > 0 ? offset : offset - 1;
    const found = this.graphemes.containing(at);
    if (!found) return offset;
    return direction > 0 ? found.index + found.segment.length : found.index;
  }

  /**
   * The words or sentences of a block, in order, without the white space around them.
   * @param {Stretch} block
   * @param {"word" | "sentence"} unit
   * @returns {Stretch[]}
   */
  of(block, unit) {
    const key = `${unit} ${block.start}`;
    let found = this.known.get(key);
    if (!found) {
      found = [];
      for (const segment of this.#by(unit).segment(this.text.slice(block.start, block.end))) {
        if (unit === "word" && !segment.isWordLike) continue;
        const start = block.start + segment.index;
        const stretch = trimmed(this.text, { start, end: start + segment.segment.length });
        if (stretch) found.push(stretch);
      }
      this.known.set(key, found);
    }
    return found;
  }
}
