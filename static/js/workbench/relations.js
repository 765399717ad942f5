// @ts-check
/** Relations between highlights on the article page: puts their parts together. */

import { Keeping } from "../sending/keeping.js";
import { RelationActions } from "./relations/actions.js";
import { Chooser } from "./relations/chooser.js";
import { LinkList } from "./relations/list.js";
import { Lines } from "./relations/lines.js";
import { proposed } from "./relations/likely.js";
import { Linking } from "./relations/linking.js";
import { RelationStore } from "./relations/store.js";
import { relationBody, relationOutbox } from "./relations/outbox.js";
import { Tree } from "./relations/tree.js";
import { Wording } from "./relations/wording.js";

/** @typedef {import("./relations/shapes.js").Link} Link */
/** @typedef {import("./relations/shapes.js").Relation} Relation */

export class Relations {
  /**
   * @param {{highlights: import("./store.js").Store, cards: import("./cards.js").Cards,
   *   map: import("../lib/text-map.js").TextMap, segments: import("../lib/segments.js").Segments,
   *   history: import("./history.js").History, reading: HTMLElement,
   *   announce: (name: string, values?: Record<string, string>) => void,
   *   showInText: (item: import("./types.js").Highlight) => void, vault: import("../lib/vault.js").Vault | null,
   *   about: import("../lib/vault.js").About}} parts
   *   `highlights`: their store
   */
  constructor({ highlights, cards, map, segments, history, reading, announce, showInText, vault, about }) {
    /** @type {import("./relations/shapes.js").RelationSetup} */
    const { url, types, there } = JSON.parse(document.querySelector("#workbench-relations")?.textContent ?? "");
    const { root } = map;
    this.url = url;
    this.highlights = highlights;
    this.announce = announce;
    this.store = new RelationStore(highlights, there);
    this.outbox = relationOutbox(this.store, url);
    this.actions = new RelationActions(this.store, this.outbox, history);
    this.words = new Wording({ types, highlights, cards, map, segments });
    this.list = new LinkList({ store: this.store, highlights, cards, words: this.words, outbox: this.outbox });
    this.chooser = new Chooser({ types, store: this.store, words: this.words });
    this.linking = new Linking({
      highlights,
      chooser: this.chooser,
      words: this.words,
      root,
      propose: (from, to) => proposed(this.#known, from, to),
      announce,
    });
    this.tree = new Tree({ store: this.store, highlights, words: this.words, root, showInText });
    new Lines({ store: this.store, highlights, map, words: this.words, reading });

    const quote = (/** @type {Relation} */ { from, to }) =>
      [from, to].map((id) => this.words.quote(highlights.item(id))).join(" → ");
    this.keeping =
      vault &&
      new Keeping({
        vault,
        store: this.store,
        bodyOf: relationBody,
        quote,
        about: { ...about, address: url },
        // What was never saved goes with the highlight that it was to link.
        isOver: (first) => first.kind === "put" && this.store.rests(first),
      });

    this.list.addEventListener("start", () => this.linking.start());
    this.list.addEventListener("edit", (event) => this.#edit(/** @type {CustomEvent<Relation>} */ (event).detail));
    this.list.addEventListener("delete", (event) => this.#delete(/** @type {CustomEvent<Relation>} */ (event).detail));
    this.linking.addEventListener("chosen", (event) => {
      const { link } = /** @type {CustomEvent} */ (event).detail;
      this.#chosen({ link, changing: null });
    });
    this.chooser.addEventListener("chosen", (event) => this.#chosen(/** @type {CustomEvent} */ (event).detail));
    this.store.addEventListener("trouble", () => this.outbox.refused && announce("link-not-saved"));
    document.querySelector("[data-save-state]")?.addEventListener("click", () => this.#showRefused());
  }

  /**
   * Take up what an earlier page of this article did not send; answers the rest.
   * @param {import("../lib/vault.js").Chain[]} chains without those of highlights that this page has
   * @param {number} article
   */
  restore(chains, article) {
    const elsewhere = new Set(chains.map(({ id }) => id));
    const own = chains.filter(({ address, article: about, operations: [{ item }] }) => {
      // A link goes with its highlights, also where those are of another text than the page's.
      return address === this.url && about === article && !elsewhere.has(item.from) && !elsewhere.has(item.to);
    });
    this.keeping?.restore(own);
    this.outbox.pump();
    return chains.filter((chain) => !own.includes(chain));
  }

  /**
   * The scheme has other types of links now.
   * @param {import("./relations/shapes.js").RelationType[]} types
   * @param {ParentNode} parts the dialog as the server writes it now
   */
  takeTypes(types, parts) {
    this.words.types = new Map(types.map((type) => [type.key, type]));
    this.chooser.takeTypes(types, parts);
  }

  /** @returns {import("./relations/likely.js").Known} what proposals are made from */
  get #known() {
    return {
      types: [...this.words.types.values()],
      relations: this.store.everything(),
      items: this.highlights.items(),
      about: (from, to) => this.words.about(from, to),
    };
  }

  /** What the key does: begin a link; or, while one links, make it as it is most likely meant. */
  press() {
    return this.linking.from ? this.linking.take() : this.linking.start();
  }

  enter() {
    return this.linking.enter();
  }

  /** @returns {boolean} whether there was anything to leave */
  escape() {
    return this.linking.leave() || this.tree.close();
  }

  toggleTree() {
    this.tree.toggle();
  }

  /** @param {{link: Link, changing: Relation | null}} chosen */
  #chosen({ link, changing }) {
    const said = changing ? this.actions.change(changing.id, link) : this.actions.make(link);
    const [from, to] = [this.highlights.item(link.from), this.highlights.item(link.to)];
    this.linking.done();
    this.announce(said ? "linked" : "link-there", {
      from: this.words.quote(from),
      type: this.words.label(link.type),
      to: this.words.quote(to),
    });
  }

  /** @param {Relation} relation */
  #edit(relation) {
    const [from, to] = [this.highlights.item(relation.from), this.highlights.item(relation.to)];
    if (from && to) this.chooser.open(from, to, relation);
  }

  /** @param {Relation} relation */
  #delete(relation) {
    const gone = this.actions.delete(relation.id, this.highlights.focused ?? relation.from);
    if (gone) this.announce("link-deleted", { type: this.words.label(gone.type) });
  }

  /** Whoever asks what was not saved is led to the card that says why. */
  #showRefused() {
    if (document.querySelector(".trouble")) return;
    const refused = [...this.store.chains.values()].find(([first]) => first.state === "refused");
    if (!refused) return;
    this.highlights.focus(refused[0].item.from, "key");
    const button = document.querySelector(".link-trouble button");
    if (button instanceof HTMLElement) button.focus();
  }
}
