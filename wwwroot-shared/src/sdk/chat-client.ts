/**
 * Owns the hub's connection: authenticates, subscribes, brings back what was subscribed after each loss, for ever. What it is
 * told it hands on by `ChatClientOptions`; what is held of a conversation is not its business but `lastOf`'s.
 *
 * One subscription of a conversation is under way at a time. Whoever sees a hole asks for it again (`resync`); asked while one
 * is under way, it runs once more afterwards.
 */
import { backoff } from "./backoff";
import type { Hub } from "./hub";
import { PortalError, problemOfHub } from "./problem";
import type { Authenticated, HubPushes, InboxStart, MessageDraft, PresenceState, Receipt, Sequence, SubscribeStart } from "./protocol";
import type { Session } from "./session";
import { Store } from "./store";

export type Connection =
  | { readonly kind: "connecting" }
  | { readonly kind: "live"; readonly self: Authenticated }
  /** Lost; tried again by itself at `retryAt` (ms since 1970), or sooner when the network comes back. */
  | { readonly kind: "waiting"; readonly retryAt: number; readonly problem: PortalError }
  /** Over, until the person asks for it again: the host gives no session, or the portal refuses this page. */
  | { readonly kind: "ended"; readonly problem: PortalError };

const pushNames = ["event", "conversationChanged", "marker", "typing", "presence", "head", "visit"] as const;

/** What the hub tells and the client hands on as it is. */
export type Push = { [Name in (typeof pushNames)[number]]: { readonly name: Name; readonly push: HubPushes[Name] } }[(typeof pushNames)[number]];

export interface ChatClientOptions {
  readonly session: Session;
  readonly connect: () => Hub;
  /** Everything up to this sequence is held. */
  readonly lastOf: (conversationId: string) => Sequence;
  readonly onInbox: (inbox: InboxStart) => void;
  readonly onSubscribed: (conversationId: string, start: SubscribeStart) => void;
  /** Not to be had any more, or never was. */
  readonly onUnsubscribed: (conversationId: string, reason: string) => void;
  readonly onPush: (push: Push) => void;
}

export class ChatClient {
  readonly connection = new Store<Connection>({ kind: "connecting" });
  private readonly _wanted = new Set<string>();
  private readonly _syncing = new Map<string, { again: boolean }>();
  private _hub: Hub | null = null;
  /** Subscriptions being answered, and what was pushed meanwhile: a push may be read from the wire in one piece with the answer
   * that it follows, and is then handled before whoever awaits that answer. */
  private _answering = 0;
  private _held: (() => void)[] = [];
  private _presence: PresenceState = "available";
  private _running = false;
  private _wake: (() => void) | null = null;

  constructor(private readonly _options: ChatClientOptions) {
    _options.session.onGrant(({ token }) => void this._stay(token));
  }

  get isLive(): boolean {
    return this.connection.value.kind === "live";
  }

  /** Connects and stays connected. Called again after `ended`, it begins anew. */
  start(): void {
    if (this._running) this.wake();
    else void this._run();
  }

  /** The network or the page is back: no use in waiting longer. */
  wake(): void {
    this._wake?.();
  }

  /** The device says that it is offline: a dead socket would be noticed half a minute later. */
  drop(): void {
    void this._hub?.stop().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this._running = false;
    this.wake();
    await this._hub?.stop();
  }

  subscribe(conversationId: string): void {
    this._wanted.add(conversationId);
    this.resync(conversationId);
  }

  unsubscribe(conversationId: string): void {
    this._wanted.delete(conversationId);
    this._tell("Unsubscribe", conversationId);
  }

  /** Reads again from what is held. */
  resync(conversationId: string): void {
    const hub = this._hub;
    if (!hub || !this.isLive || !this._wanted.has(conversationId)) return;
    const syncing = this._syncing.get(conversationId);
    if (syncing) syncing.again = true;
    else void this._sync(hub, conversationId);
  }

  /** Rejects with a PortalError; `offline` when the connection broke before the answer, which may have been given all the same. */
  send(conversationId: string, message: MessageDraft): Promise<Receipt> {
    return this._invoke("Send", conversationId, message);
  }

  markDelivered(conversationId: string, sequence: Sequence): Promise<void> {
    return this._invoke("MarkDelivered", conversationId, sequence);
  }

  markRead(conversationId: string, sequence: Sequence): Promise<void> {
    return this._invoke("MarkRead", conversationId, sequence);
  }

  typing(conversationId: string, isTyping: boolean): void {
    this._tell("Typing", conversationId, isTyping);
  }

  setPresence(state: "available" | "away"): void {
    if (state === this._presence) return;
    this._presence = state;
    this._tell("SetPresence", state);
  }

  private async _run(): Promise<void> {
    this._running = true;
    let triedAnew = false;
    for (let attempt = 0; this._running; attempt++) {
      if (attempt === 0) this.connection.set({ kind: "connecting" });
      const problem = await this._connectOnce(() => {
        attempt = 0;
        triedAnew = false;
      });
      if (!this._running) return;
      if (problem.isPermanent || (problem.isSession && problem.reason === "host")) {
        this._running = false;
        this.connection.set({ kind: "ended", problem });
        return;
      }
      // A token that ended while the device slept: the server is there, and a new token may be had at once.
      if (problem.isSession && !triedAnew) {
        triedAnew = true;
        continue;
      }
      const ms = backoff(attempt, problem.retryAfter);
      this.connection.set({ kind: "waiting", retryAt: Date.now() + ms, problem });
      await this._pause(ms);
    }
  }

  /** From connecting to the loss of the connection. Gives what ended it. */
  private async _connectOnce(onLive: () => void): Promise<PortalError> {
    let hub: Hub | null = null;
    let token: string | null = null;
    try {
      token = await this._options.session.token();
      hub = this._options.connect();
      const closed = this._listen(hub);
      await hub.start().catch((error: unknown) => {
        throw problemOfStart(error);
      });
      const self = await hub.invoke<Authenticated>("Authenticate", token);
      this._options.session.endsIn(Date.parse(self.expiresAt) - Date.parse(self.serverTime));
      this._hub = hub;
      await this._subscribed<InboxStart>(hub, this._options.onInbox, "SubscribeInbox");
      if (this._presence !== "available") this._tell("SetPresence", this._presence);
      onLive();
      this.connection.set({ kind: "live", self });
      for (const conversationId of this._wanted) if (!this._syncing.has(conversationId)) this.resync(conversationId);
      await closed;
      return new PortalError("offline");
    } catch (error) {
      const problem = problemOfHub(error);
      // A session problem of the host has no token yet; one of the portal says that this token is no good.
      if (problem.isSession && token !== null) this._options.session.refuse(token);
      return problem;
    } finally {
      this._hub = null;
      this._syncing.clear();
      void hub?.stop().catch(() => undefined);
    }
  }

  /** Resolves when the connection is lost. */
  private _listen(hub: Hub): Promise<void> {
    const ifCurrent =
      <T>(handler: (push: T) => void) =>
      (push: T) => {
        const handle = () => {
          if (this._hub === hub) handler(push);
        };
        if (this._answering > 0) this._held.push(handle);
        else handle();
      };
    for (const name of pushNames) hub.on(name, ifCurrent((push: HubPushes[typeof name]) => this._options.onPush({ name, push } as Push)));
    hub.on("sessionEnding", ifCurrent(() => void this._options.session.renew()));
    hub.on(
      "unsubscribed",
      ifCurrent(({ conversationId, reason }) => {
        this._wanted.delete(conversationId);
        this._options.onUnsubscribed(conversationId, reason);
      }),
    );
    return new Promise((resolve) => hub.onclose(resolve));
  }

  /** A connection ends with its last token: the renewed one is shown to it in time. */
  private async _stay(token: string): Promise<void> {
    const hub = this._hub;
    if (!hub || !this.isLive) return;
    try {
      const self = await hub.invoke<Authenticated>("Authenticate", token);
      this._options.session.endsIn(Date.parse(self.expiresAt) - Date.parse(self.serverTime));
    } catch (error) {
      if (problemOfHub(error).isSession) this._options.session.refuse(token);
      await hub.stop();
    }
  }

  private async _sync(hub: Hub, conversationId: string): Promise<void> {
    const state = { again: false };
    this._syncing.set(conversationId, state);
    for (let attempt = 0; this._hub === hub && this._wanted.has(conversationId); ) {
      state.again = false;
      try {
        let more = false;
        const take = (start: SubscribeStart) => {
          more = start.more;
          this._options.onSubscribed(conversationId, start);
        };
        await this._subscribed(hub, take, "Subscribe", conversationId, this._options.lastOf(conversationId));
        attempt = 0;
        if (!more && !state.again) break;
      } catch (error) {
        const problem = problemOfHub(error);
        if (this._hub !== hub) return;
        if (problem.isPermanent) {
          this._wanted.delete(conversationId);
          this._options.onUnsubscribed(conversationId, problem.problem);
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, backoff(attempt++, problem.retryAfter)));
      }
    }
    if (this._syncing.get(conversationId) === state) this._syncing.delete(conversationId);
  }

  /** A subscribing call whose answer is handled before anything that was pushed after it. */
  private async _subscribed<T>(hub: Hub, handle: (answer: T) => void, method: string, ...args: unknown[]): Promise<void> {
    this._answering++;
    try {
      const answer = await hub.invoke<T>(method, ...args);
      if (this._hub === hub) handle(answer);
    } finally {
      this._answering--;
      if (this._answering === 0) for (const push of this._held.splice(0)) push();
    }
  }

  private async _invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    if (!this._hub) throw new PortalError("offline");
    try {
      return await this._hub.invoke<T>(method, ...args);
    } catch (error) {
      throw problemOfHub(error);
    }
  }

  /** What nobody needs to hear twice, and what is said again on the next connection. */
  private _tell(method: string, ...args: unknown[]): void {
    this._invoke(method, ...args).catch(() => undefined);
  }

  private _pause(ms: number): Promise<void> {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this._wake = () => {
        clearTimeout(timer);
        resolve();
      };
    }).then(() => void (this._wake = null));
  }
}

/** The server answers 403 to an origin that no active integration registered: trying on would not help. SignalR keeps it in words only. */
function problemOfStart(error: unknown): PortalError {
  return new PortalError(/Status code '403'/.test(String(error)) ? "forbidden" : "offline");
}
