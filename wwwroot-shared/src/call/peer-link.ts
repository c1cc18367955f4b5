/**
 * One peer connection to the other participant. Three m-lines for its whole life, in the order of `slots`; what is sent in them changes
 * by `replaceTrack` alone, and only ICE restarts negotiate again. Perfect negotiation as in the example of the WebRTC
 * recommendation (10.7): on a collision the impolite side ignores the other's offer, the polite one rolls its own back.
 *
 * The impolite side makes the first offer. What comes in is worked off one after the other, so that a candidate never overtakes the
 * description that it belongs to; making an own offer is not part of that row, as a collision must be seen.
 */
import { withOpusOptions } from "./sdp";
import type { Signal } from "./wire";

export const slots = ["audio", "camera", "screen"] as const;
export type Slot = (typeof slots)[number];
export type Tracks = { readonly [S in Slot]: MediaStreamTrack | null };
export type LinkState = RTCPeerConnectionState;
export type LinkSignal = Omit<Signal, "attempt">;

export interface PeerLinkOptions {
  readonly polite: boolean;
  readonly iceServers: readonly RTCIceServer[];
  /** What is to be sent now; asked again whenever senders come to be. */
  readonly tracks: () => Tracks;
  readonly send: (signal: LinkSignal) => void;
  readonly onState: (state: LinkState) => void;
  /** The other's sound and picture in one stream, so that the browser keeps them in step, and the screen. */
  readonly onStreams: (stream: MediaStream, screen: MediaStream) => void;
  /** Parameters of senders may be set: there are senders, or a negotiation is complete, which may have undone them. */
  readonly onSenders: () => void;
}

/** Larger ones do not pass the hub either. */
const mostSdp = 64 * 1024;

export class PeerLink {
  /** Descriptions and candidates of the other side that were of no use. */
  dropped = 0;
  private readonly _pc: RTCPeerConnection;
  private _transceivers: readonly RTCRtpTransceiver[] = [];
  private _row: Promise<void> = Promise.resolve();
  private _early: RTCIceCandidateInit[] = [];
  private _makingOffer = false;
  private _settingAnswer = false;
  private _ignoring = false;
  private _closed = false;
  private _state: LinkState = "new";

  constructor(private readonly _options: PeerLinkOptions) {
    const pc = new RTCPeerConnection({ iceServers: [..._options.iceServers], bundlePolicy: "max-bundle" });
    this._pc = pc;
    pc.onnegotiationneeded = () => void this._offer();
    pc.onicecandidate = ({ candidate }) => {
      // An empty one (Firefox) or none says that these were all, which the other need not know.
      if (candidate?.candidate) _options.send({ candidate: plain(candidate) });
    };
    // In Firefox since 113, in Safari since 11.
    pc.onconnectionstatechange = () => this._stateChanged();
  }

  get state(): LinkState {
    return this._state;
  }

  /** The impolite side's first offer. The polite one waits for it. */
  begin(): void {
    if (this._options.polite) return;
    const streams = [new MediaStream(), new MediaStream()] as const;
    this._adopt(
      slots.map((slot) =>
        this._pc.addTransceiver(slot === "audio" ? "audio" : "video", { direction: "sendrecv", streams: [streams[slot === "screen" ? 1 : 0]] }),
      ),
    );
  }

  /** Takes what the other side sent for this connection. */
  receive({ description, candidate }: LinkSignal): void {
    this._row = this._row.then(async () => {
      if (this._closed) return;
      try {
        if (description) await this._described(description);
        if (candidate) await this._candidate(candidate);
      } catch {
        if (!this._closed) this.dropped++;
      }
    });
  }

  /** Sends this instead of what was sent in its place. No negotiation. */
  async put(slot: Slot, track: MediaStreamTrack | null): Promise<void> {
    const sender = this.sender(slot);
    if (sender && sender.track !== track) await sender.replaceTrack(track).catch(() => undefined);
  }

  sender(slot: Slot): RTCRtpSender | undefined {
    return this._transceivers[slots.indexOf(slot)]?.sender;
  }

  /** Which of the received streams are whose: by m-line, and by track where a browser's statistics name no m-line. */
  slotOf(mid: string | undefined, trackId: string | undefined): Slot | null {
    const index = this._transceivers.findIndex((one) => (mid === undefined ? one.receiver.track.id === trackId : one.mid === mid));
    return slots[index] ?? null;
  }

  stats(): Promise<RTCStatsReport> {
    return this._pc.getStats();
  }

  /**
   * Looks for a way again, over these servers. Needs the other side; the old way is used as long as it holds. While an offer is not answered
   * the browser keeps the wish, and offers once more afterwards: a second offer in its place could be given the first one's answer. But the
   * offer itself may be lost, in a connection to the portal that was dead without knowing: so it is said again.
   */
  restart(iceServers: readonly RTCIceServer[]): void {
    if (this._closed || !this._pc.remoteDescription) return;
    try {
      this._pc.setConfiguration({ ...this._pc.getConfiguration(), iceServers: [...iceServers] });
    } catch {
      // Servers of an unknown form: those of before are as good as any.
    }
    this._pc.restartIce();
    this.repeat();
  }

  /** Says the offer again that no answer came to; the other side takes it twice without harm. Gives whether there is one. */
  repeat(): boolean {
    const isOpen = this._pc.signalingState === "have-local-offer";
    if (isOpen) this._tell();
    return isOpen;
  }

  close(): void {
    if (this._closed) return;
    this._closed = true;
    this._pc.onnegotiationneeded = this._pc.onicecandidate = this._pc.onconnectionstatechange = null;
    this._pc.close();
    this._state = "closed";
  }

  private _adopt(transceivers: readonly RTCRtpTransceiver[]): void {
    this._transceivers = transceivers;
    const tracks = this._options.tracks();
    for (const slot of slots) void this.put(slot, tracks[slot]);
    // Before the first frame is encoded.
    this._options.onSenders();
    const [audio, camera, screen] = transceivers.map(({ receiver }) => receiver.track);
    this._options.onStreams(new MediaStream([audio!, camera!]), new MediaStream([screen!]));
  }

  private async _offer(): Promise<void> {
    if (this._closed || (this._options.polite && !this._pc.remoteDescription)) return;
    this._makingOffer = true;
    try {
      await this._pc.setLocalDescription();
      this._tell();
    } catch {
      // The other's offer came first, or the connection is closed: its own course goes on.
    } finally {
      this._makingOffer = false;
    }
  }

  private async _described({ type, sdp }: NonNullable<Signal["description"]>): Promise<void> {
    if ((type !== "offer" && type !== "answer") || typeof sdp !== "string" || sdp.length > mostSdp) throw new TypeError();
    const pc = this._pc;
    const isOffer = type === "offer";
    const ready = !this._makingOffer && (pc.signalingState === "stable" || this._settingAnswer);
    this._ignoring = isOffer && !ready && !this._options.polite;
    if (this._ignoring) {
      // Whoever offers against an offer may not have heard it.
      this.repeat();
      return;
    }
    // Sent twice, when the answer of the hub was lost.
    if (!isOffer && pc.signalingState !== "have-local-offer") return;
    this._settingAnswer = !isOffer;
    try {
      await pc.setRemoteDescription({ type, sdp: withOpusOptions(sdp) });
    } finally {
      this._settingAnswer = false;
    }
    if (isOffer) {
      if (this._transceivers.length === 0) this._answerFirst();
      await pc.setLocalDescription();
      this._tell();
    }
    for (const candidate of this._early.splice(0)) await this._candidate(candidate).catch(() => void this.dropped++);
    if (!this._closed) this._options.onSenders();
  }

  /** The polite side sends in the m-lines that the first offer brought. */
  private _answerFirst(): void {
    const transceivers = this._pc.getTransceivers();
    if (transceivers.length !== slots.length) throw new TypeError();
    const streams = [new MediaStream(), new MediaStream()] as const;
    transceivers.forEach((one, i) => {
      one.direction = "sendrecv";
      // Safari and Firefox learnt it late: without it sound and picture may drift apart a little.
      one.sender.setStreams?.(streams[i === 2 ? 1 : 0]);
    });
    this._adopt(transceivers);
  }

  private async _candidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (!this._pc.remoteDescription) return void this._early.push(candidate);
    try {
      await this._pc.addIceCandidate(candidate);
    } catch (error) {
      // Those of an offer that was ignored fit nothing here.
      if (!this._ignoring) throw error;
    }
  }

  private _tell(): void {
    const own = this._pc.localDescription;
    if (own && !this._closed) this._options.send({ description: { type: own.type, sdp: own.sdp } });
  }

  private _stateChanged(): void {
    if (this._closed) return;
    this._state = this._pc.connectionState;
    this._options.onState(this._state);
  }
}

function plain({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): RTCIceCandidateInit {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
