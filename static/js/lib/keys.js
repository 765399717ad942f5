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
 * A key press in writing: `Shift+u`, `Ctrl+ArrowUp`, `?`. What only Shift makes of a sign is written as it is typed.
 * @param {KeyboardEvent} event
 */
export function chordOf(event) {
  const named = event.key.length > 1 || event.key === " ";
  const last = event.key === " " ? "Space" : named ? event.key : event.key.toLowerCase();
  const shift = event.shiftKey && (named || isCased(event.key));
  return [event.ctrlKey && "Ctrl", event.altKey && "Alt", shift && "Shift", last].filter(Boolean).join("+");
}

/** @param {string} character */
function isCased(character) {
  return character.toLowerCase() !== character.toUpperCase();
}

/** @param {string} key */
function parts(key) {
  const shift = key.length > 1 && key.startsWith("Shift+");
  return { shift, character: shift ? key.slice(6) : key };
}

/**
 * Whether a press types the character of a key.
 * @param {KeyboardEvent} event
 * @param {string} key such as `u` or `Shift+u`
 * @param {boolean} anyShift with Shift or without
 */
export function matches(event, key, anyShift) {
  const { shift, character } = parts(key);
  if (event.key.toLowerCase() !== character) return false;
  return anyShift || (isCased(character) ? shift === event.shiftKey : !shift || event.shiftKey);
}

/**
 * Whether a press is at the place where a Latin keyboard has the character of a key. A typed Latin letter counts as
 * typed and as nothing else, so that a French or Dvorak keyboard does not surprise anybody.
 * @param {KeyboardEvent} event
 * @param {string} key such as `u` or `Shift+u`
 * @param {boolean} anyShift with Shift or without
 */
export function matchesPlace(event, key, anyShift) {
  if (/^[a-z]$/i.test(event.key)) return false;
  const { shift, character } = parts(key);
  const place = placeOf(event);
  if (place === "/" && event.shiftKey && character === "?") return true;
  return place !== "" && place === character && (anyShift || shift === event.shiftKey);
}

/**
 * The first of the candidates that a key press means, or undefined: as typed, else by its place.
 * @template T
 * @param {KeyboardEvent} event
 * @param {Iterable<[string, T]>} candidates characters, each with what it stands for
 * @returns {T | undefined}
 */
export function meant(event, candidates) {
  const all = [...candidates];
  for (const fits of [matches, matchesPlace]) {
    const found = all.find(([character]) => fits(event, character.toLowerCase(), true));
    if (found) return found[1];
  }
  return undefined;
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
