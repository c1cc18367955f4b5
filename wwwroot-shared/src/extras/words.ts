/** The words of what is opened seldom; every language comes with it. */
import { sayIn } from "../ui/say-in";
import en from "./texts/en.json";
import es from "./texts/es.json";

export type ExtraWord = keyof typeof en;

export const say = sayIn(en, { es });
