// @ts-check
/** One project's stream: opened again whenever it breaks, from the place that it had come to. */

import { messagesOf } from "./sse.js";

const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 15_000;
/** A server without streams is asked again after this long; one that has too many, too. */
const LONG_PAUSE = 60_000;
/** The server gives a sign of life every 15 seconds. */
const SILENCE = 40_000;

/** @typedef {{kind: "message", type: string, data: any} | {kind: "place", place: string} |
 *   {kind: "state", state: State}} News */
/** @typedef {"open" | "lost" | "none" | "refused"} State `none`: the server has no streams; `refused`: access has ended */

/**
 * Whether one place in the log lies before another. Places are snapshots: `oldest:following:under way,…`.
 * @param {string} one
 * @param {string} other
 */
export function isBefore(one, other) {
  const [oldest, following, open = ""] = one.split(":");
  const [otherOldest, otherFollowing, otherOpen = ""] = other.split(":");
  const count = (/** @type {string} */ list) => (list ? list.split(",").length : 0);
  return (
    Number(following) - Number(otherFollowing) || Number(oldest) - Number(otherOldest) || count(otherOpen) - count(open)
  ) < 0;
}

export class Feed {
  /**
   * @param {string} address of the project's events
   * @param {string} after where it begins
   * @param {(news: News) => void} tell
   */
  constructor(address, after, tell) {
    this.address = address;
    this.after = after;
    this.tell = tell;
    /** @type {number[]} articles that are open here */
    this.here = [];
    /** @type {State | ""} */
    this.state = "";
    /** @type {AbortController | null} */
    this.control = null;
    /** @type {(() => void) | null} ends the pause between two attempts */
    this.hurry = null;
  }

  get runs() {
    return this.control !== null;
  }

  /** Begin, or begin again: with other articles, or from an earlier place. */
  start() {
    this.stop();
    this.control = new AbortController();
    void this.#run(this.control.signal);
  }

  stop() {
    this.control?.abort();
    this.control = null;
  }

  /** Stop for as long as others have the stream. */
  pause() {
    this.stop();
    this.#become("lost");
  }

  /** Try at once if it is not open: the network is back, or somebody looks again. */
  wake() {
    if (this.state === "refused") this.start();
    else this.hurry?.();
  }

  /** @param {AbortSignal} signal */
  async #run(signal) {
    let pause = FIRST_PAUSE;
    while (!signal.aborted) {
      const status = await this.#read(signal, () => (pause = FIRST_PAUSE));
      if (signal.aborted) return;
      if (status === 401 || status === 403 || status === 404) {
        this.#become("refused");
        this.control = null;
        return;
      }
      if (status === 400) {
        // The place says nothing to this server any more.
        this.after = "";
        this.tell({ kind: "message", type: "reset", data: {} });
      }
      this.#become(status === 204 ? "none" : "lost");
      const long = status === 204 || status === 429 || status === 503;
      await this.#rest((long ? LONG_PAUSE : pause) * (0.7 + Math.random() * 0.6), signal);
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    }
  }

  /**
   * @param {AbortSignal} signal
   * @param {() => void} opened
   * @returns {Promise<number>} the status of the answer; 0 for none, 200 for a stream that has ended
   */
  async #read(signal, opened) {
    const own = new AbortController();
    const both = AbortSignal.any([signal, own.signal]);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let watchdog;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => own.abort(), SILENCE);
    };
    const query = new URLSearchParams();
    if (this.after) query.set("after", this.after);
    if (this.here.length) query.set("here", this.here.join(","));
    try {
      alive();
      const answer = await fetch(`${this.address}?${query}`, {
        headers: { Accept: "text/event-stream" },
        cache: "no-store",
        redirect: "error",
        signal: both,
      });
      if (answer.status !== 200 || !answer.body) return answer.status;
      opened();
      this.#become("open");
      for await (const { type, data, place } of messagesOf(answer.body, alive)) {
        if (signal.aborted) return 0;
        if (type) this.tell({ kind: "message", type, data });
        if (place) {
          this.after = place;
          this.tell({ kind: "place", place });
        }
      }
      return 200;
    } catch {
      return 0;
    } finally {
      clearTimeout(watchdog);
      own.abort();
    }
  }

  /** @param {State} state */
  #become(state) {
    if (state === this.state) return;
    this.state = state;
    this.tell({ kind: "state", state });
  }

  /**
   * @param {number} milliseconds
   * @param {AbortSignal} signal
   */
  #rest(milliseconds, signal) {
    return new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
      const alarm = setTimeout(resolve, milliseconds);
      const end = () => {
        clearTimeout(alarm);
        resolve();
      };
      this.hurry = end;
      signal.addEventListener("abort", end, { once: true });
    }).finally(() => (this.hurry = null));
  }
}
