// The style sheets of the patient's application: of its first screen, and of what a visit, shared instructions and what is opened seldom add to it (widget/load-visit.ts).
import { readdirSync, readFileSync } from "node:fs";
import * as esbuild from "esbuild";
import { source } from "./layout.mjs";
import { browsers } from "./browsers.mjs";
import { pruneCss, withoutRulesOf } from "./prune-css.mjs";

const textOf = (folder, isMeant = () => true) =>
  readdirSync(source(folder))
    .filter((name) => /\.(?:tsx?|html)$/.test(name))
    .map((name) => readFileSync(source(folder, name), "utf8"))
    .filter(isMeant)
    .join("\n");

/** Components that only the portal's pane has. */
const isStaffs = (text) => text.includes("./staff-words");

async function minified(sheet) {
  const { outputFiles } = await esbuild.build({ entryPoints: [source("styles", sheet)], bundle: true, minify: true, write: false, target: browsers, charset: "utf8", legalComments: "none" });
  return outputFiles[0].text.trim();
}

/**
 * Each without what no component of theirs bears; the later ones also without what the first has said.
 * @returns {Promise<[string, string, string, string]>}
 */
export async function patientSheets() {
  const chatMarkup = textOf("widget");
  const chat = pruneCss(await minified("entry-widget.css"), chatMarkup);
  const visit = pruneCss(await minified("entry-visit.css"), textOf("visit", (text) => !isStaffs(text)) + chatMarkup);
  const instructions = pruneCss(await minified("entry-instructions.css"), textOf("instructions") + chatMarkup);
  const extras = pruneCss(await minified("entry-extras.css"), textOf("extras") + chatMarkup);
  return [chat, withoutRulesOf(visit, chat), withoutRulesOf(instructions, chat), withoutRulesOf(extras, chat)];
}
