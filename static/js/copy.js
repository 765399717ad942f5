// @ts-check
/** Buttons that copy what a field holds: `data-copy` names the field. Without a clipboard they stay hidden. */

const SHOWN_FOR = 4_000;

/** @param {HTMLButtonElement} button */
async function copy(button) {
  const id = button.dataset.copy ?? "";
  const field = document.getElementById(id);
  if (!(field instanceof HTMLInputElement)) return;
  field.select();
  await navigator.clipboard.writeText(field.value);
  const said = document.querySelector(`[data-copied="${CSS.escape(id)}"]`);
  if (!(said instanceof HTMLElement)) return;
  said.hidden = false;
  setTimeout(() => {
    said.hidden = true;
  }, SHOWN_FOR);
}

document.addEventListener("focusin", (event) => {
  if (event.target instanceof HTMLInputElement && "select" in event.target.dataset) event.target.select();
});

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => void copy(button));
  }
}
