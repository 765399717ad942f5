// @ts-check
/** What of the text is selected, as the person means it: whole characters, no white space at the ends. */

import { trimmed } from "../lib/segments.js";

/** @typedef {import("./types.js").Stretch} Stretch */

/**
 * @param {import("../lib/text-map.js").TextMap} map
 * @param {import("../lib/segments.js").Segments} segments
 * @returns {Stretch | null} code units; null when nothing of the text is selected
 */
export function selectedStretch(map, segments) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(map.root)) return null;
  const start = map.root.contains(range.startContainer) ? map.offsetAt(range.startContainer, range.startOffset) : 0;
  const end = map.root.contains(range.endContainer)
    ? map.offsetAt(range.endContainer, range.endOffset)
    : map.text.length;
  if (start >= end) return null;
  const inner = trimmed(map.text, { start, end });
  return inner && segments.whole(inner);
}

export function clearSelection() {
  document.getSelection()?.removeAllRanges();
}
