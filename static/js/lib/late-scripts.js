// @ts-check
/**
 * Scripts that a page needs only when somebody acts: they stand in `template[data-late-scripts]` and are loaded once the
 * page has been shown. A form that is sent before that waits for them.
 */

/** @type {Promise<unknown> | undefined} */
let loading;

/** @param {HTMLScriptElement} source */
function load(source) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    if (!source.src) {
      // Rules for the browser are no file: they apply at once.
      script.type = source.type;
      script.textContent = source.textContent;
      document.head.append(script);
      return resolve(null);
    }
    script.src = source.src;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

/** htmx takes up what it finds when the document is complete, and would wait for ever for a moment that is past. */
async function loadAll() {
  if (document.readyState !== "complete") await new Promise((resolve) => window.addEventListener("load", resolve));
  const carriers = /** @type {NodeListOf<HTMLTemplateElement>} */ (document.querySelectorAll("template[data-late-scripts]"));
  await Promise.all([...carriers].flatMap((carrier) => [...carrier.content.querySelectorAll("script")]).map(load));
}

function loaded() {
  loading ??= loadAll().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** @param {SubmitEvent} event */
function hold(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[hx-post]") || "htmx" in window) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  loaded().then(
    () => form.requestSubmit(submitter),
    () => form.dispatchEvent(new CustomEvent("htmx:sendError", { bubbles: true })),
  );
}

/** To be called when the page has been shown. */
export function loadLateScripts() {
  document.addEventListener("submit", hold, { capture: true });
  // Tried again with the next form when it fails.
  requestAnimationFrame(() => requestAnimationFrame(() => void loaded().catch(() => {})));
}
