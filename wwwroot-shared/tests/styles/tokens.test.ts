import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../src/styles/tokens.css", import.meta.url), "utf8").replace(/\/\*.*?\*\//gs, "");

/** The custom properties declared in the block that follows a selector. */
function block(opening: string): Map<string, string> {
  const start = css.indexOf(opening);
  if (start < 0) throw new Error(`no block ${opening}`);
  const body = css.slice(start + opening.length, css.indexOf("}", start));
  return new Map([...body.matchAll(/(--p-[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!.trim()]));
}

const light = block(":root {");
const dark = block(':root:not([data-theme="light"]) {');
const chosenDark = block(':root[data-theme="dark"] {');

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const channels = /^#(..)(..)(..)$/.exec(hex);
  if (!channels) throw new Error(`not a colour: ${hex}`);
  const [r, g, b] = channels.slice(1).map((pair) => {
    const c = parseInt(pair, 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ["page", "panel", "raised", "hover", "selected", "own", "other"];
const text: [ink: string, surface: string][] = [
  ...surfaces.flatMap((s): [string, string][] => [["ink", `surface-${s}`], ["ink-muted", `surface-${s}`], ["ink-accent", `surface-${s}`]]),
  ["ink", "surface-sunken"],
  ["ink-muted", "surface-sunken"],
  ["ink-on-bar", "surface-bar"],
  ["ink-on-bar-muted", "surface-bar"],
  ["ink-on-accent", "accent"],
  ["ink-on-accent", "accent-hover"],
  ["ink-on-danger", "danger"],
  ["ink-on-danger", "danger-hover"],
  ["ink-on-team", "team"],
  ["ink-on-team", "team-hover"],
  ...["info", "ok", "warn", "danger", "urgent", "asap", "stat", "team"].map((tone): [string, string] => [`ink-${tone}`, `surface-${tone}`]),
  ["ink", "surface-danger"],
  ["ink", "surface-team"],
  ["ink-muted", "surface-team"],
  ["ink-danger", "surface-page"],
  ["ink-danger", "surface-panel"],
];
const shapes: [string, string][] = [
  ...["page", "panel", "raised"].flatMap((s): [string, string][] => [["line-strong", `surface-${s}`], ["focus", `surface-${s}`], ["accent", `surface-${s}`], ["team", `surface-${s}`]]),
  ["focus-on-bar", "surface-bar"],
];

describe.each([["light", light], ["dark", new Map([...light, ...dark])]])("the %s theme", (_, theme) => {
  const colour = (name: string) => theme.get(`--p-${name}`) ?? `no token --p-${name}`;

  it.each(text)("reads: %s on %s has 4.5:1", (ink, surface) => {
    expect(contrast(colour(ink), colour(surface))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(shapes)("shows its shapes: %s on %s has 3:1", (line, surface) => {
    expect(contrast(colour(line), colour(surface))).toBeGreaterThanOrEqual(3);
  });
});

describe("the dark theme", () => {
  it("is the same whether the system or the person chose it", () => {
    expect(chosenDark).toEqual(dark);
  });

  it("changes every colour that the light theme names, shape and type excepted", () => {
    const colours = [...light].filter(([, value]) => /^#|^rgb|rgb\(/.test(value)).map(([name]) => name);
    expect([...dark.keys()]).toEqual(colours);
  });
});

describe("the style sheets", () => {
  const files = ["base", "thread", "widget", "portal", "care", "visit", "pane", "summary-writing", "summary-filing", "paper"].map((name) => [name, readFileSync(new URL(`../../src/styles/${name}.css`, import.meta.url), "utf8")] as const);

  it.each(files)("%s.css uses only tokens that exist", (_, sheet) => {
    const used = [...sheet.matchAll(/var\((--p-[\w-]+)/g)].map(([, name]) => name!);
    expect(used.filter((name) => !light.has(name))).toEqual([]);
  });

  it.each(files)("%s.css keeps to logical directions, so that it reads from right to left as well", (_, sheet) => {
    const rules = sheet.replace(/\/\*.*?\*\//gs, "");
    expect(rules.match(/(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right)|left|right|text-align:\s*(?:left|right)|float)\b/g)).toBeNull();
  });
});
