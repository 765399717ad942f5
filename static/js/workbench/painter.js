// @ts-check
/**
 * Paints highlights with the CSS Custom Highlight API: one `Highlight` for each tag and nesting level, so that a tag
 * nested in itself is seen. The text is never cut into elements.
 */

import { levelsOf } from "./levels.js";

/** @typedef {import("./types.js").Highlight} Item */
/** @typedef {import("./types.js").Tag} Tag */
/** @typedef {{item: Item, name: string, ranges: StaticRange[]}} Painted */

/** What each pattern draws, its thickness in pixels; `wash` is its tint alone. */
const PATTERNS = /** @type {Record<string, {line: string, thickness: number, tint: number}>} */ ({
  thick: { line: "solid", thickness: 2.5, tint: 11 },
  double: { line: "double", thickness: 1.5, tint: 8 },
  dotted: { line: "dotted", thickness: 2.5, tint: 7 },
  dashed: { line: "dashed", thickness: 2, tint: 11 },
  thin: { line: "solid", thickness: 1.5, tint: 13 },
  wavy: { line: "wavy", thickness: 1.5, tint: 9 },
  wash: { line: "", thickness: 0, tint: 24 },
});

/**
 * What is shown besides highlights: the words between the parts of a discontinuous one, the part that is meant, what
 * was looked for, the places where a bulk of highlights would be made, suggestions and the one that is at hand.
 */
const ASIDE = /** @type {Record<string, {priority: number, plain: string, forced: string}>} */ ({
  gap: {
    priority: -1,
    plain: "text-decoration: underline dotted 1.5px var(--accent); text-underline-offset: 0.28em;",
    forced: "text-decoration: underline dotted 1.5px CanvasText;",
  },
  suggested: {
    priority: -2,
    plain: "text-decoration: underline dashed 1px var(--soft); text-underline-offset: 0.3em;",
    forced: "text-decoration: underline dashed 1px CanvasText;",
  },
  "suggested-now": {
    priority: 19,
    plain: "background-color: var(--part-wash); text-decoration: underline dashed 2px var(--accent); text-underline-offset: 0.3em;",
    forced: "background-color: Highlight; color: HighlightText;",
  },
  part: {
    priority: 0,
    plain: "background-color: var(--part-wash);",
    forced: "background-color: Highlight; color: HighlightText;",
  },
  would: {
    priority: 20,
    plain: "background-color: var(--would-wash);",
    forced: "background-color: Mark; color: MarkText;",
  },
  found: {
    priority: 21,
    plain: "background-color: var(--found-wash);",
    forced: "background-color: Mark; color: MarkText;",
  },
  "found-now": {
    priority: 22,
    plain: "background-color: var(--found-now); color: var(--on-found);",
    forced: "background-color: CanvasText; color: Canvas;",
  },
});

/** The lowest level that has a line of its own; what lies still deeper shares it. */
const DEEPEST = 3;

export const canPaint = typeof Highlight === "function" && "highlights" in CSS;

export class Painter {
  /** @type {Map<string, {tag: Tag, index: number}>} */
  tags = new Map();

  /**
   * @param {import("../lib/text-map.js").TextMap} map
   * @param {Tag[]} tags
   */
  constructor(map, tags) {
    this.map = map;
    this.#nameTags(tags);
    /** @type {Map<string, Painted>} */
    this.painted = new Map();
    this.sheet = new CSSStyleSheet();
    this.sheet.insertRule(":is(.block, .reading-text)::highlight(focus) { background-color: var(--focus-wash); }");
    this.sheet.insertRule(":is(.block, .reading-text)::highlight(caret) { background-color: var(--caret-wash); }");
    for (const name of ["focus", "caret"]) this.#forced(this.sheet, name, "background-color: Highlight; color: HighlightText;");
    for (const [name, { plain, forced }] of Object.entries(ASIDE)) {
      this.sheet.insertRule(`:is(.block, .reading-text)::highlight(${name}) { ${plain} }`);
      this.#forced(this.sheet, name, forced);
    }
    /** The rules of tags, which change with the scheme. */
    this.tagSheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet, this.tagSheet];
    /** @type {Map<string, Highlight>} */
    this.registered = new Map();
    this.#register("caret", -2);
    this.#register("focus", -1);
    for (const [name, { priority }] of Object.entries(ASIDE)) this.#register(name, priority);
  }

  /** @param {Tag[]} tags */
  #nameTags(tags) {
    this.tags = new Map(tags.map((tag, index) => [tag.key, { tag, index }]));
  }

  /**
   * The scheme has other tags or colours now: what is painted of them is to be painted anew.
   * @param {Tag[]} tags
   */
  takeTags(tags) {
    this.#nameTags(tags);
    for (const name of [...this.registered.keys()].filter((one) => one.startsWith("tag-"))) {
      CSS.highlights.delete(name);
      this.registered.delete(name);
    }
    this.tagSheet.replaceSync("");
    this.painted.clear();
  }

  /**
   * @param {string} name
   * @param {number} priority
   */
  #register(name, priority) {
    const highlight = new Highlight();
    highlight.priority = priority;
    CSS.highlights.set(name, highlight);
    this.registered.set(name, highlight);
    return highlight;
  }

  /**
   * @param {string} key
   * @param {number} level
   */
  #nameFor(key, level) {
    const known = this.tags.get(key);
    const name = `tag-${known?.index ?? "x"}-${level}`;
    if (!this.registered.has(name)) {
      this.#register(name, level);
      this.tagSheet.insertRule(rule(name, known?.tag.colour ?? "slate", known?.tag.pattern ?? "thin", level));
      const line = PATTERNS[known?.tag.pattern ?? "thin"]?.line ? "" : "text-decoration: overline solid 1px;";
      this.#forced(this.tagSheet, name, `background-color: transparent; ${line} text-decoration-color: CanvasText;`);
      if (line) this.#within(this.tagSheet, "print", name, line);
    }
    return name;
  }

  /**
   * Where the system decides on colours, the pattern alone tells tags apart: no tint may cover it.
   * @param {CSSStyleSheet} sheet
   * @param {string} name
   * @param {string} declarations in the system's colours
   */
  #forced(sheet, name, declarations) {
    this.#within(sheet, "(forced-colors: active)", name, declarations);
  }

  /**
   * @param {CSSStyleSheet} sheet
   * @param {string} media
   * @param {string} name
   * @param {string} declarations
   */
  #within(sheet, media, name, declarations) {
    const rule = `@media ${media} { :is(.block, .reading-text)::highlight(${name}) { ${declarations} } }`;
    sheet.insertRule(rule, sheet.cssRules.length);
  }

  /**
   * Paint these highlights and no others; only what differs from before is touched.
   * @param {Item[]} items in reading order
   */
  paint(items) {
    const layers = items.flatMap((item) => item.tags.map((tag) => ({ item, tag, start: item.start, end: item.end })));
    const levels = levelsOf(layers.map(({ tag, ...stretch }) => ({ ...stretch, kind: tag })));
    const gone = new Set(this.painted.keys());
    layers.forEach(({ item, tag }, index) => {
      const key = `${item.id} ${tag}`;
      const name = this.#nameFor(tag, levels[index]);
      gone.delete(key);
      const before = this.painted.get(key);
      if (before?.name === name && samePlace(before.item, item)) return;
      if (before) this.#wipe(before);
      const ranges = this.#ranges(item);
      for (const range of ranges) this.registered.get(name)?.add(range);
      this.painted.set(key, { item, name, ranges });
    });
    for (const key of gone) {
      const before = this.painted.get(key);
      if (before) this.#wipe(before);
      this.painted.delete(key);
    }
  }

  /**
   * Paint into another element with the same text, such as a copy that is printed.
   * @param {import("../lib/text-map.js").TextMap} map
   * @param {Item[]} items in reading order
   */
  moveTo(map, items) {
    this.paint([]);
    this.map = map;
    this.paint(items);
  }

  /** @param {Painted} painted */
  #wipe({ name, ranges }) {
    for (const range of ranges) this.registered.get(name)?.delete(range);
  }

  /** @param {import("./types.js").Place} item */
  #ranges(item) {
    const { offsets } = this.map;
    return item.segments.map(([start, end]) => this.map.staticRange(offsets.toUnit(start), offsets.toUnit(end)));
  }

  /** @param {import("./types.js").Place | null} item */
  focus(item) {
    this.#show("focus", item ? this.#ranges(item) : []);
    const { offsets } = this.map;
    const between = item?.segments.slice(1).map(([start], index) => {
      return { start: offsets.toUnit(item.segments[index][1]), end: offsets.toUnit(start) };
    });
    this.aside("gap", between ?? []);
  }

  /**
   * @param {"gap" | "suggested" | "suggested-now" | "part" | "would" | "found" | "found-now"} name
   * @param {import("./types.js").Stretch[]} stretches in code units
   */
  aside(name, stretches) {
    this.#show(name, stretches.map(({ start, end }) => this.map.staticRange(start, end)));
  }

  /** @param {import("./types.js").Stretch | null} stretch in code units */
  caret(stretch) {
    this.#show("caret", stretch ? [this.map.staticRange(stretch.start, stretch.end)] : []);
  }

  /**
   * @param {string} name
   * @param {StaticRange[]} ranges
   */
  #show(name, ranges) {
    const highlight = this.registered.get(name);
    highlight?.clear();
    for (const range of ranges) highlight?.add(range);
  }
}

/**
 * @param {Item} one
 * @param {Item} other
 */
function samePlace(one, other) {
  return one === other || String(one.segments) === String(other.segments);
}

/**
 * @param {string} name
 * @param {string} colour
 * @param {string} pattern
 * @param {number} level
 */
function rule(name, colour, pattern, level) {
  const { line, thickness, tint } = PATTERNS[pattern] ?? PATTERNS.thin;
  // However many lie over each other, the words stay readable: deeper tints are fainter and deeper lines finer, with
  // paper between two lines, and no line sinks into the next line of text.
  const share = (tint / (1 + level * 0.8)).toFixed(1);
  const hue = `var(--hue-${colour.replace(/[^a-z]/g, "")})`;
  const offset = (0.2 + 0.22 * Math.min(level, DEEPEST)).toFixed(2);
  const fine = level === 0 ? thickness : Math.max(1, thickness * 0.72);
  const underline = line ? `text-decoration: underline ${line} ${fine}px ${hue}; text-underline-offset: ${offset}em;` : "";
  return `:is(.block, .reading-text)::highlight(${name}) { background-color: color-mix(in oklab, ${hue} ${share}%, transparent); ${underline} }`;
}
