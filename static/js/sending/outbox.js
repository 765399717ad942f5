// @ts-check
/**
 * Sends what is not saved yet of one kind of thing. The operations on one thing go one after the other, those on different
 * things beside each other. A failure is tried again under the same id; a refusal stays until the person has answered it.
 */

import { uuid7 } from "../lib/uuid7.js";

/** @typedef {import("./types.js").Thing} Thing */

const AT_ONCE = 4;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/** @template {Thing} Item */
export class Outbox {
  /**
   * @param {import("./chains.js").Chains<Item>} store
   * @param {import("./types.js").Send<Item>} send
   * @param {{ready?: (operation: import("./types.js").Operation<Item>) => boolean,
   *   rests?: (operation: import("./types.js").Operation<Item>) => boolean}} [conditions] `ready`: whether it can go now:
   *   what it needs is saved; `rests`: whether it waits for nothing that will come by itself, and does not count
   */
  constructor(store, send, { ready = () => true, rests = () => false } = {}) {
    this.store = store;
    this.send = send;
    this.ready = ready;
    this.rests = rests;
    this.sending = 0;
    /** @type {Map<string, number>} when a chain may be tried again, on the clock that nobody sets */
    this.notBefore = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.alarm = undefined;
    /** Whether nothing is sent until the person has signed in again. */
    this.signedOut = false;
    window.addEventListener("online", () => this.hurry());
    document.addEventListener("claimdesk:access", () => this.#signedIn());
  }

  /**
   * @param {import("./types.js").Operation<Item>["kind"]} kind
   * @param {Item} item as it is before (patch, delete) or shall be (put, restore)
   * @param {Partial<Item>} [change]
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

  get #moving() {
    return [...this.store.chains.values()].filter(([first]) => !this.rests(first));
  }

  /** How many operations the server does not have yet. */
  get unsaved() {
    return this.#moving.reduce((count, chain) => count + chain.length, 0);
  }

  get refused() {
    return this.#moving.filter(([first]) => first.state === "refused").length;
  }

  get failing() {
    return this.#moving.some(([first]) => first.attempts > 0 && first.state !== "refused");
  }

  /** When the next try of what failed is due, on the clock of `performance.now`; infinity when none waits. */
  get due() {
    const waiting = this.#moving.filter(([first]) => first.attempts > 0 && first.state === "waiting");
    return Math.min(...waiting.map(([{ id }]) => this.notBefore.get(id) ?? 0));
  }

  #signedIn() {
    if (!this.signedOut) return;
    this.signedOut = false;
    this.hurry();
  }

  pump() {
    if (this.signedOut) return;
    const now = performance.now();
    let soonest = Infinity;
    for (const [id, [first]] of this.store.chains) {
      if (first.state !== "waiting" || this.rests(first) || !this.ready(first)) continue;
      const due = this.notBefore.get(id) ?? 0;
      if (due > now) soonest = Math.min(soonest, due);
      else if (this.sending < AT_ONCE) void this.#deliver(first);
    }
    clearTimeout(this.alarm);
    if (soonest < Infinity) this.alarm = setTimeout(() => this.pump(), soonest - now);
  }

  /** @param {import("./types.js").Operation<Item>} operation */
  async #deliver(operation) {
    const { id } = operation;
    operation.state = "sending";
    this.sending += 1;
    if (operation.attempts) this.store.tell("work", null);
    const answer = await this.send(operation, operation.version ?? this.store.saved.get(id)?.version ?? 1);
    this.sending -= 1;
    operation.state = "waiting";
    if (answer.result === "done") {
      this.notBefore.delete(id);
      this.store.settle(id, answer.item);
    } else if (answer.result === "signed-out") {
      this.signedOut = true;
      this.store.tell("work", null);
      document.dispatchEvent(new CustomEvent("claimdesk:signed-out"));
    } else if (answer.result === "again") {
      this.#postpone(operation, answer.pause);
    } else {
      operation.state = "refused";
      operation.problem = answer.problem;
      this.store.trouble(id);
    }
    this.pump();
  }

  /**
   * Never earlier than the server asks for, and not all browsers at the same moment.
   * @param {import("./types.js").Operation<Item>} operation
   * @param {number | null} asked in milliseconds
   */
  #postpone(operation, asked) {
    operation.attempts += 1;
    const usual = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (operation.attempts - 1));
    const pause = asked === null ? usual * (0.8 + Math.random() * 0.4) : asked + Math.random() * FIRST_PAUSE;
    this.notBefore.set(operation.id, performance.now() + pause);
    this.store.tell("work", null);
  }

  /** Try everything that waits for another attempt now. */
  hurry() {
    this.notBefore.clear();
    this.pump();
    this.store.tell("work", null);
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
    // A body that was kept is sent as it was; any other is made of what the person says now.
    if (!first.body) this.store.fold(id);
    if (problem?.code === "id_taken" && first.kind === "put") this.store.rename(id, uuid7());
    else this.store.trouble(id);
    this.pump();
  }

  /**
   * Give up a refused operation and what was to come after it.
   * @param {string} id
   */
  discard(id) {
    const first = this.store.chains.get(id)?.[0];
    const problem = first?.problem;
    if (first?.kind === "put") this.store.tell("given-up", id);
    if (problem?.current) this.store.saved.set(id, problem.current);
    else if (problem?.status === 410 || problem?.status === 404) this.store.saved.delete(id);
    this.store.drop(id);
    this.store.tell("settled", id);
  }
}
