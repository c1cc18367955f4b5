// What a patient's page may weigh over the wire (brotli, cold cache). The build fails at one byte more.
import { readFileSync, statSync } from "node:fs";
import { target } from "./layout.mjs";

const KB = 1000;
export const budgets = { loader: 2 * KB, chat: 30 * KB, visit: 40 * KB, devices: 4 * KB, instructions: 2 * KB, extras: 4 * KB, language: 3 * KB };

const wire = (path) => statSync(target(`${path}.br`)).size;

/**
 * Sums the compressed bytes of each part of the manifest.
 * @returns {{name: string, bytes: number, budget: number}[]}
 */
export function weigh(manifest) {
  const chat = ["embed/chat.html", manifest["embed/chat.css"], ...staticImports(manifest["embed/chat.js"])];
  const languages = Object.keys(manifest).filter((name) => /^embed\/\w+\.\w+\.js$/.test(name));
  return [
    { name: "loader", bytes: wire("embed/portal-widget.js"), budget: budgets.loader },
    { name: "chat (html + js + css + English)", bytes: sum(chat.map(wire)), budget: budgets.chat },
    { name: "chat + visit with its call (js + css + English, loaded when one is near)", bytes: sum([...chat, manifest["embed/call.js"], manifest["embed/call.css"]].map(wire)), budget: budgets.visit },
    { name: "trying and choosing devices (js, when asked for)", bytes: wire(manifest["embed/devices.js"]), budget: budgets.devices },
    { name: "instructions shared by the care team (js + css, with all languages, where there are some)", bytes: sum([manifest["embed/instructions.js"], manifest["embed/instructions.css"]].map(wire)), budget: budgets.instructions },
    { name: "what is opened seldom (js + css, with all languages, when asked for)", bytes: sum([manifest["embed/extras.js"], manifest["embed/extras.css"]].map(wire)), budget: budgets.extras },
    ...languages.map((name) => ({ name, bytes: wire(manifest[name]), budget: budgets.language })),
  ];
}

/** A script and all that it imports before it runs; what it imports lazily is not the first screen's weight. */
function staticImports(entry) {
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(target(path), "utf8");
    for (const [, name] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) visit(`embed/${name}`);
  };
  visit(entry);
  return [...seen];
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
