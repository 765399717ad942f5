// @ts-check
/**
 * What the workbench knows: the highlights, what is in focus, and where the caret is. Everything that shows any of it
 * listens here.
 *
 * Events, besides those of all chains: `focus` (detail: why), `peek` (detail: a highlight or null), `caret`, `whose`
 * (other people's are shown now).
 */

import { Chains } from "../sending/chains.js";

/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Stretch} Stretch */

/**
 * Reading order, as the server has it: by start, the longer one first, then by id.
 * @param {Highlight} one
 * @param {Highlight} other
 */
export function inOrder(one, other) {
  return one.start - other.start || other.end - one.end || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

/** @extends {Chains<Highlight>} */
export class Store extends Chains {
  /** @type {string | null} */
  focused = null;
  /** @type {string | null} what somebody looks at without opening it */
  peeked = null;
  /** @type {Stretch | null} in code units */
  caret = null;
  /** @type {Highlight[] | null} */
  #sorted = null;
  /** @type {Highlight[] | null} */
  #filtered = null;
  /** Whose are shown: "" everybody's, "me" one's own, else a colleague's name. */
  whose = "";

  /** @override What was sorted is so no more; what is gone is in focus no more. */
  follow() {
    this.#forget();
    if (this.focused && !this.item(this.focused)) this.focus(null, "gone");
  }

  #forget() {
    this.#sorted = null;
    this.#filtered = null;
  }

  /** @override All that there are, shown or not, in reading order. */
  everything() {
    this.#sorted ??= super.everything().sort(inOrder);
    return this.#sorted;
  }

  /** Those that are shown, in reading order. */
  items() {
    this.#filtered ??= this.whose ? this.everything().filter((item) => this.shows(item)) : this.everything();
    return this.#filtered;
  }

  /** @param {Highlight} item */
  shows(item) {
    return this.whose === "" || (this.whose === "me" ? !item.by : item.by === this.whose);
  }

  /** @param {string} whose see `whose` */
  show(whose) {
    if (whose === this.whose) return;
    this.whose = whose;
    this.#forget();
    const focused = this.item(this.focused);
    if (focused && !this.shows(focused)) this.focus(null, "gone");
    this.tell("whose", null);
  }

  /**
   * @override
   * @param {string} from
   * @param {string} to
   */
  rename(from, to) {
    const focused = this.focused === from;
    super.rename(from, to);
    if (focused) this.focus(to, "key");
  }

  /**
   * Which of them were marked under older definitions than those of now.
   * @param {Map<string, string[]>} found their tags of which that holds, by id; all others were not
   * @returns {boolean} whether anything is different
   */
  outdate(found) {
    const different = [...this.saved].filter(([id, item]) => String(item.outdated ?? []) !== String(found.get(id) ?? []));
    this.together(() => {
      for (const [id, { outdated: _, ...item }] of different) {
        const older = found.get(id);
        this.saved.set(id, older ? { ...item, outdated: older } : item);
        this.refresh(id);
      }
    });
    return different.length > 0;
  }

  /** What is shown of all of them is to be shown anew: the scheme has changed. */
  touch() {
    this.tell("items", this.everything().map(({ id }) => id));
  }

  /**
   * @param {string | null} id
   * @param {"text" | "card" | "key" | "made" | "gone"} why
   */
  focus(id, why) {
    if (this.focused === id && why !== "key") return;
    this.focused = id;
    this.peeked = null;
    this.tell("focus", why);
  }

  /**
   * Somebody looks at a highlight without opening it.
   * @param {Highlight | null} item
   */
  peek(item) {
    this.peeked = item?.id ?? null;
    this.tell("peek", item);
  }

  /** @returns {Highlight | null} what the text shows as the one in question: looked at, else in focus */
  get inQuestion() {
    return this.item(this.peeked) ?? this.item(this.focused);
  }

  /** @param {Stretch | null} stretch */
  moveCaret(stretch) {
    this.caret = stretch;
    this.tell("caret", null);
  }
}
