// @ts-check
/** Disputes by keys: the next one that needs somebody, the rows of a list, and on the page of one whatever can be done. */

import { listenForKeys, step, toggleKeys } from "./lib/row-list.js";

const FIELDS = "input:not([type=hidden]), textarea, select";

/** @param {string} selector */
function follow(selector) {
  const link = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  if (!link) return false;
  link.click();
  return true;
}

/**
 * Go to what stands for a key: what is folded is opened, and the focus is in its first field, or on what is chosen there.
 * @param {string} key
 */
function go(key) {
  const place = document.querySelector(`[data-step-key="${CSS.escape(key)}"]`);
  if (!(place instanceof HTMLElement)) return false;
  if (place instanceof HTMLDetailsElement) place.open = true;
  const fields = /** @type {HTMLElement[]} */ ([...place.querySelectorAll(FIELDS)]);
  const chosen = fields.find((field) => field instanceof HTMLInputElement && field.type === "radio" && field.checked);
  (chosen ?? fields[0] ?? place).focus();
  return true;
}

/** @param {number} place of a position in one's ballot, from 1; 0 when it cannot be told */
function choose(place) {
  const choices = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll(".ballot input[type=radio]")]);
  const found = place ? choices.slice(0, -1)[place - 1] : choices.at(-1);
  if (!found) return false;
  found.checked = true;
  found.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || !(event.target instanceof HTMLElement)) return;
  const { target } = event;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = target.closest("form");
    // The discussion sends what is written there itself.
    if (!form?.closest("main") || target.closest("[data-discussion]")) return;
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Escape") {
    const folded = target.closest("details[data-step-key]");
    if (!(folded instanceof HTMLDetailsElement)) return;
    folded.open = false;
    folded.querySelector("summary")?.focus();
  }
});

listenForKeys([
  ["n", () => follow('[rel="next"]')],
  ["j", () => step(1)],
  ["k", () => step(-1)],
  ...[..."tcvprxqawoesz"].map((key) => /** @type {[string, () => boolean]} */ ([key, () => go(key)])),
  ...[..."0123456789"].map((digit) => /** @type {[string, () => boolean]} */ ([digit, () => choose(Number(digit))])),
  [
    ",",
    () => {
      const field = document.getElementById("comment-new");
      field?.focus();
      return field !== null;
    },
  ],
  ["?", toggleKeys],
]);

document.documentElement.dataset.disputes = "ready";
