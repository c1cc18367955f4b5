import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
let webRoot: string;
let report: string;
const files = (folder: string) => readdirSync(join(webRoot, folder));
const read = (path: string) => readFileSync(join(webRoot, path), "utf8");
const manifest = () => JSON.parse(read("embed/manifest.json")) as Record<string, string>;
const build = (into: string) => execFileSync(process.execPath, [join(root, "build/build.mjs")], { env: { ...process.env, PORTAL_WEBROOT: into }, encoding: "utf8" });

beforeAll(() => {
  webRoot = mkdtempSync(join(tmpdir(), "portal-build-"));
  report = build(webRoot);
});

afterAll(() => rmSync(webRoot, { recursive: true, force: true }));

/** The sheets before their names are shortened. */
const sheets = async () => {
  const { patientSheets } = (await import(join(root, "build/patient-sheets.mjs"))) as { patientSheets: () => Promise<[string, string, string]> };
  return patientSheets();
};

describe("the build", () => {
  it("stays within its budgets, and says so of every part", () => {
    expect(report).toMatch(/^ok {2}loader: \d+ of 2000 bytes/m);
    expect(report).toMatch(/^ok {2}chat \(html \+ js \+ css \+ English\): \d+ of 30000 bytes/m);
    expect(report).toMatch(/^ok {2}chat \+ visit with its call \(js \+ css \+ English, .*\): \d+ of 40000 bytes/m);
    expect(report).toMatch(/^ok {2}instructions shared by the care team \(.*\): \d+ of 2000 bytes/m);
    expect(report).toMatch(/^ok {2}trying and choosing devices \(.*\): \d+ of \d+ bytes/m);
    for (const part of ["call", "devices"]) expect(report).toMatch(new RegExp(`^ok {2}embed/${part}\\.es\\.js: \\d+ of 3000 bytes`, "m"));
    expect(report).toMatch(/^ok {2}embed\/texts\.es\.js: \d+ of 3000 bytes/m);
    expect(report).not.toContain("OVER");
  });

  it("names every file by a hash of its content, but for the loader, the pages and the manifest", () => {
    const plain = files("embed").filter((name) => !/\.[A-Za-z0-9]{6,10}\.(?:js|css)(?:\.br|\.gz)?$/.test(name));
    expect(plain.filter((name) => !/\.(?:br|gz)$/.test(name)).sort()).toEqual(["chat.html", "manifest.json", "me.html", "portal-widget.js"]);
  });

  it("lists in the manifest what there is, and nothing else is written", () => {
    const named = Object.values(manifest());
    expect(Object.keys(manifest())).toEqual([
      ...["embed/call.css", "embed/call.es.js", "embed/call.js", "embed/chat.css", "embed/chat.js"],
      ...["embed/devices.es.js", "embed/devices.js", "embed/extras.css", "embed/extras.js", "embed/instructions.css", "embed/instructions.js", "embed/texts.es.js"],
    ]);
    expect(named.filter((path) => !existsSync(join(webRoot, path)))).toEqual([]);
    const scripts = files("embed").filter((name) => name.endsWith(".js") && name !== "portal-widget.js");
    expect(scripts.filter((name) => !named.includes(`embed/${name}`))).toEqual([]);
  });

  it("lays a compressed sibling of the same bytes beside every file of the embed", () => {
    for (const name of files("embed").filter((file) => !/\.(?:br|gz)$/.test(file))) {
      const bytes = readFileSync(join(webRoot, "embed", name));
      expect(brotliDecompressSync(readFileSync(join(webRoot, "embed", `${name}.br`))).equals(bytes), name).toBe(true);
      expect(gunzipSync(readFileSync(join(webRoot, "embed", `${name}.gz`))).equals(bytes), name).toBe(true);
    }
  });

  it("leaves the portal's own files to the framework, which compresses them itself and is confused by siblings", () => {
    expect([...files("css"), ...files("modules")].filter((name) => /\.(?:br|gz)$/.test(name))).toEqual([]);
    expect(files("css").sort()).toEqual(["icons.svg", "portal.css"]);
  });

  it("gives pages that load their script and style by hashed names, hold nothing inline, and wait for the server's values", () => {
    for (const page of ["chat.html", "me.html"]) {
      const html = read(`embed/${page}`);
      expect(html).toContain(`src="/${manifest()["embed/chat.js"]}"`);
      expect(html).toContain(`href="/${manifest()["embed/chat.css"]}"`);
      expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script>|<!--/);
      expect(html).toContain(`<meta name="portal-visit" content="${["call.js", "call.css", "devices.js", "instructions.js", "extras.js"].map((name) => `/${manifest()[`embed/${name}`]}`).join(" ")}">`);
      expect(html).toContain('<meta name="portal-emergency-number" content="{{emergency-number}}">');
    }
    expect(read("embed/chat.html")).toContain('<meta name="portal-embed-origins" content="{{embed-origins}}">');
    expect(read("embed/me.html")).toContain('<meta name="portal-page" content="me">');
  });

  it("brings the call by itself, on top of what the first screen has already", () => {
    const [chat, call] = [read(manifest()["embed/chat.js"]!), read(manifest()["embed/call.js"]!)];
    const imports = [...call.matchAll(/import\{([^}]*)\}from"\.\/([^"]+)"/g)];
    expect(new Set(imports.map(([, , from]) => `embed/${from}`))).toEqual(new Set([manifest()["embed/chat.js"]]));
    const named = imports.flatMap(([, names]) => names!.split(",").map((name) => name.split(" as ")[0]!));
    const exported = /export\{([^}]*)\}/.exec(chat)![1]!.split(",").map((name) => name.split(" as ").at(-1)!);
    expect(named).toContain("hubAt");
    expect(named.filter((name) => !exported.includes(name))).toEqual([]);
    expect(chat).not.toContain("RTCPeerConnection");
    expect(call).toContain("RTCPeerConnection");
  });

  it("brings what tries devices by itself, on top of the call and of the first screen", () => {
    const devices = read(manifest()["embed/devices.js"]!);
    const from = [...devices.matchAll(/import\{([^}]*)\}from"\.\/([^"]+)"/g)].map(([, , name]) => `embed/${name}`);
    expect(new Set(from)).toEqual(new Set([manifest()["embed/chat.js"], manifest()["embed/call.js"]]));
    expect(read(manifest()["embed/call.js"]!)).not.toContain("createAnalyser");
    expect(devices).toContain("createAnalyser");
  });

  it("brings instructions by themselves, with a style sheet that they alone know", () => {
    const instructions = read(manifest()["embed/instructions.js"]!);
    const from = [...instructions.matchAll(/import\{([^}]*)\}from"\.\/([^"]+)"/g)].map(([, , name]) => `embed/${name}`);
    expect(new Set(from)).toEqual(new Set([manifest()["embed/chat.js"]]));
    expect(`embed/${/"\.\/(instructions[^"]*\.css)"/.exec(instructions)?.[1]}`).toBe(manifest()["embed/instructions.css"]);
    expect(read(manifest()["embed/chat.js"]!)).not.toContain("afterprint");
    expect(instructions).toContain("afterprint");
  });

  it("leaves out of the visit's styles what the first screen has and what only the portal's pane needs", async () => {
    const [, css] = await sheets();
    for (const kept of [".call-stage", ".check-row", ".wait-place", ".button-danger", "[data-visit=call]", ".check{"]) expect(css).toContain(kept);
    for (const gone of [".pane", ".lock", ".message-bubble", ".button{"]) expect(css).not.toContain(gone);
    const built = read(manifest()["embed/call.css"]!);
    const all = built + read(manifest()["embed/chat.css"]!);
    const declared = new Set([...all.matchAll(/[;{](--\w+):/g)].map(([, name]) => name));
    expect([...built.matchAll(/var\((--\w+)/g)].map(([, name]) => name).filter((name) => !declared.has(name))).toEqual([]);
  });

  it("gives the same classes to markup and styles, and leaves those alone by which tests find things", () => {
    const css = ["embed/chat.css", "embed/call.css", "embed/instructions.css"].map((name) => read(manifest()[name]!)).join("");
    const scripts = ["embed/chat.js", "embed/call.js", "embed/devices.js", "embed/instructions.js"].map((name) => read(manifest()[name]!)).join("");
    const styled = new Set([...css.replace(/\{[^{}]*\}/g, " ").matchAll(/\.(-?[A-Za-z][\w-]*)/g)].map(([, name]) => name!));
    const borne = new Set([...(scripts + read("embed/chat.html")).matchAll(/class[=:]"([^"]+)"/g)].flatMap(([, names]) => names!.split(" ")));
    for (const kept of ["message", "message-text", "composer-text", "composer-send", "row"]) expect(styled, kept).toContain(kept);
    expect(borne.size).toBeGreaterThan(80);
    expect([...borne].filter((name) => name.includes("-") && !styled.has(name))).toEqual([]);
    for (const long of ["call-stage", "wait-place", "message-bubble", "visually-hidden"]) expect(css + scripts).not.toContain(long);
  });

  it("names no other host, no wildcard target and no log in what patients load", () => {
    for (const path of ["embed/portal-widget.js", manifest()["embed/chat.js"]!, manifest()["embed/call.js"]!, manifest()["embed/devices.js"]!, manifest()["embed/instructions.js"]!]) {
      const script = read(path);
      expect(script.match(/https?:\/\/[\w.-]+/g)?.filter((host) => !/www\.w3\.org$/.test(host)) ?? []).toEqual([]);
      expect(script).not.toMatch(/postMessage\([^)]*["']\*["']/);
      expect(script).not.toMatch(/console\.(?:log|warn|info|debug)/);
    }
  });

  it("gives Blazor its modules by their own names, with what they export", () => {
    const folder = join(root, "src/modules");
    const sources = readdirSync(folder);
    expect(sources.length).toBeGreaterThanOrEqual(7);
    expect(files("modules").sort()).toEqual(sources.map((name) => name.replace(".ts", ".js")).sort());
    for (const name of sources) {
      const written = [...readFileSync(join(folder, name), "utf8").matchAll(/^export (?:async )?function (\w+)/gm)].map(([, exported]) => exported!);
      const built = /export\s*\{([^}]*)\}/.exec(read(`modules/${name.replace(".ts", ".js")}`))?.[1] ?? "";
      expect(built.split(",").map((part) => part.trim().split(" as ").at(-1)).sort(), name).toEqual(written.sort());
    }
  });

  it("leaves out of the application's styles what it never names, and keeps what it does", async () => {
    const [long] = await sheets();
    const css = read(manifest()["embed/chat.css"]!);
    for (const kept of [".message-bubble", ".composer-text", ".banner", ".emergency", ".row", "forced-colors", "prefers-color-scheme", "data-theme=dark"]) expect(long).toContain(kept);
    for (const gone of [".shell", ".check", ".button-danger", "#blazor"]) expect(long).not.toContain(gone);
    const used = new Set([...css.matchAll(/var\((--\w+)/g)].map(([, name]) => name));
    const declared = new Set([...css.matchAll(/[;{](--\w+):/g)].map(([, name]) => name));
    expect([...used].filter((name) => !declared.has(name!))).toEqual([]);
  });

  it("is the same twice", () => {
    const again = mkdtempSync(join(tmpdir(), "portal-build-"));
    try {
      build(again);
      expect(readFileSync(join(again, "embed/manifest.json"), "utf8")).toBe(read("embed/manifest.json"));
    } finally {
      rmSync(again, { recursive: true, force: true });
    }
  });
});

describe("the lock file", () => {
  it("names no registry", () => expect(readFileSync(join(root, "package-lock.json"), "utf8")).not.toMatch(/"resolved"|registry\./));

  it("pins every version", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, Record<string, string>>;
    expect(Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});
