// @ts-check
/** The panel of all keys, and the sheet of highlights on a small screen. */

export class Panels {
  /** @param {HTMLElement} home where the focus goes when a panel closes */
  constructor(home) {
    this.home = home;
    this.keys = /** @type {HTMLElement} */ (document.querySelector("[data-key-panel]"));
    this.opener = /** @type {HTMLElement} */ (document.querySelector("[data-all-keys]"));
    this.opener.addEventListener("click", () => this.toggleKeys());
    document.querySelector("[data-close-keys]")?.addEventListener("click", () => this.close());
    const toggle = document.querySelector("[data-sheet-toggle]");
    toggle?.addEventListener("click", () => {
      const open = toggle.getAttribute("aria-expanded") !== "true";
      toggle.setAttribute("aria-expanded", String(open));
      document.querySelector("[data-marks]")?.classList.toggle("folded", !open);
    });
  }

  toggleKeys() {
    if (this.close()) return;
    this.keys.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.keys.focus();
  }

  /** @returns {boolean} whether there was anything to close */
  close() {
    if (this.keys.hidden) return false;
    const inside = this.keys.contains(document.activeElement);
    this.keys.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    if (inside) this.home.focus({ preventScroll: true });
    return true;
  }
}
