// @ts-check
/**
 * The one place that turns UTF-16 code units, which browsers count, into Unicode code points, which everything
 * else of Claimdesk counts, and back.
 */

const SURROGATES = /[\ud800-\udbff][\udc00-\udfff]/g;

export class Offsets {
  /** @param {string} text */
  constructor(text) {
    /** Where each character outside the Basic Multilingual Plane begins, in code units. */
    this.pairs = Uint32Array.from(text.matchAll(SURROGATES), (match) => match.index);
    this.units = text.length;
    this.points = text.length - this.pairs.length;
  }

  /**
   * The code point at a code unit; inside a surrogate pair, the point that the pair is.
   * @param {number} unit
   * @returns {number}
   */
  toPoint(unit) {
    return unit - this.#pairsBefore((index) => this.pairs[index] < unit);
  }

  /**
   * The code unit at which a code point begins.
   * @param {number} point
   * @returns {number}
   */
  toUnit(point) {
    return point + this.#pairsBefore((index) => this.pairs[index] - index < point);
  }

  /**
   * How many pairs fulfil a condition that the first ones fulfil and the later ones do not.
   * @param {(index: number) => boolean} condition
   */
  #pairsBefore(condition) {
    let low = 0;
    let high = this.pairs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (condition(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
