// @ts-check
/**
 * The same words with the same tags, marked in two windows at the same moment: the server takes both, since a script may
 * mean it. The person is told; which of the two goes is hers to say. Gold that says what she said is no double.
 */

import { shortened } from "../lib/words.js";
import { says } from "./sameness.js";

/**
 * @param {import("./store.js").Store} store
 * @param {import("./actions.js").Actions} actions
 * @param {import("./status.js").Status} status
 */
export function tellOfDoubles(store, actions, status) {
  /** @type {Set<string>} ids that were told of */
  const told = new Set();
  store.addEventListener("arrived", (event) => {
    for (const id of /** @type {CustomEvent<string[]>} */ (event).detail) {
      const item = store.item(id);
      if (!item?.editable || item.by || told.has(id)) continue;
      const { segments, tags } = item;
      const other = store.everything().find((one) => one.id !== id && one.editable && !one.by && says(one, { segments, tags }));
      if (!other || told.has(other.id)) continue;
      told.add(id);
      status.notice("marked-twice", { quote: shortened(actions.quote(item)) });
    }
  });
}
