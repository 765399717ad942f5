// @ts-check
/** The list of all keys: a key cap is pressed, then the new key, and the form is sent. */

import { chordOf } from "./keys.js";

const MODIFIERS = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Dead", "Process", "Unidentified"];

/** @type {HTMLElement | null} the cap that waits for a key */
let waiting = null;

function stop() {
  waiting?.classList.remove("recording");
  waiting = null;
}

/**
 * @param {HTMLElement} within
 * @param {string} command
 * @param {string} key
 * @param {"" | "none" | "reset" | "all"} what
 */
function send(within, command, key, what) {
  const form = within.closest("form");
  if (!form) return;
  for (const [name, value] of [["command", command], ["value", key], ["do", what]]) {
    const field = form.querySelector(`[data-key-${name}]`);
    if (field instanceof HTMLInputElement) field.value = value;
  }
  form.requestSubmit();
}

/** @param {KeyboardEvent} event */
function record(event) {
  if (!waiting || event.isComposing) return;
  if (event.key === "Tab") {
    stop();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (MODIFIERS.includes(event.key)) return;
  const cap = waiting;
  stop();
  if (event.key === "Escape") return;
  const takeAway = event.key === "Delete" && !event.ctrlKey && !event.altKey && !event.shiftKey;
  send(cap, cap.dataset.keyChange ?? "", takeAway ? "" : chordOf(event), takeAway ? "none" : "");
}

/** Start listening, once for a page. */
export function recordKeys() {
  window.addEventListener("keydown", record, { capture: true });
  document.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const cap = target.closest("[data-key-change]");
    const same = cap === waiting;
    stop();
    if (cap instanceof HTMLElement && !same) {
      waiting = cap;
      cap.classList.add("recording");
    }
    const reset = target.closest("[data-key-reset]");
    if (reset instanceof HTMLElement) send(reset, reset.dataset.keyReset ?? "", "", "reset");
    const all = target.closest("[data-key-reset-all]");
    if (all instanceof HTMLElement) send(all, "", "", "all");
  });
  document.addEventListener("focusout", (event) => event.target === waiting && stop());
  document.addEventListener("htmx:afterSettle", (event) => {
    const list = /** @type {HTMLElement} */ (event.target);
    if (list.closest("[data-key-list]") || list.querySelector("[data-key-list]")) {
      document.dispatchEvent(new CustomEvent("claimdesk:keys"));
    }
  });
}
