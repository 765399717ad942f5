// @ts-check
/** The panel of all keys, and the sheet of highlights on a small screen. */

export class Panels {
  /** @param {HTMLElement} home where the focus goes when a panel closes */
  constructor(home) {
    this.home = home;
    this.keys = /** @type {HTMLElement} */ (document.querySelector("[data-key-panel]"));
    /** @type {HTMLElement | null} the panel that is open */
    this.shown = null;
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
    this.open(this.keys);
    this.opener.setAttribute("aria-expanded", "true");
    this.keys.focus();
  }

  /** @param {HTMLElement} panel the one that is open from now on */
  open(panel) {
    this.close();
    this.shown = panel;
    panel.hidden = false;
  }

  /** @returns {boolean} whether there was anything to close */
  close() {
    const { shown } = this;
    if (!shown) return false;
    const inside = shown.contains(document.activeElement);
    shown.hidden = true;
    this.shown = null;
    this.opener.setAttribute("aria-expanded", "false");
    if (inside) this.home.focus({ preventScroll: true });
    return true;
  }
}
