// @ts-check
/** The one place of a browser that listens: a SharedWorker, which all tabs are connected to. */

import { Hub } from "./hub.js";

const hub = new Hub();
const worker = /** @type {any} */ (globalThis);

worker.onconnect = (/** @type {MessageEvent} */ event) => {
  const [port] = event.ports;
  port.onmessage = ({ data }) => hub.hear(port, data);
};
worker.addEventListener("online", () => {
  for (const feed of hub.feeds.values()) feed.wake();
});
