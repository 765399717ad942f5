// @ts-check
/** What the server refused, in words, with what can be done about it. */

import { template } from "../lib/words.js";

/**
 * @param {string} name of a template with a line for each code or status, and one for `other`
 * @param {import("../sending/types.js").Problem<any>} problem
 * @returns {{panel: HTMLElement, fitting: string | undefined}} `fitting`: the code whose line is left
 */
export function refusalPanel(name, { code, status, detail }) {
  const panel = template(name);
  const lines = /** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll("[data-code]"));
  const codes = [...lines].map((line) => line.dataset.code);
  const fitting = [code, String(status), "other"].find((one) => codes.includes(one));
  for (const line of lines) if (line.dataset.code !== fitting) line.remove();
  const place = panel.querySelector("[data-detail]");
  if (place) place.textContent = detail;
  return { panel, fitting };
}
