// Leaves out of the application's style sheet what its own markup never names: rules of classes that no component bears, and tokens
// that no rule uses. It reads esbuild's minified CSS, in which rules are `selectors{declarations}` and at-rules nest one level.

/**
 * @param {string} css minified
 * @param {string} sources the text of every component and page: a class is used where its name stands in it
 */
export function pruneCss(css, sources) {
  const names = new Set(sources.replace(/\/\*[^]*?\*\/|(?<![:"'`])\/\/[^\n]*/g, "").match(/[\w-]+/g));
  const isUsed = (selector) => [...selector.matchAll(/\.(-?[A-Za-z][\w-]*)/g)].every(([, name]) => names.has(name));
  let kept = rulesOf(css)
    .map(({ head, body }) => (head.startsWith("@media") ? { head, body: render(rulesOf(body).map(pruned).filter(Boolean)) } : pruned({ head, body })))
    .filter((rule) => rule && rule.body !== "");

  function pruned({ head, body }) {
    const selectors = head.startsWith("@") ? [head] : splitSelectors(head).filter(isUsed);
    return selectors.length === 0 ? null : { head: selectors.join(","), body };
  }

  for (let before = ""; before !== render(kept); ) {
    before = render(kept);
    const used = new Set([...before.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name));
    const withoutUnused = (text) => text.replace(/(--p-[\w-]+):([^;}]*);?/g, (whole, name) => (used.has(name) ? whole : ""));
    kept = kept.map(({ head, body }) => ({ head, body: withoutUnused(body) })).filter(({ body }) => body !== "");
  }
  return render(kept);
}

/** What is left of a sheet that is loaded after another one: declarations that the other has for the same selectors are not said twice. */
export function withoutRulesOf(css, other) {
  const said = new Set(declarationsOf(rulesOf(other)));
  const left = (rules, within = "") =>
    rules.flatMap(({ head, body }) => {
      const rest = head.startsWith("@media")
        ? render(left(rulesOf(body), head))
        : head.startsWith("@")
          ? said.has(`${within}${head}{${body}`) ? "" : body
          : body.split(";").filter((declaration) => !said.has(`${within}${head}{${declaration}`)).join(";");
      return rest === "" ? [] : [{ head, body: rest }];
    });
  return render(left(rulesOf(css)));
}

const declarationsOf = (rules, within = "") =>
  rules.flatMap(({ head, body }) => {
    if (head.startsWith("@media")) return declarationsOf(rulesOf(body), head);
    return (head.startsWith("@") ? [body] : body.split(";")).map((declaration) => `${within}${head}{${declaration}`);
  });

/** Puts tokens that are the same in every theme where they are used; only colours and motion are left to be looked up. */
export function inlineTokens(...sheets) {
  const values = new Map();
  for (const css of sheets)
    for (const [, name, value] of css.matchAll(/(--p-[\w-]+):\s*([^;}]*)/g)) values.set(name, values.has(name) && values.get(name) !== value ? null : value);
  const constant = (name) => values.get(name) ?? null;
  const inlined = (text) => text.replace(/var\((--p-[\w-]+)\)/g, (use, name) => (constant(name) === null ? use : inlined(constant(name))));
  return sheets.map((css) => inlined(css.replace(/(--p-[\w-]+):[^;}]*;?/g, (declaration, name) => (constant(name) === null ? declaration : ""))).replace(/[^{}]*\{\}/g, ""));
}

/** Gives the tokens short names, the most used ones of the first sheet the shortest: no script and no markup speaks of them. */
export function shortenTokens(...sheets) {
  const uses = new Map();
  sheets.forEach((css, i) => {
    for (const [name] of css.matchAll(/--p-[\w-]+/g)) uses.set(name, (uses.get(name) ?? 0) + (i === 0 ? 1_000 : 1));
  });
  const short = new Map([...uses].sort(([, a], [, b]) => b - a).map(([name], i) => [name, `--${i.toString(36)}`]));
  return sheets.map((css) => css.replace(/--p-[\w-]+/g, (name) => short.get(name)).replace(/(--\w+): /g, "$1:"));
}

/** The classes of sheets, the most used ones first. */
export function classesOf(...sheets) {
  const uses = new Map();
  for (const css of sheets) for (const [, name] of selectorsOf(css).matchAll(classes)) uses.set(name, (uses.get(name) ?? 0) + 1);
  return [...uses].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

const classes = /\.(-?[A-Za-z][\w-]*)/g;
const selectorsOf = (css) => rulesOf(css).map(({ head, body }) => (head.startsWith("@media") ? selectorsOf(body) : head.startsWith("@") ? "" : head)).join(" ");

/** Gives the classes in selectors other names. */
export const shortenClasses = (css, names) =>
  render(
    rulesOf(css).map(({ head, body }) => {
      if (head.startsWith("@media")) return { head, body: shortenClasses(body, names) };
      return { head: head.startsWith("@") ? head : head.replace(classes, (whole, name) => (names.has(name) ? `.${names.get(name)}` : whole)), body };
    }),
  );

/** The same for classes as an element bears them. */
export const shortenWords = (text, names) => text.replace(/[\w-]+/g, (word) => names.get(word) ?? word);

const render = (rules) => rules.map(({ head, body }) => `${head}{${body.replace(/;$/, "")}}`).join("");

/** Commas inside of `:is(...)` and `[...]` do not divide selectors. */
function splitSelectors(head) {
  const parts = [""];
  let depth = 0;
  for (const char of head) {
    if (char === "(" || char === "[") depth++;
    if (char === ")" || char === "]") depth--;
    if (char === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts;
}

function rulesOf(css) {
  const rules = [];
  let start = 0;
  while (start < css.length) {
    const open = css.indexOf("{", start);
    if (open < 0) break;
    let depth = 1;
    let end = open + 1;
    for (; depth > 0; end++) depth += css[end] === "{" ? 1 : css[end] === "}" ? -1 : 0;
    rules.push({ head: css.slice(start, open).trim(), body: css.slice(open + 1, end - 1) });
    start = end;
  }
  return rules;
}
