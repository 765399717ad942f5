// @ts-check
/** Forms with `data-unsaved`: leaving the page with something typed in them that was not sent asks first. */

for (const form of document.querySelectorAll("form[data-unsaved]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  const state = () => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
  // What came back from the server unsaved counts as typed.
  const saved = form.dataset.unsaved === "changed" ? "" : state();
  let leaving = false;
  form.addEventListener("submit", () => {
    leaving = true;
  });
  // A preview in place is a submission that leaves nothing.
  form.addEventListener("htmx:beforeRequest", () => {
    leaving = false;
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && state() !== saved) event.preventDefault();
  });
}
