// Time that ticks in the page: the circuit draws when something happens, never because a second has passed.
import type { Hold } from "../interop/dot-net";

/** `4:07`, from an hour on `1:04:07`; never below zero. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number: number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/**
 * Writes into each empty `[data-since]` (an ISO instant) within the root how long ago that is, every second and at once where one comes or changes. `now` is
 * the server's time as an ISO instant: this machine's clock may be wrong.
 */
export function attach(root: HTMLElement, now: string): Hold {
  const ahead = Date.now() - Date.parse(now);
  const draw = () => {
    for (const place of root.querySelectorAll<HTMLElement>("[data-since]")) {
      const words = elapsed(Date.now() - ahead - Date.parse(place.dataset["since"]!));
      if (place.textContent !== words) place.textContent = words;
    }
  };
  const timer = window.setInterval(draw, 1000);
  const changes = new MutationObserver(draw);
  changes.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-since"] });
  draw();
  return {
    dispose() {
      window.clearInterval(timer);
      changes.disconnect();
    },
  };
}
