// Builds the loader, the patient's application, the style sheets and the modules that Blazor imports into the web root.
// Exit code 1 when a part is over its budget (budget.mjs).
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import * as esbuild from "esbuild";
import { blazorModules, ownFolders, root, source, target, webRoot } from "./layout.mjs";
import { precompress } from "./precompress.mjs";
import { weigh } from "./budget.mjs";

const common = {
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2020", "safari14.1", "chrome87", "firefox78"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  absWorkingDir: root,
  define: { "process.env.NODE_ENV": '"production"' },
};

for (const folder of ownFolders) {
  rmSync(target(folder), { recursive: true, force: true });
  mkdirSync(target(folder), { recursive: true });
}

const manifest = {};
const webPath = (path) => relative(webRoot, path).split(sep).join("/");

await esbuild.build({ ...common, entryPoints: [source("loader/portal-widget.ts")], outfile: target("embed/portal-widget.js") });

const application = await esbuild.build({
  ...common,
  entryPoints: { chat: source("widget/main.tsx") },
  jsx: "automatic",
  jsxImportSource: "preact",
  splitting: true,
  outdir: target("embed"),
  entryNames: "[name].[hash]",
  chunkNames: "[name].[hash]",
  metafile: true,
});
const styles = await esbuild.build({
  ...common,
  entryPoints: { "embed/chat": source("styles/entry-widget.css"), "css/portal": source("styles/entry-portal.css") },
  outdir: webRoot,
  entryNames: "[dir]/[name].[hash]",
  metafile: true,
});
for (const build of [application, styles])
  for (const [path, output] of Object.entries(build.metafile.outputs)) {
    const hashed = webPath(join(root, path));
    const logical = hashed.replace(/\.[A-Z0-9]{8}(\.\w+)$/, "$1");
    const language = Object.keys(output.inputs).map((input) => /texts\/([a-z-]+)\.json$/.exec(input)?.[1]).find(Boolean);
    if (output.entryPoint || !language) manifest[logical] = hashed;
    else manifest[`embed/texts.${language}.js`] = hashed;
  }

await esbuild.build({ ...common, entryPoints: blazorModules(), outdir: target("modules") });

// The framework fingerprints these two by itself; the hashed style sheet is in the manifest for whoever does not use it.
copyFileSync(target(...manifest["css/portal.css"].split("/")), target("css/portal.css"));
writeFileSync(target("css/icons.svg"), readFileSync(source("styles/icons.svg"), "utf8").replace(/<!--.*?-->|\n\s*/gs, ""));

for (const page of ["chat.html", "me.html"]) {
  const text = readFileSync(source("widget", page), "utf8")
    .replace(/\bembed\/chat\.(?:js|css)\b/g, (logical) => manifest[logical])
    .replace(/<!--.*?-->/gs, "")
    .replace(/\n\s*/g, "\n");
  writeFileSync(target("embed", page), text.trim() + "\n");
}

const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(target("embed/manifest.json"), JSON.stringify(sorted, null, 2) + "\n");

for (const folder of ownFolders) for (const name of readdirSync(target(folder))) precompress(target(folder, name));

let over = false;
for (const { name, bytes, budget } of weigh(sorted)) {
  over ||= bytes > budget;
  console.log(`${bytes > budget ? "OVER BUDGET" : "ok"}  ${name}: ${bytes} of ${budget} bytes (brotli)`);
}
console.log(`${basename(root)} -> ${webRoot}`);
process.exitCode = over ? 1 : 0;
