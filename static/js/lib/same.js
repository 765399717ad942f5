// @ts-check
/**
 * A value in one form for comparison: the order of names does not count, and a tag without values is no tag with values.
 * @param {unknown} value
 */
export function plain(value) {
  return JSON.stringify(value, (_, part) => {
    if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
    const kept = Object.entries(part).filter(([, inner]) => typeof inner !== "object" || Object.keys(inner ?? {}).length);
    return Object.fromEntries(kept.sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
