/** What only the portal's pane says, with what it has in common with the patient's side. The pane is no part of a patient's page, so both languages come with it. */
import en from "./texts/en.json";
import es from "./texts/es.json";
import devicesEn from "./texts/devices/en.json";
import devicesEs from "./texts/devices/es.json";
import staffEn from "./texts/staff/en.json";
import staffEs from "./texts/staff/es.json";
import { tongue, type Tongue } from "./words";

const languages = { en: { ...en, ...devicesEn, ...staffEn }, es: { ...es, ...devicesEs, ...staffEs } };

export type StaffWord = keyof (typeof languages)["en"];
export type StaffTongue = Tongue<StaffWord>;

/** The nearest language that there is, else English. */
export function staffTongue(locale: string): StaffTongue {
  const words = locale.toLowerCase().startsWith("es") ? languages.es : languages.en;
  return tongue<StaffWord>(locale || "en", words);
}
