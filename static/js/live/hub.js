// @ts-check
/**
 * All tabs of a browser, and the one stream that they share. A stream belongs to a project: with tabs in several of them,
 * those that were looked at last have one; the others go on from where they were when somebody looks at them again.
 */

import { Feed, isBefore } from "./feed.js";

/** A browser has six connections to a host; streams must leave most of them to pages. */
const MOST_FEEDS = 2;

/** @typedef {{kind: "hello", address: string, after: string, article: number, lock: string} | {kind: "bye"} |
 *   {kind: "wake"}} Word what a tab says */
/** @typedef {{address: string, article: number, looked: number}} Tab `article`: 0 for a page that is of none */
/** @typedef {{postMessage: (news: any) => void}} Port */

export class Hub {
  /** @type {Map<Port, Tab>} */
  tabs = new Map();
  /** @type {Map<string, Feed>} by address */
  feeds = new Map();
  /** @type {Map<string, any>} by address and article: who was last told to be there */
  #present = new Map();
  #looks = 0;

  /**
   * @param {Port} port
   * @param {Word} word
   */
  hear(port, word) {
    if (word.kind === "hello") this.#join(port, word);
    else if (word.kind === "bye") this.leave(port);
    else this.#wake(port);
  }

  /**
   * @param {Port} port
   * @param {Extract<Word, {kind: "hello"}>} word
   */
  #join(port, { address, after, article, lock }) {
    const known = this.tabs.has(port);
    this.tabs.set(port, { address, article, looked: ++this.#looks });
    const feed = this.feeds.get(address) ?? new Feed(address, after, (news) => this.#tell(address, news));
    this.feeds.set(address, feed);
    const earlier = after !== "" && (feed.after === "" || isBefore(after, feed.after));
    if (earlier) feed.after = after;
    this.#arrange(earlier || feed.state === "refused" ? feed : null);
    if (feed.state) port.postMessage({ kind: "state", state: feed.state });
    const present = this.#present.get(`${address} ${article}`);
    if (present) port.postMessage(present);
    // A tab that crashes says nothing; the lock that it held becomes free.
    if (!known && lock && navigator.locks) void navigator.locks.request(lock, () => this.leave(port));
  }

  /** @param {Port} port */
  leave(port) {
    if (this.tabs.delete(port)) this.#arrange(null);
  }

  /** @param {Port} port */
  #wake(port) {
    const tab = this.tabs.get(port);
    if (!tab) return;
    tab.looked = ++this.#looks;
    this.#arrange(null);
    this.feeds.get(tab.address)?.wake();
  }

  /**
   * Give the projects that were looked at last their streams, with the articles that are open.
   * @param {Feed | null} again begins anew in any case
   */
  #arrange(again) {
    /** @type {Map<string, {looked: number, here: Set<number>}>} */
    const wanted = new Map();
    for (const { address, article, looked } of this.tabs.values()) {
      const project = wanted.get(address) ?? { looked: 0, here: new Set() };
      project.looked = Math.max(project.looked, looked);
      if (article) project.here.add(article);
      wanted.set(address, project);
    }
    const newest = [...wanted].sort((one, other) => other[1].looked - one[1].looked).slice(0, MOST_FEEDS);
    const running = new Map(newest);
    for (const [address, feed] of this.feeds) {
      const project = running.get(address);
      if (!wanted.has(address)) {
        feed.stop();
        this.feeds.delete(address);
      } else if (!project) feed.pause();
      else {
        const here = [...project.here].sort((one, other) => one - other).slice(-20);
        const same = String(here) === String(feed.here);
        feed.here = here;
        if (feed === again || !same || (!feed.runs && feed.state !== "refused")) feed.start();
      }
    }
  }

  /**
   * @param {string} address
   * @param {import("./feed.js").News} news
   */
  #tell(address, news) {
    if (news.kind === "message" && news.type === "presence") this.#present.set(`${address} ${news.data.article}`, news);
    if (news.kind === "state" && news.state !== "open") {
      for (const key of this.#present.keys()) if (key.startsWith(`${address} `)) this.#present.delete(key);
    }
    for (const [port, tab] of this.tabs) if (tab.address === address) port.postMessage(news);
  }
}
