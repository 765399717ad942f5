// @ts-check
/** Who said what: the chains of the article as a tree, walked by keys; each branch leads to its highlight. */

import { say, template } from "../../lib/words.js";
import { treeOf } from "./graph.js";

/** @typedef {import("./graph.js").Branch} Branch */

export class Tree {
  /**
   * @param {{store: import("./store.js").RelationStore, highlights: import("../store.js").Store,
   *   words: import("./wording.js").Wording, root: HTMLElement,
   *   showInText: (item: import("../types.js").Highlight) => void}} parts
   */
  constructor({ store, highlights, words, root, showInText }) {
    this.store = store;
    this.highlights = highlights;
    this.words = words;
    this.root = root;
    this.showInText = showInText;
    this.panel = /** @type {HTMLElement} */ (document.querySelector("[data-link-tree-panel]"));
    this.tree = /** @type {HTMLElement} */ (this.panel.querySelector("[data-link-tree]"));
    this.opener = document.querySelector("[data-link-tree-open]");
    /** @type {Set<string>} paths of branches that are folded */
    this.folded = new Set();
    this.waiting = false;
    this.opener?.addEventListener("click", () => this.toggle());
    this.panel.querySelector("[data-link-tree-close]")?.addEventListener("click", () => this.close());
    this.panel.addEventListener("keydown", (event) => this.#press(event));
    this.tree.addEventListener("click", (event) => this.#click(event));
    this.tree.addEventListener("focusin", (event) => this.#look(event.target));
    this.tree.addEventListener("focusout", () => highlights.peek(highlights.item(highlights.focused)));
    for (const name of ["items", "whose"]) highlights.addEventListener(name, () => this.#soon());
    highlights.addEventListener("focus", () => this.#markCurrent());
    store.addEventListener("items", () => this.#soon());
  }

  toggle() {
    if (this.close()) return;
    this.panel.hidden = false;
    this.opener?.setAttribute("aria-expanded", "true");
    this.#fill();
    const current = this.#nodes().find((node) => node.dataset.item === this.highlights.focused);
    this.#moveTo(current ?? this.#nodes()[0]);
  }

  /** @returns {boolean} whether it was open */
  close() {
    if (this.panel.hidden) return false;
    const inside = this.panel.contains(document.activeElement);
    this.panel.hidden = true;
    this.opener?.setAttribute("aria-expanded", "false");
    if (inside) this.root.focus({ preventScroll: true });
    return true;
  }

  #soon() {
    if (this.panel.hidden || this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      if (!this.panel.hidden) this.#fill();
    });
  }

  #fill() {
    const active = document.activeElement;
    const held = active instanceof HTMLElement && this.tree.contains(active) ? active.dataset.path : undefined;
    const branches = treeOf(this.highlights.items(), this.store.items(), [...this.words.types.values()]);
    const article = /** @type {HTMLElement} */ (this.tree.querySelector("[data-tree-root]"));
    const group = /** @type {HTMLElement} */ (article.querySelector("[role=group]"));
    group.replaceChildren(...branches.map((branch) => this.#node(branch, "")));
    group.hidden = !branches.length;
    const empty = /** @type {HTMLElement} */ (this.panel.querySelector("[data-link-tree-empty]"));
    empty.hidden = branches.length > 0;
    this.#markCurrent();
    const nodes = this.#nodes();
    const target = nodes.find((node) => node.dataset.path === held) ?? nodes[0];
    for (const node of nodes) node.tabIndex = node === target ? 0 : -1;
    if (held !== undefined) target?.focus();
  }

  /**
   * @param {Branch} branch
   * @param {string} above
   * @returns {HTMLElement}
   */
  #node({ item, relation, children }, above) {
    const node = template("link-tree-node");
    const path = `${above}/${item.id}`;
    node.dataset.item = item.id;
    node.dataset.path = path;
    this.words.describe(node, item);
    const how = /** @type {HTMLElement} */ (node.querySelector("[data-tree-how]"));
    how.textContent = relation
      ? [this.words.label(relation.type), ...this.words.values(relation)].join(" · ")
      : item.by
        ? say("reading-of", { name: item.by })
        : "";
    how.hidden = !how.textContent;
    const group = /** @type {HTMLElement} */ (node.querySelector("[role=group]"));
    if (children.length) {
      const open = !this.folded.has(path);
      node.setAttribute("aria-expanded", String(open));
      group.replaceChildren(...children.map((child) => this.#node(child, path)));
      group.hidden = !open;
    } else group.remove();
    return node;
  }

  #markCurrent() {
    for (const node of this.#nodes(true)) {
      node.setAttribute("aria-selected", String(node.dataset.item === this.highlights.focused));
    }
  }

  /** @param {boolean} [all] those in folded branches too */
  #nodes(all = false) {
    const nodes = /** @type {HTMLElement[]} */ ([...this.tree.querySelectorAll("[role=treeitem]")]);
    return all ? nodes : nodes.filter((node) => !node.parentElement?.closest("[role=group][hidden]"));
  }

  /** @param {HTMLElement | null | undefined} node */
  #moveTo(node) {
    if (!node) return;
    for (const other of this.#nodes(true)) other.tabIndex = other === node ? 0 : -1;
    node.focus();
    node.querySelector("[data-tree-row]")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {EventTarget | null} target */
  #look(target) {
    const node = target instanceof HTMLElement ? target.closest("[role=treeitem]") : null;
    const item = node instanceof HTMLElement ? this.highlights.item(node.dataset.item ?? null) : null;
    if (!item) return;
    this.showInText(item);
    this.highlights.peek(item);
  }

  /**
   * @param {HTMLElement} node
   * @param {boolean} open
   */
  #fold(node, open) {
    const group = node.querySelector("[role=group]");
    if (!(group instanceof HTMLElement)) return;
    node.setAttribute("aria-expanded", String(open));
    group.hidden = !open;
    const path = node.dataset.path ?? "";
    if (open) this.folded.delete(path);
    else this.folded.add(path);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const node = /** @type {HTMLElement | null} */ (target.closest("[role=treeitem]"));
    if (!node) return;
    this.#moveTo(node);
    if (target.closest("[data-tree-fold]")) this.#fold(node, node.getAttribute("aria-expanded") !== "true");
    else if (node.dataset.item) this.highlights.focus(node.dataset.item, "key");
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const node = document.activeElement;
    if (!(node instanceof HTMLElement) || node.getAttribute("role") !== "treeitem") return;
    const nodes = this.#nodes();
    const at = nodes.indexOf(node);
    const rtl = getComputedStyle(this.tree).direction === "rtl";
    const open = node.getAttribute("aria-expanded");
    const inward = () => (open === "false" ? this.#fold(node, true) : open && this.#moveTo(nodes[at + 1]));
    const outward = () => {
      const parent = node.parentElement?.closest("[role=treeitem]");
      if (open === "true" && node.dataset.item) this.#fold(node, false);
      else if (parent instanceof HTMLElement) this.#moveTo(parent);
    };
    const choose = () => node.dataset.item && this.highlights.focus(node.dataset.item, "key");
    /** @type {Record<string, () => unknown>} */
    const keys = {
      ArrowDown: () => this.#moveTo(nodes[at + 1]),
      ArrowUp: () => this.#moveTo(nodes[at - 1]),
      ArrowRight: rtl ? outward : inward,
      ArrowLeft: rtl ? inward : outward,
      Home: () => this.#moveTo(nodes[0]),
      End: () => this.#moveTo(nodes.at(-1)),
      Enter: choose,
      " ": choose,
    };
    const run = keys[event.key];
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  }
}
