// @ts-check
/** The list of highlights: keys, picking, filters that leave nothing empty in the address, the way back. */

import { focusRow, listenForKeys, Picking, rowInFocus, showSwitch, step } from "./lib/row-list.js";

const picking = new Picking();

/** What depends on the lines that are there; after each swap they are others. */
function refresh() {
  for (const label of document.querySelectorAll("[data-page-label]")) {
    if (label instanceof HTMLElement) label.hidden = false;
  }
  showCount();
}

function showCount() {
  const words = document.querySelector("[data-picked-words]");
  const number = document.querySelector("[data-picked]");
  if (!(words instanceof HTMLElement) || !number) return;
  const count = picking.count;
  words.hidden = count === null;
  number.textContent = String(count ?? "");
}

/** What must be chosen depends on what is done; an action that needs no tag takes none. */
function adaptChoices() {
  for (const choices of document.querySelectorAll("[data-bulk-choices]")) {
    const control = (/** @type {string} */ name) => choices.querySelector(`[name="${name}"]`);
    const [action, tag, by] = [control("action"), control("tag"), control("by")];
    if (!(action instanceof HTMLSelectElement && tag instanceof HTMLSelectElement && by instanceof HTMLSelectElement)) return;
    tag.required = action.value !== "delete";
    by.required = action.value === "replace";
    for (const option of tag.options) {
      if (option.dataset.retired !== undefined) option.disabled = action.value === "add";
    }
  }
}

picking.addEventListener("change", showCount);

document.addEventListener("change", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest("[data-bulk-choices]")) adaptChoices();
  // A filter of another form is not asked for; the browser says what is wrong with it.
  if (target instanceof HTMLInputElement && target.closest("[data-filters]")) target.reportValidity();
});
// The search field asks while somebody types; asking once more when it is left would swap the lines under the pointer.
document.addEventListener(
  "change",
  (event) => {
    if (event.target instanceof HTMLElement && event.target.matches("[data-search]")) event.stopPropagation();
  },
  true,
);

document.addEventListener("htmx:configRequest", (event) => {
  const { formData, target } = /** @type {CustomEvent} */ (event).detail;
  if (target?.id !== "concordance") return;
  const tag = formData.get("tag");
  for (const [name, value] of [...formData]) {
    const foreign = name.includes(".") && !name.startsWith(`${tag}.`);
    if (!value || foreign || (name === "sort" && value === "place")) formData.delete(name);
  }
});

// Back and forth between filters: htmx puts the whole page of then into this one.
document.addEventListener("htmx:historyRestore", () => {
  refresh();
  adaptChoices();
  showSwitch();
});

document.addEventListener("htmx:afterSwap", (event) => {
  const target = /** @type {CustomEvent} */ (event).detail.target;
  if (!(target instanceof HTMLElement) || target.id !== "concordance") return;
  refresh();
  adaptChoices();
  const said = document.querySelector("[data-announcer]");
  if (said) said.textContent = document.querySelector("[data-count]")?.textContent ?? "";
});

// Whoever goes into a text and back by the browser's own button comes back to the line that she left.
document.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest("[data-row-link]");
  const row = link?.closest("[data-row]");
  if (row?.id) history.replaceState(history.state, "", `#${row.id}`);
});

function returnToLine() {
  const row = /^#mark-[0-9a-f-]{36}$/.test(location.hash) ? document.querySelector(location.hash) : null;
  if (!(row instanceof HTMLElement)) return;
  for (const other of document.querySelectorAll(".kwic-row.visited")) other.classList.remove("visited");
  row.classList.add("visited");
  row.scrollIntoView({ block: "center" });
  focusRow(row);
}

listenForKeys([
  ["j", () => step(1)],
  ["k", () => step(-1)],
  ["x", (event) => picking.toggle(event.shiftKey)],
  [
    "e",
    () => {
      const more = rowInFocus()?.querySelector("details");
      if (!more) return false;
      more.open = !more.open;
      return true;
    },
  ],
  [
    "/",
    () => {
      const search = document.querySelector("[data-search]");
      if (!(search instanceof HTMLInputElement)) return false;
      search.focus();
      search.select();
      return true;
    },
  ],
  [
    "?",
    () => {
      const keys = document.querySelector("[data-keys]");
      if (!(keys instanceof HTMLDetailsElement)) return false;
      keys.open = !keys.open;
      const summary = keys.querySelector("summary");
      if (keys.open) summary?.focus();
      return true;
    },
  ],
]);

refresh();
adaptChoices();

// The browser goes to the address's fragment when all is loaded, and takes the focus away as it does.
function settle() {
  returnToLine();
  document.documentElement.dataset.concordance = "ready";
}
if (document.readyState === "complete") settle();
else addEventListener("load", () => setTimeout(settle));
