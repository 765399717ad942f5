// @ts-check
/** The articles that somebody went through in this tab, so that one key leads back to the one before. */

const TRAIL = "claimdesk.trail";
const LONGEST = 50;

/** @returns {string[]} addresses, the latest last */
function trail() {
  try {
    const found = JSON.parse(sessionStorage.getItem(TRAIL) ?? "[]");
    return Array.isArray(found) ? found.filter((address) => typeof address === "string") : [];
  } catch {
    return [];
  }
}

/** @param {string[]} addresses */
function keep(addresses) {
  sessionStorage.setItem(TRAIL, JSON.stringify(addresses.slice(-LONGEST)));
}

/** What the address says of how one came here is for the server, and not for whoever copies the address. */
const PASSING = ["done", "skipped"];

/** This page is where one is now; one that lies behind on the trail cuts off what came after it. */
export function noteArticle() {
  const address = new URL(location.href);
  for (const name of PASSING) address.searchParams.delete(name);
  if (address.href !== location.href) window.history.replaceState(window.history.state, "", address);
  const been = trail();
  const here = location.pathname;
  if (been.at(-2) === here) been.pop();
  else if (been.at(-1) !== here) been.push(here);
  keep(been);
}

/** @returns {boolean} whether there is an article that one came from */
export function goBack() {
  const been = trail();
  const before = been.at(-2);
  // Only ever an article of this site: whatever else stands there was not written here.
  if (!before || !/^\/([^/]+\/)*projects\/[\w-]+\/articles\/\d+\/$/.test(before)) return false;
  location.assign(before);
  return true;
}
