// @ts-check
/** The page on which a dispute is ruled on with a reading of its own: the form, and the text in which its words are picked. */

import { Segments } from "./lib/segments.js";
import { TextMap } from "./lib/text-map.js";
import { EditForms } from "./compare/edit-forms.js";
import { Marks } from "./compare/marks.js";

const root = /** @type {HTMLElement} */ (document.querySelector("[data-text]"));
const map = new TextMap(root);
const marks = new Marks(map);
marks.refresh();
new EditForms(map, new Segments(map.text, root.lang || "en"), marks);
document.documentElement.dataset.compare = "ready";
