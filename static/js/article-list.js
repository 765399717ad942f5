// @ts-check
/** The list of articles: keys, and choosing rows. Everything is looked up when it is needed: htmx swaps the rows. */

import { chooseRange, chosenChanged, clearChoice, toggleChoice } from "./article-list/choosing.js";
import { listenForKeys, rowInFocus, step } from "./lib/row-list.js";

/** @param {string} selector */
function follow(selector) {
  const link = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  link?.click();
}

function assign() {
  const button = /** @type {HTMLElement | null} */ (document.querySelector("[data-assign]"));
  if (!button) return false;
  if (!document.querySelector("[data-choose]:checked, [data-choose-all]:checked")) {
    const row = rowInFocus();
    if (!row) return false;
    toggleChoice(row);
  }
  button.click();
  return true;
}

const panel = /** @type {HTMLElement | null} */ (document.querySelector("[data-keys-panel]"));
const opener = /** @type {HTMLElement | null} */ (document.querySelector("[data-all-keys]"));

/** @param {boolean} open */
function showKeys(open) {
  if (!panel || !opener) return;
  const inside = panel.contains(document.activeElement);
  panel.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
  if (open) panel.focus();
  else if (inside) opener.focus();
}

listenForKeys([
  ["/", () => /** @type {HTMLInputElement | null} */ (document.querySelector("#article-q"))?.select()],
  ["?", () => showKeys(panel?.hidden ?? false)],
  ["j", () => step(1)],
  ["k", () => step(-1)],
  ["n", () => follow('[rel="next"]')],
  ["p", () => follow('[rel="prev"]')],
  ["a", assign],
  [
    "x",
    (event) => {
      const row = rowInFocus();
      if (!row) return false;
      if (event.shiftKey) chooseRange(row);
      else toggleChoice(row);
      return true;
    },
  ],
]);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  if (panel && !panel.hidden) showKeys(false);
  else if (!document.querySelector("details[data-menu][open]")) clearChoice();
});

opener?.addEventListener("click", () => showKeys(panel?.hidden ?? false));
document.querySelector("[data-close-keys]")?.addEventListener("click", () => showKeys(false));
document.addEventListener("htmx:afterSwap", () => chosenChanged());
chosenChanged();
