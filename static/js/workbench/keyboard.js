// @ts-check
/** Hears key presses and runs what they mean. */

import { isTyping } from "../lib/keys.js";

const SWITCH = "claimdesk.keys";

/** What leads out works while somebody types, too. */
const ANYWHERE = "out";

/** What a single key does even when single keys are switched off: it shows where to switch them on. */
const ALWAYS = "all-keys";

export class Keyboard {
  /**
   * @param {{commands: import("./commands.js").Commands, tags: [string, string][],
   *   mark: (tag: string, add: boolean) => void, held: (tag: string, event: KeyboardEvent) => void}} parts
   *   `tags`: shortcut and tag; `held` hears of a tag's key that goes down
   */
  constructor({ commands, tags, mark, held }) {
    this.commands = commands;
    this.tags = tags;
    this.mark = mark;
    this.held = held;
    this.toggle = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-keys-on]"));
    if (this.toggle) {
      this.toggle.checked = localStorage.getItem(SWITCH) !== "off";
      this.toggle.addEventListener("change", () => localStorage.setItem(SWITCH, this.toggle?.checked ? "on" : "off"));
    }
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.defaultPrevented || event.isComposing || event.metaKey) return;
    const meant = this.commands.meant(event, this.tags);
    if (!meant) return;
    const id = "id" in meant ? meant.id : "";
    const single = !("named" in meant && meant.named);
    if (isTyping(event.target) && id !== ANYWHERE) return;
    if (pressesControl(event) && id !== ANYWHERE) return;
    if (single && this.toggle && !this.toggle.checked && id !== ALWAYS) return;
    if ("tag" in meant) {
      event.preventDefault();
      if (event.repeat) return;
      this.mark(meant.tag, event.shiftKey);
      this.held(meant.tag, event);
    } else if (meant.run(event) !== false) {
      event.preventDefault();
    }
  }
}

/**
 * Enter and the space bar press the button that has the focus.
 * @param {KeyboardEvent} event
 */
function pressesControl(event) {
  if (event.key !== "Enter" && event.key !== " ") return false;
  return event.target instanceof HTMLElement && event.target.closest("button, a, summary, input, select, label") !== null;
}

/** Whether the arrow keys mean the text and not a control that wants them. */
export function arrowsAreFree() {
  const active = document.activeElement;
  return !active || active === document.body || !active.closest("input, textarea, select, summary, [data-queue], .editor, .key-panel, .beside, .passage");
}
