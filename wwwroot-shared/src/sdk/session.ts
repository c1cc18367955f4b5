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
  readonly #listeners = new Set<(grant: SessionGrant) => void>();
  #grant: SessionGrant | null = null;
  #chain = 0;
  #asking: Promise<SessionGrant> | null = null;
  #renewing: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(private readonly source: SessionSource) {}

  get grant(): SessionGrant | null {
    return this.#grant;
  }

  /** Counts the sessions that the host gave; renewed tokens belong to the one they renew. */
  get chain(): number {
    return this.#chain;
  }

  /** A token to use now. One question to the host serves all that ask at the same time. */
  async token(): Promise<string> {
    if (this.#grant) return this.#grant.token;
    this.#asking ??= this.source.ask().finally(() => (this.#asking = null));
    const grant = await this.#asking;
    if (this.#grant !== grant) {
      this.#chain++;
      this.#take(grant);
    }
    return grant.token;
  }

  /** The server refused this token: the next call asks the host. A newer token that is in place already stays. */
  refuse(token: string): void {
    if (this.#grant?.token !== token) return;
    clearTimeout(this.#timer);
    this.#grant = null;
  }

  /** Told of each new token. Gives the function that ends this. */
  onGrant(listener: (grant: SessionGrant) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Plans the renewal by the server's clock: this device's may be wrong by hours. */
  endsIn(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => void this.renew(), Math.max(0, ms - Math.min(renewBefore, ms / 3)));
  }

  /** Renews now; where the server says that this chain is over, the host is asked. Tries until one of them answers. */
  renew(): Promise<void> {
    return (this.#renewing ??= this.#renew().finally(() => (this.#renewing = null)));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#grant = null;
  }

  async #renew(): Promise<void> {
    for (let attempt = 0; this.#grant && !this.#stopped; attempt++) {
      const { token } = this.#grant;
      try {
        this.#take(await this.source.renew(token));
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

  #take(grant: SessionGrant): void {
    if (this.#stopped) return;
    this.#grant = grant;
    for (const listener of [...this.#listeners]) listener(grant);
  }
}
