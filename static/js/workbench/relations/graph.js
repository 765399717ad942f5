// @ts-check
/** What follows from relations: which types fit two highlights, what would close a circle, who said what. */

/** @typedef {import("../types.js").Highlight} Highlight */
/** @typedef {import("./shapes.js").Relation} Relation */
/** @typedef {import("./shapes.js").RelationType} RelationType */
/** @typedef {import("./shapes.js").Values} Values */
/** @typedef {{item: Highlight, relation: Relation | null, children: Branch[]}} Branch `relation`: by which it hangs there */

/**
 * Whether a highlight with these tags may be an end where some are asked for; none asked for are any.
 * @param {string[]} tags
 * @param {string[]} allowed
 */
function fits(tags, allowed) {
  return !allowed.length || tags.some((tag) => allowed.includes(tag));
}

/**
 * Whether a chain of relations of a type leads from one highlight to another.
 * @param {Relation[]} relations
 * @param {string} type
 * @param {string} start
 * @param {string} goal
 */
export function leadsTo(relations, type, start, goal) {
  /** @type {Map<string, string[]>} */
  const onward = new Map();
  for (const relation of relations) {
    if (relation.type === type) onward.set(relation.from, [...(onward.get(relation.from) ?? []), relation.to]);
  }
  const seen = new Set([start]);
  for (const id of seen) {
    if (id === goal) return true;
    for (const next of onward.get(id) ?? []) seen.add(next);
  }
  return false;
}

/**
 * The types by which one highlight can lead to another.
 * @param {{types: RelationType[], relations: Relation[], from: Highlight, to: Highlight,
 *   changing?: Relation | null}} question `relations`: all, hidden ones too; `changing`: the one that shall say it
 */
export function offered({ types, relations, from, to, changing = null }) {
  const others = relations.filter((relation) => relation.id !== changing?.id);
  return types.filter(
    (type) =>
      (!type.retired || type.key === changing?.type) &&
      fits(from.tags, type.from_tags) &&
      fits(to.tags, type.to_tags) &&
      !(type.acyclic && leadsTo(others, type.key, to.id, from.id)),
  );
}

/**
 * What is most likely meant where a type asks for a choice; what cannot be guessed is left open.
 * @param {RelationType} type
 * @param {{sameSentence: boolean, tags: Set<string>}} about `tags`: those on both ends or on something inside them
 * @returns {Values}
 */
export function likely(type, { sameSentence, tags }) {
  /** @type {Values} */
  const values = {};
  for (const { key, type: kind, values: choices } of type.attributes) {
    if (kind !== "choice") continue;
    if (choices.includes("explicit") && choices.includes("inherited")) {
      values[key] = sameSentence ? "explicit" : "inherited";
      continue;
    }
    const named = choices.find((choice) => tags.has(choice));
    if (named) values[key] = named;
  }
  return values;
}

/**
 * The tree whose root is the article: below it whom it cites, below each what she said, as deep as the chains go. A
 * highlight that leads nowhere hangs on the article itself; one that leads to several hangs below each.
 * @param {Highlight[]} items in reading order
 * @param {Relation[]} relations
 * @param {RelationType[]} types
 * @returns {Branch[]}
 */
export function treeOf(items, relations, types) {
  const chains = types.filter((type) => type.acyclic);
  const keys = new Set(chains.map((type) => type.key));
  const tags = new Set(chains.flatMap((type) => [...type.from_tags, ...type.to_tags]));
  const links = relations.filter((relation) => keys.has(relation.type));
  const linked = new Set(links.flatMap((relation) => [relation.from, relation.to]));
  const leading = new Set(links.map((relation) => relation.from));
  const order = new Map(items.map((item, index) => [item.id, index]));
  /** @type {Map<string, Relation[]>} */
  const below = new Map();
  for (const link of links) {
    if (order.has(link.from)) below.set(link.to, [...(below.get(link.to) ?? []), link]);
  }
  for (const found of below.values()) found.sort((a, b) => (order.get(a.from) ?? 0) - (order.get(b.from) ?? 0));

  /**
   * @param {Highlight} item
   * @param {Relation | null} relation
   * @param {Set<string>} above
   * @returns {Branch}
   */
  const branch = (item, relation, above) => {
    const path = new Set([...above, item.id]);
    const children = (below.get(item.id) ?? []).filter((link) => !path.has(link.from));
    return {
      item,
      relation,
      children: children.map((link) => branch(items[order.get(link.from) ?? 0], link, path)),
    };
  };
  return items
    .filter((item) => !leading.has(item.id) && (linked.has(item.id) || item.tags.some((tag) => tags.has(tag))))
    .map((item) => branch(item, null, new Set()));
}
