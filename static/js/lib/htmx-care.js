// @ts-check
/** What htmx leaves undone: a failed request says so and loses nothing, and a swap never loses the focus. */

/** @returns {HTMLElement | null} where failures are told */
function notice() {
  return document.querySelector("[data-notice]");
}

/** @param {string} words */
export function tell(words) {
  const place = notice();
  const line = place?.querySelector("[data-notice-words]");
  if (!place || !line) return;
  line.textContent = "";
  place.hidden = false;
  // Set after it is shown, so that it is read out.
  requestAnimationFrame(() => {
    line.textContent = words;
  });
}

function quiet() {
  const place = notice();
  if (place) place.hidden = true;
}

/**
 * What the template has to say of a status; 0 stands for no answer.
 * @param {number} status
 * @returns {string}
 */
export function wordsFor(status) {
  const source = document.querySelector('template[data-template="notices"]');
  if (!(source instanceof HTMLTemplateElement)) return "";
  const find = (/** @type {string} */ key) => source.content.querySelector(`[data-status="${key}"]`)?.textContent;
  return find(String(status)) ?? find(status >= 500 ? "5xx" : "4xx") ?? "";
}

/**
 * The refusal's own sentence when an answer has one.
 * @param {string} html
 * @returns {string}
 */
export function refusalIn(html) {
  const body = new DOMParser().parseFromString(html, "text/html");
  return body.querySelector('body > .alert[role="alert"]')?.textContent?.trim() ?? "";
}

/** @param {XMLHttpRequest} request @returns {boolean} whether a page for signing in came instead of what was asked for */
function asksToSignIn(request) {
  const address = document.querySelector("[data-notice]")?.getAttribute("data-sign-in");
  return Boolean(address && request.responseURL && new URL(request.responseURL).pathname === address);
}

document.addEventListener("htmx:sendError", () => tell(wordsFor(0)));
document.addEventListener("htmx:timeout", () => tell(wordsFor(0)));
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = /** @type {CustomEvent} */ (event).detail;
  tell(refusalIn(xhr.responseText) || wordsFor(xhr.status));
});

/** @type {{target: Element, id: string} | null} whose content had the focus when it was swapped out */
let left = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (asksToSignIn(detail.xhr)) {
    detail.shouldSwap = false;
    tell(wordsFor(401));
    return;
  }
  if (!detail.shouldSwap) return;
  quiet();
  const target = /** @type {Element} */ (detail.target);
  left = target.contains(document.activeElement) ? { target, id: target.id } : null;
});

document.addEventListener("htmx:afterSettle", () => {
  if (!left) return;
  const { target, id } = left;
  left = null;
  if (document.activeElement && document.activeElement !== document.body) return;
  const place = target.isConnected ? target : id ? document.getElementById(id) : document.getElementById("main");
  if (!(place instanceof HTMLElement)) return;
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus({ preventScroll: true });
});

document.addEventListener("click", (event) => {
  if (/** @type {Element} */ (event.target).closest("[data-notice-close]")) quiet();
});
