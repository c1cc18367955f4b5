/** A speaker of few words that brings every language: a text in the nearest one, with its values put in. */
export function sayIn<T extends Readonly<Record<string, string>>>(en: T, others: Readonly<Record<string, T>>) {
  return (locale: string, word: keyof T, values: Readonly<Record<string, string>> = {}): string => {
    const words = others[locale.split("-")[0]!.toLowerCase()] ?? en;
    return words[word]!.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  };
}
