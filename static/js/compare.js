// @ts-check
/** The page that compares coders: their marks in the text, rows that are walked and settled by keys. */

import { focusRow, listenForKeys, rowInFocus, rows, step, toggleKeys } from "./lib/row-list.js";
import { Segments } from "./lib/segments.js";
import { TextMap } from "./lib/text-map.js";
import { EditForms } from "./compare/edit-forms.js";
import { Marks } from "./compare/marks.js";

/** What a refused request answers is shown: the rows as they are now. */
const SHOWN = new Set([409, 422]);

const root = /** @type {HTMLElement} */ (document.querySelector("[data-text]"));
const map = new TextMap(root);
const marks = new Marks(map);
new EditForms(map, new Segments(map.text, root.lang || "en"), marks);

/** Where the focus was among the rows before they were swapped: -1 outside of them. */
let place = -1;

function showFocused() {
  const key = rowInFocus()?.dataset.key;
  if (key) marks.focus(key);
}

document.addEventListener("focusin", showFocused);

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.target?.id !== "comparison") return;
  if (SHOWN.has(detail.xhr.status)) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
  const here = rowInFocus();
  place = here ? rows().indexOf(here) : -1;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const { target } = /** @type {CustomEvent} */ (event).detail;
  if (!(target instanceof HTMLElement)) return;
  if (target.matches(".edit-slot")) {
    target.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement | null} */ (target.querySelector("[data-place]"))?.focus({ preventScroll: true });
    return;
  }
  const section = document.querySelector("[data-comparison]");
  if (!(section instanceof HTMLElement) || !section.isConnected) return;
  marks.refresh();
  say(section.dataset.said ?? "");
  const all = rows();
  const now = all.find((row) => row.dataset.key === section.dataset.now);
  if (now) focusRow(now);
  else if (place >= 0 && all.length) focusRow(all[Math.min(place, all.length - 1)]);
  place = -1;
});

document.addEventListener("claimdesk:fresh", () => {
  marks.refresh();
  showFocused();
});

/** @param {string} words */
function say(words) {
  const announcer = document.querySelector("[data-announcer]");
  if (announcer) announcer.textContent = words;
}

/**
 * Press what stands for a key in the row that has the focus.
 * @param {string} selector
 */
function press(selector) {
  const found = rowInFocus()?.querySelector(selector);
  if (!(found instanceof HTMLElement)) return false;
  found.click();
  return true;
}

/** @param {number} number from 1: of the coder in the row */
function accept(number) {
  const found = rowInFocus()?.querySelectorAll("[data-accept]")[number - 1];
  if (!(found instanceof HTMLElement)) return false;
  found.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  const row = rowInFocus();
  const dispute = document.activeElement?.closest("[data-dispute][open]");
  /** @type {HTMLElement | null} */ (document.activeElement?.closest("[data-edit]")?.querySelector("[data-edit-close]"))?.click();
  if (dispute instanceof HTMLDetailsElement) dispute.open = false;
  if (row) focusRow(row);
});

root.addEventListener("click", (event) => {
  if (!document.getSelection()?.isCollapsed) return;
  const offset = map.offsetAtPoint(event.clientX, event.clientY);
  const key = offset === null ? null : marks.rowAt(map.offsets.toPoint(offset));
  if (key) focusRow(rows().find((row) => row.dataset.key === key));
});

listenForKeys([
  ["j", () => step(1)],
  ["k", () => step(-1)],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => /** @type {[string, () => boolean]} */ ([String(number), () => accept(number)])),
  ["u", () => press('[data-do="u"]')],
  ["i", () => press('[data-do="i"]')],
  ["0", () => press('[data-do="0"]')],
  ["e", () => press('[data-do="e"]')],
  [
    "d",
    () => {
      const dispute = rowInFocus()?.querySelector("[data-dispute]");
      if (!(dispute instanceof HTMLDetailsElement)) return false;
      dispute.open = true;
      dispute.querySelector("input:not([type=hidden])")?.closest("label")?.querySelector("input")?.focus();
      return true;
    },
  ],
  ["?", toggleKeys],
]);

marks.refresh();
showFocused();
document.documentElement.dataset.compare = "ready";
