/** The framed page's end: which host it is in, and sessions from there. */
import { PortalError } from "../sdk/problem";
import type { SessionGrant } from "../sdk/protocol";
import { Store } from "../sdk/store";
import type { VaultStorage } from "../sdk/vault";
import { readHostMessage, type FrameMessage, type Theme } from "./messages";

export interface Hello {
  readonly locale: string;
  readonly theme: Theme;
}

/** The host's own endpoint may be slow; longer than this, and it is tried again. */
const answerWithin = 20_000;

export class HostChannel {
  /** What the host asks for; null until it has spoken. */
  readonly hello = new Store<Hello | null>(null);
  /** In place of the frame's own, where the browser blocks that: one sealed text, kept by the host's page for this tab. */
  readonly storage: VaultStorage = {
    getItem: () => this._kept,
    setItem: (_, sealed) => this._keep(sealed),
    removeItem: () => this._keep(null),
  };
  private _kept: string | null = null;
  private _host: string | null = null;
  private _asked = 0;
  private readonly _waiting = new Map<number, (answer: SessionGrant | PortalError) => void>();

  /** `allowed`: origins of this integration, from the server. Messages of any other origin, or of any window but the parent, are not read. */
  constructor(
    private readonly _window: Window,
    private readonly _allowed: readonly string[],
  ) {
    _window.addEventListener("message", (event: MessageEvent<unknown>) => this._receive(event));
  }

  /** Asks the host for a session; waits for the host to speak first. */
  readonly ask = async (): Promise<SessionGrant> => {
    const id = ++this._asked;
    const answer = await new Promise<SessionGrant | PortalError>((resolve) => {
      const timer = setTimeout(() => resolve(new PortalError("offline")), answerWithin);
      this._waiting.set(id, (given) => {
        clearTimeout(timer);
        resolve(given);
      });
      this._say({ kind: "portal.token-needed", id });
    });
    this._waiting.delete(id);
    if (answer instanceof PortalError) throw answer;
    return answer;
  };

  tellUnread(count: number): void {
    this._say({ kind: "portal.unread", count });
  }

  private _receive(event: MessageEvent<unknown>): void {
    if (event.source !== this._window.parent || !this._allowed.includes(event.origin)) return;
    const message = readHostMessage(event.data);
    switch (message?.kind) {
      case "portal.hello": {
        const first = this._host === null;
        if (first) this._kept = message.kept;
        this._host = event.origin;
        this._say({ kind: "portal.ready" });
        this.hello.set({ locale: message.locale, theme: message.theme });
        if (first) for (const id of this._waiting.keys()) this._say({ kind: "portal.token-needed", id });
        return;
      }
      case "portal.token":
        return this._waiting.get(message.id)?.(message.grant);
      case "portal.token-refused":
        return this._waiting.get(message.id)?.(refusal(message.status));
    }
  }

  private _keep(kept: string | null): void {
    this._kept = kept;
    this._say({ kind: "portal.keep", kept });
  }

  private _say(message: FrameMessage): void {
    if (this._host !== null) this._window.parent.postMessage(message, this._host);
  }
}

/** A host that says no (not signed in, no right) is asked again only by the person; one that is down or busy, by itself. */
function refusal(status: number): PortalError {
  const passing = status < 400 || status >= 500 || status === 408 || status === 429;
  return passing ? new PortalError("offline") : new PortalError("unauthorized", "host");
}
