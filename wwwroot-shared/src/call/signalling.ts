/**
 * The call's connection to `/hubs/video`: proves who is there, joins with a fresh media token, comes back after each loss for as long as the
 * call goes on, and then resumes, so that the others notice nothing within the lease. Media never depends on it.
 *
 * What is to be signalled meanwhile waits in order. A signal whose answer was lost is sent again: the other side takes a description twice
 * without harm.
 */
import { backoff } from "../sdk/backoff";
import type { Hub } from "../sdk/hub";
import { PortalError, problemOfHub } from "../sdk/problem";
import type { Authenticated } from "../sdk/protocol";
import type { Session } from "../sdk/session";
import { within } from "./within";
import type { Joined, JoinTicket, Media, QualitySample, Signal, Step, VideoPushes } from "./wire";

export type VideoHub = Hub<VideoPushes>;

const pushNames = ["peerJoined", "peerLeft", "signal", "media", "step", "removed", "ended"] as const;
export type VideoPush = { [Name in (typeof pushNames)[number]]: { readonly name: Name; readonly push: VideoPushes[Name] } }[(typeof pushNames)[number]];

export interface SignallingOptions {
  readonly visitId: string;
  /** `directly`: see `hubAt`. */
  readonly connect: (directly: boolean) => VideoHub;
  /** Calls under `/api/v1/` with the caller's credential. Rejects with a PortalError. */
  readonly call: <T>(method: string, path: string, body?: unknown) => Promise<T>;
  /** Null in the portal's own pages: the cookie says who is there. */
  readonly session: Pick<Session, "token" | "refuse" | "endsIn" | "onGrant"> | null;
  /** In the room: for the first time, again (`resumed`: as the same participant), or anew. */
  readonly onJoined: (joined: Joined, ticket: JoinTicket, resumed: boolean) => void;
  readonly onPush: (push: VideoPush) => void;
  readonly onLost: () => void;
  /** Not let in; nothing is tried any more. */
  readonly onRefused: (problem: PortalError) => void;
}

/** A hub that leaves a call without an answer for so long is taken for lost: its socket may say so only minutes later. */
const answerWithin = 6_000;
const probeWithin = 1_000;
/** A connection attempt into a dead network asks ever less often (after 1, 3, 7 s): better begun anew. Now and then one has more time, for networks that are merely slow. */
const connectWithin = (attempt: number): number => (attempt % 4 === 3 ? 5_500 : 3_500);
/** Media that is lost waits for signalling, and is to be back within 5 s of the network. */
const longestPause = 1_000;
/** So often by WebSocket alone and then by what a proxy lets through, in turns, beginning with what worked last. */
const triesEach = 2;
const leaveWithin = 1_000;

interface Outgoing {
  readonly to: string;
  readonly signal: Signal;
  /** On its way by this connection. */
  by: VideoHub | null;
}

export class Signalling {
  private _hub: VideoHub | null = null;
  private _self: string | null = null;
  private _running = false;
  private _everLive = false;
  private _direct = true;
  private _outgoing: Outgoing[] = [];
  private _media: Media | null = null;
  private _step: Step = "steady";
  private _wake: (() => void) | null = null;
  private _endStay: (() => void) | null = null;

  constructor(private readonly _options: SignallingOptions) {}

  start(): void {
    if (this._running) return;
    this._running = true;
    this._endStay = this._options.session?.onGrant(({ token }) => void this._stay(token)) ?? null;
    void this._run();
  }

  /** The network is back, or should be asked: no use in waiting longer. */
  wake(): void {
    this._wake?.();
  }

  /** The socket may be dead without knowing: a new one is quicker than finding out. */
  reconnect(): void {
    this.wake();
    void this._hub?.stop().catch(() => undefined);
  }

  /** Joins as another participant. */
  rejoin(): void {
    this._forget();
    this.reconnect();
  }

  signal(to: string, signal: Signal): void {
    this._outgoing.push({ to, signal, by: null });
    this._flush();
  }

  /** What was to be told to somebody who is gone. */
  drop(to: string): void {
    this._outgoing = this._outgoing.filter((one) => one.to !== to);
  }

  media(media: Media): void {
    this._media = media;
    this._tell("Media", media);
  }

  step(step: Step): void {
    this._step = step;
    this._tell("Step", step);
  }

  /** Asks whether the portal still hears us, where media says that it may not. What it hears is where we stand, once more. */
  probe(): void {
    if (this._hub) void this._ask(this._hub, probeWithin, "Step", this._step);
  }

  quality(sample: QualitySample): void {
    this._tell("Quality", sample);
  }

  /** Servers whose credentials are fresh. */
  async iceServers(): Promise<readonly RTCIceServer[]> {
    return (await this._ticket()).iceServers;
  }

  /** Says goodbye where it can. */
  async leave(): Promise<void> {
    const hub = this._end();
    if (hub) await within(leaveWithin, hub.invoke("Leave")).catch(() => undefined);
    await hub?.stop().catch(() => undefined);
  }

  /** Ends without a word. */
  stop(): void {
    void this._end()?.stop().catch(() => undefined);
  }

  private _end(): VideoHub | null {
    const hub = this._hub;
    this._running = false;
    this._hub = null;
    this._forget();
    this._endStay?.();
    this._endStay = null;
    this.wake();
    return hub;
  }

  private _forget(): void {
    this._self = null;
    this._outgoing = [];
  }

  private _ticket(): Promise<JoinTicket> {
    return this._options.call("POST", `visits/${encodeURIComponent(this._options.visitId)}/join`);
  }

  private async _run(): Promise<void> {
    for (let attempt = 0; this._running; attempt++) {
      const problem = await this._connectOnce(attempt, () => (attempt = 0));
      if (!this._running) return;
      if (problem.isPermanent || (problem.isSession && !this._everLive && (this._options.session === null || problem.reason === "host"))) {
        this.stop();
        this._options.onRefused(problem);
        return;
      }
      // Somebody signed out by idling keeps the call: media runs, and signalling waits for the credential.
      await this._pause(Math.max(Math.min(backoff(attempt), longestPause), problem.retryAfter ?? 0));
    }
  }

  /** From connecting to the loss of the connection. Gives what ended it. */
  private async _connectOnce(attempt: number, onLive: () => void): Promise<PortalError> {
    const { _options: options } = this;
    let hub: VideoHub | null = null;
    let token: string | null = null;
    let isLive = false;
    try {
      token = (await options.session?.token()) ?? null;
      // The first time asked for while the connection comes about. Later only when that shows that there is a network: a dead one would keep
      // each question, and a browser has six at a time.
      const early = this._everLive ? null : this._ticket();
      early?.catch(() => undefined);
      const directly = this._direct === attempt % (2 * triesEach) < triesEach;
      hub = options.connect(directly);
      const { closed, release } = this._listen(hub);
      await within(connectWithin(attempt), hub.start()).catch((error: unknown) => {
        throw new PortalError(/Status code '403'/.test(String(error)) ? "forbidden" : "offline");
      });
      if (token !== null) this._authenticated(await within(answerWithin, hub.invoke<Authenticated>("Authenticate", token)));
      const ticket = await within(answerWithin, early ?? this._ticket());
      const before = this._self;
      const joined = await within(
        answerWithin,
        before === null ? hub.invoke<Joined>("Join", ticket.mediaToken) : hub.invoke<Joined>("Resume", ticket.mediaToken, before),
      );
      if (!this._running) return new PortalError("offline");
      if (before !== null && this._self !== before) return new PortalError("offline");
      if (joined.self !== before) this._outgoing = [];
      this._self = joined.self;
      this._hub = hub;
      this._direct = directly;
      this._everLive = isLive = true;
      onLive();
      options.onJoined(joined, ticket, joined.self === before);
      release();
      if (this._media) this._tell("Media", this._media);
      if (before !== null || this._step !== "steady") this._tell("Step", this._step);
      this._flush();
      await closed;
      return new PortalError("offline");
    } catch (error) {
      const problem = problemOfHub(error);
      if (problem.isSession && token !== null) options.session?.refuse(token);
      return problem;
    } finally {
      // After `stop` it is `leave` that closes it.
      if (this._running || !isLive) void hub?.stop().catch(() => undefined);
      if (this._hub === hub) this._hub = null;
      if (isLive && this._running) options.onLost();
    }
  }

  /** `closed` resolves when the connection is lost. What is pushed before the room's answer is handled waits for `release`. */
  private _listen(hub: VideoHub): { readonly closed: Promise<void>; readonly release: () => void } {
    let held: VideoPush[] | null = [];
    for (const name of pushNames)
      hub.on(name, (push) => {
        const one = { name, push } as VideoPush;
        if (held) held.push(one);
        else if (this._hub === hub) this._options.onPush(one);
      });
    return {
      closed: new Promise((resolve) => hub.onclose(resolve)),
      release: () => {
        const before = held ?? [];
        held = null;
        for (const one of before) if (this._hub === hub) this._options.onPush(one);
      },
    };
  }

  private _authenticated({ expiresAt, serverTime }: Authenticated): void {
    this._options.session?.endsIn(Date.parse(expiresAt) - Date.parse(serverTime));
  }

  /** A connection ends with its last token: the renewed one is shown to it in time. */
  private async _stay(token: string): Promise<void> {
    const hub = this._hub;
    if (!hub) return;
    try {
      this._authenticated(await hub.invoke<Authenticated>("Authenticate", token));
    } catch (error) {
      if (problemOfHub(error).isSession) this._options.session?.refuse(token);
      await hub.stop().catch(() => undefined);
    }
  }

  private _flush(): void {
    const hub = this._hub;
    if (!hub) return;
    for (const one of this._outgoing.filter(({ by }) => by !== hub)) {
      one.by = hub;
      void this._ask(hub, answerWithin, "Signal", one.to, one.signal).then((problem) => {
        // Only what was answered, or refused for good, is done with.
        if (problem?.problem !== "offline") this._outgoing = this._outgoing.filter((other) => other !== one);
      });
    }
  }

  /** What nobody needs to hear twice, or is said again on the next connection. */
  private _tell(method: string, ...args: unknown[]): void {
    if (this._hub) void this._ask(this._hub, answerWithin, method, ...args);
  }

  private async _ask(hub: VideoHub, ms: number, method: string, ...args: unknown[]): Promise<PortalError | null> {
    try {
      await within(ms, hub.invoke(method, ...args));
      return null;
    } catch (error) {
      const problem = problemOfHub(error);
      if (problem.problem === "offline" && this._hub === hub) void hub.stop().catch(() => undefined);
      return problem;
    }
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
