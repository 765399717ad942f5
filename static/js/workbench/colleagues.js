// @ts-check
/** What others do in this article while it is open, and what one does oneself in another tab. */

import { say, shortened, template } from "../lib/words.js";
import { everythingOf } from "./everything.js";
import { keepPlace } from "./keep-place.js";
import { showPeople } from "./people-here.js";
import { nameOf } from "./speaking.js";

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {{event: number, id: string, article: number | null, actor: string | null, highlight: any}} Said */

/** What arrives within so many milliseconds is shown at once. */
const GATHER = 40;
const FEW = 30;

export class Colleagues {
  /**
   * @param {{live: EventTarget, store: import("./store.js").Store, cards: import("./cards.js").Cards,
   *   editor: import("./editor.js").Editor, setup: import("./types.js").Setup, body: HTMLElement,
   *   speaking: import("./speaking.js").Speaking}} parts
   */
  constructor({ live, store, cards, editor, setup, body, speaking }) {
    this.store = store;
    this.cards = cards;
    this.editor = editor;
    this.setup = setup;
    this.body = body;
    this.speaking = speaking;
    /** @type {Map<string, Said>} the last that was said of each highlight */
    this.waiting = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.alarm = undefined;
    this.page = /** @type {HTMLElement} */ (document.querySelector("[data-workbench]"));
    store.addEventListener("focus", () => this.#removeNote());
    live.addEventListener("message", (event) => this.#hear(/** @type {CustomEvent} */ (event).detail));
    live.addEventListener("state", (event) => {
      const state = /** @type {CustomEvent<string>} */ (event).detail;
      this.page.dataset.live = state;
      if (state !== "open") showPeople([]);
    });
  }

  /** @param {{type: string, data: any}} message */
  #hear({ type, data }) {
    if (type === "presence" && data.article === this.setup.article) showPeople(data.people);
    else if (type === "reset") void this.#loadAnew();
    // What stands in a newer text already is shown by the page that has that text.
    else if (type === "highlight" && data.highlight?.revision > this.setup.revision) return;
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
    const { id, start, end, segments, tags, attributes, note, version, analyst, layer, outdated } = highlight;
    const own = analyst === this.setup.live.me;
    const editable = this.setup.mayHighlight && (own || this.setup.live.editsAny) && layer !== "gold";
    const older = outdated?.length ? { outdated } : {};
    const item = { id, start, end, segments, tags, attributes, note, version, editable, ...older };
    return own || !analyst ? item : { ...item, by: analyst };
  }

  /** @param {Said} said */
  #note({ id, actor }) {
    this.#removeNote();
    const note = template("live-note");
    note.textContent = say("live-note", { name: nameOf(actor) });
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
    const words = { name: nameOf(actor), tag: this.cards.labels(item), quote: shortened(this.cards.excerpt(item)) };
    this.speaking.tell("highlight", say(`live-${what}`, words));
  }

  /** Too much was missed to be told: the list is read again; nothing unsent is touched, nobody is moved. */
  async #loadAnew() {
    const found = await everythingOf(this.setup.highlights, this.setup.article);
    if (!found || [...found.values()].some(({ revision }) => revision > this.setup.revision)) return;
    /** @type {[string, Highlight | null][]} */
    const arrivals = [...found].map(([id, highlight]) => [id, this.#itemOf(highlight)]);
    for (const id of this.store.saved.keys()) if (!found.has(id)) arrivals.push([id, null]);
    this.#keepPlace(() => this.store.arriveAll(arrivals));
    this.speaking.read(say("live-loaded"));
  }

  /** @param {() => void} change */
  #keepPlace(change) {
    keepPlace(this.body, this.cards.card(this.store.focused), change);
  }
}
