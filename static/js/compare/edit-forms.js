// @ts-check
/** The form of a reading: its place is moved by words, or set to what is selected in the text, and shown in it. */

import { selectedStretch } from "../workbench/selecting.js";

/** @typedef {[number, number]} Segment */

const PAIR = /^\s*(\d{1,9})\s*[-–]\s*(\d{1,9})\s*$/;

export class EditForms {
  /**
   * @param {import("../lib/text-map.js").TextMap} map
   * @param {import("../lib/segments.js").Segments} segments
   * @param {import("./marks.js").Marks} marks
   */
  constructor(map, segments, marks) {
    this.map = map;
    this.segments = segments;
    this.marks = marks;
    document.addEventListener("htmx:afterSettle", () => this.#showAll());
    document.addEventListener("input", (event) => {
      const field = event.target;
      if (field instanceof HTMLInputElement && field.matches("[data-place]")) this.#show(field);
    });
    // A button that takes the focus would take the selection with it.
    document.addEventListener("mousedown", (event) => {
      if (/** @type {HTMLElement} */ (event.target).closest("[data-to-selection]")) event.preventDefault();
    });
    document.addEventListener("click", (event) => this.#clicked(event));
    this.#showAll();
  }

  #showAll() {
    for (const field of document.querySelectorAll("[data-edit] [data-place]")) {
      if (field instanceof HTMLInputElement) this.#show(field);
    }
    for (const steps of document.querySelectorAll("[data-edit-steps]")) {
      if (steps instanceof HTMLElement) steps.hidden = false;
    }
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const pressed = /** @type {HTMLElement} */ (event.target).closest("[data-edge], [data-to-selection], [data-edit-close]");
    const form = pressed?.closest("[data-edit]");
    const field = form?.querySelector("[data-place]");
    if (!(pressed instanceof HTMLElement) || !(field instanceof HTMLInputElement)) return;
    if (pressed.matches("[data-edit-close]")) this.#close(event, form);
    else if (pressed.matches("[data-to-selection]")) this.#toSelection(field);
    else this.#move(field, pressed.dataset.edge === "start", Number(pressed.dataset.step));
  }

  /**
   * @param {Event} event
   * @param {Element | null | undefined} form
   */
  #close(event, form) {
    const row = form?.closest("[data-row]");
    if (!row) return;
    event.preventDefault();
    form?.remove();
    /** @type {HTMLElement | null} */ (row.querySelector("[data-row-link]"))?.focus();
  }

  /** @param {HTMLInputElement} field */
  #toSelection(field) {
    const stretch = selectedStretch(this.map, this.segments);
    if (!stretch) return;
    const { offsets } = this.map;
    this.#write(field, [[offsets.toPoint(stretch.start), offsets.toPoint(stretch.end)]]);
  }

  /**
   * @param {HTMLInputElement} field
   * @param {boolean} isStart
   * @param {number} direction
   */
  #move(field, isStart, direction) {
    const segments = this.#read(field);
    if (!segments) return;
    const segment = isStart ? segments[0] : segments[segments.length - 1];
    const { offsets } = this.map;
    const from = offsets.toUnit(segment[isStart ? 0 : 1]);
    const edges = this.map.blocks.flatMap((block) => this.segments.of(block, "word").map((word) => (isStart ? word.start : word.end)));
    const to = direction < 0 ? edges.findLast((edge) => edge < from) : edges.find((edge) => edge > from);
    if (to === undefined) return;
    segment[isStart ? 0 : 1] = offsets.toPoint(to);
    if (segment[0] < segment[1]) this.#write(field, segments);
  }

  /**
   * @param {HTMLInputElement} field
   * @returns {Segment[] | null} null while what is typed is no place in the text
   */
  #read(field) {
    const pairs = field.value.split(",").map((part) => PAIR.exec(part));
    const segments = pairs.map((pair) => /** @type {Segment} */ ([Number(pair?.[1] ?? -1), Number(pair?.[2] ?? -1)]));
    const lawful = segments.every(([start, end], index) => {
      return start >= 0 && start < end && end <= this.map.offsets.points && (index === 0 || start > segments[index - 1][1]);
    });
    return lawful ? segments : null;
  }

  /**
   * @param {HTMLInputElement} field
   * @param {Segment[]} segments
   */
  #write(field, segments) {
    field.value = segments.map(([start, end]) => `${start}–${end}`).join(", ");
    this.#show(field);
  }

  /** @param {HTMLInputElement} field */
  #show(field) {
    const words = field.form?.querySelector("[data-edit-words]");
    const segments = this.#read(field);
    if (!(words instanceof HTMLElement)) return;
    words.hidden = !segments;
    if (!segments) return;
    const { offsets, text } = this.map;
    words.textContent = segments.map(([start, end]) => text.slice(offsets.toUnit(start), offsets.toUnit(end))).join(" … ");
    this.marks.show(segments);
  }
}
