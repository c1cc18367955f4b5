// Builds the loader, the patient's application, the style sheets and the modules that Blazor imports into the web root.
// Exit code 1 when a part is over its budget (budget.mjs).
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import * as esbuild from "esbuild";
import { minify } from "terser";
import { baseOf, buildLater } from "./later.mjs";
import { blazorModules, ownFolders, root, source, target, webRoot } from "./layout.mjs";
import { precompress } from "./precompress.mjs";
import { pruneCss, shortenTokens } from "./prune-css.mjs";
import { visitStyles } from "./visit-part.mjs";
import { weigh } from "./budget.mjs";

const common = {
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  target: ["safari14.1", "ios14.5", "chrome91", "firefox90"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  absWorkingDir: root,
  outdir: webRoot,
  // Private members, ours and the libraries': nothing reads them by name.
  mangleProps: /^_/,
};

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
const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));

const loader = await esbuild.build({ ...common, entryPoints: [source("loader/portal-widget.ts")] });
writeFileSync(target("embed/portal-widget.js"), await squeeze(textOf(loader, ".js")));

// The application's parts import each other by name, so they are written from the leaves up: each hash is of what is really in the file.
const components = {
  tsconfigRaw: { compilerOptions: { ...compilerOptions, jsx: "react", jsxFactory: "h", jsxFragmentFactory: "Fragment" } },
  inject: [join(root, "build", "jsx.mjs")],
};
const application = await esbuild.build({
  ...common,
  ...components,
  entryPoints: { "embed/chat": source("widget/chat-entry.ts") },
  splitting: true,
  chunkNames: "embed/[name]-[hash]",
  metafile: true,
  mangleCache: {},
});
const parts = new Map(application.outputFiles.map(({ path, text }) => [basename(path), text]));
const logicalNames = new Map(
  Object.entries(application.metafile.outputs).map(([path, { entryPoint = "" }]) => {
    const [, visit, ofDevices, language] = /(visit\/)?texts\/(devices\/)?([a-z-]+)\.json$/.exec(entryPoint) ?? [];
    return [basename(path), language ? `embed/${ofDevices ? "devices" : visit ? "call" : "texts"}.${language}.js` : `embed/${basename(path).replace(/-[A-Z0-9]{8}\.js$/, ".js")}`];
  }),
);
const squeezed = new Map(await Promise.all([...parts].map(async ([name, text]) => [name, await squeeze(text)])));
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
  const logical = logicalNames.get(name);
  manifest[logical] = writeHashed(logical, text);
  written.set(name, manifest[logical]);
  return manifest[logical];
}
writePart("chat.js");

// The visit's screens and its call, loaded when one is near; and what tries devices, loaded when that is asked for.
const later = { ...common, ...components, mangleCache: application.mangleCache };
const chatBase = baseOf("widget/chat-entry.ts", "./chat.js", application.metafile);
const call = await buildLater("visit/index.ts", [chatBase], later);
const devices = await buildLater("visit/devices-entry.ts", [chatBase, baseOf("visit/index.ts", "./call.js", call.metafile)], later);
for (const [name, { text }] of Object.entries({ call, devices })) {
  const named = (await squeeze(text)).replace(/"\.\/(chat|call)\.js"/g, (_, base) => `"./${basename(manifest[`embed/${base}.js`])}"`);
  manifest[`embed/${name}.js`] = writeHashed(`embed/${name}.js`, named);
}

const styles = await esbuild.build({ ...common, entryPoints: [source("styles/entry-widget.css")] });
const markup = readdirSync(source("widget")).map((name) => readFileSync(source("widget", name), "utf8")).join("\n");
const visitSheet = await esbuild.build({ ...common, entryPoints: [source("styles/entry-visit.css")] });
const chatCss = pruneCss(textOf(styles, ".css").trim(), markup);
const [chatStyle, callStyle] = shortenTokens(chatCss, visitStyles(textOf(visitSheet, ".css").trim(), markup, chatCss));
manifest["embed/chat.css"] = writeHashed("embed/chat.css", chatStyle);
manifest["embed/call.css"] = writeHashed("embed/call.css", callStyle);

// The framework fingerprints and compresses what the portal itself uses: a hash or a compressed sibling of ours would confuse it.
const portalStyles = await esbuild.build({ ...common, entryPoints: [source("styles/entry-portal.css")] });
writeFileSync(target("css/portal.css"), textOf(portalStyles, ".css"));
writeFileSync(target("css/icons.svg"), readFileSync(source("styles/icons.svg"), "utf8").replace(/<!--.*?-->|\n\s*/gs, ""));
await esbuild.build({ ...common, entryPoints: blazorModules(), outdir: target("modules"), write: true });
await esbuild.build({ ...common, ...components, entryPoints: [source("modules/call-pane.ts")], outdir: target("modules"), write: true });

for (const page of ["chat.html", "me.html"]) {
  const text = readFileSync(source("widget", page), "utf8")
    .replace(/\bembed\/(?:chat|call|devices)\.(?:js|css)\b/g, (logical) => manifest[logical])
    .replace(/<!--.*?-->/gs, "")
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
