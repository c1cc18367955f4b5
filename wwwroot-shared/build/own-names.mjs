// The names of own-names.txt, held against what others are known to speak of.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { foreignNames } from "./foreign-names.mjs";
import { root } from "./layout.mjs";

/** @returns {string[]} */
export function ownNames(path = join(root, "build", "own-names.txt")) {
  const names = readFileSync(path, "utf8").replace(/^#.*$/gm, "").match(/\S+/g);
  const foreign = foreignNames();
  const wrong = names.filter((name) => foreign.has(name));
  if (wrong.length > 0) throw new Error(`own-names.txt has names that others use too: ${wrong.join(" ")}`);
  return names;
}
