import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { english, loadTexts, say, sayCount } from "../../src/widget/texts";
import { dayLabel, dayOf, shortLabel, timeLabel } from "../../src/widget/times";

const folder = new URL("../../src/texts/", import.meta.url);
const files = readdirSync(folder);
const words = (name: string) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Record<string, string>;
const en = words("en.json");
const values = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe.each(files.filter((name) => name !== "en.json"))("%s", (name) => {
  const other = words(name);

  it("has every text of English, in the same order, and no other", () => expect(Object.keys(other)).toEqual(Object.keys(en)));
  it("leaves none empty", () => expect(Object.entries(other).filter(([, text]) => text.trim() === "")).toEqual([]));
  it("puts in the same values", () => expect(Object.keys(en).filter((key) => `${values(other[key]!)}` !== `${values(en[key]!)}`)).toEqual([]));
});

describe("the texts", () => {
  const source = readdirSync(new URL("../../src/widget/", import.meta.url)).map((name) => readFileSync(new URL(`../../src/widget/${name}`, import.meta.url), "utf8")).join("\n");

  it("are all spoken somewhere", () => {
    const spoken = (key: string) => [key, key.replace(/_(?:one|other)$/, "")].some((word) => source.includes(`"${word}"`)) || key.startsWith("failed_");
    // Delivery states and kinds of people are spoken by their own names.
    const byName = ["Pending", "Accepted", "Delivered", "Displayed", "Failed", "patient", "relatedPerson", "practitioner", "bot", "system"];
    expect(Object.keys(en).filter((key) => !spoken(key) && !byName.includes(key))).toEqual([]);
  });

  it("come in the nearest language, English where there is none", async () => {
    expect((await loadTexts("es-MX")).words.send).toBe("Enviar");
    expect((await loadTexts("es-MX")).locale).toBe("es-MX");
    expect((await loadTexts("EN-gb")).locale).toBe("en-GB");
    expect(await loadTexts("fr")).toBe(english);
    expect(await loadTexts("")).toBe(english);
    expect(await loadTexts("not a language")).toBe(english);
  });

  it("put values in, and plurals by the language's own rule", async () => {
    expect(say(english, "count", { n: "7,400", max: "8,000" })).toBe("7,400 of 8,000 characters");
    expect(say(english, "announce", { name: "Ana", text: "{name} {0}" })).toBe("Ana: {name} {0}");
    expect([1, 2, 1200].map((n) => sayCount(english, "unread", n))).toEqual(["1 unread message", "2 unread messages", "1,200 unread messages"]);
    expect(sayCount(await loadTexts("es"), "jump", 2)).toBe("2 mensajes nuevos");
  });
});

describe("days and times", () => {
  const here = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();
  const now = new Date(2025, 2, 3, 10, 0);

  it("are those of the device's own zone", () => {
    expect(timeLabel(here(2025, 2, 3, 23, 30), "es-ES")).toBe("23:30");
    expect(dayOf(here(2025, 2, 3, 0, 0))).toBe(dayOf(here(2025, 2, 3, 23, 59)));
    expect(dayOf(here(2025, 2, 3, 23, 59))).not.toBe(dayOf(here(2025, 2, 4, 0, 0)));
  });

  it("say today and yesterday, then the date, with the year only where it is another", () => {
    const label = (at: string, locale = "en-GB") => dayLabel(dayOf(at), locale, now);
    expect(label(here(2025, 2, 3, 0, 0))).toBe("Today");
    expect(label(here(2025, 2, 2, 23, 59), "es")).toBe("Ayer");
    expect(label(here(2025, 1, 28, 12, 0))).toMatch(/^Friday,? 28 February$/);
    expect(label(here(2024, 1, 28, 12, 0))).toMatch(/2024/);
  });

  it("are short in a list", () => {
    const ats = [here(2025, 2, 3, 8, 5), here(2025, 1, 27, 8, 5), here(2025, 0, 1, 8, 5)];
    expect(ats.map((at) => shortLabel(at, "en-GB", now))).toEqual(["08:05", "Thu", "01/01/2025"]);
  });
});
