// @ts-check
/** The guidelines beside the text: fetched when they are first wanted, searched here, asked for again at each opening. */

import { GuidelinesSearch } from "./guidelines-search.js";
import { say } from "../lib/words.js";

export class Guidelines {
  /** @type {Promise<unknown>} the newest question and all before it */
  #asked = Promise.resolve();
  /** The number of the newest that the page has heard of. */
  #newest = 0;

  /** @param {{panels: import("./panels.js").Panels, status: import("./status.js").Status}} parts */
  constructor({ panels, status }) {
    this.panels = panels;
    this.status = status;
    this.panel = /** @type {HTMLElement} */ (document.querySelector("[data-guidelines]"));
    this.body = /** @type {HTMLElement} */ (this.panel.querySelector("[data-guidelines-body]"));
    this.words = /** @type {HTMLInputElement} */ (this.panel.querySelector("[data-guidelines-words]"));
    this.search = new GuidelinesSearch(this.words, /** @type {HTMLElement} */ (this.panel.querySelector("[data-guidelines-count]")));
    this.panel.querySelector("[data-guidelines-close]")?.addEventListener("click", () => panels.close());
    this.panel.querySelector("[data-guidelines-news] button")?.addEventListener("click", () => this.#read());
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
    // Under a finger the focus in a field brings up a keyboard, which would cover what is to be read.
    const first = matchMedia("(pointer: coarse)").matches ? this.panel : this.words;
    first.focus();
    if (first === this.words) this.words.select();
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
   * Fetch what the page does not have. Each call asks anew: the answer to an older question may be older than what is there now.
   * @returns {Promise<boolean>} whether the page has guidelines now, the newest or those of before
   */
  load() {
    const answered = this.#asked.then(() => this.#load());
    this.#asked = answered;
    return answered;
  }

  /** Whether the page has guidelines, the newest as far as it knows. */
  get loaded() {
    return this.body.firstElementChild !== null && !this.#isOutdated;
  }

  get #isOutdated() {
    return Number(this.#known ?? 0) < this.#newest;
  }

  /** @returns {string | null | undefined} the number of those that the page has */
  get #known() {
    return this.body.querySelector("[data-guidelines-version]")?.getAttribute("data-guidelines-version");
  }

  /**
   * Others count from now on: the buttons say so; who reads those of before is not moved, and can have the new ones.
   * @param {number} number
   */
  published(number) {
    this.#newest = number;
    this.#tellNews();
    if (this.#isOutdated) this.status.notice("guidelines-published", { n: String(number) });
  }

  #tellNews() {
    for (const news of document.querySelectorAll("[data-guidelines-new], [data-guidelines-news]")) {
      if (news instanceof HTMLElement) news.hidden = !this.#isOutdated;
    }
  }

  async #load() {
    const address = `${this.panel.dataset.address}${this.#known ? `?known=${this.#known}` : ""}`;
    try {
      const response = await fetch(address, { headers: { "HX-Request": "true" } });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      if (response.status !== 204) this.#show(await response.text());
      this.#tellNews();
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
