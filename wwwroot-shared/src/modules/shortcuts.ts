// Single-key shortcuts of the portal. Off while somebody types, and wherever the person has switched them off (WCAG 2.1.4).
import { tell, type DotNet, type Hold } from "../interop/dot-net";

/** Calls `OnShortcut(string key)` for each of the keys, as in `KeyboardEvent.key`, until disposed of. */
export function attach(dotNet: DotNet, keys: readonly string[]): Hold {
  const wanted = new Set(keys);
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (!wanted.has(event.key) || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    tell(dotNet, "OnShortcut", event.key);
  };
  document.addEventListener("keydown", onKey);
  return { dispose: () => document.removeEventListener("keydown", onKey) };
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
