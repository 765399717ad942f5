// @ts-check
/** Which key was meant: the character that was typed, then the key's place on the keyboard. */

/** Keys of a Latin keyboard that other layouts use for letters, and what they type there. */
const PLACES = /** @type {Record<string, string>} */ ({
  BracketLeft: "[",
  BracketRight: "]",
  Equal: "=",
  Slash: "/",
  Comma: ",",
  Period: ".",
  Semicolon: ";",
  Quote: "'",
  Backquote: "`",
  Minus: "-",
});

/**
 * What the key would type on a Latin keyboard without Shift; "" for keys that type nothing.
 * @param {KeyboardEvent} event
 */
export function placeOf(event) {
  const match = /^(?:Key|Digit)(.)$/.exec(event.code);
  return match ? match[1].toLowerCase() : (PLACES[event.code] ?? "");
}

/**
 * The first of the candidates that a key press means, or undefined. A typed Latin letter counts as typed and as
 * nothing else, so that a French or Dvorak keyboard does not surprise anybody.
 * @template T
 * @param {KeyboardEvent} event
 * @param {Iterable<[string, T]>} candidates characters, each with what it stands for
 * @returns {T | undefined}
 */
export function meant(event, candidates) {
  const typed = event.key.toLowerCase();
  const place = /^[a-z]$/.test(typed) ? "" : placeOf(event);
  let byPlace;
  for (const [character, value] of candidates) {
    if (character.toLowerCase() === typed) return value;
    if (place && character.toLowerCase() === place) byPlace ??= value;
  }
  return byPlace;
}

/**
 * Whether keys belong to what has the focus: somebody is typing, or choosing.
 * @param {EventTarget | null} target
 */
export function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["radio", "checkbox", "button", "submit"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
