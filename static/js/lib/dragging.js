// @ts-check
/** Rows of a list put into another order by dragging a handle; Escape puts them back. */

/**
 * @typedef {object} Sorting
 * @property {string} handle selector of what is dragged by
 * @property {string} list selector of a list
 * @property {string} item selector of its rows, which are children of the list
 * @property {(list: HTMLElement) => void} dropped called when the order is another one
 */

/** @param {Sorting} sorting */
export function dragging({ handle, list, item, dropped }) {
  document.addEventListener("pointerdown", (event) => {
    const grip = /** @type {HTMLElement} */ (event.target).closest?.(handle);
    const row = /** @type {HTMLElement | null | undefined} */ (grip?.closest(item));
    const rows = /** @type {HTMLElement | null | undefined} */ (row?.closest(list));
    if (!(grip instanceof HTMLElement) || !row || !rows || event.button !== 0) return;
    event.preventDefault();
    drag(row, rows);
  });

  /**
   * @param {HTMLElement} row
   * @param {HTMLElement} rows
   */
  function drag(row, rows) {
    const before = [...rows.children];
    const watch = new AbortController();
    const { signal } = watch;
    row.classList.add("dragging");

    /** @param {boolean} keep */
    function end(keep) {
      watch.abort();
      row.classList.remove("dragging");
      if (!keep) rows.replaceChildren(...before);
      else if ([...rows.children].some((child, index) => child !== before[index])) dropped(rows);
    }

    // At the document: a row that is put elsewhere loses what was captured by it.
    document.addEventListener("pointermove", (event) => place(row, rows, event.clientY), { signal });
    document.addEventListener("pointerup", () => end(true), { signal });
    document.addEventListener("pointercancel", () => end(false), { signal });
    document.addEventListener("keydown", (event) => event.key === "Escape" && end(false), { signal });
  }
}

/**
 * @param {HTMLElement} row
 * @param {HTMLElement} rows
 * @param {number} y
 */
function place(row, rows, y) {
  const others = [...rows.children].filter((child) => child !== row);
  const following = others.find((child) => {
    const { top, height } = child.getBoundingClientRect();
    return y < top + height / 2;
  });
  if (following !== row.nextElementSibling) rows.insertBefore(row, following ?? null);
}
