// @ts-check
/** The stream of the article page, and all who listen to it. */

import { Live } from "../live/client.js";
import { Colleagues } from "./colleagues.js";
import { FreshParts } from "./fresh-parts.js";
import { keepPlace } from "./keep-place.js";
import { Arriving } from "./relations/arriving.js";
import { SchemeFollowing } from "./scheme-following.js";
import { Speaking } from "./speaking.js";
import { Standing } from "./standing.js";

/**
 * @param {{setup: import("./types.js").Setup, store: import("./store.js").Store, cards: import("./cards.js").Cards,
 *   editor: import("./editor.js").Editor, painter: import("./painter.js").Painter | null,
 *   relations: import("./relations.js").Relations, suggestions: import("./suggestions.js").Suggestions,
 *   review: import("./review.js").Review,
 *   status: import("./status.js").Status, guidelines: import("./guidelines.js").Guidelines,
 *   vault: import("../lib/vault.js").Vault | null, tagKeys: [string, string][], body: HTMLElement}} parts
 */
export function listen({ setup, store, cards, editor, painter, relations, suggestions, review, status, guidelines, vault, tagKeys, body }) {
  const live = new Live(setup.live, setup.article);
  const speaking = new Speaking();
  const standing = new Standing({ setup, editor, vault, status, guidelines });
  const scheme = new SchemeFollowing({ setup, store, cards, editor, painter, relations, status, tagKeys });
  const fresh = new FreshParts(setup.parts, () => suggestions.rejected);
  new Colleagues({ live, store, cards, editor, setup, body, speaking });
  new Arriving({ live, setup, relations, speaking });
  live.addEventListener("message", (event) => {
    const { type, data } = /** @type {CustomEvent} */ (event).detail;
    if (type === "reset") review.ask();
    if (type === "review") review.hear(data);
    else if (type === "article") standing.hearArticle(data);
    else if (type === "project") {
      standing.hearProject(data);
      if (data.scheme !== scheme.version) fresh.ask();
    } else if (type === "reset" || (type === "suggestion" && data.article === setup.article)) fresh.ask();
  });
  fresh.addEventListener("fresh", (event) => {
    const found = /** @type {CustomEvent<import("./fresh-parts.js").Fresh>} */ (event).detail;
    keepPlace(body, cards.card(store.focused), () => {
      scheme.take(found);
      suggestions.take(found.parts, /** @type {Set<string>} */ (found.asked));
    });
    standing.hearArticle(found.follows.standing.article);
    standing.hearProject(found.follows.standing.project);
    // Keys that a person chose herself are written into what is new.
    document.dispatchEvent(new CustomEvent("claimdesk:keys"));
  });
}
