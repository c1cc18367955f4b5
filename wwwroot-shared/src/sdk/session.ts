/**
 * The session token: in memory only, renewed before its end, asked for again at the host where it cannot be. Nobody else holds a
 * token for longer than one call.
 */
import { backoff } from "./backoff";
import { PortalError } from "./problem";
import type { SessionGrant } from "./protocol";

export interface SessionSource {
  /** Asks the host for a session. Rejects with a PortalError: a permanent or session problem means that the host says no. */
  readonly ask: () => Promise<SessionGrant>;
  /** `POST /api/v1/sessions/renew` with this token. Rejects with a PortalError. */
  readonly renew: (token: string) => Promise<SessionGrant>;
}

/** Renewed this long before the end, or when a third of a shorter life is left. */
const renewBefore = 60_000;

export class Session {
  private readonly _listeners = new Set<(grant: SessionGrant) => void>();
  private _grant: SessionGrant | null = null;
  private _chain = 0;
  private _asking: Promise<SessionGrant> | null = null;
  private _renewing: Promise<void> | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _stopped = false;

  constructor(private readonly _source: SessionSource) {}

  get grant(): SessionGrant | null {
    return this._grant;
  }

  /** Counts the sessions that the host gave; renewed tokens belong to the one they renew. */
  get chain(): number {
    return this._chain;
  }

  /** A token to use now. One question to the host serves all that ask at the same time. */
  async token(): Promise<string> {
    if (this._grant) return this._grant.token;
    this._asking ??= this._source.ask().finally(() => (this._asking = null));
    const grant = await this._asking;
    if (this._grant !== grant) {
      this._chain++;
      this._take(grant);
    }
    return grant.token;
  }

  /** The server refused this token: the next call asks the host. A newer token that is in place already stays. */
  refuse(token: string): void {
    if (this._grant?.token !== token) return;
    clearTimeout(this._timer);
    this._grant = null;
  }

  /** Told of each new token. Gives the function that ends this. */
  onGrant(listener: (grant: SessionGrant) => void): () => void {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  }

  /** Plans the renewal by the server's clock: this device's may be wrong by hours. */
  endsIn(ms: number): void {
    clearTimeout(this._timer);
    if (!this._stopped) this._timer = setTimeout(() => void this.renew(), Math.max(0, ms - Math.min(renewBefore, ms / 3)));
  }

  /** Renews now; where the server says that this chain is over, the host is asked. Tries until one of them answers. */
  renew(): Promise<void> {
    return (this._renewing ??= this._renew().finally(() => (this._renewing = null)));
  }

  stop(): void {
    this._stopped = true;
    clearTimeout(this._timer);
    this._grant = null;
  }

  private async _renew(): Promise<void> {
    for (let attempt = 0; this._grant && !this._stopped; attempt++) {
      const { token } = this._grant;
      try {
        this._take(await this._source.renew(token));
        return;
      } catch (caught) {
        const error = caught instanceof PortalError ? caught : new PortalError("offline");
        if (error.isSession || error.isPermanent) {
          this.refuse(token);
          await this.token().catch(() => undefined);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, backoff(attempt, error.retryAfter)));
      }
    }
  }

  private _take(grant: SessionGrant): void {
    if (this._stopped) return;
    this._grant = grant;
    for (const listener of [...this._listeners]) listener(grant);
  }
}
