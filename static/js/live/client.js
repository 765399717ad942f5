// @ts-check
/**
 * A page's end of the stream. It is shared by all tabs through a SharedWorker; a browser without one (some on phones)
 * listens by itself, as long as the page is looked at: that is one stream as well.
 *
 * Events: `message` (detail: type and data), `state` (detail: a state).
 */

import { Hub } from "./hub.js";

/** @typedef {{worker: string, address: string, after: string, me: string, editsAny: boolean}} LiveSetup */

export class Live extends EventTarget {
  /**
   * @param {LiveSetup} setup
   * @param {number} article
   */
  constructor({ worker, address, after }, article) {
    super();
    this.address = address;
    this.after = after;
    this.article = article;
    this.lock = navigator.locks ? `claimdesk-tab-${crypto.randomUUID()}` : "";
    /** @type {(word: import("./hub.js").Word) => void} */
    this.say = () => {};
    if (typeof SharedWorker === "function") this.#share(worker);
    else this.#alone();
  }

  /** @param {string} address */
  #share(address) {
    const worker = new SharedWorker(address, { type: "module", name: "claimdesk-live" });
    worker.port.onmessage = ({ data }) => this.#hear(data);
    // One that cannot be loaded (a page of an older version is still open) leaves each tab to itself.
    worker.addEventListener("error", () => this.#alone(), { once: true });
    this.say = (word) => worker.port.postMessage(word);
    const hello = () => this.say({ ...this.#hello(), lock: this.lock });
    if (this.lock) {
      void navigator.locks.request(this.lock, () => {
        hello();
        return new Promise(() => {});
      });
    } else hello();
    window.addEventListener("pagehide", () => this.say({ kind: "bye" }));
    window.addEventListener("pageshow", (event) => event.persisted && hello());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.say({ kind: "wake" });
    });
    window.addEventListener("focus", () => this.say({ kind: "wake" }));
  }

  #alone() {
    const hub = new Hub();
    const port = { postMessage: (/** @type {any} */ news) => this.#hear(news) };
    this.say = (word) => hub.hear(port, word);
    const look = () => {
      if (document.visibilityState === "visible") this.say({ ...this.#hello(), lock: "" });
      else this.say({ kind: "bye" });
    };
    look();
    document.addEventListener("visibilitychange", look);
    window.addEventListener("online", () => this.say({ kind: "wake" }));
    window.addEventListener("pagehide", () => this.say({ kind: "bye" }));
  }

  #hello() {
    return { kind: /** @type {const} */ ("hello"), address: this.address, after: this.after, article: this.article };
  }

  /** @param {import("./feed.js").News} news */
  #hear(news) {
    if (news.kind === "place") this.after = news.place;
    else if (news.kind === "state") this.dispatchEvent(new CustomEvent("state", { detail: news.state }));
    else this.dispatchEvent(new CustomEvent("message", { detail: { type: news.type, data: news.data } }));
  }
}
