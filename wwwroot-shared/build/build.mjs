// Builds the loader, the patient's application, the style sheets and the modules that Blazor imports into the web root.
// Exit code 1 when a part is over its budget (budget.mjs).
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import * as esbuild from "esbuild";
import { minify } from "terser";
import { browsers } from "./browsers.mjs";
import { baseOf, buildLater } from "./later.mjs";
import { leanPreact } from "./lean-preact.mjs";
import { blazorModules, ownFolders, root, source, target, webRoot } from "./layout.mjs";
import { ownNames } from "./own-names.mjs";
import { patientSheets } from "./patient-sheets.mjs";
import { precompress } from "./precompress.mjs";
import { classesOf, inlineTokens, shortenClasses, shortenTokens, shortenWords } from "./prune-css.mjs";
import { shortenNames } from "./short-names.mjs";
import { weigh } from "./budget.mjs";

/** By these classes the browser tests find what a patient reads, writes and chooses. */
const lookedFor = new Set(["message", "message-text", "composer-text", "composer-send", "thread-head", "pane-head", "row"]);

const common = {
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  target: browsers,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  absWorkingDir: root,
  outdir: webRoot,
};
/** Private members lose their names: nothing reads them. In the application's parts `short-names.mjs` does more. */
const alone = { ...common, mangleProps: /^_/ };
const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));

for (const folder of ownFolders) {
  rmSync(target(folder), { recursive: true, force: true });
  mkdirSync(target(folder), { recursive: true });
}

const textOf = (build, extension) => build.outputFiles.find(({ path }) => extname(path) === extension).text;
const squeeze = async (script) => (await minify(script, { module: true, ecma: 2020, compress: { passes: 3, ecma: 2020 } })).code;

/** Writes a file under a name that holds the hash of its content, and gives that name. */
function writeHashed(logical, text) {
  const hash = createHash("sha256").update(text).digest("base64url").replace(/[-_]/g, "").slice(0, 10);
  const hashed = logical.replace(/(\.\w+)$/, `.${hash}$1`);
  writeFileSync(target(hashed), text);
  return hashed;
}

const manifest = {};

const loader = await esbuild.build({ ...alone, entryPoints: [source("loader/portal-widget.ts")] });
writeFileSync(target("embed/portal-widget.js"), await squeeze(textOf(loader, ".js")));

/** What the components' markup compiles to: shorter over the wire than the automatic runtime. */
const markupByName = {
  name: "markup-by-name",
  setup: (build) =>
    build.onLoad({ filter: /\.tsx$/ }, ({ path }) => ({ contents: `import { h as $h, Fragment as $all } from "preact"; ${readFileSync(path, "utf8")}`, loader: "tsx" })),
};
/** A language comes as one object: nobody imports a single text. */
const wholeTexts = {
  name: "whole-texts",
  setup: (build) => build.onLoad({ filter: /\/texts\/.*\.json$/ }, ({ path }) => ({ contents: `export default ${readFileSync(path, "utf8")}`, loader: "js" })),
};
const components = {
  tsconfigRaw: { compilerOptions: { ...compilerOptions, jsx: "react", jsxFactory: "$h", jsxFragmentFactory: "$all" } },
  plugins: [markupByName, wholeTexts, leanPreact],
};
const application = await esbuild.build({
  ...common,
  ...components,
  entryPoints: { "embed/chat": source("widget/chat-entry.ts") },
  splitting: true,
  chunkNames: "embed/[name]-[hash]",
  metafile: true,
});
const parts = new Map(application.outputFiles.map(({ path, text }) => [basename(path), text]));
const logicalNames = new Map(
  Object.entries(application.metafile.outputs).map(([path, { entryPoint = "" }]) => {
    const [, visit, ofDevices, language] = /(visit\/)?texts\/(devices\/)?([a-z-]+)\.json$/.exec(entryPoint) ?? [];
    return [basename(path), language ? `embed/${ofDevices ? "devices" : visit ? "call" : "texts"}.${language}.js` : `embed/${basename(path).replace(/-[A-Z0-9]{8}\.js$/, ".js")}`];
  }),
);

// The visit's screens and its call, loaded when one is near; and what tries devices, loaded when that is asked for.
const later = { ...common, ...components };
const chatBase = baseOf("widget/chat-entry.ts", "./chat.js", application.metafile);
const call = await buildLater("visit/index.ts", [chatBase], later);
const devices = await buildLater("visit/devices-entry.ts", [chatBase, baseOf("visit/index.ts", "./call.js", call.metafile)], later);
// What draws instructions that the care team shared, loaded where there are some.
const instructions = await buildLater("instructions/index.tsx", [chatBase], later);
// What is opened seldom, loaded when somebody asks for it.
const extras = await buildLater("extras/index.ts", [chatBase], later);
for (const [name, { text }] of Object.entries({ call, devices, instructions, extras })) {
  parts.set(`${name}.js`, text);
  logicalNames.set(`${name}.js`, `embed/${name}.js`);
}

const sheets = shortenTokens(...inlineTokens(...(await patientSheets())));
const { scripts: squeezed, classes } = await shortenNames(parts, { names: ownNames(), classes: classesOf(...sheets).filter((name) => !lookedFor.has(name)) });
const styles = new Map(sheets.map((css, i) => [["chat.css", "call.css", "instructions.css", "extras.css"][i], shortenClasses(css, classes)]));
for (const [name, css] of styles) manifest[`embed/${name}`] = writeHashed(`embed/${name}`, css);

// The parts import each other by name, so they are written from the leaves up: each hash is of what is really in the file.
const written = new Map();
function writePart(name) {
  if (written.has(name)) return written.get(name);
  let text = squeezed.get(name);
  for (const other of squeezed.keys()) {
    if (other === name || !text.includes(`"./${other}"`)) continue;
    // A part in which nothing was left is not worth a request.
    if (squeezed.get(other) === "") text = text.replace(new RegExp(`import\\s*"\\./${other.replaceAll(".", "\\.")}";?`), "");
    else text = text.replaceAll(`"./${other}"`, `"./${basename(writePart(other))}"`);
  }
  for (const style of styles.keys()) text = text.replaceAll(`"./${style}"`, `"./${basename(manifest[`embed/${style}`])}"`);
  const logical = logicalNames.get(name);
  manifest[logical] = writeHashed(logical, text);
  written.set(name, manifest[logical]);
  return manifest[logical];
}
for (const name of ["chat.js", "call.js", "devices.js", "instructions.js", "extras.js"]) writePart(name);

// The framework fingerprints and compresses what the portal itself uses: a hash or a compressed sibling of ours would confuse it.
const portalStyles = await esbuild.build({ ...common, entryPoints: [source("styles/entry-portal.css")] });
writeFileSync(target("css/portal.css"), textOf(portalStyles, ".css"));
writeFileSync(target("css/icons.svg"), readFileSync(source("styles/icons.svg"), "utf8").replace(/<!--.*?-->|\n\s*/gs, ""));
await esbuild.build({ ...alone, entryPoints: blazorModules(), outdir: target("modules"), write: true });
await esbuild.build({ ...alone, ...components, entryPoints: [source("modules/call-pane.ts")], outdir: target("modules"), write: true });

for (const page of ["chat.html", "me.html"]) {
  const text = readFileSync(source("widget", page), "utf8")
    .replace(/\bembed\/(?:chat|call|devices|instructions|extras)\.(?:js|css)\b/g, (logical) => manifest[logical])
    .replace(/<!--.*?-->/gs, "")
    .replace(/class="([^"]*)"/g, (_, names) => `class="${shortenWords(names, classes)}"`)
    .replace(/\n\s*/g, "\n");
  writeFileSync(target("embed", page), text.trim() + "\n");
}

const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(target("embed/manifest.json"), JSON.stringify(sorted, null, 2) + "\n");

for (const name of readdirSync(target("embed"))) precompress(target("embed", name));

let over = false;
for (const { name, bytes, budget } of weigh(sorted)) {
  over ||= bytes > budget;
  console.log(`${bytes > budget ? "OVER BUDGET" : "ok"}  ${name}: ${bytes} of ${budget} bytes (brotli)`);
}
console.log(`${basename(join(root))} -> ${webRoot}`);
process.exitCode = over ? 1 : 0;
