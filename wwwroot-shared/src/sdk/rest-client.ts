/** REST under `/api/v1` of the portal's own origin, with the session's token. Everything rejects with a PortalError. */
import { PortalError, problemOfResponse } from "./problem";
import type { CareTeam, ConversationView, EventPage, Page, Receipt, Sequence, SessionGrant } from "./protocol";
import type { Session } from "./session";

/** A call without an answer for so long counts as one without a network. */
const answerWithin = 20_000;

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

type Range = { readonly before: Sequence } | { readonly after: Sequence };
type Query = Record<string, string | number>;

/** One call with a given token, or without any. The bare one, which knows nothing of a session. */
export async function call<T>(fetch: Fetch, method: string, path: string, token: string | null, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (token !== null) headers["Authorization"] = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), answerWithin);
  const init: RequestInit = { method, headers, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", signal: abort.signal };
  if (body !== undefined) init.body = JSON.stringify(body);
  try {
    const response = await fetch(`/api/v1/${path}`, init);
    if (!response.ok) throw await problemOfResponse(response);
    return (response.status === 204 ? undefined : await response.json()) as T;
  } catch (error) {
    throw error instanceof PortalError ? error : new PortalError("offline");
  } finally {
    clearTimeout(timer);
  }
}

export const renewSession = (fetch: Fetch, token: string): Promise<SessionGrant> => call(fetch, "POST", "sessions/renew", token);

export class RestClient {
  constructor(
    private readonly _session: Session,
    private readonly _fetch: Fetch,
  ) {}

  /** Care teams that the caller may write to. */
  careTeams(): Promise<Page<CareTeam>> {
    return this.call("GET", "care-teams" + query({ limit: 200 }));
  }

  conversations(cursor: string): Promise<Page<ConversationView>> {
    return this.call("GET", "conversations" + query({ cursor }));
  }

  conversation(id: string): Promise<ConversationView> {
    return this.call("GET", `conversations/${encodeURIComponent(id)}`);
  }

  /** `careTeam` is the team's identifier. */
  startConversation(careTeam: string, topic: string): Promise<ConversationView> {
    return this.call("POST", "conversations", { careTeam, topic });
  }

  events(conversationId: string, range: Range, limit: number): Promise<EventPage> {
    return this.call("GET", `conversations/${encodeURIComponent(conversationId)}/events` + query({ ...range, limit }));
  }

  /** 32 bytes, base64url: seals what is kept in this browser while it is unsent. */
  async outboxKey(): Promise<string> {
    return (await this.call<{ key: string }>("POST", "sessions/current/outbox-key")).key;
  }

  /** One call under `/api/v1/` with the session's token; once more with a new one where that is refused. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const token = await this._session.token();
    try {
      return await call<T>(this._fetch, method, path, token, body);
    } catch (error) {
      if (!(error instanceof PortalError) || !error.isSession) throw error;
      this._session.refuse(token);
      return call<T>(this._fetch, method, path, await this._session.token(), body);
    }
  }
}

/** Within 15 minutes, by its author. */
export function correctMessage(rest: RestClient, conversationId: string, sequence: Sequence, text: string): Promise<Receipt> {
  return rest.call("PUT", `conversations/${encodeURIComponent(conversationId)}/messages/${sequence}`, { text });
}

export type RetractionReason = "mistake" | "wrong-patient" | "wrong-content" | "other";

export function retractMessage(rest: RestClient, conversationId: string, sequence: Sequence, reason: RetractionReason): Promise<Receipt> {
  return rest.call("POST", `conversations/${encodeURIComponent(conversationId)}/messages/${sequence}/retract`, { reason });
}

/** Ends the whole chain of this session; its connections close within 5 s. */
export function endSession(rest: RestClient): Promise<void> {
  return rest.call("DELETE", "sessions/current");
}

function query(parameters: Query): string {
  return "?" + new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
}
