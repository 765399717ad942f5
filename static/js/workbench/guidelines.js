// @ts-check
/** The guidelines beside the text: fetched when they are first wanted, searched here, asked for again at each opening. */

import { GuidelinesSearch } from "./guidelines-search.js";
import { say } from "../lib/words.js";

export class Guidelines {
  /** @type {Promise<boolean> | null} */
  #asking = null;
  /** Whether others were published since these were fetched. */
  #outdated = false;

  /** @param {{panels: import("./panels.js").Panels, status: import("./status.js").Status}} parts */
  constructor({ panels, status }) {
    this.panels = panels;
    this.status = status;
    this.panel = /** @type {HTMLElement} */ (document.querySelector("[data-guidelines]"));
    this.body = /** @type {HTMLElement} */ (this.panel.querySelector("[data-guidelines-body]"));
    this.words = /** @type {HTMLInputElement} */ (this.panel.querySelector("[data-guidelines-words]"));
    this.search = new GuidelinesSearch(this.words, /** @type {HTMLElement} */ (this.panel.querySelector("[data-guidelines-count]")));
    this.panel.querySelector("[data-guidelines-close]")?.addEventListener("click", () => panels.close());
    this.news = /** @type {HTMLElement} */ (this.panel.querySelector("[data-guidelines-news]"));
    this.news.querySelector("button")?.addEventListener("click", () => this.#read());
    this.body.addEventListener("click", (event) => this.#follow(event));
    for (const button of document.querySelectorAll("[data-guidelines-open]")) {
      button.addEventListener("click", () => this.toggle());
      // However the panel opens and closes, its buttons say so.
      const tell = () => button.setAttribute("aria-expanded", String(!this.panel.hidden));
      new MutationObserver(tell).observe(this.panel, { attributeFilter: ["hidden"] });
    }
  }

  toggle() {
    if (this.panels.shown === this.panel) return void this.panels.close();
    this.panels.open(this.panel);
    this.words.focus();
    this.words.select();
    return void this.load();
  }

  /** The newest, from their beginning. */
  async #read() {
    this.body.focus({ preventScroll: true });
    await this.load();
    this.body.scrollTop = 0;
  }

  /** @param {string} tag its key */
  passage(tag) {
    const found = this.body.querySelector(`template[data-passage="${CSS.escape(tag)}"]`);
    return found instanceof HTMLTemplateElement ? found.content.cloneNode(true) : null;
  }

  /**
   * Fetch what the page does not have.
   * @returns {Promise<boolean>} whether the page has guidelines now, the newest or those of before
   */
  load() {
    this.#asking ??= this.#load().finally(() => (this.#asking = null));
    return this.#asking;
  }

  /** Whether the page has guidelines, the newest as far as it knows. */
  get loaded() {
    return this.body.firstElementChild !== null && !this.#outdated;
  }

  /**
   * Others count from now on: the buttons say so; who reads those of before is not moved, and can have the new ones.
   * @param {number} number
   */
  published(number) {
    this.#outdated = true;
    const words = say("guidelines-published", { n: String(number) });
    for (const mark of document.querySelectorAll("[data-guidelines-new]")) {
      if (mark instanceof HTMLElement) mark.hidden = false;
    }
    if (this.news) this.news.hidden = false;
    this.status.noticeOf(words);
  }

  #upToDate() {
    this.#outdated = false;
    for (const mark of document.querySelectorAll("[data-guidelines-new], [data-guidelines-news]")) {
      if (mark instanceof HTMLElement) mark.hidden = true;
    }
  }

  async #load() {
    const known = this.body.querySelector("[data-guidelines-version]")?.getAttribute("data-guidelines-version");
    const address = `${this.panel.dataset.address}${known ? `?known=${known}` : ""}`;
    try {
      const response = await fetch(address, { headers: { "HX-Request": "true" } });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      if (response.status !== 204) this.#show(await response.text());
      this.#upToDate();
    } catch {
      this.status.notice("guidelines-failed");
      if (!this.body.firstElementChild) this.search.say(say("guidelines-failed"));
    }
    return this.body.firstElementChild !== null;
  }

  /** @param {string} html */
  #show(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    this.body.replaceChildren(...parsed.body.childNodes);
    this.search.of(this.body.querySelector("[data-guidelines-text]"));
  }

  /**
   * A link to a heading leads there and leaves the address of the page alone.
   * @param {MouseEvent} event
   */
  #follow(event) {
    const link = /** @type {HTMLElement} */ (event.target).closest('a[href^="#"]');
    if (!link) return;
    event.preventDefault();
    const anchor = decodeURIComponent(link.getAttribute("href")?.slice(1) ?? "");
    const heading = anchor && this.body.querySelector(`#${CSS.escape(anchor)}`);
    if (!(heading instanceof HTMLElement)) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
  }
}
