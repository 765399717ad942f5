// @ts-check
/** Whose highlights are shown: everybody's, one's own, or one colleague's. */

import { say } from "../lib/words.js";

const REMEMBERED = "claimdesk-whose";

/**
 * @param {HTMLSelectElement | null} select hidden while nobody else has marked anything
 * @param {import("./store.js").Store} store
 */
export function chooseWhose(select, store) {
  if (!select) return;
  // A colleague's name is remembered for no other article: she may have marked nothing there.
  if (!select.hidden && localStorage.getItem(REMEMBERED) === "me") {
    select.value = "me";
    store.show("me");
  }
  select.addEventListener("change", () => {
    store.show(select.value);
    if (select.value === "me" || select.value === "") localStorage.setItem(REMEMBERED, select.value);
  });
  store.addEventListener("whose", () => {
    select.value = store.whose;
  });
  store.addEventListener("items", () => count(select, store));
}

/**
 * How many each has now; whoever has none any more stays in the list, and is not shown by it while it is hidden.
 * @param {HTMLSelectElement} select
 * @param {import("./store.js").Store} store
 */
function count(select, store) {
  /** @type {Map<string, number>} */
  const counts = new Map([["me", 0], ...[...select.options].map((option) => /** @type {[string, number]} */ ([option.value, 0]))]);
  const all = store.everything();
  for (const { by } of all) counts.set(by ?? "me", (counts.get(by ?? "me") ?? 0) + 1);
  counts.set("", all.length);
  const known = new Map([...select.options].map((option) => [option.value, option]));
  for (const [whose, number] of counts) {
    const option = known.get(whose) ?? select.appendChild(new Option("", whose));
    const n = number.toLocaleString(document.documentElement.lang || "en");
    option.text = say(whose === "" ? "whose-all" : whose === "me" ? "whose-own" : "whose-other", { n, name: whose });
  }
  select.hidden = store.whose === "" && ![...counts].some(([whose, number]) => whose !== "" && whose !== "me" && number);
}
