/**
 * A session by a one-time link: `/me#CODE`. The code is after the `#`, where no server, log or Referer ever sees it; it leaves the
 * address before anything else happens, and is exchanged for a session once.
 */
import { PortalError } from "../sdk/problem";
import type { SessionGrant } from "../sdk/protocol";
import { call } from "../sdk/rest-client";
import type { SessionSource } from "../sdk/session";

/** Null when there is no code in the address. */
export function linkSession(window: Window = globalThis.window): SessionSource["ask"] | null {
  const code = window.location.hash.slice(1);
  if (code === "") return null;
  window.history.replaceState(null, "", window.location.pathname);
  let used = false;
  return async () => {
    if (used) throw new PortalError("unauthorized", "host");
    try {
      const grant = await call<SessionGrant>((url, init) => window.fetch(url, init), "POST", "sessions/link", null, { code });
      used = true;
      return grant;
    } catch (error) {
      // A link that was used or is too old, says the portal; without a network it is still good.
      if (error instanceof PortalError && (error.isPermanent || error.isSession)) throw new PortalError("unauthorized", "host");
      throw error;
    }
  };
}
