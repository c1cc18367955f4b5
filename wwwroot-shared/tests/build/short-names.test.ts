import { join } from "node:path";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const build = fileURLToPath(new URL("../../build/", import.meta.url));

interface Own {
  readonly names: string[];
  readonly classes: string[];
}
interface Shortened {
  readonly scripts: Map<string, string>;
  readonly classes: Map<string, string>;
}
const { shortenNames } = (await import(join(build, "short-names.mjs"))) as { shortenNames: (scripts: Map<string, string>, own: Own) => Promise<Shortened> };
const { ownNames } = (await import(join(build, "own-names.mjs"))) as { ownNames: (path?: string) => string[] };

const shortened = (scripts: Record<string, string>, own: Partial<Own> = {}) => shortenNames(new Map(Object.entries(scripts)), { names: [], classes: [], ...own });

describe("short names", () => {
  it("of private members are the same few letters in every class", async () => {
    const { scripts } = await shortened({ a: "export class A{_first=1;_second(){return this._first}}export class B{_other=2;_more(){return this._other}}" });
    expect(scripts.get("a")).not.toMatch(/_\w/);
    expect(new Set([...scripts.get("a")!.matchAll(/this\.(\w+)/g)].map(([, name]) => name)).size).toBe(1);
  });

  it("of own names are one in all scripts, as members, keys and strings, and nothing else changes", async () => {
    const { scripts } = await shortened(
      { a: 'export const say=o=>o.wanted+o["other"]+o.kept;export const word="wanted"', b: 'import{say}from"./a";say({wanted:1,kept:2,other:"not wanted"});export const{wanted:x}=globalThis' },
      { names: ["wanted", "unused"] },
    );
    const [, short] = /\.(\w+)\+/.exec(scripts.get("a")!)!;
    expect(short).not.toBe("wanted");
    expect(scripts.get("a")).toContain(`"${short}"`);
    expect(scripts.get("b")).toContain(`${short}:1`);
    expect(scripts.get("b")).toContain("not wanted");
    expect(scripts.get("b")).toMatch(/kept:2/);
    expect(scripts.get("a")).toContain(".kept");
  });

  it("are refused for what a part exports, as others import that by its name", async () => {
    await expect(shortened({ a: "const wanted=1;export{wanted}" }, { names: ["wanted"] })).rejects.toThrow("wanted");
  });

  it("never are names that stand somewhere already", async () => {
    const { scripts } = await shortened({ a: "export const f=o=>o.wanted+o.ee+o.te" }, { names: ["wanted"] });
    const members = [...scripts.get("a")!.matchAll(/\.(\w+)/g)].map(([, name]) => name);
    expect(new Set(members).size).toBe(3);
  });

  it("of classes are given in markup and in selectors", async () => {
    const { scripts, classes } = await shortened({ a: 'h("p",{class:own?"row row-big":"row"});at(".row-big");say("a row of rows")' }, { classes: ["row", "row-big"] });
    expect([...classes.keys()].sort()).toEqual(["row-big"]);
    const big = classes.get("row-big")!;
    expect(scripts.get("a")).toContain(`row ${big}`);
    expect(scripts.get("a")).toContain(`".${big}"`);
    expect(scripts.get("a")).toContain("a row of rows");
  });

  it("leave a class alone whose name is said outside of markup: it may mean something else", async () => {
    const { scripts, classes } = await shortened({ a: 'h("p",{class:"visit"});t("visit");h("p",{class:"call"});x.call()' }, { classes: ["visit", "call"] });
    expect(classes.size).toBe(0);
    expect(scripts.get("a")).toContain('class:"visit"');
  });

  it("are imported once from each script", async () => {
    const { scripts } = await shortened({ a: 'import{x}from"./b";import{y}from"./b";import{z}from"./c";x(y,z)' });
    expect(scripts.get("a")!.match(/from"\.\/b"/g)).toHaveLength(1);
  });
});

describe("tokens", () => {
  it("that are the same in every theme are put in where they are used; the others are looked up", async () => {
    const { inlineTokens } = (await import(join(build, "prune-css.mjs"))) as { inlineTokens: (...sheets: string[]) => string[] };
    const [first, second] = inlineTokens(
      ":root{--p-gap:1rem;--p-wide:calc(var(--p-gap) * 2);--p-ink:#000}.a{padding:var(--p-wide);color:var(--p-ink)}@media(x){:root{--p-ink:#fff}}",
      ".b{margin:var(--p-gap)}",
    );
    expect(first).toBe(":root{--p-ink:#000}.a{padding:calc(1rem * 2);color:var(--p-ink)}@media(x){:root{--p-ink:#fff}}");
    expect(second).toBe(".b{margin:1rem}");
  });
});

describe("own names", () => {
  it("are none that go over a wire, come from a browser, or stand in braces of a text", () => {
    const folder = mkdtempSync(join(tmpdir(), "portal-names-"));
    try {
      for (const foreign of ["mediaToken", "clientMessageId", "roundTripMs", "innerHTML", "candidateType", "invocationId", "number"]) {
        const path = join(folder, "names.txt");
        writeFileSync(path, `# a comment\nhangUp ${foreign}\n`);
        expect(() => ownNames(path), foreign).toThrow(foreign);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("are each listed once", () => expect(ownNames().filter((name, i, all) => all.indexOf(name) !== i)).toEqual([]));
});
