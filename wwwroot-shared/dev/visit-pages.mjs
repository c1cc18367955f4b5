// dev/visits.html and its script: the real screens, with a call that is none and without the parts' own loading.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { root, webRoot } from "../build/layout.mjs";
import { patientSheets } from "../build/patient-sheets.mjs";

const replaced = {
  "load-visit": `
    export const loadVisit = () => import("./src/visit");
    export const loadVisitWords = async (locale) => (locale.startsWith("es") ? (await import("./src/visit/texts/es.json")).default : null);
    export const loadDevices = async (locale) => ({ ...(await import("./src/visit/devices-entry")), words: locale.startsWith("es") ? (await import("./src/visit/texts/devices/es.json")).default : null });`,
  call: `
    export * from "./src/call/index";
    export const patientCall = () => globalThis.devCall;`,
};

export async function visitsScript() {
  const plugin = {
    name: "dev-parts",
    setup(build) {
      build.onResolve({ filter: /load-visit$/ }, () => ({ path: "load-visit", namespace: "dev" }));
      build.onResolve({ filter: /\/call$/ }, ({ importer }) => (/patient-visit/.test(importer) ? { path: "call", namespace: "dev" } : undefined));
      build.onLoad({ filter: /./, namespace: "dev" }, ({ path }) => ({ contents: replaced[path], resolveDir: root }));
    },
  };
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(root, "dev/visits.tsx")],
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    plugins: [plugin],
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** The styles under the names that the screens here bear: those of patients, or of the portal for its pane. */
export const visitsStyle = async (state) => (state.startsWith("pane") ? readFile(join(webRoot, "css/portal.css"), "utf8") : (await patientSheets()).join(""));

export async function visitsPage(state) {
  const manifest = JSON.parse(await readFile(join(webRoot, "embed/manifest.json"), "utf8"));
  const link = `<link rel="stylesheet" href="/dev/visits.css?state=${encodeURIComponent(state)}">`;
  return (await readFile(join(root, "dev/visits.html"), "utf8")).replace("{{styles}}", link).replace("{{script}}", `/${manifest["embed/call.js"]}`);
}
