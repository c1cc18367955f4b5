// Parts of the application that are loaded when they are needed. Dividing it in esbuild's way would take what a part shares with the first
// screen into a file of its own, which costs each page 650 bytes and a request; so a part imports that from the first screen's own
// script, which is there already, by the names that its entry exports (widget/chat-entry.ts).
import { resolve } from "node:path";
import * as esbuild from "esbuild";
import { root, source } from "./layout.mjs";

/** Imported in a part's text where the first screen's hashed name will stand. */
const chat = "./chat.js";

/**
 * Builds one part.
 * @param {string} entry under src
 * @param {object} first the first screen's build, with its metafile and mangleCache
 * @param {object} options of esbuild
 * @returns {Promise<string>} its text, importing from "./chat.js"
 */
export async function buildLater(entry, first, options) {
  const { imports } = first.metafile.inputs["src/widget/chat-entry.ts"];
  const shared = new Set(imports.map(({ path }) => resolve(root, path)));
  const fromChat = {
    name: "from-chat",
    setup(build) {
      build.onResolve({ filter: /./ }, async ({ path, resolveDir, kind, pluginData }) => {
        if (pluginData === fromChat || kind === "entry-point") return undefined;
        const found = await build.resolve(path, { resolveDir, kind, pluginData: fromChat });
        return shared.has(found.path) ? { path: chat, external: true } : found;
      });
    },
  };
  const { outputFiles } = await esbuild.build({
    ...options,
    entryPoints: [source(entry)],
    mangleCache: first.mangleCache,
    plugins: [fromChat],
  });
  return outputFiles[0].text;
}

/** Names that a part imports from the first screen and that its entry does not export: the part would not even load. */
export function missingNames(text, first) {
  const output = Object.values(first.metafile.outputs).find(({ entryPoint }) => entryPoint?.endsWith("chat-entry.ts"));
  const named = [...text.matchAll(/import\s*\{([^}]*)\}\s*from\s*"\.\/chat\.js"/g)].flatMap(([, names]) => names.split(","));
  return named.map((name) => name.trim().split(/\s+as\s+/)[0]).filter((name) => name && !output.exports.includes(name));
}
