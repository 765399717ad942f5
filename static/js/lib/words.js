// @ts-check
/** The words that a script says: templates carry them, translated; here they are only filled in. */

/** @param {string} name */
export function template(name) {
  const found = document.querySelector(`template[data-template="${name}"]`);
  if (!(found instanceof HTMLTemplateElement)) throw new Error(`no template ${name}`);
  const first = found.content.firstElementChild;
  if (!first) throw new Error(`template ${name} is empty`);
  return /** @type {HTMLElement} */ (first.cloneNode(true));
}

/** @type {Map<string, string> | undefined} */
let words;

/** @type {Intl.PluralRules | undefined} */
let rules;

function allWords() {
  const carrier = document.querySelector('template[data-template="words"]');
  const found = new Map();
  if (carrier instanceof HTMLTemplateElement) {
    for (const element of carrier.content.querySelectorAll("[data-word]")) {
      if (!(element instanceof HTMLElement)) continue;
      const { word, form } = element.dataset;
      found.set(form ? `${word} ${form}` : `${word}`, element.textContent ?? "");
    }
  }
  return found;
}

/**
 * @param {string} name
 * @param {Record<string, string>} [values] put in place of `{name}`
 */
export function say(name, values = {}) {
  words ??= allWords();
  const text = words.get(name) ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/**
 * The form that the page's language has for a number.
 * @param {string} name
 * @param {number} n
 */
export function sayNumber(name, n) {
  const language = document.documentElement.lang || "en";
  rules ??= new Intl.PluralRules(language);
  const category = rules.select(n);
  const form = [1, 2, 5].find((sample) => rules?.select(sample) === category) ?? 5;
  // Only what is long enough to be grouped is worth loading the language's numbers for.
  return say(`${name} ${form}`, { n: n < 1_000 ? String(n) : n.toLocaleString(language) });
}

/**
 * @param {string} text
 * @param {number} [limit]
 */
export function shortened(text, limit = 120) {
  const points = Array.from(text.slice(0, limit * 2));
  return points.length <= limit && text.length <= limit * 2 ? text : `${points.slice(0, limit).join("")}…`;
}
