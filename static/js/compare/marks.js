// @ts-check
/** Every coder's marks in the text, and which row they belong to. */

import { canPaint, Painter } from "../workbench/painter.js";

/** @typedef {import("../workbench/types.js").Highlight} Item */
/** @typedef {{looks: import("../workbench/types.js").Tag[], items: Item[], rows: Record<string, [number, number]>}} Data */

export class Marks {
  /** @type {Data} */
  #data = { looks: [], items: [], rows: {} };
  /** @type {Painter | null} */
  #painter = null;

  /** @param {import("../lib/text-map.js").TextMap} map */
  constructor(map) {
    this.map = map;
    if (canPaint) return;
    /** @type {HTMLElement} */ (document.querySelector("[data-no-painting]")).hidden = false;
  }

  /** Read what the rows say now, and paint it. */
  refresh() {
    const section = /** @type {HTMLElement} */ (document.querySelector("[data-comparison]"));
    this.#data = JSON.parse(section.dataset.marks ?? "");
    if (!canPaint) return;
    if (this.#painter) this.#painter.takeTags(this.#data.looks);
    else this.#painter = new Painter(this.map, this.#data.looks);
    this.#painter.paint([...this.#data.items].sort((one, other) => one.start - other.start || other.end - one.end));
  }

  /**
   * Show a row's place in the text.
   * @param {string} key
   */
  focus(key) {
    const place = this.#data.rows[key];
    if (!place) return;
    this.show([place]);
    const [start] = place;
    const unit = this.map.offsets.toUnit(start);
    const block = this.map.blocks[this.map.blockIndexAt(unit)]?.element;
    // The rows scroll the window; the text beside them scrolls in its own frame.
    const frame = block?.closest(".compare-text");
    if (!frame || getComputedStyle(frame).position !== "sticky") return;
    const box = this.map.range(unit, unit + 1).getBoundingClientRect();
    const within = frame.getBoundingClientRect();
    if (box.top < within.top || box.bottom > within.bottom) frame.scrollTop += box.top - within.top - within.height / 3;
  }

  /**
   * Show places as those that are meant.
   * @param {[number, number][]} segments in code points
   */
  show(segments) {
    const [start, end] = [segments[0][0], segments[segments.length - 1][1]];
    this.#painter?.focus({ start, end, segments });
  }

  /**
   * The row of the shortest place that covers a code point.
   * @param {number} point
   * @returns {string | null}
   */
  rowAt(point) {
    const covering = Object.entries(this.#data.rows).filter(([, [start, end]]) => start <= point && point < end);
    covering.sort(([, one], [, other]) => one[1] - one[0] - (other[1] - other[0]));
    return covering[0]?.[0] ?? null;
  }
}
