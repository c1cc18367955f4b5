/**
 * Keeps a peer connection to the other participant, by the recovery ladder: what the ladder says is done here, and what happens to the
 * connection is told to it. The attempt is the number that both sides give to a connection; whoever hears of a higher one follows.
 */
import { climb, firstLadder, type Ladder, type LadderAct, type LadderEvent, type LadderStep } from "./ladder";
import { PeerLink, type LinkSignal, type Slot, type Tracks } from "./peer-link";
import { within } from "./within";
import type { Peer, Signal } from "./wire";

export interface LinkKeeperOptions {
  readonly tracks: () => Tracks;
  readonly send: (to: string, signal: Signal) => void;
  /** Servers with fresh credentials. */
  readonly iceServers: () => Promise<readonly RTCIceServer[]>;
  readonly rejoin: () => void;
  /** The rung that takes the picture away. */
  readonly soundOnly: () => void;
  readonly onStep: (step: LadderStep) => void;
  /** Another connection, or none. */
  readonly onLink: (link: PeerLink | null) => void;
  readonly onStreams: (stream: MediaStream, screen: MediaStream) => void;
  readonly onConnected: () => void;
  readonly onSenders: () => void;
}

/** Old credentials now are better than fresh ones too late. */
const serversWithin = 3_000;

export class LinkKeeper {
  private _peer: Peer | null = null;
  private _link: PeerLink | null = null;
  private _attempt = 0;
  private _ladder: Ladder = firstLadder;
  private _servers: readonly RTCIceServer[] = [];
  private _acting = 0;
  private _wasClimbing = false;

  constructor(private readonly options: LinkKeeperOptions) {}

  get link(): PeerLink | null {
    return this._link;
  }

  get step(): LadderStep {
    return this._ladder.step;
  }

  get restarts(): number {
    return this._ladder.restarts;
  }

  get peerId(): string | null {
    return this._peer?.id ?? null;
  }

  /** The other is there: a connection begins, in place of any before. `rejoined`: this side has climbed so far as to join anew. */
  meet(peer: Peer, iceServers: readonly RTCIceServer[], rejoined: boolean): void {
    const climbing = rejoined || this._wasClimbing || this.step !== "steady";
    this._peer = peer;
    this._servers = iceServers;
    this._attempt = 0;
    this._wasClimbing = false;
    // Whoever was being waited for has joined anew: to both it is the same rung.
    if (climbing) this.tell("rejoined");
    this._build();
  }

  /** The other is gone: for good, or to join anew perhaps. */
  part(forGood: boolean): void {
    this._wasClimbing = !forGood && this.step !== "steady";
    this._peer = null;
    this._close();
    this._move({ ...firstLadder, isSignalling: this._ladder.isSignalling });
  }

  receive({ from, attempt, description, candidate }: Signal & { readonly from: string }): void {
    const peer = this._peer;
    if (from !== peer?.id || !Number.isSafeInteger(attempt) || attempt < 0) return;
    if (attempt < this._attempt) {
      // It has not heard of the newer one. A candidate is no reason to say so: its description comes as well.
      if (description && !this._link?.repeat()) this.options.send(from, { attempt: this._attempt });
      return;
    }
    if (attempt > this._attempt) {
      this._attempt = attempt;
      this._build();
    }
    if (description?.type === "offer") this.tell("theirOffer");
    const signal: LinkSignal = { ...(description ? { description } : {}), ...(candidate ? { candidate } : {}) };
    this._link?.receive(signal);
  }

  /** What was said to us in a signalling connection that was dead is lost: a link that was still being made is begun anew, by both. */
  missed(): void {
    if (this._peer && (this._link?.state === "new" || this._link?.state === "connecting")) this._anew();
  }

  async put(slot: Slot, track: MediaStreamTrack | null): Promise<void> {
    await this._link?.put(slot, track);
  }

  /** Something happened. Without another there is nothing to recover. */
  tell(event: LadderEvent): void {
    if (!this._peer && event !== "signallingLost" && event !== "signallingBack") return;
    const { ladder, act } = climb(this._ladder, event, performance.now());
    this._move(ladder);
    if (act && this._peer) void this._act(act);
  }

  close(): void {
    this._acting++;
    this._peer = null;
    this._close();
  }

  private _move(ladder: Ladder): void {
    const { step } = this._ladder;
    this._ladder = ladder;
    if (ladder.step !== step) this.options.onStep(ladder.step);
  }

  private async _act(act: LadderAct): Promise<void> {
    const mine = ++this._acting;
    if (act === "rejoin") return this.options.rejoin();
    if (act === "audioOnly") this.options.soundOnly();
    const link = this._link;
    const fresh = await within(serversWithin, this.options.iceServers()).catch(() => null);
    if (fresh) this._servers = fresh;
    // Meanwhile another rung was taken, the other side began anew, or media came back by itself.
    if (mine !== this._acting || link !== this._link || !this._peer || this._ladder.step === "steady") return;
    if (act === "restart") return link?.restart(this._servers);
    this._anew();
  }

  private _anew(): void {
    this._attempt++;
    this._build();
    // The polite side cannot begin: it asks for the first offer of this attempt.
    if (this._peer?.polite) this.options.send(this._peer.id, { attempt: this._attempt });
  }

  private _build(): void {
    const peer = this._peer;
    if (!peer) return;
    this._close();
    const attempt = this._attempt;
    const link = new PeerLink({
      polite: peer.polite,
      iceServers: this._servers,
      tracks: this.options.tracks,
      send: (signal) => this.options.send(peer.id, { attempt, ...signal }),
      onState: (state) => {
        if (state === "connected") {
          this.options.onConnected();
          this.tell("flowing");
        } else if (state === "disconnected") this.tell("disconnected");
        else if (state === "failed") this.tell("broken");
      },
      onStreams: this.options.onStreams,
      onSenders: this.options.onSenders,
    });
    this._link = link;
    this.options.onLink(link);
    this.tell("begun");
    link.begin();
  }

  private _close(): void {
    if (!this._link) return;
    this._link.close();
    this._link = null;
    this.options.onLink(null);
  }
}
