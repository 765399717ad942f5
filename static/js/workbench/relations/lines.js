// @ts-check
/**
 * The links of the highlight in focus as lines beside the text: a bar along each highlight, lanes that join them, the
 * type's label. All of it lies in the margin at the end of the lines, so that no word is ever covered.
 */

import { shortened } from "../../lib/words.js";

/** @typedef {import("../types.js").Highlight} Highlight */
/** @typedef {import("./shapes.js").Relation} Relation */
/** @typedef {{top: number, bottom: number}} Reach in pixels below the frame's top */

const SVG = "http://www.w3.org/2000/svg";
const BAR = 4;
const LABEL_HEIGHT = 14;
const NARROWEST_LABEL = 44;
const ROUND = 4;

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

export class Lines {
  /**
   * @param {{store: import("./store.js").RelationStore, highlights: import("../store.js").Store,
   *   map: import("../../lib/text-map.js").TextMap, words: import("./wording.js").Wording, reading: HTMLElement}} parts
   */
  constructor({ store, highlights, map, words, reading }) {
    this.store = store;
    this.highlights = highlights;
    this.map = map;
    this.words = words;
    this.reading = reading;
    this.svg = /** @type {SVGElement} */ (document.querySelector("[data-link-lines]"));
    this.frame = /** @type {HTMLElement} */ (this.svg.parentElement);
    this.waiting = false;
    for (const name of ["focus", "peek", "items", "whose"]) highlights.addEventListener(name, () => this.#soon());
    store.addEventListener("items", () => this.#soon());
    reading.addEventListener("scroll", () => this.svg.firstChild && this.#soon(), { passive: true });
    const sizes = new ResizeObserver(() => this.svg.firstChild && this.#soon());
    sizes.observe(this.frame);
    sizes.observe(reading);
  }

  #soon() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.#draw();
    });
  }

  #draw() {
    const item = this.highlights.inQuestion;
    const relations = item ? this.store.around(item.id) : [];
    if (!item || !relations.length) {
      if (this.svg.firstChild) this.svg.replaceChildren();
      return;
    }
    const frame = this.frame.getBoundingClientRect();
    const view = this.reading.getBoundingClientRect();
    const rtl = getComputedStyle(this.frame).direction === "rtl";
    const left = view.left + this.reading.clientLeft;
    const width = Math.floor(rtl ? frame.left - left : left + this.reading.clientWidth - frame.right);
    this.svg.style.inlineSize = `${width}px`;
    const here = this.#reach(item, frame);
    const others = relations
      .map((relation) => {
        const other = this.highlights.item(relation.from === item.id ? relation.to : relation.from);
        return { relation, reach: other ? this.#reach(other, frame) : here };
      })
      .sort((a, b) => Math.abs(a.reach.top - here.top) - Math.abs(b.reach.top - here.top));
    const seen = { top: view.top - frame.top, bottom: view.bottom - frame.top };
    this.svg.replaceChildren(...this.#shapes(item, here, others, { width, rtl, seen }));
  }

  /**
   * From the top of its first line to the bottom of its last; what was never laid out counts as its block.
   * @param {Highlight} item
   * @param {DOMRect} frame
   * @returns {Reach}
   */
  #reach(item, frame) {
    const { offsets } = this.map;
    const start = offsets.toUnit(item.start);
    const block = this.map.blocks[this.map.blockIndexAt(start)]?.element.getBoundingClientRect();
    const range = this.map.range(start, offsets.toUnit(item.end));
    const rects = [...range.getClientRects()].filter((rect) => rect.height > 0 && rect.width > 0);
    const whole = block ?? frame;
    const top = rects.length ? Math.min(...rects.map((rect) => rect.top)) : whole.top;
    const bottom = rects.length ? Math.max(...rects.map((rect) => rect.bottom)) : whole.top + 24;
    return { top: Math.max(top, whole.top) - frame.top, bottom: bottom - frame.top };
  }

  /**
   * @param {Highlight} item
   * @param {Reach} here
   * @param {{relation: Relation, reach: Reach}[]} others
   * @param {{width: number, rtl: boolean, seen: Reach}} room
   */
  #shapes(item, here, others, { width, rtl, seen }) {
    const x = (/** @type {number} */ out) => (rtl ? width - out : out);
    const narrow = width < NARROWEST_LABEL + 24;
    const step = narrow ? 3 : 7;
    const first = narrow ? 7 : 14;
    const room = narrow ? width - 12 : width - NARROWEST_LABEL;
    const lane = (/** @type {number} */ index) => Math.max(first, Math.min(first + index * step, room));
    const shapes = [this.#bar(here, x, "link-bar is-focus")];
    const outermost = lane(others.length - 1);
    /** @type {{y: number, words: string}[]} */
    const labels = [];
    others.forEach(({ relation, reach }, index) => {
      const outward = relation.from === item.id;
      const spread = (index - (others.length - 1) / 2) * 5;
      const middle = (here.top + here.bottom) / 2;
      let from = Math.min(here.bottom - 3, Math.max(here.top + 3, middle + spread));
      let to = (reach.top + Math.min(reach.bottom, reach.top + 30)) / 2;
      if (Math.abs(from - to) < 2 * ROUND) [from, to] = from <= to ? [from - ROUND, to + ROUND] : [from + ROUND, to - ROUND];
      const kind = `link-line${Object.values(relation.attributes).includes("inherited") ? " is-inherited" : ""}`;
      shapes.push(this.#bar(reach, x, "link-bar"));
      shapes.push(shape("path", { class: kind, d: bracket(x, BAR + 2, lane(index), from, to) }));
      shapes.push(shape("path", { class: "link-head", d: head(x, BAR + 1, outward ? to : from) }));
      const visible = to > seen.top + 8 && to < seen.bottom - 8;
      labels.push({ y: visible ? to : from, words: `${outward === rtl ? "←" : "→"} ${this.words.label(relation.type)}` });
    });
    return [...shapes, ...(narrow ? upright(labels, x, outermost, rtl, here, others, seen) : beside(labels, x, outermost, width, rtl))];
  }

  /**
   * @param {Reach} reach
   * @param {(out: number) => number} x
   * @param {string} kind
   */
  #bar({ top, bottom }, x, kind) {
    return shape("path", { class: kind, d: `M${x(BAR - 1)} ${top + 3}V${Math.max(top + 4, bottom - 3)}` });
  }
}

/**
 * Out of the text's edge, along the lane, back to the edge.
 * @param {(out: number) => number} x
 * @param {number} edge
 * @param {number} lane
 * @param {number} from
 * @param {number} to
 */
function bracket(x, edge, lane, from, to) {
  const round = to > from ? ROUND : -ROUND;
  const bend = Math.max(edge, lane - ROUND);
  return (
    `M${x(edge)} ${from}H${x(bend)}Q${x(lane)} ${from} ${x(lane)} ${from + round}` +
    `V${to - round}Q${x(lane)} ${to} ${x(bend)} ${to}H${x(edge)}`
  );
}

/**
 * @param {(out: number) => number} x
 * @param {number} edge
 * @param {number} y
 */
function head(x, edge, y) {
  return `M${x(edge)} ${y}L${x(edge + 5)} ${y - 3.5}V${y + 3.5}Z`;
}

/**
 * Labels in a row each, beside the lanes; those that would lie on each other move down.
 * @param {{y: number, words: string}[]} labels
 * @param {(out: number) => number} x
 * @param {number} lane
 * @param {number} width
 * @param {boolean} rtl
 */
function beside(labels, x, lane, width, rtl) {
  const letters = Math.floor((width - lane - 6) / 6.2);
  let free = -Infinity;
  return [...labels]
    .sort((a, b) => a.y - b.y)
    .map(({ y, words }) => {
      const at = Math.max(y, free);
      free = at + LABEL_HEIGHT;
      const label = shape("text", { class: "link-label", x: x(lane + 5), y: at + 4, "text-anchor": rtl ? "end" : "start" });
      label.textContent = shortened(words, letters - 1);
      return label;
    });
}

/**
 * Where there is no room beside the lanes: each type once, upright along the outermost.
 * @param {{y: number, words: string}[]} labels
 * @param {(out: number) => number} x
 * @param {number} lane
 * @param {boolean} rtl
 * @param {Reach} here
 * @param {{reach: Reach}[]} others
 * @param {Reach} seen
 */
function upright(labels, x, lane, rtl, here, others, seen) {
  const reaches = [here, ...others.map(({ reach }) => reach)];
  const top = Math.max(seen.top + 8, Math.min(...reaches.map((reach) => reach.top)));
  const bottom = Math.min(seen.bottom - 8, Math.max(...reaches.map((reach) => reach.bottom)));
  const letters = Math.floor((bottom - top) / 5.6);
  if (letters < 6) return [];
  const words = [...new Set(labels.map((label) => label.words))].join(" · ");
  const at = [x(lane + (rtl ? 3 : 9)), (top + bottom) / 2];
  const label = shape("text", {
    class: "link-label is-upright",
    "text-anchor": "middle",
    transform: `translate(${at[0]} ${at[1]}) rotate(-90)`,
  });
  label.textContent = shortened(words, letters - 1);
  return [label];
}
