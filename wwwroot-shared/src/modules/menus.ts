// Menus are `details.menu`: they open and close without this; here they also close when the person turns to something else.
import type { Hold } from "../interop/dot-net";

const open = () => document.querySelectorAll<HTMLDetailsElement>("details.menu[open]");

/** Closes menus on a press elsewhere, on a chosen `.menu-item`, and on Escape, which gives the focus back to the menu's button. */
export function attach(): Hold {
  const onClick = (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return;
    for (const menu of open()) if (!menu.contains(event.target) || event.target.closest(".menu-item")) menu.open = false;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  };
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  return {
    dispose() {
      document.removeEventListener("click", onClick);
      document.removeEventListener("keydown", onKey);
    },
  };
}
