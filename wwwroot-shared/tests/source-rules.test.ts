import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../src/", import.meta.url);
const files = (readdirSync(root, { recursive: true }) as string[]).filter((name) => /\.(?:tsx?|html|css)$/.test(name));
const code = (name: string) => readFileSync(new URL(name, root), "utf8").replace(/\/\*[^]*?\*\/|(?<![:"'`])\/\/[^\n]*/g, "");
const scripts = files.filter((name) => /\.tsx?$/.test(name));

/** Files in which a pattern stands, comments left out. */
const having = (pattern: RegExp, among: readonly string[] = scripts) => among.filter((name) => pattern.test(code(name)));

describe("the source", () => {
  it("is found", () => {
    expect(scripts.length).toBeGreaterThan(40);
    expect(having(/\bpostMessage\(/)).toEqual(expect.arrayContaining(["embed/host-channel.ts", "loader/portal-widget.ts"]));
  });

  it("names no wildcard, least of all as the target of a message", () => expect(having(/(["'`])\*\1/)).toEqual([]));

  it("gives every message to another window an origin", () => {
    const calls = scripts.flatMap((name) => [...code(name).matchAll(/([\w.?]+)\.postMessage\(([^;\n]*)\)/g)].filter(([, receiver]) => receiver !== "tabs"));
    expect(calls.length).toBeGreaterThanOrEqual(2);
    expect(calls.filter(([, , given]) => !/,\s*(?:portal|this\._host)$/.test(given!)).map(([call]) => call)).toEqual([]);
  });

  it("writes text as text: no markup from strings", () => {
    expect(having(/innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|DOMParser|createContextualFragment|\beval\(|new Function\(/)).toEqual([]);
  });

  it("leaves nothing in the browser but the sealed outbox, the theme, and whether single keys and the sound of a knock are wanted, and where the call stands", () => {
    expect(having(/localStorage|indexedDB|\bcaches\.|document\.cookie/)).toEqual(["modules/knock.ts", "modules/shortcuts.ts", "modules/theme.ts"]);
    expect(having(/sessionStorage/)).toEqual(["loader/portal-widget.ts", "visit/pane-place.ts", "widget/main.tsx"]);
  });

  it("puts no token into an address and nothing into the log", () => {
    expect(having(/console\.\w+\(/)).toEqual([]);
    expect(having(/access_token|[?&]token=/)).toEqual([]);
  });

  it("has no default exports and no any", () => {
    expect(having(/export default/)).toEqual([]);
    expect(having(/:\s*any\b|<any>|as any\b/)).toEqual([]);
  });

  it("has pages without inline script or style, for a strict Content-Security-Policy", () => {
    const pages = files.filter((name) => name.endsWith(".html"));
    expect(pages).toHaveLength(2);
    expect(having(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)[^>]*>|javascript:/i, pages)).toEqual([]);
    expect(having(/\bstyle=/, scripts)).toEqual([]);
  });

  it("asks nobody else for anything", () => expect(having(/https?:\/\/(?!www\.w3\.org)/, files)).toEqual([]));
});
