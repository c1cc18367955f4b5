/**
 * What the host's page (the loader) and the framed page say to each other by postMessage. Each side checks origin and source
 * before it reads a message, and its shape here; anything else is not for us and is left alone.
 */
import type { SessionGrant } from "../sdk/protocol";

export type Theme = "auto" | "light" | "dark";

export type HostMessage =
  /** Said again until answered: the frame cannot begin, for it does not know which of its allowed hosts it is in. */
  | { readonly kind: "portal.hello"; readonly locale: string; readonly theme: Theme; readonly kept: string | null }
  | { readonly kind: "portal.token"; readonly id: number; readonly grant: SessionGrant }
  /** The host gave no session. `status` is its endpoint's, 0 where it could not be reached. */
  | { readonly kind: "portal.token-refused"; readonly id: number; readonly status: number };

export type FrameMessage =
  | { readonly kind: "portal.ready" }
  | { readonly kind: "portal.token-needed"; readonly id: number }
  | { readonly kind: "portal.unread"; readonly count: number }
  /**
   * What the browser does not let a framed page keep (third-party storage is blocked): the sealed outbox, which the host keeps for
   * this tab and gives back with its greeting. The key is never in the host's page.
   */
  | { readonly kind: "portal.keep"; readonly kept: string | null };

/** Some hundred messages of the longest kind; a browser gives five million. */
const keptAtMost = 2_000_000;

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (data: unknown): Fields | null => (typeof data === "object" && data !== null && !Array.isArray(data) ? (data as Fields) : null);
const isKept = (value: unknown): value is string | null => value === null || (typeof value === "string" && value.length <= keptAtMost);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

export function readFrameMessage(data: unknown): FrameMessage | null {
  const fields = fieldsOf(data);
  switch (fields?.["kind"]) {
    case "portal.ready":
      return { kind: "portal.ready" };
    case "portal.token-needed":
      return isCount(fields["id"]) ? { kind: "portal.token-needed", id: fields["id"] } : null;
    case "portal.unread":
      return isCount(fields["count"]) ? { kind: "portal.unread", count: fields["count"] } : null;
    case "portal.keep":
      return isKept(fields["kept"]) ? { kind: "portal.keep", kept: fields["kept"] } : null;
    default:
      return null;
  }
}

export function readHostMessage(data: unknown): HostMessage | null {
  const fields = fieldsOf(data);
  switch (fields?.["kind"]) {
    case "portal.hello": {
      const { locale, theme, kept = null } = fields;
      if (typeof locale !== "string" || locale.length > 35 || !isKept(kept)) return null;
      return { kind: "portal.hello", locale, theme: theme === "light" || theme === "dark" ? theme : "auto", kept };
    }
    case "portal.token": {
      const grant = readGrant(fields["grant"]);
      return isCount(fields["id"]) && grant ? { kind: "portal.token", id: fields["id"], grant } : null;
    }
    case "portal.token-refused":
      return isCount(fields["id"]) && isCount(fields["status"]) ? { kind: "portal.token-refused", id: fields["id"], status: fields["status"] } : null;
    default:
      return null;
  }
}

/** The four fields of a session, and nothing that came with them. */
export function readGrant(data: unknown): SessionGrant | null {
  const fields = fieldsOf(data);
  if (!fields) return null;
  const { token, expiresAt, personId, conversationId = null } = fields;
  if (typeof token !== "string" || token === "" || typeof expiresAt !== "string" || typeof personId !== "string") return null;
  if (conversationId !== null && typeof conversationId !== "string") return null;
  return { token, expiresAt, personId, conversationId };
}
