// @ts-check
/** The dialog that asks how two highlights are linked: the types that fit, each with its key, then what a type asks for. */

import { meant } from "../../lib/keys.js";
import { likely, offered } from "./graph.js";

/** @typedef {import("../types.js").Highlight} Highlight */
/** @typedef {import("./shapes.js").Link} Link */
/** @typedef {import("./shapes.js").Relation} Relation */
/** @typedef {import("./shapes.js").RelationType} RelationType */
/** @typedef {import("./shapes.js").Values} Values */

const MOST_KEYS = 9;

export class Chooser extends EventTarget {
  /**
   * @param {{types: RelationType[], store: import("./store.js").RelationStore,
   *   words: import("./wording.js").Wording}} parts
   */
  constructor({ types, store, words }) {
    super();
    this.types = types;
    this.store = store;
    this.words = words;
    this.dialog = /** @type {HTMLDialogElement} */ (document.querySelector("[data-link-chooser]"));
    this.form = /** @type {HTMLFormElement} */ (this.dialog.querySelector("[data-link-details]"));
    /** @type {{from: Highlight, to: Highlight, changing: Relation | null} | null} */
    this.asked = null;
    /** @type {RelationType | null} */
    this.type = null;
    this.dialog.addEventListener("keydown", (event) => this.#press(event));
    this.dialog.addEventListener("click", (event) => this.#click(event));
    this.dialog.addEventListener("close", () => this.#closed());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#finish();
    });
  }

  /**
   * Other types from now on; whoever is choosing chooses among those that she sees.
   * @param {RelationType[]} types
   * @param {ParentNode} parts the dialog as the server writes it now
   */
  takeTypes(types, parts) {
    const take = () => {
      this.types = types;
      for (const list of [".link-types", "[data-link-details]"]) {
        const fresh = parts.querySelector(list);
        if (fresh) this.dialog.querySelector(list)?.replaceChildren(...fresh.childNodes);
      }
    };
    if (this.dialog.open) this.dialog.addEventListener("close", take, { once: true });
    else take();
  }

  /**
   * @param {Highlight} from
   * @param {Highlight} to
   * @param {Relation | null} [changing] what says it already and shall say it otherwise
   * @param {string} [picked] key of the type that was picked already
   */
  open(from, to, changing = null, picked) {
    this.asked = { from, to, changing };
    this.type = null;
    this.#fill();
    if (!this.dialog.open) this.dialog.showModal();
    const type = changing && this.types.find(({ key }) => key === changing.type);
    if (type && type.attributes.length) this.#askFor(type, changing.attributes);
    else if (picked) this.#pick(picked);
    else this.#focusFirst();
  }

  #fill() {
    if (!this.asked) return;
    const { from, to, changing } = this.asked;
    for (const [side, item] of /** @type {[string, Highlight][]} */ ([["from", from], ["to", to]])) {
      const place = /** @type {HTMLElement} */ (this.dialog.querySelector(`[data-end="${side}"]`));
      this.words.describe(place, item);
    }
    const fitting = offered({ types: this.types, relations: this.store.everything(), from, to, changing });
    let number = 0;
    for (const button of this.#buttons()) {
      const type = fitting.find(({ key }) => key === button.dataset.linkType);
      const entry = /** @type {HTMLElement} */ (button.closest("li"));
      entry.hidden = !type;
      if (!type) continue;
      number += 1;
      const key = /** @type {HTMLElement} */ (button.querySelector("kbd"));
      key.textContent = number <= MOST_KEYS ? String(number) : "";
      key.hidden = number > MOST_KEYS;
      button.setAttribute("aria-pressed", String(type.key === (this.type?.key ?? changing?.type)));
    }
    const none = /** @type {HTMLElement} */ (this.dialog.querySelector("[data-link-none]"));
    none.hidden = number > 0;
    this.#show(null);
  }

  /** @param {RelationType | null} type whose attributes are asked for */
  #show(type) {
    this.form.hidden = !type;
    for (const asked of /** @type {NodeListOf<HTMLFieldSetElement>} */ (this.form.querySelectorAll("[data-details-of]"))) {
      asked.hidden = asked.dataset.detailsOf !== type?.key;
      asked.disabled = asked.hidden;
    }
  }

  #focusFirst() {
    const shown = this.#offeredButtons();
    const pressed = shown.find((button) => button.getAttribute("aria-pressed") === "true");
    const swap = /** @type {HTMLElement} */ (this.dialog.querySelector("[data-link-swap]"));
    (pressed ?? shown[0] ?? swap).focus();
  }

  #buttons() {
    return /** @type {HTMLButtonElement[]} */ ([...this.dialog.querySelectorAll("[data-link-type]")]);
  }

  #offeredButtons() {
    return this.#buttons().filter((button) => !(/** @type {HTMLElement} */ (button.closest("li")).hidden));
  }

  /** @param {string | undefined} key */
  #pick(key) {
    const type = this.types.find((one) => one.key === key);
    if (!type || !this.asked) return;
    if (!type.attributes.length) {
      this.type = type;
      this.#finish();
      return;
    }
    const { from, to, changing } = this.asked;
    this.#askFor(type, changing?.type === type.key ? changing.attributes : likely(type, this.words.about(from, to)));
  }

  /**
   * @param {RelationType} type
   * @param {Values} values
   */
  #askFor(type, values) {
    this.type = type;
    for (const button of this.#buttons()) {
      button.setAttribute("aria-pressed", String(button.dataset.linkType === type.key));
    }
    this.#show(type);
    const inputs = this.#inputs();
    for (const input of inputs) {
      const value = values[input.dataset.attribute ?? ""];
      if (input.type === "radio") input.checked = value === input.value;
      else input.value = value === undefined ? "" : String(value);
    }
    (inputs.find((input) => input.checked) ?? inputs[0])?.focus();
  }

  #inputs() {
    const inputs = /** @type {HTMLInputElement[]} */ ([...this.form.querySelectorAll("input[data-attribute]")]);
    return inputs.filter((input) => !input.disabled && !(/** @type {HTMLElement} */ (input.closest("fieldset")).hidden));
  }

  #finish() {
    const { asked, type } = this;
    if (!asked || !type) return;
    /** @type {Values} */
    const attributes = {};
    for (const input of this.#inputs()) {
      const value = valueOf(input);
      const unclear = Number.isNaN(value);
      input.setAttribute("aria-invalid", String(unclear));
      if (unclear) {
        input.focus();
        return;
      }
      if (value !== null) attributes[input.dataset.attribute ?? ""] = value;
    }
    const link = { type: type.key, from: asked.from.id, to: asked.to.id, attributes };
    this.asked = null;
    this.dialog.close();
    this.dispatchEvent(new CustomEvent("chosen", { detail: { link, changing: asked.changing } }));
  }

  #closed() {
    const left = this.asked !== null;
    this.asked = null;
    if (left) this.dispatchEvent(new CustomEvent("left"));
  }

  #swap() {
    if (!this.asked) return;
    const { from, to, changing } = this.asked;
    this.asked = { from: to, to: from, changing };
    this.type = null;
    this.#fill();
    this.#focusFirst();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-link-type]"));
    if (button) this.#pick(button.dataset.linkType);
    else if (target.closest("[data-link-swap]")) this.#swap();
    else if (target.closest("[data-link-close]") || target === this.dialog) this.dialog.close();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    // While the dialog is open no key means the text behind it.
    event.stopPropagation();
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (target instanceof HTMLInputElement && target.type !== "radio") return;
    if (meant(event, [["x", true]])) {
      event.preventDefault();
      this.#swap();
    } else if (/^[1-9]$/.test(event.key)) {
      event.preventDefault();
      this.#pickNumber(Number(event.key) - 1);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && target.closest("[data-link-type]")) {
      event.preventDefault();
      const shown = this.#offeredButtons();
      const at = shown.indexOf(/** @type {HTMLButtonElement} */ (target.closest("[data-link-type]")));
      shown[(at + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length]?.focus();
    }
  }

  /** @param {number} index of a type, or of a value once a type asks for one */
  #pickNumber(index) {
    if (this.form.hidden) {
      this.#pick(this.#offeredButtons()[index]?.dataset.linkType);
      return;
    }
    const here = document.activeElement instanceof HTMLInputElement ? document.activeElement.name : "";
    const radios = this.#inputs().filter((input) => input.type === "radio");
    const name = radios.some((radio) => radio.name === here) ? here : radios[0]?.name;
    const radio = radios.filter((one) => one.name === name)[index];
    if (!radio) return;
    radio.checked = true;
    radio.focus();
  }
}

/**
 * @param {HTMLInputElement} input
 * @returns {string | number | null} null for nothing; NaN for what is meant to be a number and is none
 */
function valueOf(input) {
  if (input.type === "radio" && !input.checked) return null;
  const text = input.value.trim();
  if (!text) return null;
  if (input.dataset.type !== "number") return text;
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text.replace(",", ".")) ? Number(text.replace(",", ".")) : Number.NaN;
}
