// @ts-check
/** Whose highlights are shown: everybody's, one's own, or one colleague's. */

const REMEMBERED = "claimdesk-whose";

/**
 * @param {HTMLSelectElement | null} select there when others have marked something too
 * @param {import("./store.js").Store} store
 */
export function chooseWhose(select, store) {
  if (!select) return;
  // A colleague's name is remembered for no other article: she may have marked nothing there.
  if (localStorage.getItem(REMEMBERED) === "me") {
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
}
