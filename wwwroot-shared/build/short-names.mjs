// Gives short names, over the wire, to what the application's scripts alone speak of. Three kinds, each in all parts at once:
// - private members (`_name`), per class, since nothing else reads them: the same few letters serve every class;
// - own names (own-names.txt), wherever they stand, as members or as strings: fields, codes, the keys of texts;
// - classes of the style sheets, in `class` and in selectors.
import { minify } from "terser";
import { shortenWords } from "./prune-css.mjs";

const parsed = async (text) => (await minify(text, { module: true, ecma: 2020, compress: false, mangle: false, format: { spidermonkey: true, code: false } })).ast;
const printed = async (ast) =>
  (await minify(ast, { module: true, ecma: 2020, parse: { spidermonkey: true }, compress: { passes: 3, ecma: 2020, inline: 1, pure_getters: true, unsafe_arrows: true, unsafe_comps: true } })).code;

/**
 * @param {Map<string, string>} scripts by name, all that run together
 * @param {{names: string[], classes: string[]}} own
 * @returns {Promise<{scripts: Map<string, string>, classes: Map<string, string>}>} the scripts minified, and the classes' new names
 */
export async function shortenNames(scripts, { names, classes }) {
  const asts = new Map(await Promise.all([...scripts].map(async ([name, text]) => [name, await parsed(text)])));
  const all = [...asts.values()];
  const counts = new Map();
  const elsewhere = new Set();
  for (const ast of all) {
    for (const { name, isClass } of namesOf(ast)) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (!isClass) for (const word of name.split(/\s+/)) elsewhere.add(word);
    }
  }
  const exported = all.flatMap((ast) => ast.body.flatMap(({ specifiers = [] }) => specifiers.map((one) => one.exported?.name)));
  const fixed = names.filter((name) => exported.includes(name));
  if (fixed.length > 0) throw new Error(`parts export ${fixed.join(" ")}: no own names can be given to them`);
  const taken = new Set(counts.keys());
  const listed = new Set(names);
  const free = shortOnes(2);
  const own = new Map([...counts].filter(([name]) => listed.has(name)).sort(([, a], [, b]) => b - a).map(([name]) => [name, next(free, taken)]));
  const freeClasses = shortOnes(1);
  // A class whose name is said outside of a `class` may mean the class or something else: it stays.
  const shortClasses = new Map(classes.filter((name) => !elsewhere.has(name)).map((name) => [name, next(freeClasses, elsewhere)]));
  for (const ast of all) {
    mergeImports(ast);
    shortenPrivates(ast);
    rename(ast, own, shortClasses);
  }
  return { scripts: new Map(await Promise.all([...asts].map(async ([name, ast]) => [name, await printed(ast)]))), classes: shortClasses };
}

const children = (node) => Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value])).filter((value) => value && typeof value === "object");
const isKeyed = ({ type }) => type === "Property" || type === "PropertyDefinition" || type === "MethodDefinition";
const keyOf = ({ key }) => key.name ?? key.value;
const isClassValue = (node) => node.type === "Property" && !node.computed && keyOf(node) === "class";

/** The names of members, and the strings. */
function* namesOf(node, isClass = false) {
  if (node.type === "MemberExpression" && !node.computed) {
    yield* namesOf(node.object, isClass);
    yield { name: node.property.name };
    return;
  }
  if (isKeyed(node) && !node.computed) {
    yield { name: String(keyOf(node)) };
    if (node.value) yield* namesOf(node.value, isClass || isClassValue(node));
    return;
  }
  if (node.type === "Literal" && typeof node.value === "string") yield { name: node.value, isClass };
  if (node.type === "TemplateElement") yield { name: node.value.raw };
  for (const child of children(node)) yield* namesOf(child, isClass);
}

function rename(node, own, classes, isClass = false) {
  if (node.type === "MemberExpression" && !node.computed) setName(node.property, own.get(node.property.name));
  else if (isKeyed(node) && !node.computed) {
    setKey(node, own.get(keyOf(node)));
    if (node.value) rename(node.value, own, classes, isClass || isClassValue(node));
    return;
  } else if (node.type === "Literal" && typeof node.value === "string") setValue(node, isClass ? shortenWords(node.value, classes) : own.get(node.value) ?? selectors(node.value, classes));
  for (const child of children(node)) rename(child, own, classes, isClass);
}

/** A string that is a selector and no text: one class, with its dot. */
const selectors = (text, classes) => text.replace(/^\.([\w-]+)$/, (whole, name) => (classes.has(name) ? `.${classes.get(name)}` : whole));

function setName(identifier, name) {
  if (name) identifier.name = name;
}

function setValue(literal, value) {
  literal.value = value;
  delete literal.raw;
}

function setKey(node, name) {
  if (!name) return;
  node.shorthand = false;
  node.key = { type: "Identifier", name };
}

function shortenPrivates(ast) {
  const classes = [];
  (function find(node) {
    if (node.type === "ClassDeclaration" || node.type === "ClassExpression") classes.push(node.body);
    for (const child of children(node)) find(child);
  })(ast);
  // What is left then is of the libraries, which have no classes.
  for (const scope of [...classes.reverse(), ast]) {
    const members = [];
    (function find(node) {
      if (node.type === "MemberExpression" && !node.computed && node.property.name.startsWith("_")) members.push({ name: node.property.name, set: (name) => setName(node.property, name) });
      if (isKeyed(node) && !node.computed && String(keyOf(node)).startsWith("_")) members.push({ name: keyOf(node), set: (name) => setKey(node, name) });
      for (const child of children(node)) find(child);
    })(scope);
    const uses = new Map();
    for (const { name } of members) uses.set(name, (uses.get(name) ?? 0) + 1);
    const free = shortOnes(1);
    const short = new Map([...uses].sort(([, a], [, b]) => b - a).map(([name]) => [name, free.next().value]));
    for (const { name, set } of members) set(short.get(name));
  }
}

/** One `import` from each script. */
function mergeImports(ast) {
  const first = new Map();
  ast.body = ast.body.filter((node) => {
    if (node.type !== "ImportDeclaration" || node.specifiers.length === 0) return true;
    const before = first.get(node.source.value);
    if (!before) return first.set(node.source.value, node);
    before.specifiers.push(...node.specifiers);
    return false;
  });
}

function next(names, taken) {
  for (;;) {
    const { value } = names.next();
    if (!taken.has(value)) return value;
  }
}

/** e, t, ... then ee, te, ...: the letters that minified scripts have most of first, which compresses best. */
function* shortOnes(length) {
  const letters = "etnisroalcudhfpmgvywbkxIMTSCqAPDLNEFORjWBzUHVGJKYQXZ";
  for (; ; length++) {
    const all = (n) => (n === 0 ? [""] : all(n - 1).flatMap((end) => [...letters].map((letter) => letter + end)));
    yield* all(length);
  }
}
