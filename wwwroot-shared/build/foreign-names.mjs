// Names that somebody outside of the application's scripts knows: the browser, Preact, the portal, the host's page, the style sheets.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, source } from "./layout.mjs";

/** What goes over a wire, into a storage that outlives the page, or comes from a browser without being in TypeScript's own declarations. */
const outward = [
  "sdk/protocol.ts",
  "sdk/visits.ts",
  "sdk/hub.ts",
  "sdk/hub-transport.ts",
  "sdk/problem.ts",
  "sdk/rest-client.ts",
  "sdk/session.ts",
  "sdk/outbox.ts",
  "sdk/vault.ts",
  "embed/messages.ts",
  "call/wire.ts",
  "call/stats.ts",
  "call/device-problem.ts",
];

/** @returns {Set<string>} */
export function foreignNames() {
  const libraries = filesOf(join(root, "node_modules/@typescript"), /lib\.(?:dom|es)[^/]*\.d\.ts$/);
  const preact = filesOf(join(root, "node_modules/preact"), /preact\/(?:src|hooks\/src)\/[\w.-]+\.d\.ts$/);
  const pages = filesOf(source("widget"), /\.html$/);
  const all = [...libraries, ...preact, ...pages, ...outward.map((path) => source(path))].map((path) => readFileSync(path, "utf8"));
  return new Set([...all.flatMap(namesIn), ...placeholders()]);
}

/** The names in braces of every text. */
const placeholders = () => filesOf(source(), /\/texts\/.*\.json$/).flatMap((path) => [...readFileSync(path, "utf8").matchAll(/\{(\w+)\}/g)].map(([, name]) => name));

const namesIn = (text) => text.replace(/\/\*[^]*?\*\//g, "").replace(/(?<!:)\/\/[^\n]*/g, "").match(/[A-Za-z_$][\w$]*/g) ?? [];

const filesOf = (folder, pattern) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesOf(path, pattern) : pattern.test(path) ? [path] : [];
  });
