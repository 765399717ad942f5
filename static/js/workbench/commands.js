// @ts-check
/**
 * The register of what keys do. The page carries the keys of each command as this person has them
 * (`annotations/domain/commands.py` has the list); here each command is told what it runs.
 */

import { chordOf, matches, matchesPlace } from "../lib/keys.js";

/** @typedef {(event: KeyboardEvent) => boolean | void} Run answers false to let the key be */
/** @typedef {{keys: string[], shown: string[]}} Known */

export class Commands {
  /** @type {Map<string, Run>} */
  #runs = new Map();
  /** @type {[string, string][]} key and command, of keys with a name */
  #named = [];
  /** @type {[string, string][]} key and command, of keys that type something */
  #typed = [];
  /** @type {Map<string, string[]>} keys that were given where a command was registered */
  #usual = new Map();
  /** @type {Record<string, Known>} */
  #known = {};

  constructor() {
    this.#read();
    document.addEventListener("claimdesk:keys", () => this.#read());
  }

  /** The keys as the list on the page has them now. */
  #read() {
    const list = document.querySelector("[data-key-list]");
    this.#known = list instanceof HTMLElement ? JSON.parse(list.dataset.keys ?? "{}") : {};
    this.#arrange();
    this.#show();
  }

  #arrange() {
    this.#named = [];
    this.#typed = [];
    const ids = new Set([...Object.keys(this.#known), ...this.#usual.keys()]);
    for (const id of ids) {
      for (const key of this.#known[id]?.keys ?? this.#usual.get(id) ?? []) {
        const last = key.length > 1 ? (key.match(/\+(.[^+]*)$/)?.[1] ?? key) : key;
        (last.length > 1 ? this.#named : this.#typed).push([key, id]);
      }
    }
  }

  /** Write the keys wherever the page mentions a command's. */
  #show() {
    const roots = [document, ...[...document.querySelectorAll("template")].map((template) => template.content)];
    for (const root of roots) {
      for (const cap of root.querySelectorAll("[data-key-of]")) {
        if (!(cap instanceof HTMLElement)) continue;
        const shown = this.#known[cap.dataset.keyOf ?? ""]?.shown;
        if (!shown) continue;
        cap.textContent = shown[0] ?? "";
        cap.hidden = !shown.length;
      }
    }
  }

  /**
   * @param {string} id
   * @param {Run} run
   * @param {string[]} [usual] its keys, for a command that the list on the page does not have
   */
  on(id, run, usual) {
    this.#runs.set(id, run);
    if (usual) {
      this.#usual.set(id, usual);
      this.#arrange();
    }
  }

  /**
   * The command that a key press means: a tag or a command, the typed character first, then the place of the key.
   * @param {KeyboardEvent} event
   * @param {[string, string][]} tags shortcut and tag; a tag goes first
   * @returns {{tag: string} | {id: string, run: Run, named: boolean} | null}
   */
  meant(event, tags) {
    if (event.key.length > 1 || event.key === " ") {
      const chord = chordOf(event);
      const id = this.#named.find(([key]) => key === chord)?.[1];
      return this.#command(id, true);
    }
    if (event.ctrlKey || event.altKey) return null;
    for (const fits of [matches, matchesPlace]) {
      const tag = tags.find(([key]) => fits(event, key.toLowerCase(), true))?.[1];
      if (tag !== undefined) return { tag };
      const id = this.#typed.find(([key]) => fits(event, key, false))?.[1];
      const command = this.#command(id, false);
      if (command) return command;
    }
    return null;
  }

  /**
   * @param {string | undefined} id
   * @param {boolean} named
   */
  #command(id, named) {
    const run = id === undefined ? undefined : this.#runs.get(id);
    return id !== undefined && run ? { id, run, named } : null;
  }
}
