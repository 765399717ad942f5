// @ts-check
/** Numbers as people write them. */

/**
 * @param {string} text such as `11,000`, `11 000`, `1.234.567,8`, `2,5`
 * @returns {number} NaN for what is none. A comma or points before groups of three digits part thousands; one point
 *   alone is a decimal point
 */
export function numberOf(text) {
  let plain = text.replace(/[\s\u00a0\u202f'’]/gu, "").replace(/^[\u2212\u2013]/u, "-");
  if (/^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(plain)) plain = plain.replaceAll(",", "");
  else if (/^-?[1-9]\d{0,2}(\.\d{3}){2,}(,\d+)?$/.test(plain)) plain = plain.replaceAll(".", "").replace(",", ".");
  else if (/^-?[1-9]\d{0,2}\.\d{3},\d+$/.test(plain)) plain = plain.replace(".", "").replace(",", ".");
  else plain = plain.replace(/^(-?\d+),(\d+)$/, "$1.$2");
  return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN;
}
