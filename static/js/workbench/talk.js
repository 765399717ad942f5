// @ts-check
/**
 * What people say about a highlight or the article, beside the text. What somebody has typed stays while she looks at
 * another highlight, closes the panel or is refused.
 */

import { refresh } from "../lib/discussion.js";
import { remember } from "../lib/fresh-page.js";
import { shortened } from "../lib/words.js";

const QUOTE = 200;

export class Talk extends EventTarget {
  /** @type {Map<string, HTMLElement>} the threads that were looked at, by what they are on */
  #sections = new Map();
  /** @type {string} id of the highlight that is talked about; "" for the article */
  about = "";

  /**
   * @param {{panels: import("./panels.js").Panels, status: import("./status.js").Status,
   *   quote: (id: string) => string, article: number}} parts
   */
  constructor({ panels, status, quote, article }) {
    super();
    this.panels = panels;
    this.status = status;
    this.quote = quote;
    this.article = article;
    this.panel = /** @type {HTMLElement} */ (document.querySelector("[data-talk]"));
    this.body = /** @type {HTMLElement} */ (this.panel.querySelector("[data-talk-body]"));
    this.panel.querySelector("[data-talk-close]")?.addEventListener("click", () => panels.close());
  }

  get shown() {
    return this.panels.shown === this.panel;
  }

  /** @param {string} id of a highlight; "" for the article */
  toggle(id) {
    if (this.shown && this.about === id) return void this.panels.close();
    return void this.open(id);
  }

  /** @param {string} id */
  async open(id) {
    this.about = id;
    const section = await this.#sectionOf(id);
    // Somebody went on to another meanwhile.
    if (this.about !== id) return;
    if (!section) return this.status.notice("talk-failed");
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (this.panel.querySelectorAll("[data-talk-of]"))) {
      part.hidden = part.dataset.talkOf !== (id ? "highlight" : "article");
    }
    const quote = this.panel.querySelector("[data-talk-quote]");
    if (quote) quote.textContent = id ? shortened(this.quote(id), QUOTE) : "";
    this.body.replaceChildren(section);
    if (!this.shown) this.panels.open(this.panel);
    // Under a finger the focus in a field brings up a keyboard, which would cover what is to be read.
    const field = matchMedia("(pointer: coarse)").matches ? null : section.querySelector(":scope > form textarea");
    /** @type {HTMLElement} */ (field ?? this.panel).focus();
  }

  /**
   * Somebody said something there: bring it up to date when it is open, else when it is opened.
   * @param {string} name of who did; "" for oneself
   */
  follow(name) {
    const section = this.#sections.get(this.about);
    if (this.shown && section) void refresh(section, name);
  }

  /** @param {string} id */
  async #sectionOf(id) {
    const known = this.#sections.get(id);
    if (known) {
      void refresh(known);
      return known;
    }
    const address = `${this.panel.dataset.address}?${id ? `highlight=${id}` : `article=${this.article}`}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, redirect: "error" }).catch(() => null);
    if (!answer?.ok) return null;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const section = parsed.querySelector("[data-discussion]");
    if (!section) return null;
    const taken = /** @type {HTMLElement} */ (document.importNode(section, true));
    remember(taken);
    this.#sections.set(id, taken);
    return taken;
  }
}
