// @ts-check
/** How a thing is taken away and comes back: in the state that it was in, under whichever id it has. */

import { uuid7 } from "../lib/uuid7.js";

/**
 * @template {import("./types.js").Thing} Item
 * @param {import("./chains.js").Chains<Item>} store
 * @param {import("./outbox.js").Outbox<Item>} outbox
 * @param {Item} item
 */
export function existenceOf(store, outbox, item) {
  let last = item;
  let made = true;
  const now = () => store.item(store.now(last.id));
  return {
    now,
    /** As it was when it was last taken away, or made. */
    last: () => last,
    end: () => {
      const there = now();
      if (!there) return;
      last = there;
      // What the server refused has no id there that could come back.
      const first = store.chains.get(there.id)?.[0];
      made = !(first?.kind === "put" && first.state === "refused");
      outbox.add("delete", there);
    },
    begin: () => {
      const before = store.now(last.id);
      if (made) {
        if (!store.takeBack(before, "delete")) outbox.add("restore", { ...last, id: before });
        return;
      }
      last = { ...last, id: uuid7(), version: 0 };
      store.noteRenamed(before, last.id);
      outbox.add("put", last);
    },
  };
}
