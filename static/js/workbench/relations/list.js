// @ts-check
/** The links of the highlight in focus, on its card: what it leads to, what leads to it, what was not saved. */

import { template } from "../../lib/words.js";
import { refusalPanel } from "../refusal.js";

/** @typedef {import("./shapes.js").Relation} Relation */

export class LinkList extends EventTarget {
  /**
   * @param {{store: import("./store.js").RelationStore, highlights: import("../store.js").Store,
   *   cards: import("../cards.js").Cards, words: import("./wording.js").Wording,
   *   outbox: import("../../sending/outbox.js").Outbox<Relation>}} parts
   */
  constructor({ store, highlights, cards, words, outbox }) {
    super();
    this.store = store;
    this.highlights = highlights;
    this.cards = cards;
    this.words = words;
    this.outbox = outbox;
    this.section = template("link-list");
    this.list = /** @type {HTMLElement} */ (this.section.querySelector("[data-links]"));
    this.section.addEventListener("click", (event) => this.#click(event));
    highlights.addEventListener("focus", () => this.#place());
    for (const name of ["items", "whose"]) highlights.addEventListener(name, () => this.#fill());
    for (const name of ["items", "trouble"]) store.addEventListener(name, () => this.#fill());
  }

  #place() {
    const card = this.cards.card(this.highlights.focused);
    if (!card) {
      this.section.remove();
      return;
    }
    this.#fill();
    card.querySelector("[data-open]")?.after(this.section);
  }

  #fill() {
    const id = this.highlights.focused;
    if (!id) return;
    const held = this.#held();
    const relations = this.store.around(id);
    this.list.replaceChildren(...relations.map((relation) => this.#row(relation, id)));
    this.list.hidden = !relations.length;
    this.section.hidden = !relations.length && !this.section.querySelector("[data-link-start]");
    if (!held) return;
    // Whoever stood on something that is written anew, or is gone, stands on its like afterwards.
    const row = this.list.querySelector(`[data-relation="${CSS.escape(held.id)}"]`);
    const next = row?.querySelector(held.control) ?? this.section.querySelector("[data-link-start]");
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  }

  #held() {
    const active = document.activeElement;
    const row = active instanceof HTMLElement && this.list.contains(active) ? active.closest("[data-relation]") : null;
    if (!(row instanceof HTMLElement) || !active) return null;
    const control = ["data-link-other", "data-link-edit", "data-link-delete"].find((name) => active.hasAttribute(name));
    return { id: row.dataset.relation ?? "", control: `[${control ?? "data-link-other"}]` };
  }

  /**
   * @param {Relation} relation
   * @param {string} id of the highlight whose card it is
   */
  #row(relation, id) {
    const row = template("link-row");
    const outward = relation.from === id;
    const other = this.highlights.item(outward ? relation.to : relation.from);
    row.dataset.relation = relation.id;
    row.dataset.direction = outward ? "out" : "in";
    row.classList.toggle("unsaved", this.store.chains.has(relation.id));
    row.querySelector(outward ? "[data-when-in]" : "[data-when-out]")?.remove();
    const put = (/** @type {string} */ name, /** @type {string} */ text) => {
      const place = /** @type {HTMLElement} */ (row.querySelector(`[data-link-${name}]`));
      place.textContent = text;
      place.hidden = !text;
    };
    put("label", this.words.label(relation.type));
    put("quote", this.words.quote(other));
    put("values", this.words.values(relation).join(" · "));
    put("by", relation.by ?? "");
    if (!relation.by) row.querySelector("[data-link-owner]")?.remove();
    const link = /** @type {HTMLAnchorElement} */ (row.querySelector("[data-link-other]"));
    link.href = `#mark-${other?.id ?? ""}`;
    if (!relation.editable) row.querySelector("[data-link-tools]")?.remove();
    const trouble = this.#trouble(relation.id);
    if (trouble) row.append(trouble);
    return row;
  }

  /**
   * What the server refused, in words, with what can be done about it.
   * @param {string} id
   */
  #trouble(id) {
    const first = this.store.chains.get(id)?.[0];
    if (!first?.problem) return null;
    const { panel } = refusalPanel("link-refusal", first.problem);
    const theirs = panel.querySelector("[data-theirs]");
    const { current } = first.problem;
    if (theirs && current) theirs.textContent = this.#inWords(current);
    return panel;
  }

  /** @param {Relation} relation */
  #inWords(relation) {
    const [from, to] = [relation.from, relation.to].map((id) => this.words.quote(this.highlights.item(id)));
    return [`${from} → ${to}`, this.words.label(relation.type), ...this.words.values(relation)].join(" · ");
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = /** @type {HTMLElement | null} */ (target.closest("[data-relation]"));
    if (target.closest("[data-link-start]")) this.dispatchEvent(new CustomEvent("start"));
    const id = row?.dataset.relation;
    const relation = this.store.item(id);
    if (!id || !relation) return;
    if (target.closest("[data-link-other]")) {
      event.preventDefault();
      const other = row.dataset.direction === "out" ? relation.to : relation.from;
      this.highlights.focus(other, "key");
      const face = this.cards.card(other)?.querySelector("[data-open]");
      if (face instanceof HTMLElement) face.focus({ preventScroll: true });
    } else if (target.closest("[data-link-edit]")) this.dispatchEvent(new CustomEvent("edit", { detail: relation }));
    else if (target.closest("[data-link-delete]")) this.dispatchEvent(new CustomEvent("delete", { detail: relation }));
    else if (target.closest("[data-link-retry]")) this.outbox.retry(id);
    else if (target.closest("[data-link-discard]")) this.outbox.discard(id);
  }
}
