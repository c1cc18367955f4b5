/** What is said around instructions. The part is small enough to bring every language. */
import { sayIn } from "../ui/say-in";
import en from "./texts/en.json";
import es from "./texts/es.json";

export const say = sayIn(en, { es });
