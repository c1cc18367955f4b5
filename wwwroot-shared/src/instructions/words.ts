/** What is said around instructions. The part is small enough to bring every language. */
import en from "./texts/en.json";
import es from "./texts/es.json";

export type InstructionWord = keyof typeof en;

const languages: Readonly<Record<string, typeof en>> = { en, es };

/** A text in the nearest language that there is, with its values put in. */
export function say(locale: string, word: InstructionWord, values: Readonly<Record<string, string>> = {}): string {
  const words = languages[locale.split("-")[0]!.toLowerCase()] ?? en;
  return words[word].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
