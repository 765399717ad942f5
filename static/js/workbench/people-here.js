// @ts-check
/** Who else has this article open: initials in the header, with names. */

import { sayNumber, template } from "../lib/words.js";

const MOST = 5;

/** @typedef {{username: string, name: string, initials: string}} Person */

/** @param {Person[]} people */
export function showPeople(people) {
  const place = document.querySelector("[data-people-here]");
  if (!(place instanceof HTMLElement)) return;
  const shown = people.length > MOST ? people.slice(0, MOST - 1) : people;
  const items = shown.map((person) => chip(person.initials, person.name));
  const rest = people.slice(shown.length);
  if (rest.length) items.push(chip(`+${rest.length}`, rest.map((person) => person.name).join(", ")));
  place.replaceChildren(...items);
  place.hidden = people.length === 0;
  place.setAttribute("aria-label", people.length ? sayNumber("people-here", people.length) : "");
}

/**
 * @param {string} letters
 * @param {string} name
 */
function chip(letters, name) {
  const item = template("person-here");
  item.title = name;
  const [short, long] = item.children;
  short.textContent = letters;
  const words = long.querySelector("bdi");
  if (words) words.textContent = name;
  return item;
}
