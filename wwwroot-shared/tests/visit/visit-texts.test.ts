import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { deviceTongue } from "../../src/visit/device-words";
import { staffTongue } from "../../src/visit/staff-words";
import { timeOf, tongue } from "../../src/visit/words";

const root = new URL("../../src/visit/", import.meta.url);
const words = (path: string) => JSON.parse(readFileSync(new URL(path, root), "utf8")) as Record<string, string>;
const values = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const sources = readdirSync(root).filter((name) => /\.tsx?$/.test(name)).map((name) => readFileSync(new URL(name, root), "utf8")).join("\n");

describe.each(["texts", "texts/devices", "texts/staff"])("%s", (folder) => {
  const en = words(`${folder}/en.json`);
  const others = readdirSync(new URL(folder, root)).filter((name) => name.endsWith(".json") && name !== "en.json");

  it("is there in another language", () => expect(others).toContain("es.json"));

  it.each(others)("%s has every text of English, in the same order, with the same values, and none empty", (name) => {
    const other = words(`${folder}/${name}`);
    expect(Object.keys(other)).toEqual(Object.keys(en));
    expect(Object.keys(en).filter((key) => `${values(other[key]!)}` !== `${values(en[key]!)}`)).toEqual([]);
    expect(Object.entries(other).filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("is all spoken somewhere", () => {
    // By the codes of troubles, of verdicts, and of what a browser is.
    const byCode = ["denied", "none", "inUse", "insecure", "unsupported", "other", "good", "fair", "poor"];
    expect(Object.keys(en).filter((key) => !sources.includes(`"${key}"`) && !new RegExp(`\\b${key}: "`).test(sources) && !byCode.includes(key))).toEqual([]);
  });
});

it("no text is in two of them", () => {
  const keys = ["texts", "texts/devices", "texts/staff"].flatMap((folder) => Object.keys(words(`${folder}/en.json`)));
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
});

it("a tongue puts values in, to the letter", () => expect(tongue("en")("with", { name: "{name} $&" })).toBe("Visit with {name} $&"));

it("trying devices speaks the visit's language too", () => {
  const es = deviceTongue(tongue("es", words("texts/es.json") as never), words("texts/devices/es.json") as never);
  expect([es("ready"), es("camera")]).toEqual(["Estoy listo", "Cámara"]);
});

it("the pane speaks the page's language, English where it has none of it", () => {
  expect(staffTongue("es-MX")("admit")).toBe("Admitir");
  expect(staffTongue("fr")("admit")).toBe("Admit");
});

it("a time says its day where that is not today", () => {
  const now = new Date(2025, 2, 3, 10, 0);
  expect(timeOf(new Date(2025, 2, 3, 14, 30).toISOString(), { locale: "es-ES" }, now)).toBe("14:30");
  expect(timeOf(new Date(2025, 2, 4, 14, 30).toISOString(), { locale: "en-GB" }, now)).toMatch(/Tuesday,? 4 March at 14:30/);
});
