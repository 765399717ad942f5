// @ts-check
/** A page of review that is open while others vote, rule, comment or settle: it follows, and disturbs nobody at it. */

import { Live } from "./live/client.js";
import "./lib/discussion.js";
import { merge, remember } from "./lib/fresh-page.js";
import { template } from "./lib/words.js";

/**
 * @typedef {object} Setup
 * @property {import("./live/client.js").LiveSetup} live
 * @property {string[]} topics whatever happens to one of them
 * @property {number | null} article
 * @property {number | null} dispute
 * @property {number | null} claim
 */

/** What comes within so many milliseconds is asked for once. */
const GATHER = 150;
const PAUSE = 2_000;

/** @type {Setup} */
const setup = JSON.parse(document.getElementById("live-page")?.textContent ?? "");
const announcer = document.querySelector("[data-changed-announcer]");
const ABOUT = /** @type {const} */ (["article", "dispute", "claim"]);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let alarm;
let asking = false;
let again = false;
/** Who changed something last, as far as that may be told. */
let actor = "";

/** @param {{type: string, data: any}} message */
function concerns({ type, data }) {
  if (type === "reset") return true;
  if (type === "highlight" || type === "relation") return setup.article !== null && data.article === setup.article;
  if (type !== "review") return false;
  if (data.other !== null && data.other === setup.claim) return true;
  return setup.topics.includes(data.topic) || ABOUT.some((name) => setup[name] !== null && data[name] === setup[name]);
}

function ask() {
  alarm ??= setTimeout(() => void follow(), GATHER);
}

async function follow() {
  alarm = undefined;
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  await load();
  asking = false;
  if (again) ask();
  again = false;
}

async function load() {
  try {
    const answer = await fetch(location.href, { redirect: "error" });
    if (!answer.ok) return;
    const name = actor || (template("changed-somebody").textContent ?? "");
    const fresh = parsed(await answer.text());
    await complete(fresh);
    if (!merge(document, fresh, name)) return;
    if (announcer instanceof HTMLElement) announcer.textContent = (announcer.dataset.words ?? "").replace("{name}", name);
    document.dispatchEvent(new CustomEvent("claimdesk:fresh"));
  } catch {
    setTimeout(ask, PAUSE);
  }
}

/** @param {string} text */
function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

/**
 * Puts those parts into a page that it loads after itself.
 * @param {Document} page
 */
async function complete(page) {
  for (const late of page.querySelectorAll("[data-live-late]")) {
    const answer = await fetch(late.getAttribute("hx-get") ?? "", { headers: { "HX-Request": "true" }, redirect: "error" });
    if (answer.ok) late.replaceChildren(...parsed(await answer.text()).body.childNodes);
  }
}

remember(document);
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (!(target instanceof HTMLElement) || !target.matches("[data-live-late]")) return;
  remember(target);
  target.dataset.liveLate = "here"; // for programs that drive the page
});
const live = new Live(setup.live, 0);
live.addEventListener("message", (event) => {
  const message = /** @type {CustomEvent} */ (event).detail;
  if (message.type === "review") {
    for (const count of document.querySelectorAll(".needs")) count.dispatchEvent(new CustomEvent("claimdesk:review"));
  }
  if (!concerns(message)) return;
  // Who coded what is not told here: a project may keep its coders' names from whoever reviews.
  actor = message.type === "review" && message.data.actor !== setup.live.me ? (message.data.actor ?? "") : "";
  ask();
});
live.addEventListener("state", (event) => {
  document.documentElement.dataset.live = /** @type {CustomEvent<string>} */ (event).detail;
});
