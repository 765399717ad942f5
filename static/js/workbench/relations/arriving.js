// @ts-check
/** Links that others make, change and delete while the article is open; one's own from another tab, too. */

import { everythingOf } from "../everything.js";
import { nameOf } from "../speaking.js";
import { say } from "../../lib/words.js";

/** @typedef {import("./shapes.js").Relation} Relation */
/** @typedef {{id: string, article: number | null, actor: string | null, relation: any}} Said */

export class Arriving {
  /**
   * @param {{live: EventTarget, setup: import("../types.js").Setup, relations: import("../relations.js").Relations,
   *   speaking: import("../speaking.js").Speaking}} parts
   */
  constructor({ live, setup, relations, speaking }) {
    this.setup = setup;
    this.relations = relations;
    this.speaking = speaking;
    live.addEventListener("message", (event) => {
      const { type, data } = /** @type {CustomEvent} */ (event).detail;
      if (type === "relation") this.#hear(data);
      else if (type === "reset") void this.#loadAnew();
    });
  }

  /** @param {Said} said */
  #hear({ id, article, actor, relation }) {
    const before = this.relations.store.item(id);
    // One whose other end stands elsewhere is never shown here.
    if (!before && article !== this.setup.article) return;
    if (this.#arrive(id, relation) && actor !== this.setup.live.me) this.#speakOf(actor, before, relation);
  }

  /**
   * @param {string} id
   * @param {any} relation as the interface has it; null when it is gone
   * @returns {boolean} whether that is new here
   */
  #arrive(id, relation) {
    const { store } = this.relations;
    const known = store.item(id);
    if (relation ? known && known.version >= relation.version : !known) return false;
    store.arrive(id, relation && this.#itemOf(relation));
    return true;
  }

  /**
   * @param {any} relation
   * @returns {Relation}
   */
  #itemOf({ id, type, from, to, attributes, version, analyst, layer }) {
    const { live, mayHighlight } = this.setup;
    const own = analyst === live.me;
    const editable = mayHighlight && (own || live.editsAny) && layer !== "gold";
    const item = { id, type, from, to, attributes, version, editable };
    return own || !analyst ? item : { ...item, by: analyst };
  }

  /**
   * @param {string | null} actor
   * @param {Relation | null} before
   * @param {any} relation
   */
  #speakOf(actor, before, relation) {
    const item = relation ?? before;
    const { words, highlights } = this.relations;
    const [from, to] = [highlights.item(item.from), highlights.item(item.to)];
    if (!from || !to) return;
    const what = !relation ? "unlinked" : before ? "relinked" : "linked";
    const said = { name: nameOf(actor), type: words.label(item.type), from: words.quote(from), to: words.quote(to) };
    this.speaking.tell("link", say(`live-${what}`, said));
  }

  /** Too much was missed to be told: all of them are read again. */
  async #loadAnew() {
    const found = await everythingOf(this.relations.url, this.setup.article);
    if (!found) return;
    for (const [id, relation] of found) this.#arrive(id, relation);
    for (const id of this.relations.store.saved.keys()) if (!found.has(id)) this.#arrive(id, null);
  }
}
