/**
 * Joins each script and style sheet of static/ with all that it imports, under the same name in another folder:
 * `node pack.mjs FOLDER`. See newsapp/static_files.py.
 */

import { readdirSync } from "node:fs";
import { build } from "esbuild";

const [outdir = "packed"] = process.argv.slice(2);
const how = { bundle: true, minify: true, outbase: "static", outdir, target: ["chrome123", "safari17.5", "firefox140"] };

// The article page has one script alone. Other pages have several, which share modules and what those know.
const alone = "workbench.js";
const scripts = readdirSync("static/js").filter((name) => name.endsWith(".js") && name !== alone);
await build({
  ...how,
  entryPoints: [...scripts.map((name) => `static/js/${name}`), "static/js/live/worker.js"],
  format: "esm",
  splitting: true,
  chunkNames: "js/parts/[name]-[hash]",
});
await build({ ...how, entryPoints: [`static/js/${alone}`], format: "esm" });
await build({ ...how, entryPoints: ["static/css/*.css"] });
await build({ ...how, entryPoints: ["static/*.svg"], loader: { ".svg": "copy" } });
