// @ts-check
/** Keys in the fields of the card: digits choose, arrows go from field to field, Enter leads back to the text. */

export class CardKeys {
  /**
   * @param {import("./editor.js").Editor} editor
   * @param {HTMLElement} home the text
   */
  constructor(editor, home) {
    this.editor = editor;
    this.home = home;
    editor.form.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = /** @type {HTMLElement | null} */ (target.closest("[data-row]"));
    if (!row || event.isComposing || event.altKey || event.metaKey) return;
    const isNote = target instanceof HTMLTextAreaElement;
    const isChoice = target instanceof HTMLInputElement && target.type === "radio";
    if (event.key === "Enter" && (!isNote || event.ctrlKey)) this.#leave();
    else if (event.ctrlKey) return;
    else if (isChoice && this.#choose(row, event)) this.#step(row, 1);
    else if (isChoice && !event.shiftKey && ["0", "Backspace", "Delete"].includes(event.key)) this.#clear(row);
    else if (event.key === "ArrowDown" && !event.shiftKey && !(isNote && !atEnd(target))) this.#step(row, 1);
    else if (event.key === "ArrowUp" && !event.shiftKey && !(isNote && target.selectionEnd > 0)) this.#step(row, -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Back to the text, to where the caret was. */
  #leave() {
    this.editor.flush();
    // A number that is none is not left behind unseen.
    const wrong = this.editor.form.querySelector('[aria-invalid="true"]');
    if (wrong instanceof HTMLElement && wrong !== document.activeElement) wrong.focus();
    else if (!wrong) this.home.focus({ preventScroll: true });
  }

  /**
   * @param {HTMLElement} row
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key was the digit of a value, which is chosen then
   */
  #choose(row, event) {
    if (event.shiftKey) return false;
    const digit = /^[1-9]$/.test(event.key) ? event.key : (/^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1] ?? "");
    const radio = digit && row.querySelectorAll("input")[Number(digit) - 1];
    if (!radio) return false;
    if (!radio.checked) radio.click();
    return true;
  }

  /** @param {HTMLElement} row */
  #clear(row) {
    const chosen = row.querySelector("input:checked");
    if (chosen instanceof HTMLInputElement) chosen.click();
  }

  /**
   * @param {HTMLElement} row
   * @param {1 | -1} direction
   */
  #step(row, direction) {
    const rows = [...this.editor.form.querySelectorAll("fieldset:not([hidden]) [data-row], .note-row")];
    const next = rows[rows.indexOf(row) + direction];
    if (next instanceof HTMLElement) fieldOf(next)?.focus();
  }
}

/** @param {HTMLTextAreaElement} area */
function atEnd(area) {
  return area.selectionStart === area.value.length;
}

/**
 * The field of a row that Tab would reach: what is chosen, or the first.
 * @param {Element} row
 * @returns {HTMLElement | null}
 */
export function fieldOf(row) {
  return row.querySelector("input:checked") ?? row.querySelector("input, textarea");
}
