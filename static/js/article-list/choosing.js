// @ts-check
/** Choosing rows: one by one, from one to another, all of the page. */

/** @type {string} the number of the article that was chosen last: where a range begins */
let anchor = "";

/** @returns {HTMLInputElement[]} */
function boxes() {
  return [...document.querySelectorAll("[data-choose]")].map((box) => /** @type {HTMLInputElement} */ (box));
}

/** @param {HTMLElement} row */
function boxOf(row) {
  return /** @type {HTMLInputElement | null} */ (row.querySelector("[data-choose]"));
}

/** Says how many are chosen; puts the box for the page in agreement with the rows. */
export function chosenChanged() {
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  const count = /** @type {HTMLElement | null} */ (document.querySelector("[data-chosen-count]"));
  const number = count?.querySelector("[data-number]");
  if (count && number) {
    const everything = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-choose-all]"));
    count.hidden = everything?.checked ?? false;
    number.textContent = String(chosen);
  }
  const frame = /** @type {HTMLElement | null} */ (document.querySelector("[data-choose-page-frame]"));
  const page = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-choose-page]"));
  if (!frame || !page) return;
  frame.hidden = false;
  page.checked = all.length > 0 && chosen === all.length;
  page.indeterminate = chosen > 0 && chosen < all.length;
}

/** @param {HTMLElement} row */
export function toggleChoice(row) {
  const box = boxOf(row);
  if (!box) return;
  box.checked = !box.checked;
  anchor = box.value;
  chosenChanged();
}

/**
 * Everything from the row that was chosen last to this one gets what that one has.
 * @param {HTMLElement} row
 */
export function chooseRange(row) {
  const box = boxOf(row);
  if (box) spread(box, boxes().find((other) => other.value === anchor)?.checked ?? true);
}

/**
 * @param {HTMLInputElement} box
 * @param {boolean} checked
 */
function spread(box, checked) {
  const all = boxes();
  const here = all.indexOf(box);
  const there = all.findIndex((other) => other.value === anchor);
  const [first, last] = there < 0 ? [here, here] : [Math.min(here, there), Math.max(here, there)];
  for (const other of all.slice(first, last + 1)) other.checked = checked;
  anchor = box.value;
  chosenChanged();
}

export function clearChoice() {
  for (const box of document.querySelectorAll("[data-choose], [data-choose-all]")) {
    /** @type {HTMLInputElement} */ (box).checked = false;
  }
  chosenChanged();
}

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !box.matches("[data-choose]")) return;
  if (event.shiftKey && anchor) spread(box, box.checked);
  else anchor = box.value;
});

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement)) return;
  if (box.matches("[data-choose-page]")) {
    for (const other of boxes()) other.checked = box.checked;
  }
  if (box.matches("[data-choose], [data-choose-page], [data-choose-all]")) chosenChanged();
});
