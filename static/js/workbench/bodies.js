// @ts-check
/** What an operation on a highlight sends. */

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Operation} Operation */

/**
 * What an operation sends.
 * @param {import("./types.js").Setup} setup
 * @param {import("../lib/text-map.js").TextMap} map
 * @returns {(operation: Operation) => Record<string, unknown> | null}
 */
export function bodies(setup, map) {
  const { offsets, text } = map;

  /** @param {Pick<Highlight, "start" | "end" | "segments">} place */
  const placed = ({ start, end, segments }) => ({
    ...(segments.length > 1 ? { segments } : { start, end }),
    quote: text.slice(offsets.toUnit(start), offsets.toUnit(end)),
  });

  return ({ kind, item, change }) => {
    if (kind === "put") {
      const { tags, attributes, note } = item;
      const accepting = item.suggestion ? { suggestion: item.suggestion } : {};
      const { article, revision } = setup;
      return { article, revision, ...placed(item), tags, attributes, note, ...accepting };
    }
    if (kind === "patch") {
      const { start, end, segments, ...words } = change;
      if (start === undefined || end === undefined || !segments) return words;
      // Edges alone would leave the parts that it had between them.
      return { segments, quote: placed({ start, end, segments }).quote, ...words };
    }
    return kind === "restore" ? {} : null;
  };
}
