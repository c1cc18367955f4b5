// Parts of the application that are loaded when they are needed. Dividing it in esbuild's way would take what a part shares with the first
// screen into a file of its own, which costs each page 650 bytes and a request; so a part imports that from the scripts that are there
// already, by the names that their entries export.
import { resolve } from "node:path";
import * as esbuild from "esbuild";
import { root, source } from "./layout.mjs";

/**
 * A script that later ones may import from.
 * @param {string} entry under src
 * @param {string} name as they import it, until its hashed name is known
 */
export function baseOf(entry, name, metafile) {
  const { imports } = metafile.inputs[`src/${entry}`];
  const { exports } = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === `src/${entry}`);
  return { name, exports, files: new Set(imports.map(({ path }) => resolve(root, path))) };
}

/**
 * Builds one part.
 * @param {string} entry under src
 * @param {object[]} bases what it may import from, by `baseOf`
 * @param {object} options of esbuild
 * @returns {Promise<{text: string, metafile: object}>} its text, importing from the bases by their names
 */
export async function buildLater(entry, bases, options) {
  const fromBases = {
    name: "from-bases",
    setup(build) {
      build.onResolve({ filter: /./ }, async ({ path, resolveDir, kind, pluginData }) => {
        if (pluginData === fromBases || kind === "entry-point") return undefined;
        const found = await build.resolve(path, { resolveDir, kind, pluginData: fromBases });
        const base = bases.find(({ files }) => files.has(found.path));
        return base ? { path: base.name, external: true } : found;
      });
    },
  };
  const { outputFiles, metafile } = await esbuild.build({ ...options, entryPoints: [source(entry)], metafile: true, plugins: [fromBases, ...options.plugins] });
  const { text } = outputFiles[0];
  for (const { name, exports } of bases)
    for (const missing of importedFrom(name, text).filter((imported) => !exports.includes(imported)))
      throw new Error(`${entry} imports ${missing} from ${name}, which does not export it: it would not even load`);
  return { text, metafile };
}

function importedFrom(name, text) {
  const lists = [...text.matchAll(/import\s*\{([^}]*)\}\s*from\s*"([^"]+)"/g)].filter(([, , from]) => from === name);
  return lists.flatMap(([, names]) => names.split(",")).map((one) => one.trim().split(/\s+as\s+/)[0]).filter(Boolean);
}
