/** The words of a visit's screens: English comes with them, any other language is loaded. */
import en from "./texts/en.json";

export type VisitWords = typeof en;
export type VisitWord = keyof VisitWords;
export type Values = Readonly<Record<string, string | number>>;

/** Says a text in the language of the screen, with its values put in. */
export interface Tongue<Word extends string = VisitWord> {
  (word: Word, values?: Values): string;
  readonly locale: string;
}

export function tongue<Word extends string = VisitWord>(locale: string, words: Readonly<Record<Word, string>> = en as never): Tongue<Word> {
  const say = (word: Word, values: Values = {}) => words[word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  return Object.assign(say, { locale });
}

/** "14:30" today; with the day before it on another one. */
export function timeOf(at: string, { locale }: { readonly locale: string }, now: Date = new Date()): string {
  const date = new Date(at);
  const day = date.toDateString() === now.toDateString() ? {} : ({ weekday: "long", day: "numeric", month: "long" } as const);
  return new Intl.DateTimeFormat(locale, { ...day, hour: "numeric", minute: "2-digit" }).format(date);
}
