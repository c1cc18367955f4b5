// The patient's visit: its script, its style, and its place in the manifest. Loaded when a visit is near (widget/load-visit.ts).
import { readdirSync, readFileSync } from "node:fs";
import { source } from "./layout.mjs";
import { pruneCss, withoutRulesOf } from "./prune-css.mjs";

/** Components that only the portal's pane has. */
const isStaffs = (text) => text.includes("./staff-words");

/** The text of all that a patient's visit can draw. */
export const visitMarkup = () =>
  readdirSync(source("visit"))
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(source("visit", name), "utf8"))
    .filter((text) => !isStaffs(text))
    .join("\n");

/** What of the styles is used by a visit, in the thread that it stands in, and is not there already with the first screen's. */
export const visitStyles = (css, chatMarkup, chatCss) => withoutRulesOf(pruneCss(css, visitMarkup() + chatMarkup), chatCss);
