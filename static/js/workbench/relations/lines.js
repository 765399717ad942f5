// @ts-check
/**
 * The links of the highlight in focus as lines beside the text: a bar along each highlight, lanes that join them, the
 * type's label. All of it lies in the margin at the end of the lines, so that no word is ever covered.
 */

import { shortened } from "../../lib/words.js";

/** @typedef {import("../types.js").Highlight} Highlight */
/** @typedef {import("./shapes.js").Relation} Relation */
/** @typedef {{top: number, bottom: number}} Reach in pixels below the frame's top */
/** @typedef {{reach: Reach, relations: Relation[]}} Joined another highlight, with all that joins it to the one in focus */

const SVG = "http://www.w3.org/2000/svg";
const BAR = 4;
const LABEL_HEIGHT = 14;
const NARROWEST_LABEL = 44;
const MIN_UPRIGHT = 120;
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
    /** @type {Map<string, Joined>} */
    const joined = new Map();
    for (const relation of relations) {
      const id = relation.from === item.id ? relation.to : relation.from;
      const other = this.highlights.item(id);
      const known = joined.get(id) ?? { reach: other ? this.#reach(other, frame) : here, relations: [] };
      known.relations.push(relation);
      joined.set(id, known);
    }
    const others = [...joined.values()].sort(
      (a, b) => Math.abs(a.reach.top - here.top) - Math.abs(b.reach.top - here.top),
    );
    const seen = { top: view.top - frame.top, bottom: view.bottom - frame.top };
    const { shapes, labels, room } = this.#shapes(item, here, others, { width, rtl, seen });
    this.svg.replaceChildren(...shapes, ...labels);
    for (const label of labels) cut(label, room);
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
   * @param {Joined[]} others from the nearest to the farthest
   * @param {{width: number, rtl: boolean, seen: Reach}} space
   */
  #shapes(item, here, others, { width, rtl, seen }) {
    const x = (/** @type {number} */ out) => (rtl ? width - out : out);
    const narrow = width < NARROWEST_LABEL + 24;
    const [first, step, last] = narrow ? [5.5, 2, width - 11] : [11, 6, width - NARROWEST_LABEL];
    const lane = (/** @type {number} */ index) => Math.max(first, Math.min(first + index * step, last));
    const shapes = [];
    /** @type {{y: number, words: string, type: string}[]} */
    const said = [];
    others.forEach(({ relations, reach }, index) => {
      const spread = (index - (others.length - 1) / 2) * 5;
      const middle = (here.top + here.bottom) / 2;
      let from = Math.min(here.bottom - 3, Math.max(here.top + 3, middle + spread));
      let to = (reach.top + Math.min(reach.bottom, reach.top + 30)) / 2;
      if (Math.abs(from - to) < 4 * ROUND) [from, to] = from <= to ? [from - ROUND, from + 3 * ROUND] : [from + ROUND, from - 3 * ROUND];
      const inherited = relations.every(({ attributes }) => Object.values(attributes).includes("inherited"));
      shapes.push(this.#bar(reach, x, "link-bar"));
      const path = bracket(x, BAR + 2, lane(index), from, to);
      shapes.push(shape("path", { class: `link-line${inherited ? " is-inherited" : ""}`, d: path }));
      const visible = to > seen.top + 8 && to < seen.bottom - 8;
      for (const relation of relations) {
        const outward = relation.from === item.id;
        shapes.push(shape("path", { class: "link-head", d: head(x, BAR + 1, outward ? to : from) }));
        const type = this.words.label(relation.type);
        said.push({ y: visible ? to : from, words: `${outward === rtl ? "←" : "→"} ${type}`, type });
      }
    });
    shapes.push(this.#bar(here, x, "link-bar is-focus"));
    const outermost = lane(others.length - 1);
    if (!narrow) return { shapes, labels: beside(said, x, outermost, rtl), room: width - outermost - 6 };
    const reaches = [here, ...others.map(({ reach }) => reach)];
    const top = Math.max(seen.top + 8, Math.min(...reaches.map((reach) => reach.top)));
    const bottom = Math.min(seen.bottom - 8, Math.max(...reaches.map((reach) => reach.bottom)));
    const room = Math.max(MIN_UPRIGHT, bottom - top);
    return { shapes, labels: [upright(said, rtl ? 10 : width - 3, (top + bottom) / 2)], room };
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
 * @param {{y: number, words: string}[]} said
 * @param {(out: number) => number} x
 * @param {number} lane the outermost
 * @param {boolean} rtl
 */
function beside(said, x, lane, rtl) {
  let free = -Infinity;
  return [...said]
    .sort((a, b) => a.y - b.y)
    .map(({ y, words }) => {
      const at = Math.max(y, free);
      free = at + LABEL_HEIGHT;
      return labelled(words, { x: x(lane + 5), y: at + 4, "text-anchor": rtl ? "end" : "start", class: "link-word" });
    });
}

/**
 * Where there is no room beside the lanes: each type once, upright along them.
 * @param {{type: string}[]} said
 * @param {number} x
 * @param {number} y its middle
 */
function upright(said, x, y) {
  const words = [...new Set(said.map((label) => label.type))].join(" · ");
  const transform = `translate(${x} ${y}) rotate(-90)`;
  return labelled(words, { class: "link-word is-upright", "text-anchor": "middle", transform });
}

/**
 * @param {string} words
 * @param {Record<string, string | number>} attributes
 */
function labelled(words, attributes) {
  const label = /** @type {SVGTextElement} */ (shape("text", attributes));
  label.textContent = words;
  return label;
}

/**
 * Shorten a label until there is room for it.
 * @param {SVGTextElement} label
 * @param {number} room in pixels
 */
function cut(label, room) {
  const words = label.textContent ?? "";
  const wide = label.getComputedTextLength();
  if (wide <= room) return;
  const letters = Math.floor((words.length * room) / wide) - 1;
  label.textContent = letters < 4 ? "" : shortened(words, letters);
}
