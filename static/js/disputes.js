// @ts-check
/** Disputes: the next one that needs somebody by a key, and the rows of a list by keys. */

import { listenForKeys, step } from "./lib/row-list.js";

/** @param {string} selector */
function follow(selector) {
  const link = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  if (!link) return false;
  link.click();
  return true;
}

listenForKeys([
  ["n", () => follow('[rel="next"]')],
  ["j", () => step(1)],
  ["k", () => step(-1)],
]);
