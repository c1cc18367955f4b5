/** What is said while devices are tried and chosen, beside what the visit says itself. */
import en from "./texts/devices/en.json";
import { tongue, type Tongue, type Values, type VisitWord } from "./words";

export type DeviceWords = typeof en;
export type DeviceWord = VisitWord | keyof DeviceWords;
export type DeviceTongue = Tongue<DeviceWord>;

/** The visit's tongue with these words; null is English. */
export function deviceTongue(t: Tongue, words: DeviceWords | null): DeviceTongue {
  const own = tongue<keyof DeviceWords>(t.locale, words ?? en);
  const say = (word: DeviceWord, values?: Values) =>
    word in en ? own(word as keyof DeviceWords, values) : t(word as VisitWord, values);
  return Object.assign(say, { locale: t.locale });
}
