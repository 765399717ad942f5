// @ts-check
/** What somebody typed in a form comes back when sending it failed: signed out meanwhile, refused, or no server there.
 *
 * It is kept in the tab alone, for the same person, and only until a page says that the form arrived.
 */

const STORED = "claimdesk.typed";
const TEXTS = 'textarea[name], input[name]:not([type]), input[name][type="text"]';

/** @typedef {{user: string, page: string, form: string, failed: boolean, words: [string, string][]}} Typed */

const user = document.querySelector('meta[name="claimdesk-user"]')?.getAttribute("content") ?? "";
const page = location.pathname + location.search;
const forms = /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll('main form[method="post"]')]);

/**
 * What tells a form from the others of a page, also when the page is loaded again.
 * @param {HTMLFormElement} form
 */
function keyOf(form) {
  const hidden = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll('input[type="hidden"]')]);
  const said = hidden.filter(({ name }) => !["csrfmiddlewaretoken", "version"].includes(name));
  return [form.action, ...said.map(({ name, value }) => `${name}=${value}`)].join(" ");
}

/** @returns {Typed | null} */
function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED) ?? "null");
  } catch {
    return null;
  }
}

/** @param {Typed} typed */
function keep(typed) {
  try {
    sessionStorage.setItem(STORED, JSON.stringify(typed));
  } catch {
    // Full or forbidden: the form works without.
  }
}

/** Whether the page that is shown says that what was sent last did not arrive. */
function failed() {
  const [shown] = performance.getEntriesByType("navigation");
  if (!(shown instanceof PerformanceNavigationTiming)) return false;
  return !user || shown.responseStatus >= 400 || shown.type === "back_forward" || shown.type === "reload";
}

/**
 * Fill in what is still empty or as it was, and show it.
 * @param {HTMLFormElement} form
 * @param {[string, string][]} words
 */
function restore(form, words) {
  for (const [name, value] of words) {
    const field = form.elements.namedItem(name);
    if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) continue;
    if (field.value !== field.defaultValue) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    const folded = field.closest("details");
    if (folded) folded.open = true;
  }
}

const typed = stored();
if (typed && user && typed.user !== user) sessionStorage.removeItem(STORED);
else if (typed && typed.page === page && (typed.failed || failed())) {
  const form = forms.find((each) => keyOf(each) === typed.form);
  if (form) restore(form, typed.words);
  sessionStorage.removeItem(STORED);
} else if (typed && failed()) keep({ ...typed, failed: true });
else if (typed && !typed.failed) sessionStorage.removeItem(STORED);

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || !user || !forms.includes(form)) return;
  const fields = /** @type {(HTMLTextAreaElement | HTMLInputElement)[]} */ ([...form.querySelectorAll(TEXTS)]);
  const words = fields
    .filter((field) => field.value !== field.defaultValue)
    .map((field) => /** @type {[string, string]} */ ([field.name, field.value]));
  if (words.length) keep({ user, page, form: keyOf(form), failed: false, words });
});
