// @ts-check
/** Asks now and then whether the page's project is still the reader's, and covers the page while it is not.
 *
 * Nothing of the page is taken away: what it has not sent yet stays in it, and it goes on when the answer is yes again.
 */

/** Asking more often than this, in milliseconds, helps nobody: the page may get visible and focused at once. */
const SOONEST = 100;

/**
 * The form that signs somebody in without leaving the page.
 * @param {HTMLDialogElement} dialog
 * @param {() => void} done
 */
function signInHere(dialog, done) {
  const form = dialog.querySelector("form[data-sign-in-here]");
  if (!(form instanceof HTMLFormElement)) return;
  const trouble = /** @type {HTMLElement} */ (form.querySelector("[data-sign-in-trouble]"));
  /** @param {string} which "" for none */
  const say = (which) => {
    trouble.hidden = !which;
    for (const words of trouble.children) {
      if (words instanceof HTMLElement) words.hidden = words.dataset.trouble !== which;
    }
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("");
    try {
      // The page's own token may be of a session that is over: the sign-in page gives a new one.
      const page = new DOMParser().parseFromString(await (await fetch(form.action)).text(), "text/html");
      const token = page.querySelector('input[name="csrfmiddlewaretoken"]');
      const sent = new FormData(form);
      if (token instanceof HTMLInputElement) sent.set("csrfmiddlewaretoken", token.value);
      const { type, status } = await fetch(form.action, { method: "POST", body: sent, redirect: "manual" });
      if (type !== "opaqueredirect") say(status === 429 ? "often" : status === 200 ? "wrong" : "other");
      else form.reset();
    } catch {
      say("other");
    }
    done();
  });
}

/** @param {HTMLDialogElement} dialog */
function watch(dialog) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let next;
  let asked = -SOONEST;
  let shown = "";

  /** @param {string} ended a status, or "" while all is well */
  function show(ended) {
    if (ended === shown) return;
    shown = ended;
    for (const words of dialog.querySelectorAll("[data-ended]")) {
      if (words instanceof HTMLElement) words.hidden = words.dataset.ended !== ended;
    }
    const title = dialog.querySelector(`[data-ended="${ended}"] h2`)?.textContent;
    if (title) dialog.setAttribute("aria-label", title);
    if (ended && !dialog.open) dialog.showModal();
    if (!ended && dialog.open) dialog.close();
    const way = dialog.querySelector(`[data-ended="${ended}"] :is(input:not([type="hidden"]), a)`);
    if (way instanceof HTMLElement) way.focus();
  }

  /** @param {string | null} token */
  function takeToken(token) {
    if (!token) return;
    document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", token);
    for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) {
      if (input instanceof HTMLInputElement) input.value = token;
    }
  }

  async function ask() {
    clearTimeout(next);
    const now = performance.now();
    if (now - asked < SOONEST) {
      next = setTimeout(ask, SOONEST);
      return;
    }
    if (document.visibilityState === "visible") {
      asked = now;
      try {
        const { status, headers } = await fetch(dialog.dataset.address ?? "", { cache: "no-store", redirect: "error" });
        if (asked !== now) return; // asked again meanwhile: that answer counts
        if (status === 204) {
          takeToken(headers.get("X-CSRFToken"));
          show("");
          document.dispatchEvent(new CustomEvent("claimdesk:access"));
        } else if (dialog.querySelector(`[data-ended="${status}"]`)) {
          show(String(status));
        }
      } catch {
        // No answer says nothing about the reader's rights.
      }
    }
    clearTimeout(next);
    next = setTimeout(ask, Number(dialog.dataset.every) * 1_000);
  }

  dialog.addEventListener("cancel", (event) => event.preventDefault());
  // The keys of the page below are not for what nobody sees.
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") event.preventDefault();
  });
  // Browsers let a second Escape through.
  dialog.addEventListener("close", () => {
    if (shown) dialog.showModal();
  });
  document.addEventListener("claimdesk:signed-out", () => void ask());
  signInHere(dialog, () => void ask());
  document.addEventListener("visibilitychange", () => void ask());
  window.addEventListener("focus", () => void ask());
  next = setTimeout(ask, Number(dialog.dataset.every) * 1_000);
}

const dialog = document.querySelector("dialog[data-access-watch]");
if (dialog instanceof HTMLDialogElement) watch(dialog);
