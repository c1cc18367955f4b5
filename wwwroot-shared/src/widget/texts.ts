/** The words of the screen: English is here, any other language is loaded when it is asked for. */
import en from "../texts/en.json";

export type Words = typeof en;
export type Word = keyof Words;

const others: Readonly<Record<string, () => Promise<{ readonly default: Words }>>> = {
  es: () => import("../texts/es.json"),
};

/** Of the screen, and of times and counts in it. */
export interface Texts {
  readonly locale: string;
  readonly words: Words;
}

export const english: Texts = { locale: "en", words: en };

/** The nearest language that there is; English where there is none, or where it cannot be loaded now. */
export async function loadTexts(wanted: string): Promise<Texts> {
  const language = wanted.toLowerCase().split("-")[0] ?? "";
  try {
    const locale = Intl.getCanonicalLocales(wanted)[0] ?? "en";
    if (language === "en") return { locale, words: en };
    const load = others[language];
    if (load) return { locale, words: (await load()).default };
  } catch {
    return english;
  }
  return english;
}

/** A text with its values put in. */
export function say({ words }: Texts, word: Word, values: Readonly<Record<string, string | number>> = {}): string {
  return words[word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A text for so many, by the language's own rule of plural. */
export function sayCount(texts: Texts, word: "unread" | "jump" | "lostMessages", n: number): string {
  const form = new Intl.PluralRules(texts.locale).select(n) === "one" ? "one" : "other";
  return say(texts, `${word}_${form}`, { n: n.toLocaleString(texts.locale) });
}
