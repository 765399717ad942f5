// @ts-check
/** Marking every place that has some words: the server finds them; here they are picked, painted and marked. */

import { csrfToken } from "../lib/csrf.js";
import { say, sayNumber } from "../lib/words.js";
import { itemOfCard } from "./cards.js";
import { placeOf } from "./parts.js";

/** @typedef {import("./types.js").Stretch} Stretch */
/** @typedef {{number: number, revision: number, start: number, end: number}} Pick */

const TYPING_PAUSE = 250;

export class Occurrences extends EventTarget {
  /** @type {AbortController | null} */
  #asking = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause = undefined;

  /**
   * Tells `would` (detail: the places of this article that would be marked, in code units) whenever they change.
   * @param {{setup: import("./types.js").Setup, store: import("./store.js").Store,
   *   actions: import("./actions.js").Actions, history: import("./history.js").History,
   *   status: import("./status.js").Status, map: import("../lib/text-map.js").TextMap}} parts
   */
  constructor({ setup, store, actions, history, status, map }) {
    super();
    this.setup = setup;
    this.store = store;
    this.actions = actions;
    this.history = history;
    this.status = status;
    this.map = map;
    this.panel = /** @type {HTMLElement} */ (document.querySelector("[data-occurrences]"));
    this.panel.addEventListener("keydown", (event) => this.#press(event));
    this.panel.addEventListener("input", (event) => this.#changed(event));
    this.panel.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#mark();
    });
    this.panel.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (target.closest("[data-occurrences-close]")) this.close();
      const more = /** @type {HTMLElement | null} */ (target.closest("[data-occurrences-more]"));
      if (more) void this.#more(more);
    });
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  /**
   * @param {Stretch | null} selected in code units; else the words of the highlight in focus are meant
   * @returns {Promise<void>}
   */
  async open(selected) {
    const focused = this.store.item(this.store.focused);
    if (!selected && !focused) {
      this.status.announce("nothing-selected");
      return;
    }
    const { offsets, text } = this.map;
    const stretch = selected ?? {
      start: offsets.toUnit(focused?.segments[0][0] ?? 0),
      end: offsets.toUnit(focused?.segments[0][1] ?? 0),
    };
    const asked = new URLSearchParams({ words: text.slice(stretch.start, stretch.end).slice(0, 500), whole: "on" });
    for (const tag of selected ? [] : (focused?.tags ?? [])) asked.append("tag", tag);
    const list = listBefore(this.setup.occurrences);
    if (list) asked.set("list", list);
    const html = await this.#ask(`${this.setup.occurrences}?${asked}`);
    if (html === null) return;
    this.panel.replaceChildren(...html.childNodes);
    this.panel.hidden = false;
    this.#field("words").focus();
    this.#count();
  }

  /** @returns {boolean} whether there was anything to close */
  close() {
    if (!this.isOpen) return false;
    this.#asking?.abort();
    clearTimeout(this.#pause);
    this.panel.hidden = true;
    this.panel.replaceChildren();
    this.#tell([]);
    this.map.root.focus({ preventScroll: true });
    return true;
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    // In here keys are the panel's own: none of them marks anything behind it.
    event.stopPropagation();
    if (event.key === "Escape" && !event.isComposing) {
      this.close();
      event.preventDefault();
    }
  }

  /** @param {Event} event */
  #changed(event) {
    const target = /** @type {HTMLInputElement} */ (event.target);
    if (target.name === "place") {
      this.#count();
      return;
    }
    clearTimeout(this.#pause);
    // What was found for other choices is not marked with these.
    this.#button().disabled = true;
    this.#pause = setTimeout(() => void this.#look(), target.name === "words" ? TYPING_PAUSE : 0);
  }

  async #look() {
    const place = this.#found();
    place.setAttribute("aria-busy", "true");
    const html = await this.#ask(`${this.setup.occurrences}found/?${this.#choices()}`);
    if (html === null || !place.isConnected) return;
    place.replaceChildren(...html.childNodes);
    place.setAttribute("aria-busy", "false");
    this.#count();
  }

  /** @param {HTMLElement} button */
  async #more(button) {
    const asked = this.#choices();
    asked.set("after", button.dataset.occurrencesMore ?? "");
    const html = await this.#ask(`${this.setup.occurrences}found/?${asked}`);
    if (html === null || !button.isConnected) return;
    button.replaceWith(...html.childNodes);
    this.#count();
  }

  #choices() {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(this.#form())) {
      if (name !== "place" && typeof value === "string") asked.append(name, value);
    }
    return asked;
  }

  /**
   * @param {string} address
   * @param {URLSearchParams} [body] posts it
   * @returns {Promise<HTMLElement | null>} null when it failed, which was said, or when something else was asked since
   */
  async #ask(address, body) {
    const asking = new AbortController();
    // Only looking is given up for something newer.
    if (!body) {
      this.#asking?.abort();
      this.#asking = asking;
    }
    /** @type {Record<string, string>} */
    const headers = { "HX-Request": "true", ...(body ? { "X-CSRFToken": csrfToken() } : {}) };
    const method = body ? "POST" : "GET";
    const text = await fetch(address, { method, body, headers, redirect: "error", signal: asking.signal })
      .then((response) => (response.ok ? response.text() : null))
      .catch(() => null);
    if (asking.signal.aborted) return null;
    if (text === null) {
      this.status.notice("not-asked");
      return null;
    }
    return new DOMParser().parseFromString(text, "text/html").body;
  }

  /** @returns {Pick[]} what would be marked */
  #picked() {
    const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (this.panel.querySelectorAll("[name=place]:checked"));
    return [...boxes].map((box) => {
      const [number, revision, start, end] = box.value.split(":").map(Number);
      return { number, revision, start, end };
    });
  }

  /** @returns {string[]} */
  #tags() {
    return new FormData(this.#form()).getAll("tag").map(String);
  }

  #count() {
    const picked = this.#picked();
    const button = this.#button();
    const tags = this.#tags();
    button.textContent = sayNumber("mark-places", picked.length);
    button.disabled = !picked.length || !tags.length;
    const hint = this.panel.querySelector("[data-occurrences-hint]");
    if (hint) hint.textContent = tags.length ? "" : say("choose-tag");
    this.#tell(picked.filter(({ number }) => number === this.setup.article));
  }

  /** @param {Pick[]} picked */
  #tell(picked) {
    const { offsets } = this.map;
    const places = picked.map(({ start, end }) => ({ start: offsets.toUnit(start), end: offsets.toUnit(end) }));
    this.dispatchEvent(new CustomEvent("would", { detail: places }));
  }

  async #mark() {
    const picked = this.#picked();
    const tags = this.#tags();
    if (this.#button().disabled || !picked.length || !tags.length) return;
    const here = picked.every(({ number, revision }) => {
      return number === this.setup.article && revision === this.setup.revision;
    });
    if (here && this.#field("scope").value === "here") {
      if (this.store.whose !== "me") this.store.show("");
      const made = this.actions.markAll(picked.map(({ start, end }) => placeOf([[start, end]])), tags);
      this.close();
      if (made.length) this.store.focus(made[0].id, "key");
      this.status.notice("marked-places", { words: sayNumber("places", made.length) });
      return;
    }
    const body = new URLSearchParams(tags.map((tag) => ["tag", tag]));
    for (const { number, revision, start, end } of picked) body.append("place", `${number}:${revision}:${start}:${end}`);
    this.#button().disabled = true;
    const answer = await this.#ask(this.setup.occurrences, body);
    if (answer === null) {
      if (this.isOpen) this.#count();
      return;
    }
    const change = this.#take(answer);
    if (!change) return;
    this.close();
    this.history.did({
      id: change,
      undo: () => this.#retrace(`${this.setup.occurrences}${change}/undo/`),
      redo: () => this.#retrace(`${this.setup.occurrences}${change}/again/`),
    });
  }

  /**
   * @param {string} address
   * @returns {Promise<boolean>} rejected when it was not done
   */
  async #retrace(address) {
    const answer = await this.#ask(address, new URLSearchParams());
    if (answer === null || !this.#take(answer)) throw new Error("not done");
    return true;
  }

  /**
   * Say what the server did, and show what it made of the highlights of this article.
   * @param {HTMLElement} answer
   * @returns {string | null} the change; null when it was refused
   */
  #take(answer) {
    const words = answer.querySelector("[data-made-words], [data-refused]")?.textContent ?? "";
    this.status.noticeOf(words.trim().replace(/\s+/g, " "));
    const made = /** @type {HTMLElement | null} */ (answer.querySelector("[data-made]"));
    if (!made) return null;
    this.store.together(() => {
      for (const card of made.querySelectorAll("[data-highlight]")) {
        const item = itemOfCard(/** @type {HTMLElement} */ (card));
        this.store.saved.set(item.id, item);
        this.store.refresh(item.id);
      }
      for (const gone of made.querySelectorAll("[data-gone]")) {
        const id = /** @type {HTMLElement} */ (gone).dataset.gone ?? "";
        this.store.saved.delete(id);
        this.store.refresh(id);
      }
    });
    return made.dataset.made ?? null;
  }

  #form() {
    return /** @type {HTMLFormElement} */ (this.panel.querySelector("form"));
  }

  #found() {
    return /** @type {HTMLElement} */ (this.panel.querySelector("[data-occurrences-found]"));
  }

  #button() {
    return /** @type {HTMLButtonElement} */ (this.panel.querySelector("[data-occurrences-mark]"));
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form().elements.namedItem(name));
  }
}

/**
 * The filters of the list of articles from which somebody came here, as its address has them; "" when she did not.
 * @param {string} address of this article's occurrences
 */
function listBefore(address) {
  try {
    const before = new URL(document.referrer);
    const list = new URL("../../../", new URL(address, location.href));
    return before.origin === list.origin && before.pathname === list.pathname ? before.search.slice(1) : "";
  } catch {
    return "";
  }
}
