// @ts-check
/** What is most likely meant by a link that somebody begins: where it leads, and as what. A proposal, never more. */

import { likely, offered } from "./graph.js";

/** @typedef {import("../types.js").Highlight} Highlight */
/** @typedef {import("./shapes.js").Link} Link */
/** @typedef {import("./shapes.js").Relation} Relation */
/** @typedef {import("./shapes.js").RelationType} RelationType */
/**
 * @typedef {{types: RelationType[], relations: Relation[], items: Highlight[],
 *   about: (from: Highlight, to: Highlight) => {sameSentence: boolean, tags: Set<string>}}} Known `relations`: all, in the
 *   order of their making; `items`: in reading order
 * @typedef {{link: Link, to: Highlight, complete: boolean}} Proposal `complete`: nothing is left to be chosen
 */

/**
 * @param {Known} known
 * @param {Highlight} from
 * @param {Highlight | null} to null leaves open where it leads
 * @returns {Proposal | null}
 */
export function proposed(known, from, to) {
  const goal = to ?? likelyGoal(known, from);
  const type = goal && likelyType(known, from, goal);
  if (!type) return null;
  const attributes = likely(type, known.about(from, goal));
  const complete = type.attributes.every(({ key, type: kind }) => kind !== "choice" || key in attributes);
  return { link: { type: type.key, from: from.id, to: goal.id, attributes }, to: goal, complete };
}

/**
 * The type that was used last between two like these, else the first one that fits.
 * @param {Known} known
 * @param {Highlight} from
 * @param {Highlight} to
 */
function likelyType({ types, relations, items }, from, to) {
  const fitting = offered({ types, relations, from, to }).filter(({ key }) => !isSaid(relations, key, from, to));
  const tags = (/** @type {string} */ id) => String(items.find((item) => item.id === id)?.tags);
  const like = relations.findLast(
    (one) => tags(one.from) === String(from.tags) && tags(one.to) === String(to.tags) && fitting.some(({ key }) => key === one.type),
  );
  return fitting.find(({ key }) => key === like?.type) ?? fitting[0] ?? null;
}

/**
 * @param {Relation[]} relations
 * @param {string} type
 * @param {Highlight} from
 * @param {Highlight} to
 */
function isSaid(relations, type, from, to) {
  return relations.some((one) => one.type === type && one.from === from.id && one.to === to.id);
}

/**
 * By the first type that fits anything: the nearest one in the same sentence, of a chain there its beginning; else where
 * the link before leads, which carries over; else the nearest one before, or after.
 * @param {Known} known
 * @param {Highlight} from
 * @returns {Highlight | null}
 */
function likelyGoal(known, from) {
  const { relations, items } = known;
  for (const type of known.types) {
    if (type.acyclic && relations.some((one) => one.type === type.key && one.from === from.id)) continue;
    const goals = items.filter(
      (to) =>
        to.id !== from.id &&
        !isSaid(relations, type.key, from, to) &&
        offered({ types: [type], relations, from, to }).length,
    );
    if (!goals.length) continue;
    const near = goals.toSorted((one, other) => apart(from, one) - apart(from, other));
    return inSentence(known, from, near) ?? carriedOver(known, type, from, goals) ?? near.find((one) => one.start < from.start) ?? near[0];
  }
  return null;
}

/**
 * @param {Known} known
 * @param {Highlight} from
 * @param {Highlight[]} near the nearest first
 */
function inSentence({ relations, about }, from, near) {
  const there = near.filter((to) => about(from, to).sameSentence);
  const cited = (/** @type {Highlight} */ to) =>
    relations.some((one) => one.to === to.id && there.some(({ id }) => id === one.from));
  return there.find((to) => !cited(to)) ?? null;
}

/**
 * @param {Known} known
 * @param {RelationType} type
 * @param {Highlight} from
 * @param {Highlight[]} goals
 */
function carriedOver({ relations, items }, type, from, goals) {
  if (!type.acyclic) return null;
  const before = items.findLast(
    (item) =>
      item.start < from.start &&
      String(item.tags) === String(from.tags) &&
      relations.some((one) => one.type === type.key && one.from === item.id),
  );
  const link = before && relations.find((one) => one.type === type.key && one.from === before.id);
  return goals.find(({ id }) => id === link?.to) ?? null;
}

/**
 * Code points between two; none when they overlap.
 * @param {Highlight} one
 * @param {Highlight} other
 */
function apart(one, other) {
  return Math.max(0, other.start - one.end, one.start - other.end);
}
