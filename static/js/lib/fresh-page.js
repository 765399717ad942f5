// @ts-check
/**
 * Puts what the server says now in the place of what a page shows, part by part, and disturbs nobody at it.
 *
 * A part is an element with `data-live-part`; those in a `data-live-list` come and go. Where somebody types or has chosen
 * something, a note stands above the part until she asks for it; what she typed goes along into the new part.
 */

import { template } from "./words.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

const FIELDS = "input:not([type=hidden]), textarea, select";
const CONTROLS = `a[href], button, summary, ${FIELDS}`;

/** @type {WeakMap<Element, string>} parts as the server sent them */
const seen = new WeakMap();
/** @type {WeakMap<Element, {note: HTMLElement, now: Element}>} what waits for somebody to ask for it */
const waiting = new WeakMap();

/**
 * A part in one form for comparison.
 * @param {Element} part
 */
function plain(part) {
  return part.outerHTML.replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1");
}

/** @param {ParentNode} root whose parts are as the server has just sent them */
export function remember(root) {
  for (const part of root.querySelectorAll("[data-live-part]")) seen.set(part, plain(part));
}

/**
 * @param {ParentNode} root what the page shows
 * @param {ParentNode} fresh the same as it is now
 * @param {string} name of whoever changed it, for notes
 * @returns {boolean} whether anything is different
 */
export function merge(root, fresh, name) {
  let changed = false;
  for (const element of root.querySelectorAll("[data-live-attributes]")) {
    const now = fresh.querySelector(`#${CSS.escape(element.id)}`);
    for (const attribute of (element.getAttribute("data-live-attributes") ?? "").split(" ")) {
      element.setAttribute(attribute, now?.getAttribute(attribute) ?? "");
    }
  }
  for (const list of root.querySelectorAll("[data-live-list]")) {
    const now = fresh.querySelector(`[data-live-list="${list.getAttribute("data-live-list")}"]`);
    if (now && arrange(list, now)) changed = true;
  }
  for (const part of root.querySelectorAll("[data-live-part]")) {
    const now = partOf(fresh, part);
    if (!now || plain(now) === (seen.get(part) ?? plain(part))) continue;
    changed = true;
    if (isBusy(part)) tell(part, now, name);
    else put(part, now);
  }
  return changed;
}

/**
 * @param {ParentNode} root
 * @param {Element} part
 */
function partOf(root, part) {
  return root.querySelector(`[data-live-part="${CSS.escape(part.getAttribute("data-live-part") ?? "")}"]`);
}

/**
 * What is new comes to its place, what is gone goes, unless somebody is at it.
 * @param {Element} list
 * @param {Element} now
 */
function arrange(list, now) {
  let changed = false;
  for (const part of [...list.children]) {
    if (!part.hasAttribute("data-live-part") || partOf(now, part) || isBusy(part)) continue;
    forget(part);
    part.remove();
    changed = true;
  }
  /** @type {Element | null} */
  let before = null;
  for (const part of [...now.children].reverse()) {
    let here = partOf(list, part);
    if (!here) {
      here = taken(part);
      list.insertBefore(here, before);
      changed = true;
    }
    before = here;
  }
  return changed;
}

/** @param {Element} now */
function taken(now) {
  const copy = document.importNode(now, true);
  seen.set(copy, plain(now));
  return copy;
}

/** @param {Element} part */
function isBusy(part) {
  const active = document.activeElement;
  if (active && part.contains(active) && active.matches(FIELDS)) return true;
  return part.querySelector("[data-live-keep] > *") !== null || typedIn(part).length > 0;
}

/** @param {Element} part @returns {Field[]} the fields that are not as the server sent them */
function typedIn(part) {
  return /** @type {Field[]} */ ([...part.querySelectorAll(FIELDS)]).filter((field) => {
    if (field instanceof HTMLSelectElement) {
      const first = Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
      return field.selectedIndex !== first;
    }
    if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) return field.checked !== field.defaultChecked;
    return field.value !== field.defaultValue;
  });
}

/**
 * @param {Element} part
 * @param {Element} now
 * @param {string} name
 */
function tell(part, now, name) {
  const known = waiting.get(part);
  if (known) {
    known.now = now;
    return;
  }
  const note = template("changed-note");
  const words = note.querySelector("span");
  if (words) words.textContent = (words.textContent ?? "").replace("{name}", name);
  waiting.set(part, { note, now });
  note.querySelector("button")?.addEventListener("click", () => put(part, waiting.get(part)?.now ?? now));
  part.before(note);
}

/** @param {Element} part */
function forget(part) {
  waiting.get(part)?.note.remove();
  waiting.delete(part);
}

/**
 * The new part in the place of the old one: what was folded out stays so, the focus stays, what was typed goes along.
 * @param {Element} part
 * @param {Element} now
 */
function put(part, now) {
  const copy = taken(now);
  const typed = typedIn(part);
  const focus = [...part.querySelectorAll(CONTROLS)].findIndex((control) => control === document.activeElement);
  unfold(part, copy);
  const left = typed.filter((field) => !carry(field, copy));
  forget(part);
  part.replaceWith(copy);
  for (const field of left) keepWords(copy, field);
  /** @type {any} */ (globalThis).htmx?.process(copy);
  if (focus < 0) return;
  const controls = /** @type {HTMLElement[]} */ ([...copy.querySelectorAll(CONTROLS)]);
  (controls[Math.min(focus, controls.length - 1)] ?? document.getElementById("main"))?.focus({ preventScroll: true });
}

/**
 * @param {Element} part
 * @param {Element} copy
 */
function unfold(part, copy) {
  const named = (/** @type {Element} */ details) => details.querySelector("summary")?.textContent?.trim() ?? "";
  const open = new Map([...part.querySelectorAll("details")].map((details) => [named(details), details.open]));
  for (const details of copy.querySelectorAll("details")) details.open = open.get(named(details)) ?? details.open;
}

/**
 * @param {Field} field
 * @param {Element} copy
 * @returns {boolean} whether it has a place there
 */
function carry(field, copy) {
  const action = field.form?.getAttribute("action") ?? "";
  const forms = [...copy.querySelectorAll("form")].filter((each) => (each.getAttribute("action") ?? "") === action);
  const fields = /** @type {Field[]} */ (forms.flatMap((form) => [...form.querySelectorAll(FIELDS)]));
  const same = fields.filter((each) => each.name === field.name);
  if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) {
    const box = same.find((each) => each.value === field.value);
    if (box instanceof HTMLInputElement) box.checked = field.checked;
    return true;
  }
  if (same[0]) same[0].value = field.value;
  return same.length > 0 || !(field instanceof HTMLTextAreaElement);
}

/**
 * @param {Element} copy
 * @param {Field} field
 */
function keepWords(copy, field) {
  const kept = template("changed-text");
  const words = kept.querySelector("textarea");
  if (words) words.value = field.value;
  copy.before(kept);
}
