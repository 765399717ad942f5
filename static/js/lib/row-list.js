// @ts-check
/** A list whose rows are walked by keys and picked by checkboxes; it may be swapped for another at any time. */

import { isTyping, meant, placeOf } from "./keys.js";

const SWITCH = "claimdesk.keys";

/** The rows that are on the page now, each a `[data-row]` with its link, `[data-row-link]`. */
export function rows() {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-row]")]);
}

/** The row that has the focus, or null. */
export function rowInFocus() {
  return /** @type {HTMLElement | null} */ (document.activeElement?.closest("[data-row]") ?? null);
}

/**
 * Focus a row's link; the browser scrolls it into view, clear of what sticks to the edges.
 * @param {HTMLElement | undefined} row
 */
export function focusRow(row) {
  const link = row?.querySelector("[data-row-link]");
  if (!(link instanceof HTMLElement) || !row) return false;
  link.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  return true;
}

/** @param {1 | -1} direction */
export function step(direction) {
  const all = rows();
  const here = rowInFocus();
  if (here) return focusRow(all[all.indexOf(here) + direction]) || true;
  const first = all.find((row) => row.getBoundingClientRect().top >= 0) ?? all[0];
  return focusRow(first);
}

/**
 * Keys of a page with a list. Each command answers false to let its key be.
 * @param {[string, (event: KeyboardEvent) => boolean | void][]} commands typed characters, each with what it does
 */
export function listenForKeys(commands) {
  showSwitch();
  document.addEventListener("change", (event) => {
    const toggle = event.target;
    if (!(toggle instanceof HTMLInputElement) || !toggle.matches("[data-keys-on]")) return;
    localStorage.setItem(SWITCH, toggle.checked ? "on" : "off");
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isTyping(event.target) || (localStorage.getItem(SWITCH) === "off" && event.key !== "?")) return;
    // Where the question mark is differs from layout to layout.
    const question = event.key === "?" || (event.shiftKey && placeOf(event) === "/");
    const run = question ? commands.find(([key]) => key === "?")?.[1] : meant(event, commands);
    if (run && run(event) !== false) event.preventDefault();
  });
}

/** Fold the list of the page's keys out, or in. */
export function toggleKeys() {
  const keys = document.querySelector("[data-keys]");
  if (!(keys instanceof HTMLDetailsElement)) return false;
  keys.open = !keys.open;
  keys.querySelector("summary")?.focus();
  return true;
}

/** Whether single keys do something, as the page's switch shows it. */
export function showSwitch() {
  for (const toggle of document.querySelectorAll("[data-keys-on]")) {
    if (toggle instanceof HTMLInputElement) toggle.checked = localStorage.getItem(SWITCH) !== "off";
  }
}

/** Rows that can be picked: `[data-pick]` in each, a range with Shift, all of the page by `[data-pick-page]`. */
export class Picking extends EventTarget {
  /** @type {HTMLInputElement | null} where a range begins */
  anchor = null;

  constructor() {
    super();
    document.addEventListener("click", (event) => {
      const box = boxOf(event.target);
      if (box) this.#picked(box, event.shiftKey);
    });
    document.addEventListener("change", (event) => {
      const box = event.target;
      if (!(box instanceof HTMLInputElement) || !box.matches("[data-pick-page], [data-pick-all]")) return;
      for (const other of boxes()) other.checked = box.checked;
      for (const other of document.querySelectorAll("[data-pick-page], [data-pick-all]")) {
        if (other !== box && other instanceof HTMLInputElement) other.checked = box.matches("[data-pick-all]") && box.checked;
      }
      this.#tell();
    });
    document.addEventListener("reset", () => setTimeout(() => this.#tell()));
  }

  /**
   * Pick the row in focus, or put it back.
   * @param {boolean} range
   */
  toggle(range) {
    const box = rowInFocus()?.querySelector("[data-pick]");
    if (!(box instanceof HTMLInputElement)) return false;
    box.checked = range || !box.checked;
    this.#picked(box, range);
    return true;
  }

  /** How many rows of the page are picked; null when all that match are. */
  get count() {
    const all = document.querySelector("[data-pick-all]");
    if (all instanceof HTMLInputElement && all.checked) return null;
    return boxes().filter((box) => box.checked).length;
  }

  /**
   * @param {HTMLInputElement} box
   * @param {boolean} range
   */
  #picked(box, range) {
    const all = boxes();
    if (range && this.anchor && all.includes(this.anchor)) {
      const [from, to] = [all.indexOf(this.anchor), all.indexOf(box)].sort((one, other) => one - other);
      for (const other of all.slice(from, to + 1)) other.checked = box.checked;
    }
    this.anchor = box;
    const everything = document.querySelector("[data-pick-all]");
    if (!box.checked && everything instanceof HTMLInputElement) everything.checked = false;
    this.#tell();
  }

  #tell() {
    const whole = document.querySelector("[data-pick-page]");
    const all = boxes();
    if (whole instanceof HTMLInputElement) {
      const count = all.filter((box) => box.checked).length;
      whole.checked = count > 0 && count === all.length;
      whole.indeterminate = count > 0 && count < all.length;
    }
    this.dispatchEvent(new Event("change"));
  }
}

function boxes() {
  return /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("[data-pick]")]);
}

/**
 * @param {EventTarget | null} target
 * @returns {HTMLInputElement | null}
 */
function boxOf(target) {
  return target instanceof HTMLInputElement && target.matches("[data-pick]") ? target : null;
}
