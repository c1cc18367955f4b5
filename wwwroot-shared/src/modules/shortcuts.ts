// Single-key shortcuts of the portal. Off while somebody types, and wherever the person has switched them off (WCAG 2.1.4).
import { tell, type DotNet, type Hold } from "../interop/dot-net";

const cookie = "portal-keys";

/** Whether this person has them on; they are until switched off. */
export function areOn(): boolean {
  return !document.cookie.split("; ").includes(`${cookie}=off`);
}

/** Remembered for a year. */
export function turn(on: boolean): void {
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${cookie}=off; path=/; max-age=${on ? 0 : 365 * 24 * 60 * 60}; samesite=lax${secure}`;
}

/** Calls `OnShortcut(string key)` for each of the keys, as in `KeyboardEvent.key`, until disposed of. */
export function attach(dotNet: DotNet, keys: readonly string[]): Hold {
  const wanted = new Set(keys);
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (!wanted.has(event.key) || !areOn() || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    tell(dotNet, "OnShortcut", event.key);
  };
  document.addEventListener("keydown", onKey);
  return { dispose: () => document.removeEventListener("keydown", onKey) };
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
