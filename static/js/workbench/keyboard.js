// @ts-check
/** Which key does what. */

import { isTyping, meant, placeOf } from "../lib/keys.js";

/** @typedef {{key: string, run: (event: KeyboardEvent) => boolean | void}} Command `run` answers false to let the key be */

const SWITCH = "claimdesk.keys";

export class Keyboard {
  /**
   * @param {{named: Record<string, Command["run"]>, typed: Record<string, Command["run"]>,
   *   tags: [string, string][], mark: (tag: string, add: boolean) => void}} commands `named` by the name of the key
   *   (`ArrowUp`), `typed` by character; `tags`: shortcut and tag
   */
  constructor({ named, typed, tags, mark }) {
    this.named = named;
    this.typed = Object.entries(typed);
    this.tags = tags;
    this.mark = mark;
    this.toggle = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-keys-on]"));
    if (this.toggle) {
      this.toggle.checked = localStorage.getItem(SWITCH) !== "off";
      this.toggle.addEventListener("change", () => localStorage.setItem(SWITCH, this.toggle?.checked ? "on" : "off"));
    }
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const run = this.named[event.key];
    if (run) {
      if (run(event) !== false) event.preventDefault();
      return;
    }
    if (isTyping(event.target) || (this.toggle && !this.toggle.checked && event.key !== "?")) return;
    const tag = meant(event, this.tags);
    if (tag !== undefined) {
      event.preventDefault();
      if (!event.repeat) this.mark(tag, event.shiftKey);
      return;
    }
    const command = meant(event, this.typed) ?? this.#shifted(event);
    if (command && command(event) !== false) event.preventDefault();
  }

  /**
   * Digits with Shift type other signs, and where the question mark is differs from layout to layout.
   * @param {KeyboardEvent} event
   */
  #shifted(event) {
    if (!event.shiftKey) return undefined;
    const place = placeOf(event);
    const wanted = place === "/" ? "?" : place;
    return this.typed.find(([character]) => character === wanted)?.[1];
  }
}

/** Whether the arrow keys mean the text and not a control that wants them. */
export function arrowsAreFree() {
  const active = document.activeElement;
  return !active || active === document.body || !active.closest("input, textarea, select, summary, [data-queue], .editor");
}
