// @ts-check
/** Reads a list of the interface to its end. */

const PAGE = 1_000;

/**
 * @param {string} collection its address
 * @param {number} article
 * @param {string} [more] what else the query asks for
 * @returns {Promise<Map<string, any> | null>} by id; null when it could not be read
 */
export async function everythingOf(collection, article, more = "") {
  const found = new Map();
  let address = `${collection}?article=${article}&limit=${PAGE}${more}`;
  try {
    while (address) {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error" });
      if (!answer.ok) return null;
      const { results, next } = await answer.json();
      for (const item of results) found.set(item.id, item);
      address = next;
    }
  } catch {
    return null;
  }
  return found;
}
