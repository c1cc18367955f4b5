import type { DeviceWords } from "../visit/device-words";
import type { VisitWords } from "../visit/words";

/** The names that the build gave to the visit's script, its style, its trying of devices, to what draws instructions, and to what is opened seldom; the page knows them. */
const parts = (): string[] => document.querySelector<HTMLMetaElement>('meta[name="portal-visit"]')!.content.split(" ");

/** Fetches the visit's part of the application (its screens and its call), once: when a visit is near. */
export function loadVisit(): Promise<typeof import("../visit")> {
  const id = "visit-style";
  const [script, style] = parts();
  if (!document.getElementById(id)) document.head.append(Object.assign(document.createElement("link"), { id, rel: "stylesheet", href: style }));
  return import(script!);
}

const others: Readonly<Record<string, readonly [() => Promise<{ readonly default: VisitWords }>, () => Promise<{ readonly default: DeviceWords }>]>> = {
  es: [() => import("../visit/texts/es.json"), () => import("../visit/texts/devices/es.json")],
};
const ofLocale = (locale: string) => others[locale.split("-")[0]!];

/** The visit's words in the language of the screen; null is English, which it brings. */
export async function loadVisitWords(locale: string): Promise<VisitWords | null> {
  return (await ofLocale(locale)?.[0]())?.default ?? null;
}

/** Fetches what tries and chooses devices, with its words likewise. */
export async function loadDevices(locale: string): Promise<typeof import("../visit/devices-entry") & { readonly words: DeviceWords | null }> {
  const [part, words] = await Promise.all([import(parts()[2]!) as Promise<typeof import("../visit/devices-entry")>, ofLocale(locale)?.[1]()]);
  return { ...part, words: words?.default ?? null };
}

/** Fetches what draws instructions that the care team shared; it brings its style and every language. */
export const loadInstructions = (): Promise<typeof import("../instructions")> => import(parts()[3]!);

/** Fetches what is opened seldom; it brings its style and every language. */
export const loadExtras = (): Promise<typeof import("../extras")> => import(parts()[4]!);
