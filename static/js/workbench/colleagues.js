// @ts-check
/** What others do in this article while it is open, and what one does oneself in another tab. */

import { Live } from "../live/client.js";
import { say, sayNumber, shortened, template } from "../lib/words.js";
import { firstCard } from "./groups.js";
import { showPeople } from "./people-here.js";

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {{event: number, id: string, article: number | null, actor: string | null, highlight: any}} Said */

/** What arrives within so many milliseconds is shown at once, and spoken of at once. */
const GATHER = 40;
const SPEAK = 900;
const PAGE = 1_000;
const FEW = 30;

export class Colleagues {
  /**
   * @param {{store: import("./store.js").Store, cards: import("./cards.js").Cards,
   *   editor: import("./editor.js").Editor, setup: import("./types.js").Setup, body: HTMLElement}} parts
   */
  constructor({ store, cards, editor, setup, body }) {
    this.store = store;
    this.cards = cards;
    this.editor = editor;
    this.setup = setup;
    this.body = body;
    /** @type {Map<string, Said>} the last that was said of each highlight */
    this.waiting = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.alarm = undefined;
    /** @type {string[]} */
    this.toSpeakOf = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.speaking = undefined;
    this.announcer = document.querySelector("[data-live-announcer]");
    this.page = /** @type {HTMLElement} */ (document.querySelector("[data-workbench]"));
    store.addEventListener("focus", () => this.#removeNote());
    this.live = new Live(setup.live, setup.article);
    this.live.addEventListener("message", (event) => this.#hear(/** @type {CustomEvent} */ (event).detail));
    this.live.addEventListener("state", (event) => {
      const state = /** @type {CustomEvent<string>} */ (event).detail;
      this.page.dataset.live = state;
      if (state !== "open") showPeople([]);
    });
  }

  /** @param {{type: string, data: any}} message */
  #hear({ type, data }) {
    if (type === "presence" && data.article === this.setup.article) showPeople(data.people);
    else if (type === "reset") void this.#loadAnew();
    else if (type === "highlight" && (data.article === this.setup.article || this.store.item(data.id))) {
      this.waiting.set(data.id, data);
      this.alarm ??= setTimeout(() => this.#show(), GATHER);
    }
  }

  #show() {
    this.alarm = undefined;
    const said = [...this.waiting.values()];
    this.waiting.clear();
    this.#arrive(said);
  }

  /** @param {Said[]} said */
  #arrive(said) {
    const { store, editor } = this;
    const others = said.filter(({ actor }) => actor !== this.setup.live.me);
    const edited = said.some(({ id }) => id === editor.id);
    // What is typed becomes a change of its own before somebody else's comes under it: both are seen, none is lost.
    if (edited) editor.flush();
    const before = new Map(said.map(({ id }) => [id, store.item(id)]));
    const focused = store.focused;
    let changed = new Set();
    this.#keepPlace(() => {
      changed = store.arriveAll(said.map(({ id, highlight }) => [id, this.#itemOf(highlight)]));
      // A few cards are measured at once instead of being guessed at, so that nothing twitches.
      if (said.length <= FEW) for (const { id } of said) this.cards.card(id)?.setAttribute("data-rendered", "");
    });
    if (edited && editor.id && !store.chains.has(editor.id)) editor.fill(true);
    for (const one of others) {
      if (!changed.has(one.id)) continue;
      this.cards.card(one.id)?.classList.add("arrived");
      this.#speakOf(one, before.get(one.id) ?? null);
      if (one.id === focused && store.focused === focused) this.#note(one);
    }
  }

  /**
   * @param {any} highlight as the interface has it; null when it was deleted
   * @returns {Highlight | null} null also for one that stands in another text than the page
   */
  #itemOf(highlight) {
    if (!highlight || highlight.revision !== this.setup.revision || highlight.article !== this.setup.article) return null;
    const { id, start, end, segments, tags, attributes, note, version, analyst } = highlight;
    const own = analyst === this.setup.live.me;
    const editable = this.setup.mayHighlight && (own || this.setup.live.editsAny);
    const item = { id, start, end, segments, tags, attributes, note, version, editable };
    return own || !analyst ? item : { ...item, by: analyst };
  }

  /**
   * Whatever comes into the list or goes: the card that one looks at stays where it is.
   * @param {() => void} change
   */
  #keepPlace(change) {
    const { top, bottom } = this.body.getBoundingClientRect();
    const seen = (/** @type {Element | null} */ card) => {
      const box = card?.getBoundingClientRect();
      return box && box.height > 0 && box.bottom > top && box.top < bottom;
    };
    const focused = this.cards.card(this.store.focused) ?? document.activeElement?.closest("[data-highlight]") ?? null;
    const anchor = seen(focused) ? focused : firstCard(this.cards.list, seen);
    const before = anchor?.getBoundingClientRect().top;
    const { body } = this;
    body.style.overflowAnchor = "none";
    change();
    let set = body.scrollTop;
    const hold = () => {
      // Whoever scrolls meanwhile goes where she wants.
      if (!anchor?.isConnected || before === undefined || body.scrollTop !== set) return;
      body.scrollTop += anchor.getBoundingClientRect().top - before;
      set = body.scrollTop;
    };
    hold();
    // Cards that come into view get their real height a frame later.
    requestAnimationFrame(() => {
      hold();
      requestAnimationFrame(() => {
        hold();
        body.style.overflowAnchor = "";
      });
    });
  }

  /** @param {Said} said */
  #note({ id, actor }) {
    this.#removeNote();
    const note = template("live-note");
    note.textContent = say("live-note", { name: actor ?? say("live-somebody") });
    this.cards.card(id)?.querySelector("[data-open]")?.after(note);
  }

  #removeNote() {
    for (const note of this.cards.list.querySelectorAll("[data-live-note]")) note.remove();
  }

  /**
   * @param {Said} said
   * @param {Highlight | null} before
   */
  #speakOf({ id, actor, highlight }, before) {
    const item = this.store.item(id) ?? before;
    if (!item) return;
    const what = !highlight ? "deleted" : before ? "changed" : "marked";
    const name = actor ?? say("live-somebody");
    const words = { name, tag: this.cards.labels(item), quote: shortened(this.cards.excerpt(item)) };
    this.toSpeakOf.push(say(`live-${what}`, words));
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      const [first, ...more] = this.toSpeakOf;
      const text = more.length ? sayNumber("live-many", more.length + 1) : first;
      this.toSpeakOf = [];
      if (this.announcer) this.announcer.textContent = text;
    }, SPEAK);
  }

  /** Too much was missed to be told: the list is read again; nothing unsent is touched, nobody is moved. */
  async #loadAnew() {
    const found = new Map();
    let address = `${this.setup.highlights}?article=${this.setup.article}&limit=${PAGE}`;
    try {
      while (address) {
        const answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error" });
        if (!answer.ok) return;
        const { results, next } = await answer.json();
        for (const highlight of results) found.set(highlight.id, highlight);
        address = next;
      }
    } catch {
      return;
    }
    /** @type {[string, Highlight | null][]} */
    const arrivals = [...found].map(([id, highlight]) => [id, this.#itemOf(highlight)]);
    for (const id of this.store.saved.keys()) if (!found.has(id)) arrivals.push([id, null]);
    this.#keepPlace(() => this.store.arriveAll(arrivals));
    if (this.announcer) this.announcer.textContent = say("live-loaded");
  }
}
