// @ts-check
/** The scheme's pages: rows that can be dragged, and answers that say no and are shown all the same. */

import { dragging } from "./lib/dragging.js";

const SHOWN = new Set([409, 412, 422]);

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (!SHOWN.has(detail.xhr.status)) return;
  detail.shouldSwap = true;
  detail.isError = false;
});

/**
 * @param {Event} event a button that has nowhere to move to stays where it is, with the focus
 */
function holdStill(event) {
  const button = /** @type {HTMLElement} */ (event.target).closest("button[aria-disabled='true']");
  if (button) event.preventDefault();
}

document.addEventListener("click", holdStill, true);

dragging({
  handle: "[data-drag]",
  list: "[data-sortable]",
  item: "[data-key]",
  dropped(list) {
    const form = document.querySelector("[data-order]");
    if (!(form instanceof HTMLFormElement)) return;
    const keys = [...list.children].map((item) => /** @type {HTMLElement} */ (item).dataset.key);
    /** @type {HTMLInputElement | null} */ (form.querySelector("[data-order-keys]"))?.setAttribute("value", keys.join(","));
    const kind = list.dataset.sortable ?? "tag";
    /** @type {HTMLInputElement | null} */ (form.querySelector("[data-order-kind]"))?.setAttribute("value", kind);
    form.requestSubmit();
  },
});

document.documentElement.classList.add("can-drag");
