// @ts-check
/** The scheme was changed while the article is open: palette, colours, keys, cards and links follow. */

import { sayNumber } from "../lib/words.js";
import { everythingOf } from "./everything.js";

/** @typedef {import("./types.js").Tag} Tag */
/** @typedef {import("./fresh-parts.js").Fresh} Fresh */

/**
 * The keys of the tags that can be put on something; those of tags that could be until now are kept, so that pressing
 * one says what has become of it, unless something else has the key.
 * @param {Tag[]} tags
 * @param {[string, string][]} before
 * @returns {[string, string][]} shortcut and tag
 */
export function keysOf(tags, before = []) {
  const now = tags.filter((tag) => tag.shortcut && !tag.retired);
  const taken = new Set(now.map((tag) => tag.shortcut));
  const offered = new Set(now.map((tag) => tag.key));
  const gone = before.filter(([key, tag]) => !taken.has(key) && !offered.has(tag));
  return [...now.map((tag) => /** @type {[string, string]} */ ([tag.shortcut, tag.key])), ...gone];
}

export class SchemeFollowing {
  /**
   * @param {{setup: import("./types.js").Setup, store: import("./store.js").Store, cards: import("./cards.js").Cards,
   *   editor: import("./editor.js").Editor, painter: import("./painter.js").Painter | null,
   *   relations: import("./relations.js").Relations, status: import("./status.js").Status,
   *   tagKeys: [string, string][]}} parts
   */
  constructor({ setup, store, cards, editor, painter, relations, status, tagKeys }) {
    this.setup = setup;
    this.store = store;
    this.cards = cards;
    this.editor = editor;
    this.painter = painter;
    this.relations = relations;
    this.status = status;
    this.tagKeys = tagKeys;
    this.version = setup.standing.project.scheme;
  }

  /** @param {Fresh} fresh */
  take({ parts, follows: { tags, types, standing } }) {
    if (standing.project.scheme === this.version) return;
    this.version = standing.project.scheme;
    this.tagKeys.splice(0, Infinity, ...keysOf(tags, this.tagKeys));
    const redefined = tags.some((tag) => (this.cards.tags.get(tag.key)?.definition ?? tag.definition) !== tag.definition);
    this.cards.takeTags(tags);
    this.painter?.takeTags(tags);
    this.relations.takeTypes(types, parts);
    this.#takePalette(parts);
    this.#takeKeyList(parts);
    const form = parts.querySelector('template[data-template="editor"]');
    if (form instanceof HTMLTemplateElement) this.editor.takeFields(form.content);
    this.store.touch();
    this.status.notice("scheme-changed");
    if (redefined) void this.#outdate();
  }

  /** A tag means something else now: what was marked under the older definition is shown to be. */
  async #outdate() {
    const found = await everythingOf(this.setup.highlights, this.setup.article, "&outdated=yes");
    if (!found) return;
    const changed = this.store.outdate(new Map([...found].map(([id, { outdated }]) => [id, outdated])));
    if (changed) this.status.read(sayNumber("definitions-changed", found.size));
  }

  /**
   * What stands before the tools is of the scheme.
   * @param {Document} parts
   */
  #takePalette(parts) {
    const palette = document.querySelector("[data-palette]");
    const entries = parts.querySelectorAll("[data-palette] > :not(.palette-tools)");
    for (const old of palette?.querySelectorAll(":scope > :not(.palette-tools)") ?? []) old.remove();
    palette?.prepend(...entries);
  }

  /**
   * Whoever is choosing a key goes on with the list that she has.
   * @param {Document} parts
   */
  #takeKeyList(parts) {
    const [old, fresh] = [document, parts].map((where) => where.querySelector("[data-key-list]"));
    if (!old || !fresh || old.contains(document.activeElement)) return;
    old.replaceWith(fresh);
    /** @type {any} */ (globalThis).htmx?.process(fresh);
  }
}
