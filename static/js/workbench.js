// @ts-check
/** The article page: puts the parts together. What each does stands in its own module. */

import "./app.js";
import { afterPaint } from "./lib/frames.js";
import { loadLateScripts } from "./lib/late-scripts.js";
import { Segments } from "./lib/segments.js";
import { TextMap } from "./lib/text-map.js";
import { theVault } from "./lib/vault.js";
import { shortened } from "./lib/words.js";
import { Keeping } from "./sending/keeping.js";
import { Outbox } from "./sending/outbox.js";
import { transport } from "./sending/transport.js";
import { Unsent } from "./sending/unsent.js";
import { claimFirst, leftUnsent, parted } from "./unsent/leftovers.js";
import { meant } from "./lib/keys.js";
import { recordKeys } from "./lib/key-recorder.js";
import { Actions } from "./workbench/actions.js";
import { bodies } from "./workbench/bodies.js";
import { Caret } from "./workbench/caret.js";
import { Cards } from "./workbench/cards.js";
import { CaretBar } from "./workbench/caret-bar.js";
import { Commands } from "./workbench/commands.js";
import { Done } from "./workbench/done.js";
import { tellOfDoubles } from "./workbench/doubles.js";
import { CardKeys } from "./workbench/card-keys.js";
import { Editor } from "./workbench/editor.js";
import { Find } from "./workbench/find.js";
import { listen } from "./workbench/listening.js";
import { keysOf } from "./workbench/scheme-following.js";
import { Guidelines } from "./workbench/guidelines.js";
import { Passages } from "./workbench/passages.js";
import { Focusing } from "./workbench/focusing.js";
import { estimateHeights } from "./workbench/heights.js";
import { History } from "./workbench/history.js";
import { arrowsAreFree, Keyboard } from "./workbench/keyboard.js";
import { Occurrences } from "./workbench/occurrences.js";
import { Jump } from "./workbench/jump.js";
import { Marking } from "./workbench/marking.js";
import { Missing } from "./workbench/missing.js";
import { paintAll } from "./workbench/painting.js";
import { clearSelection, selectedStretch } from "./workbench/selecting.js";
import { Parting } from "./workbench/parting.js";
import { Panels } from "./workbench/panels.js";
import { rememberPlace } from "./workbench/place.js";
import { Printing } from "./workbench/printing.js";
import { Skipping } from "./workbench/skipping.js";
import { Relations } from "./workbench/relations.js";
import { Status } from "./workbench/status.js";
import { Store } from "./workbench/store.js";
import { Review } from "./workbench/review.js";
import { Suggestions } from "./workbench/suggestions.js";
import { Telling } from "./workbench/telling.js";
import { goBack, noteArticle } from "./workbench/trail.js";
import { Trouble } from "./workbench/trouble.js";
import { chooseWhose } from "./workbench/whose.js";

/**
 * @param {string} selector
 * @returns {HTMLElement}
 */
function part(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}

/** @type {import("./workbench/types.js").Setup} */
const setup = JSON.parse(part("#workbench-setup").textContent ?? "");
const root = part("[data-text]");
const page = part("[data-workbench]");
const reading = part("[data-reading]");
const map = new TextMap(root);
const guessHeights = estimateHeights(map);
const segments = new Segments(map.text, setup.language);
const store = new Store();
const bodyOf = bodies(setup, map);
const outbox = new Outbox(store, transport(setup.highlights, bodyOf));
const history = new History();
const actions = new Actions(store, outbox, map, history);
const cards = new Cards(part("[data-mark-list]"), store, map, setup);
const editor = new Editor(store, actions);
const vault = theVault();
const about = { address: setup.highlights, article: setup.article, revision: setup.revision, page: location.pathname, title: setup.title };
const relations = new Relations({
  vault,
  about,
  highlights: store,
  cards,
  map,
  segments,
  history,
  reading,
  announce: (name, values) => status.announce(name, values),
  showInText: (item) => focusing.showInText(item),
});
const unsent = new Unsent();
unsent.add(outbox, store);
unsent.add(relations.outbox, relations.store);
unsent.add(leftUnsent, leftUnsent);
const status = new Status(store, unsent, () => vault !== null && !vault.broken, root);
const telling = new Telling({ store, cards, actions, map, status });
const caret = new Caret(store, map, segments);
const focusing = new Focusing({ store, map, cards, editor, reading, body: part("[data-marks-body]") });
const panels = new Panels(root);
const guidelines = new Guidelines({ panels, status });
const passages = new Passages({ panels, guidelines });
const done = new Done(status, history);
const skipping = new Skipping();
const keeping = vault && new Keeping({ vault, store, bodyOf, quote: (item) => actions.quote(item), about });
new Trouble(store, outbox, cards, keeping);
tellOfDoubles(store, actions, status);
const marking = new Marking({ store, actions, map, segments, caret, cards, status, telling });
const occurrences = new Occurrences({ setup, store, actions, history, status, map });
const find = new Find({ map, segments, focusing, store, status });
const parting = new Parting({ store, actions, map, segments, status, focusing, selected: () => marking.selected(), editor: editor.form });
const suggestions = new Suggestions({ setup, store, actions, history, status, cards, focusing, editor, outbox, vault, about });
unsent.add(suggestions.rejections.outbox, suggestions.rejections.store);
const review = new Review({ setup, store, cards, actions, panels, status, done, body: part("[data-marks-body]") });
const commands = new Commands();
const tagKeys = keysOf(setup.tags);
new CaretBar(caret, store, map);
new CardKeys(editor, root);
new Missing({ store, cards, done, editor, panels });
const jump = new Jump({
  caret,
  home: root,
  firstVisible: () => focusing.firstVisible(),
  show: (stretch) => focusing.showStretch(stretch),
  tagOf: (event) => meant(event, tagKeys),
  mark: (tag) => mark(tag, false),
  extend: (direction) => movement("sentence", direction, false, true)(),
  pick: (id) => store.focus(id, "key"),
});
recordKeys();

const painter = paintAll({ map, tags: setup.tags, store, find, suggestions, relations, occurrences, parting });
new Printing({ map, store, painter });
suggestions.refresh();
chooseWhose(/** @type {HTMLSelectElement | null} */ (document.querySelector("[data-whose]")), store);
store.addEventListener("focus", () => page.classList.toggle("has-focus", store.focused !== null));

/**
 * @param {string} tag
 * @param {boolean} onFocused put it on the highlight in focus, or take it off
 */
function mark(tag, onFocused) {
  if (setup.mayHighlight) marking.mark(tag, onFocused);
}

/** @param {"undo" | "redo"} way */
function retrace(way) {
  const before = store.items();
  const retraced = store.together(() => history[way]());
  status.offerRestore(null);
  if (!retraced) return status.announce(`nothing-to-${way}`);
  const { id, done: number, left, answer } = retraced;
  // What the server retraces it says itself.
  if (answer) return undefined;
  const item = store.item(id);
  if (item) store.focus(id, "key");
  if (left) return status.notice(number ? "partly-retraced" : "not-retraced", { n: String(left) });
  const many = way === "undo" ? "undone-many" : "redone-many";
  if (number > 1) return status.announce(many, { n: String(number) });
  const meant = item ?? before.find((one) => one.id === id);
  return status.announce(way === "undo" ? "undone" : "redone", { quote: meant ? shortened(actions.quote(meant)) : "" });
}

/**
 * A movement of the caret, or with `extend` of the edge that moves.
 * @param {import("./workbench/caret.js").Unit} unit
 * @param {1 | -1} direction
 * @param {boolean} sideways the direction is one on the screen, not one of reading
 * @param {boolean} extend
 */
function movement(unit, direction, sideways, extend) {
  return () => {
    if (!arrowsAreFree()) return false;
    if (document.activeElement?.matches("[data-open]")) {
      if (unit !== "sentence") return false;
      focusing.stepInList(direction);
      return true;
    }
    const selected = selectedStretch(map, segments);
    if (selected) caret.place(selected);
    clearSelection();
    const at = map.blocks[map.blockIndexAt(caret.head ?? focusing.firstVisible())];
    const rtl = sideways && getComputedStyle(at?.element ?? root).direction === "rtl";
    const towards = rtl ? /** @type {1 | -1} */ (-direction) : direction;
    if (extend) caret.extend(unit, towards, focusing.firstVisible());
    else caret.move(unit, towards, focusing.firstVisible());
    showCaret();
    return true;
  };
}

function showCaret() {
  if (!store.caret || caret.head === null) return;
  root.focus({ preventScroll: true });
  const { start, end } = store.caret;
  focusing.showStretch(caret.extended ? { start: caret.head, end: caret.head } : store.caret);
  const character = map.text.slice(start, segments.nextCharacter(start, 1));
  telling.caret(store.caret, start === end ? character : map.text.slice(start, end));
}

/**
 * Register a movement and the one that takes along what it passes.
 * @param {string} id
 * @param {import("./workbench/caret.js").Unit} unit
 * @param {1 | -1} direction
 * @param {boolean} [sideways]
 */
function moves(id, unit, direction, sideways = false) {
  commands.on(id, movement(unit, direction, sideways, false));
  commands.on(`extend-${id}`, movement(unit, direction, sideways, true));
}

/** @param {1 | -1} direction */
function step(direction) {
  return () => {
    if (!focusing.step(direction)) return false;
    const item = store.item(store.focused);
    if (!item) return true;
    caret.place({ start: map.offsets.toUnit(item.start), end: map.offsets.toUnit(item.end) });
    return true;
  };
}

/** Whether Tab leaves the text: after Escape, and for somebody who came here by Tab from another control. */
let tabLeaves = false;
root.addEventListener("focus", ({ relatedTarget }) => void (tabLeaves = relatedTarget !== null));

/** @param {1 | -1} direction */
function tabulator(direction) {
  // Only in the text, and never a trap: at the last highlight, too, Tab goes on as everywhere.
  return () => document.activeElement === root && (store.focused || store.caret || !tabLeaves) ? step(direction)() : false;
}

function escape() {
  if (panels.close() || find.close() || occurrences.close() || relations.escape()) return true;
  if (document.activeElement !== root && document.activeElement?.closest("[data-marks]")) {
    root.focus({ preventScroll: true });
    return true;
  }
  clearSelection();
  store.focus(null, "key");
  caret.place(null);
  tabLeaves = true;
  return true;
}

/** @param {KeyboardEvent} event */
function enter(event) {
  if (relations.enter()) return true;
  if (!store.focused || (event.target !== root && event.target !== document.body)) return false;
  focusing.catchUp();
  editor.enter();
  return true;
}

/** @param {string} selector */
function follow(selector) {
  return () => {
    const link = document.querySelector(selector);
    if (!(link instanceof HTMLAnchorElement)) return false;
    link.click();
    return true;
  };
}

/** @param {KeyboardEvent} event */
const deleteKey = (event) => !(event.target instanceof HTMLElement && event.target.closest("input, textarea, select")) && marking.remove();

moves("sentence-back", "sentence", -1);
moves("sentence-on", "sentence", 1);
moves("word-left", "word", -1, true);
moves("word-right", "word", 1, true);
moves("character-left", "character", -1, true);
moves("character-right", "character", 1, true);
moves("paragraph-back", "paragraph", -1);
moves("paragraph-on", "paragraph", 1);
moves("paragraph-start", "block-edge", -1);
moves("paragraph-end", "block-edge", 1);
moves("text-start", "text-edge", -1);
moves("text-end", "text-edge", 1);
commands.on("highlight-on", step(1));
commands.on("highlight-back", step(-1));
commands.on("extend-highlight-on", movement("highlight", 1, false, true));
commands.on("extend-highlight-back", movement("highlight", -1, false, true));
commands.on("tab-on", tabulator(1));
commands.on("tab-back", tabulator(-1));
commands.on("out", escape);
commands.on("jump", () => jump.open("words"));
commands.on("jump-highlight", () => jump.open("highlights"));
commands.on("find", () => find.open(marking.selected()));
commands.on("find-on", () => find.step(1));
commands.on("find-back", () => find.step(-1));
commands.on("who-said-what", () => relations.toggleTree());
commands.on("other-edge", () => {
  const selected = selectedStretch(map, segments);
  if (selected) caret.place(selected);
  clearSelection();
  caret.turn();
  showCaret();
});
commands.on("details", enter);
commands.on("start-earlier", () => parting.moveEdge("start", -1, false));
commands.on("start-later", () => parting.moveEdge("start", 1, false));
commands.on("end-earlier", () => parting.moveEdge("end", -1, false));
commands.on("end-later", () => parting.moveEdge("end", 1, false));
commands.on("start-character-earlier", () => parting.moveEdge("start", -1, true));
commands.on("start-character-later", () => parting.moveEdge("start", 1, true));
commands.on("end-character-earlier", () => parting.moveEdge("end", -1, true));
commands.on("end-character-later", () => parting.moveEdge("end", 1, true));
commands.on("still-right", () => telling.confirm(store.focused));
commands.on("to-selection", () => marking.setToSelection());
commands.on("add-part", () => void parting.add());
commands.on("cut-part", () => void parting.cut());
commands.on("next-part", () => parting.step(1));
commands.on("part-before", () => parting.step(-1));
commands.on("link", () => setup.mayHighlight && relations.press());
commands.on("discuss", () => review.discuss());
commands.on("dispute", () => review.dispute());
commands.on("claim", () => review.claim());
commands.on("suggestion-on", () => suggestions.step(1));
commands.on("suggestion-back", () => suggestions.step(-1));
commands.on("suggestion-accept", () => suggestions.decide("accept"));
commands.on("suggestion-change", () => suggestions.decide("change"));
commands.on("suggestion-reject", () => suggestions.decide("reject"));
commands.on("every-occurrence", () => void (setup.mayHighlight && occurrences.open(marking.selected())));
commands.on("delete", deleteKey);
commands.on("undo", () => void retrace("undo"));
commands.on("redo", () => void retrace("redo"));
commands.on("done", () => done.press());
commands.on("next-article", () => void done.beforeLeaving(follow("[data-next-article]")));
commands.on("skip", () => skipping.open());
commands.on("previous-article", () => goBack() || follow("[data-previous-article]")());
commands.on("way-back", follow("[data-way-back]"));
commands.on("all-keys", () => panels.toggleKeys());
commands.on("guidelines", () => guidelines.toggle());
new Keyboard({ commands, tags: tagKeys, mark, held: (tag, event) => passages.hold(tag, event) });

root.addEventListener("click", (event) => {
  if (selectedStretch(map, segments)) return;
  const unit = map.offsetAtPoint(event.clientX, event.clientY);
  if (unit === null) return;
  caret.place(caret.unitAt(unit, "sentence"));
  focusing.pick(unit);
});

document.querySelector("[data-palette]")?.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-mark]"));
  if (button?.dataset.mark) mark(button.dataset.mark, /** @type {MouseEvent} */ (event).shiftKey);
});

editor.addEventListener("edge", (event) => {
  const { which, step: direction, byCharacter } = /** @type {CustomEvent} */ (event).detail;
  parting.moveEdge(which, direction, byCharacter);
});
editor.addEventListener("still-right", () => telling.confirm(editor.id));
editor.addEventListener("delete", () => void marking.remove());
editor.addEventListener("to-selection", () => marking.setToSelection());
document.querySelector("[data-undo]")?.addEventListener("click", () => retrace("undo"));
document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("[data-retrace], [data-find-open], [data-occurrences-open]");
  if (!(button instanceof HTMLElement)) return;
  const way = button.dataset.retrace;
  if (way === "undo" || way === "redo") retrace(way);
  else if (button.matches("[data-find-open]")) find.open(marking.selected());
  else void occurrences.open(marking.selected());
});

window.addEventListener("beforeunload", (event) => {
  editor.flush();
  // What the vault has is sent by the next page.
  if (unsent.unsaved && (!vault || vault.broken || vault.pending)) event.preventDefault();
});

root.focus({ preventScroll: true });
const followed = new URLSearchParams(location.search).get("highlight") ?? location.hash.replace("#mark-", "");
if (store.item(followed)) {
  guessHeights();
  store.focus(followed, "key");
}
const { user, revision } = setup;
rememberPlace({ user, revision, reading, map, store, caret, focusing, guessHeights }, !followed);
noteArticle();
claimFirst((chains) => {
  const [own, others] = parted(chains, setup.highlights, setup.article, setup.revision);
  keeping?.restore(own);
  outbox.pump();
  return suggestions.rejections.restore(relations.restore(others, setup.article));
});
document.dispatchEvent(new CustomEvent("claimdesk:workbench"));
afterPaint(() => listen({ setup, store, cards, editor, painter, relations, suggestions, review, status, guidelines, vault, tagKeys, body: part("[data-marks-body]") }));
page.dataset.ready = "true";
loadLateScripts();
