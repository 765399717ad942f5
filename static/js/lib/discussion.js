// @ts-check
/**
 * What people say to each other: sent without leaving the page; a refusal is told and leaves every word where it is.
 *
 * Works for every element with `data-discussion`, whose `data-address` answers its threads.
 */

import { csrfToken } from "./csrf.js";
import { merge, remember } from "./fresh-page.js";
import { refusalIn, tell, wordsFor } from "./htmx-care.js";
import { uuid7 } from "./uuid7.js";

const SIGNED_OUT = 401;

/**
 * Bring its threads up to date.
 * @param {HTMLElement} section
 * @param {string} [name] of whoever changed them
 */
export async function refresh(section, name = "") {
  const answer = await fetch(section.dataset.address ?? "", { headers: { "HX-Request": "true" }, redirect: "error" }).catch(
    () => null,
  );
  if (!answer?.ok) return;
  merge(section, new DOMParser().parseFromString(await answer.text(), "text/html"), name);
}

/**
 * @param {HTMLElement} section
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
async function send(section, form, button) {
  if (form.dataset.sending) return;
  form.dataset.sending = "true";
  // Sent again after no answer came, it is not said twice.
  form.dataset.id ??= uuid7();
  const said = new FormData(form, button);
  said.set("id", form.dataset.id);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: said,
      headers: { "HX-Request": "true", "X-CSRFToken": csrfToken() },
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect") tell(wordsFor(SIGNED_OUT));
    else if (!answer.ok) tell(refusalIn(await answer.text()) || wordsFor(answer.status));
    else done(section, form);
    if (answer.type !== "opaqueredirect") await refresh(section);
  } catch {
    tell(wordsFor(0));
  } finally {
    delete form.dataset.sending;
  }
}

/**
 * @param {HTMLElement} section
 * @param {HTMLFormElement} form
 */
function done(section, form) {
  delete form.dataset.id;
  // Its words are among the threads from now on; whoever goes on talking finds the field empty.
  for (const words of form.querySelectorAll("textarea")) words.value = form.closest("[data-live-part]") ? words.defaultValue : "";
  const folded = form.closest("details");
  if (folded) {
    folded.open = false;
    folded.querySelector("summary")?.focus();
  }
  section.dispatchEvent(new CustomEvent("claimdesk:said", { bubbles: true }));
}

/** @param {Event} event */
function sectionOf(event) {
  const section = event.target instanceof Element ? event.target.closest("[data-discussion]") : null;
  return section instanceof HTMLElement ? section : null;
}

/** @param {SubmitEvent} event */
function submit(event) {
  const section = sectionOf(event);
  if (!section || !(event.target instanceof HTMLFormElement)) return;
  event.preventDefault();
  void send(section, event.target, event.submitter);
}

// Before whoever keeps what is sent with a page load: this is not.
document.addEventListener("submit", submit, { capture: true });

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !(event.target instanceof HTMLTextAreaElement)) return;
  if (sectionOf(event)) event.target.form?.requestSubmit();
});

remember(document);
