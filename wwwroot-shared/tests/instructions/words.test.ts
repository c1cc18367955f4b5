import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

it.each(["instructions", "extras"])("every text of %s is there in every language, with the same values", (part) => {
  const folder = new URL(`../../src/${part}/texts/`, import.meta.url);
  const words = (name: string) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Record<string, string>;
  const values = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  const en = words("en.json");
  const others = readdirSync(folder).filter((name) => name !== "en.json");
  expect(others).toEqual(["es.json"]);
  for (const other of others.map(words)) {
    expect(Object.keys(other)).toEqual(Object.keys(en));
    expect(Object.keys(en).filter((key) => other[key] === "" || `${values(other[key]!)}` !== `${values(en[key]!)}`)).toEqual([]);
  }
});
