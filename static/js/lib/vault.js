// @ts-check
/**
 * Work that the server does not have yet, kept in this browser: it survives a closed tab and a restarted browser. Each
 * person has her own, and each tab sends its own: what a tab left that is no more, another one takes over.
 */

import { uuid7 } from "./uuid7.js";

const DATABASE = "claimdesk-unsent";
const CHAINS = "chains";

/**
 * The operations on one thing, in order, with all that sending them takes.
 *
 * @typedef {{kind: "put" | "patch" | "delete" | "restore", id: string, item: any, change: any, body: any,
 *   version: number | null, problem: any}} KeptOperation
 * @typedef {{address: string, article: number, revision: number, page: string, title: string}} About `address`: of the
 *   collection that the operations are sent to; `page`: of the article
 * @typedef {About & {key: string, user: number, tab: string, quote: string, id: string, base: any,
 *   operations: KeptOperation[]}} Chain `base`: what the server had before them, or null
 */

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} transaction */
function completed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/** @returns {Promise<IDBDatabase>} */
function database() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(CHAINS, { keyPath: "key" }).createIndex("user", "user");
  };
  return answered(request);
}

/** @param {string} tab */
const lockOf = (tab) => `claimdesk-tab-${tab}`;

/**
 * Whether a tab is no more; without the lock manager, which needs a secure address, each is taken for gone.
 * @param {string} tab
 */
async function isGone(tab) {
  if (!navigator.locks) return true;
  return navigator.locks.request(lockOf(tab), { ifAvailable: true }, (lock) => lock !== null);
}

export class Vault {
  /** Writes that are not on the disk yet. */
  pending = 0;
  /** Whether this browser keeps nothing, as some do in private windows. */
  broken = false;
  tab = uuid7();
  /** @type {Promise<IDBDatabase | null>} */
  #opened;
  /** @type {Promise<unknown>} */
  #written = Promise.resolve();

  /** @param {number} user whose work it is */
  constructor(user) {
    this.user = user;
    this.#opened = this.#open();
  }

  async #open() {
    try {
      // Held as long as the page lives: that is how other tabs know.
      if (navigator.locks) {
        await new Promise((held) => {
          void navigator.locks.request(lockOf(this.tab), () => new Promise(() => held(undefined)));
        });
      }
      return await database();
    } catch {
      this.broken = true;
      return null;
    }
  }

  /** Resolves when everything that was to be kept until now is on the disk. */
  written() {
    return this.#written;
  }

  /** @param {(chains: IDBObjectStore) => void} write */
  #write(write) {
    const done = this.#perform(write);
    this.#written = Promise.all([this.#written, done]);
    return done;
  }

  /** @param {(chains: IDBObjectStore) => void} write */
  async #perform(write) {
    this.pending += 1;
    try {
      const opened = await this.#opened;
      if (!opened) return;
      const transaction = opened.transaction(CHAINS, "readwrite", { durability: "strict" });
      write(transaction.objectStore(CHAINS));
      await completed(transaction);
    } catch {
      this.broken = true;
    } finally {
      this.pending -= 1;
    }
  }

  /** @param {Omit<Chain, "key" | "user" | "tab">} chain */
  keep(chain) {
    const { user, tab } = this;
    return this.#write((chains) => void chains.put({ ...chain, key: this.#key(chain), user, tab }));
  }

  /** @param {Pick<Chain, "address" | "id">} chain */
  forget(chain) {
    return this.#write((chains) => void chains.delete(this.#key(chain)));
  }

  /** @param {Pick<Chain, "address" | "id">} chain */
  #key({ address, id }) {
    return [this.user, this.tab, address, id].join(" ");
  }

  /** @returns {Promise<Chain[]>} all that this person has left in this browser, in whichever tab */
  async all() {
    const opened = await this.#opened;
    if (!opened) return [];
    return answered(opened.transaction(CHAINS).objectStore(CHAINS).index("user").getAll(this.user));
  }

  /**
   * Take over what tabs left that are no more. A chain is handed to one tab only.
   * @returns {Promise<Chain[]>}
   */
  async adopt() {
    const tabs = new Set((await this.all()).map((chain) => chain.tab));
    tabs.delete(this.tab);
    /** @type {Chain[]} */
    const adopted = [];
    for (const tab of tabs) {
      if (!(await isGone(tab))) continue;
      await this.#write((chains) => {
        const request = chains.index("user").getAll(this.user);
        request.onsuccess = () => {
          for (const chain of request.result) {
            if (chain.tab !== tab) continue;
            chains.delete(chain.key);
            const mine = { ...chain, tab: this.tab, key: this.#key(chain) };
            chains.put(mine);
            adopted.push(mine);
          }
        };
      });
    }
    return adopted;
  }
}

/** @type {Vault | null | undefined} */
let vault;

/** @returns {Vault | null} the page's vault; null for nobody */
export function theVault() {
  if (vault === undefined) {
    const user = document.querySelector('meta[name="claimdesk-user"]')?.getAttribute("content");
    vault = user && typeof indexedDB === "object" ? new Vault(Number(user)) : null;
  }
  return vault;
}
