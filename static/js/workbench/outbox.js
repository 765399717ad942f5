// @ts-check
/**
 * Sends what is not saved yet. The operations on one highlight go one after the other, those on different highlights
 * beside each other. A failure is tried again under the same id; a refusal stays until the person has answered it.
 */

import { uuid7 } from "../lib/uuid7.js";

/** @typedef {import("./types.js").Operation} Operation */
/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Change} Change */

const AT_ONCE = 4;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

export class Outbox {
  /**
   * @param {import("./store.js").Store} store
   * @param {(operation: Operation, version: number) => Promise<import("./transport.js").Answer>} send
   * @param {(operation: Operation) => boolean} [ready] whether it can go: what it needs is saved
   */
  constructor(store, send, ready = () => true) {
    this.store = store;
    this.send = send;
    this.ready = ready;
    this.sending = 0;
    /** @type {Map<string, number>} when a chain may be tried again */
    this.notBefore = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.alarm = undefined;
    /** Whether nothing is sent until the person has signed in again. */
    this.signedOut = false;
    window.addEventListener("online", () => this.hurry());
    document.addEventListener("claimdesk:access", () => this.#signedIn());
  }

  /**
   * @param {Operation["kind"]} kind
   * @param {Highlight} item as it is before (patch, delete) or shall be (put, restore)
   * @param {Change} [change]
   */
  add(kind, item, change = {}) {
    const chain = this.store.chains.get(item.id);
    const [first, last] = [chain?.[0], chain?.at(-1)];
    if (kind === "patch" && last?.kind === "patch" && last.state === "waiting" && !last.attempts) {
      Object.assign(last.change, change);
      this.store.refresh(item.id);
      return;
    }
    if (kind === "delete" && first?.kind === "put" && first.state === "refused") {
      this.store.drop(item.id);
      return;
    }
    this.store.push({ kind, id: item.id, item, change, state: "waiting", attempts: 0, version: null, problem: null });
    queueMicrotask(() => this.pump());
  }

  /** How many operations the server does not have yet. */
  get unsaved() {
    let count = 0;
    for (const chain of this.store.chains.values()) count += chain.length;
    return count;
  }

  get refused() {
    let count = 0;
    for (const [first] of this.store.chains.values()) if (first.state === "refused") count += 1;
    return count;
  }

  get failing() {
    for (const [first] of this.store.chains.values()) if (first.attempts && first.state !== "refused") return true;
    return false;
  }

  #signedIn() {
    if (!this.signedOut) return;
    this.signedOut = false;
    this.hurry();
    this.store.dispatchEvent(new CustomEvent("work"));
  }

  pump() {
    if (this.signedOut) return;
    const now = performance.now();
    let soonest = Infinity;
    for (const [id, [first]] of this.store.chains) {
      if (first.state !== "waiting" || !this.ready(first)) continue;
      const due = this.notBefore.get(id) ?? 0;
      if (due > now) soonest = Math.min(soonest, due);
      else if (this.sending < AT_ONCE) void this.#deliver(first);
    }
    clearTimeout(this.alarm);
    if (soonest < Infinity) this.alarm = setTimeout(() => this.pump(), soonest - now);
  }

  /** @param {Operation} operation */
  async #deliver(operation) {
    const { id } = operation;
    operation.state = "sending";
    this.sending += 1;
    const answer = await this.send(operation, operation.version ?? this.store.saved.get(id)?.version ?? 1);
    this.sending -= 1;
    operation.state = "waiting";
    if (answer.result === "done") {
      this.notBefore.delete(id);
      this.store.settle(id, answer.item);
    } else if (answer.result === "signed-out") {
      this.signedOut = true;
      this.store.dispatchEvent(new CustomEvent("work"));
      document.dispatchEvent(new CustomEvent("claimdesk:signed-out"));
    } else if (answer.result === "again") {
      operation.attempts += 1;
      const usual = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (operation.attempts - 1));
      // Never earlier than the server asks for, and not all browsers at the same moment.
      const pause = answer.pause === null ? usual * (0.8 + Math.random() * 0.4) : answer.pause + Math.random() * FIRST_PAUSE;
      this.notBefore.set(id, performance.now() + pause);
      this.store.dispatchEvent(new CustomEvent("work"));
    } else {
      operation.state = "refused";
      operation.problem = answer.problem;
      this.store.trouble(id);
    }
    this.pump();
  }

  /** Try everything that waits for another attempt now. */
  hurry() {
    this.notBefore.clear();
    this.pump();
  }

  /**
   * Try a refused operation again; after a conflict, as a change of what is there now.
   * @param {string} id
   */
  retry(id) {
    const first = this.store.chains.get(id)?.[0];
    if (first?.state !== "refused") return;
    const { problem } = first;
    first.state = "waiting";
    first.problem = null;
    if (problem?.current) {
      this.store.saved.set(id, problem.current);
      first.version = problem.current.version;
    }
    if (problem?.code === "id_taken" && first.kind === "put") {
      const item = this.store.item(id) ?? first.item;
      const renamed = { ...item, id: uuid7() };
      this.store.dispatchEvent(new CustomEvent("renamed", { detail: { from: id, to: renamed.id } }));
      this.store.drop(id);
      this.add("put", renamed);
    } else {
      this.store.trouble(id);
      this.pump();
    }
  }

  /**
   * Give up a refused operation and what was to come after it.
   * @param {string} id
   */
  discard(id) {
    const first = this.store.chains.get(id)?.[0];
    const problem = first?.problem;
    if (first?.kind === "put") this.store.dispatchEvent(new CustomEvent("given-up", { detail: id }));
    if (problem?.current) this.store.saved.set(id, problem.current);
    else if (problem?.status === 410 || problem?.status === 404) this.store.saved.delete(id);
    this.store.drop(id);
    this.store.dispatchEvent(new CustomEvent("settled", { detail: id }));
  }
}
