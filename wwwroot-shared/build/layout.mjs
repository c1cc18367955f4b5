// Where everything is and goes: the one place that names folders.
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readdirSync } from "node:fs";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
export const source = (...parts) => join(root, "src", ...parts);

/** The web root that the build fills; PORTAL_WEBROOT moves it (tests build into a folder of their own). */
export const webRoot = resolve(process.env["PORTAL_WEBROOT"] ?? join(root, "..", "Portal.Web", "wwwroot"));
export const target = (...parts) => join(webRoot, ...parts);

/** Folders under the web root that belong to this build alone and are emptied by it. */
export const ownFolders = ["embed", "modules", "css"];

/** The modules that Blazor imports: every file of src/modules, by its own name; the call's pane, which has components, is built by itself. */
export const blazorModules = () =>
  readdirSync(source("modules"))
    .filter((name) => name !== "call-pane.ts")
    .map((name) => source("modules", name));
