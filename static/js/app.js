// @ts-check
/** What every page needs: the token that forms without a page reload must carry, menus that close, tabs in view. */

import "./lib/access-watch.js";
import { csrfToken } from "./lib/csrf.js";
import "./lib/htmx-care.js";
import "./typed.js";
import "./unsent/looking.js";

document.addEventListener("htmx:configRequest", (event) => {
  const detail = /** @type {CustomEvent} */ (event).detail;
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = csrfToken();
});

/** @param {(menu: HTMLDetailsElement) => boolean} which */
function closeMenus(which) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu instanceof HTMLDetailsElement && which(menu)) menu.open = false;
  }
}

document.addEventListener("pointerdown", (event) => {
  const target = /** @type {Node} */ (event.target);
  closeMenus((menu) => !menu.contains(target));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details[data-menu][open]");
  closeMenus(() => true);
  if (menu) /** @type {HTMLElement | null} */ (menu.querySelector("summary"))?.focus();
});

// Where the tabs are wider than the screen, the one that is shown must be among those that are seen.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) tab.scrollIntoView({ block: "nearest", inline: "center" });
