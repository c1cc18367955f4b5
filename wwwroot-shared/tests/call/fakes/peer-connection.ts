/**
 * A peer connection as the recommendation describes its signalling (WebRTC 1.0, 4.4): the chain of operations, the states, implicit rollback,
 * `negotiationneeded`, `restartIce` that is remembered. Media "flows" between two whose descriptions belong together while the network is up.
 */
import { FakeTrack } from "./media";

interface Description {
  readonly type: "offer" | "answer";
  readonly sdp: string;
}

let made = 0;

/** Events are tasks of their own in a browser: whoever awaited the operation before them has been told. */
const later = (act: () => void, ticks = 8): void => queueMicrotask(() => (ticks === 0 ? act() : later(act, ticks - 1)));

/** Reads what `sdpOf` wrote. */
const ufragOf = (description: Description | null): string | null => /ufrag=(\S+)/.exec(description?.sdp ?? "")?.[1] ?? null;

export class FakeSender {
  track: FakeTrack | null = null;
  parameters: { encodings: object[]; degradationPreference?: string } = { encodings: [{}] };
  readonly streams: unknown[] = [];

  async replaceTrack(track: FakeTrack | null): Promise<void> {
    this.track = track;
  }

  setStreams(...streams: unknown[]): void {
    this.streams.splice(0, this.streams.length, ...streams);
  }

  getParameters(): FakeSender["parameters"] {
    return structuredClone(this.parameters);
  }

  async setParameters(parameters: FakeSender["parameters"]): Promise<void> {
    this.parameters = parameters;
  }
}

class FakeTransceiver {
  direction = "recvonly";
  mid: string | null = null;
  readonly sender = new FakeSender();
  readonly receiver: { readonly track: FakeTrack };

  constructor(kind: "audio" | "video") {
    this.receiver = { track: new FakeTrack(kind) };
  }
}

/** What lies between the two. */
export class FakeNetwork {
  up = true;
  readonly all: FakePeerConnection[] = [];
  readonly #forgotten = new Set<string>();

  get open(): FakePeerConnection[] {
    return this.all.filter(({ signalingState }) => signalingState !== "closed");
  }

  /** Connects who can be, cuts who cannot. */
  settle(): void {
    for (const one of this.open) one.setState(this.up && this.otherOf(one) ? "connected" : one.connectionState === "connected" ? "disconnected" : one.connectionState);
  }

  otherOf(one: FakePeerConnection): FakePeerConnection | undefined {
    if (!one.currentRemote || !one.currentLocal || this.#forgotten.has(one.currentLocal.sdp)) return undefined;
    return this.open.find((other) => other !== one && ufragOf(other.currentLocal) === ufragOf(one.currentRemote) && ufragOf(other.currentRemote) === ufragOf(one.currentLocal));
  }

  cut(): void {
    this.up = false;
    this.settle();
  }

  restore(): void {
    this.up = true;
  }

  /** Cut for so long that ICE gave the ways up: whoever had agreed on one must agree anew. */
  forget(): void {
    for (const { currentLocal } of this.open) this.#forgotten.add(currentLocal?.sdp ?? "");
    for (const one of this.open) one.setState("failed");
  }

  /** A class that makes peer connections in this network. */
  get RTCPeerConnection(): new (config: RTCConfiguration) => FakePeerConnection {
    const network = this;
    return class extends FakePeerConnection {
      constructor(config: RTCConfiguration) {
        super(network, config);
      }
    };
  }
}

export class FakePeerConnection {
  signalingState: "stable" | "have-local-offer" | "have-remote-offer" | "closed" = "stable";
  connectionState = "new";
  currentLocal: Description | null = null;
  currentRemote: Description | null = null;
  pendingLocal: Description | null = null;
  pendingRemote: Description | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: object | null }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  readonly candidates: string[] = [];
  /** Bytes that arrived, by m-line. */
  readonly bytes = [0, 0, 0];
  /** Nothing arrives although the connection stands. */
  frozen = false;
  restarts = 0;
  #transceivers: FakeTransceiver[] = [];
  #chain: Promise<unknown> = Promise.resolve();
  #wanted = false;
  #told = false;
  #restart = false;
  #ufrag = "";

  constructor(
    private readonly network: FakeNetwork,
    private config: RTCConfiguration,
  ) {
    network.all.push(this);
  }

  get localDescription(): Description | null {
    return this.pendingLocal ?? this.currentLocal;
  }

  get remoteDescription(): Description | null {
    return this.pendingRemote ?? this.currentRemote;
  }

  getConfiguration(): RTCConfiguration {
    return this.config;
  }

  setConfiguration(config: RTCConfiguration): void {
    this.config = config;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.#transceivers;
  }

  addTransceiver(kind: "audio" | "video", { direction }: { direction: string }): FakeTransceiver {
    const one = new FakeTransceiver(kind);
    one.direction = direction;
    this.#transceivers.push(one);
    this.#needNegotiation();
    return one;
  }

  restartIce(): void {
    this.restarts++;
    this.#restart = true;
    this.#needNegotiation();
  }

  setLocalDescription(): Promise<void> {
    return this.#operate(async () => {
      const type = this.signalingState === "have-remote-offer" ? "answer" : "offer";
      await Promise.resolve();
      const theirs = ufragOf(this.pendingRemote);
      const theirOld = ufragOf(this.currentRemote);
      // A restart by either side gives new credentials.
      if (this.#ufrag === "" || (type === "offer" ? this.#restart : theirs !== theirOld)) this.#ufrag = `u${++made}`;
      this.#transceivers.forEach((one, i) => (one.mid ??= String(i)));
      const sdp = `v=fake ufrag=${this.#ufrag} of=${ufragOf(this.pendingRemote) ?? "-"} ${this.#transceivers.map(({ receiver }) => receiver.track.kind).join(",")}`;
      this.pendingLocal = { type, sdp };
      if (type === "answer") this.#stable();
      else this.signalingState = "have-local-offer";
      const usernameFragment = this.#ufrag;
      later(() => this.onicecandidate?.({ candidate: { candidate: `candidate of ${usernameFragment}`, sdpMid: "0", sdpMLineIndex: 0, usernameFragment } }));
    });
  }

  setRemoteDescription({ type, sdp }: Description): Promise<void> {
    return this.#operate(async () => {
      if (!sdp.startsWith("v=fake")) throw Object.assign(new Error("bad"), { name: "OperationError" });
      await Promise.resolve();
      if (type === "offer") {
        if (this.signalingState === "have-local-offer") this.#rollback();
        if (this.signalingState !== "stable") throw Object.assign(new Error("state"), { name: "InvalidStateError" });
        this.pendingRemote = { type, sdp };
        this.signalingState = "have-remote-offer";
        const kinds = sdp.split(" ").at(-1)!.split(",") as ("audio" | "video")[];
        while (this.#transceivers.length < kinds.length) this.#transceivers.push(new FakeTransceiver(kinds[this.#transceivers.length]!));
      } else {
        if (this.signalingState !== "have-local-offer") throw Object.assign(new Error("state"), { name: "InvalidStateError" });
        this.pendingRemote = { type, sdp };
        this.#stable();
      }
    });
  }

  addIceCandidate({ usernameFragment }: RTCIceCandidateInit): Promise<void> {
    return this.#operate(async () => {
      if (!this.remoteDescription) throw Object.assign(new Error("early"), { name: "InvalidStateError" });
      if (![ufragOf(this.pendingRemote), ufragOf(this.currentRemote)].includes(usernameFragment ?? null)) throw Object.assign(new Error("stranger"), { name: "OperationError" });
      this.candidates.push(usernameFragment!);
    });
  }

  async getStats(): Promise<Map<string, object>> {
    const entries = this.#transceivers.map((one, i) => ({ id: `in${i}`, type: "inbound-rtp", timestamp: performance.now(), kind: one.receiver.track.kind, mid: one.mid ?? undefined, bytesReceived: this.bytes[i], packetsReceived: 0, packetsLost: 0 }));
    return new Map(entries.map((entry) => [entry.id, entry]));
  }

  /** A second of media from the other side. */
  receive(): void {
    const other = this.network.otherOf(this);
    if (!other || !this.network.up || this.frozen || this.connectionState !== "connected") return;
    other.getTransceivers().forEach(({ sender }, i) => {
      if (sender.track?.readyState === "live") this.bytes[i]! += 1_000;
    });
  }

  setState(state: string): void {
    if (state === this.connectionState) return;
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  close(): void {
    this.signalingState = "closed";
    this.connectionState = "closed";
  }

  #operate<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#chain.then(async () => {
      if (this.signalingState === "closed") throw Object.assign(new Error("closed"), { name: "InvalidStateError" });
      return act();
    });
    this.#chain = done.catch(() => undefined).then(() => this.#maybeNegotiate());
    return done;
  }

  #rollback(): void {
    this.pendingLocal = null;
    this.signalingState = "stable";
    this.#told = false;
  }

  #stable(): void {
    // The restart is done when the credentials are new on this side, whoever offered.
    if (ufragOf(this.pendingLocal) !== ufragOf(this.currentLocal)) this.#restart = false;
    this.currentLocal = this.pendingLocal;
    this.currentRemote = this.pendingRemote;
    this.pendingLocal = this.pendingRemote = null;
    this.signalingState = "stable";
    this.#wanted = this.#restart;
    this.#told = false;
    later(() => this.network.settle());
  }

  #needNegotiation(): void {
    this.#wanted = true;
    void this.#chain.then(() => this.#maybeNegotiate());
  }

  /** 4.7.3: told once, and not again until a negotiation is over. */
  #maybeNegotiate(): void {
    if (!this.#wanted || this.#told || this.signalingState !== "stable") return;
    this.#told = true;
    later(() => {
      if (this.signalingState === "stable") this.onnegotiationneeded?.();
      else this.#told = false;
    });
  }
}
