// @ts-check
/**
 * Fetches the parts of the page that may change while it is open: what follows the scheme, and the suggestions.
 *
 * Event: `fresh` (detail: `parts`, the document with them; `follows`, what scripts follow; `asked`, what `note` answered
 * when they were asked for).
 */

/** Changes come in bursts: what comes within so many milliseconds is asked for once. */
const GATHER = 60;
const PAUSE = 2_000;
/** The article is gone, or the access to it: whoever watches those says so. */
const OVER = new Set([401, 403, 404]);

/** @typedef {{parts: Document, follows: import("./types.js").Follows, asked: unknown}} Fresh */

export class FreshParts extends EventTarget {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #alarm = undefined;
  #asking = false;
  #again = false;

  /**
   * @param {string} address
   * @param {() => unknown} note
   */
  constructor(address, note) {
    super();
    this.address = address;
    this.note = note;
  }

  ask() {
    this.#alarm ??= setTimeout(() => void this.#ask(), GATHER);
  }

  async #ask() {
    this.#alarm = undefined;
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    await this.#fetch();
    this.#asking = false;
    if (this.#again) this.ask();
    this.#again = false;
  }

  async #fetch() {
    const asked = this.note();
    try {
      const answer = await fetch(this.address, { headers: { "HX-Request": "true" }, redirect: "error" });
      if (OVER.has(answer.status)) return;
      if (!answer.ok) throw new Error(String(answer.status));
      const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
      const follows = JSON.parse(parts.querySelector("#workbench-follows")?.textContent ?? "");
      this.dispatchEvent(new CustomEvent("fresh", { detail: { parts, follows, asked } }));
    } catch {
      setTimeout(() => this.ask(), PAUSE);
    }
  }
}
