// @ts-check
/** The one editor of the page: it sits in the card in focus and writes what the person changes there. */

import { numberOf } from "../lib/numbers.js";
import { template } from "../lib/words.js";
import { fieldOf } from "./card-keys.js";

/** @typedef {import("./types.js").Highlight} Highlight */

const TYPING_PAUSE = 600;

/** The row of tags. */
const CHIPS = ".editor-row";

export class Editor extends EventTarget {
  /** @type {WeakMap<HTMLElement, string>} what follows the scheme, as the server wrote it */
  #written = new WeakMap();

  /**
   * @param {import("./store.js").Store} store
   * @param {import("./actions.js").Actions} actions
   */
  constructor(store, actions) {
    super();
    this.store = store;
    this.actions = actions;
    this.form = template("editor");
    for (const field of fieldsOf(this.form)) this.#written.set(field, field.outerHTML);
    /** @type {string | null} */
    this.id = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.pause = undefined;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("click", (event) => this.#click(event));
    this.form.addEventListener("input", (event) => this.#input(event));
    this.form.addEventListener("change", () => this.flush());
    store.addEventListener("items", (event) => {
      const ids = /** @type {CustomEvent<string[]>} */ (event).detail;
      if (this.id && ids.includes(this.id)) this.fill();
    });
  }

  /**
   * @param {string | null} id
   * @param {HTMLElement | null} card
   */
  open(id, card) {
    this.flush();
    this.id = id;
    const item = this.store.item(id);
    if (!item?.editable || !card) {
      this.form.remove();
      return;
    }
    this.fill();
    card.append(this.form);
  }

  /**
   * The first field, for somebody who came by key, or the one that is named.
   * @param {string} [row] `tag.attribute`
   */
  enter(row) {
    const rows = [...this.form.querySelectorAll("fieldset:not([hidden]) [data-row], .note-row")];
    const wanted = rows.find((one) => one instanceof HTMLElement && one.dataset.row === row) ?? rows[0];
    if (wanted && this.form.isConnected) fieldOf(wanted)?.focus();
  }

  /** @param {boolean} [everything] what somebody is typing into, too: it was flushed before */
  fill(everything = false) {
    const item = this.store.item(this.id);
    if (!item) return;
    for (const chip of this.#all("[data-toggle-tag]")) {
      const on = item.tags.includes(chip.dataset.toggleTag ?? "");
      chip.setAttribute("aria-pressed", String(on));
      chip.setAttribute("aria-disabled", String(on && item.tags.length === 1));
    }
    for (const link of this.#all("[data-claim-of]")) {
      if (link instanceof HTMLAnchorElement) link.search = `?highlight=${item.id}`;
      link.hidden = !(link.dataset.claimOf ?? "").split(" ").some((tag) => item.tags.includes(tag));
    }
    for (const asked of this.#all("[data-asked]")) asked.hidden = !item.tags.includes(asked.dataset.asked ?? "");
    for (const input of this.#inputs()) {
      const value = item.attributes[input.dataset.tag ?? ""]?.[input.dataset.attribute ?? ""];
      if (input.type === "radio") input.checked = value === input.value;
      else if (everything || input !== document.activeElement) input.value = value === undefined ? "" : String(value);
    }
    for (const row of this.#all("[data-outdated-row]")) row.hidden = !item.outdated?.length;
    const note = this.#note();
    if (everything || note !== document.activeElement) note.value = item.note;
    note.rows = Math.min(8, Math.max(1, note.value.split("\n").length));
  }

  /**
   * The scheme asks for something else now. Fields that are as they were stay, with whatever is typed into them.
   * @param {DocumentFragment} fresh the form as the server writes it now
   */
  takeFields(fresh) {
    this.flush();
    const held = this.form.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
    const fields = fieldsOf(fresh).map((field) => this.#kept(field) ?? field);
    const gone = fieldsOf(this.form).filter((field) => !fields.includes(field));
    const [chips, ...others] = fields;
    gone.find((field) => field.matches(CHIPS))?.before(chips);
    for (const field of gone) field.remove();
    for (const [index, field] of others.entries()) {
      if (fields[index].nextElementSibling !== field) fields[index].after(field);
    }
    this.fill();
    if (held && !held.isConnected) this.#like(held)?.focus({ preventScroll: true });
  }

  /**
   * A field of the form that the server wrote just like this one.
   * @param {HTMLElement} fresh
   */
  #kept(fresh) {
    const written = fresh.outerHTML;
    const kept = fieldsOf(this.form).find((field) => this.#written.get(field) === written);
    this.#written.set(kept ?? fresh, written);
    return kept;
  }

  /**
   * @param {HTMLElement} held
   * @returns {HTMLElement} what now stands for a control that is gone
   */
  #like(held) {
    const { name = "", value = "", dataset } = /** @type {HTMLInputElement} */ (held);
    const likes = [
      `[data-toggle-tag="${CSS.escape(dataset.toggleTag ?? "")}"]`,
      `[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`,
      `[name="${CSS.escape(name)}"]`,
    ];
    const found = likes.map((like) => this.form.querySelector(like)).find((one) => one !== null);
    return /** @type {HTMLElement} */ (found ?? this.#note());
  }

  /** Write what is typed and not written yet. */
  flush() {
    clearTimeout(this.pause);
    const item = this.store.item(this.id);
    if (!item?.editable) return;
    if (this.#note().value !== item.note) this.actions.change(item.id, { note: this.#note().value });
    for (const input of this.#inputs()) {
      const { tag = "", attribute = "" } = input.dataset;
      if (input.type === "radio" || !item.tags.includes(tag)) continue;
      const value = valueOf(input);
      const unclear = Number.isNaN(value);
      input.closest(".asked-row")?.classList.toggle("invalid", unclear);
      input.setAttribute("aria-invalid", String(unclear));
      if (!unclear) this.actions.setValue(item.id, tag, attribute, value);
    }
    const hint = this.form.querySelector("[data-number-error]");
    if (hint instanceof HTMLElement) hint.hidden = !this.form.querySelector('[aria-invalid="true"]');
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const { id } = this;
    if (!id) return;
    const chip = /** @type {HTMLElement | null} */ (target.closest("[data-toggle-tag]"));
    if (chip) this.actions.toggleTag(id, chip.dataset.toggleTag ?? "");
    const edge = /** @type {HTMLElement | null} */ (target.closest("[data-edge]"));
    if (edge) {
      const { edge: which, step } = edge.dataset;
      this.dispatchEvent(new CustomEvent("edge", { detail: { which, step: Number(step), byCharacter: event.shiftKey } }));
    }
    if (target.closest("[data-delete]")) this.dispatchEvent(new CustomEvent("delete"));
    if (target.closest("[data-still-right]")) this.dispatchEvent(new CustomEvent("still-right"));
    if (target.closest("[data-to-selection]")) this.dispatchEvent(new CustomEvent("to-selection"));
    if (target instanceof HTMLInputElement && target.type === "radio") this.#choose(target, id);
  }

  /**
   * A choice that is chosen again is taken back.
   * @param {HTMLInputElement} input
   * @param {string} id
   */
  #choose(input, id) {
    const { tag = "", attribute = "" } = input.dataset;
    const same = this.store.item(id)?.attributes[tag]?.[attribute] === input.value;
    this.actions.setValue(id, tag, attribute, same ? null : input.value);
  }

  /** @param {Event} event */
  #input(event) {
    if (event.target instanceof HTMLInputElement && event.target.type === "radio") return;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.flush(), TYPING_PAUSE);
  }

  /** @param {string} selector */
  #all(selector) {
    return /** @type {NodeListOf<HTMLElement>} */ (this.form.querySelectorAll(selector));
  }

  #inputs() {
    return /** @type {NodeListOf<HTMLInputElement>} */ (this.form.querySelectorAll("input[data-attribute]"));
  }

  #note() {
    return /** @type {HTMLTextAreaElement} */ (this.form.querySelector("[data-note]"));
  }
}

/**
 * What of the form follows the scheme: the row of tags, then what each asks for.
 * @param {ParentNode} form
 */
function fieldsOf(form) {
  return /** @type {HTMLElement[]} */ ([...form.querySelectorAll(`${CHIPS}, [data-asked]`)]);
}

/**
 * @param {HTMLInputElement} input
 * @returns {string | number | null} NaN for what is meant to be a number and is none; null for nothing
 */
function valueOf(input) {
  const text = input.value.trim();
  if (!text) return null;
  if (input.dataset.type !== "number") return text;
  return numberOf(text);
}
