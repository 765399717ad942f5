// @ts-check
/**
 * How high blocks are that were never on the screen: the browser lays out what is near and guesses the rest. With a good
 * guess nothing jumps when somebody goes far in a long article.
 */

import { afterPaint } from "../lib/frames.js";

/** Words that do not fit leave some of each line empty. */
const RAGGED = 1.04;
const SAMPLE = 2_000;

/**
 * Guesses when the page has been shown.
 * @param {import("../lib/text-map.js").TextMap} map
 * @returns {() => void} guesses at once, for whoever goes far before that
 */
export function estimateHeights(map) {
  /** @type {number} */
  let width = 0;
  const guess = () => {
    const paragraph = map.blocks.find((block) => block.paragraph)?.element;
    if (!paragraph || map.root.clientWidth === width) return;
    width = map.root.clientWidth;
    const style = getComputedStyle(paragraph);
    const context = document.createElement("canvas").getContext("2d");
    const sample = map.text.slice(0, SAMPLE);
    if (!context || !sample) return;
    context.font = style.font;
    const perUnit = (context.measureText(sample).width / sample.length) * RAGGED;
    const edges = parseFloat(style.paddingInlineStart) + parseFloat(style.paddingInlineEnd);
    const line = parseFloat(style.lineHeight);
    const room = paragraph.getBoundingClientRect().width - edges;
    if (!(perUnit > 0 && line > 0 && room > 0)) return;
    for (const { element, start, end, paragraph: number } of map.blocks) {
      if (!number) continue;
      const lines = Math.max(1, Math.ceil(((end - start) * perUnit) / room));
      element.style.containIntrinsicBlockSize = `auto ${Math.round(lines * line)}px`;
    }
  };
  afterPaint(() => new ResizeObserver(guess).observe(map.root));
  return guess;
}
