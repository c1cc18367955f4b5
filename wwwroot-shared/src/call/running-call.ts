/**
 * One call from its start to its end: puts the parts together and shows them as one state. Each part knows nothing of the others. Everything
 * that a call takes of the device (capture, connections, timers, listeners) is released by `close`.
 */
import type { PortalError } from "../sdk/problem";
import type { Store } from "../sdk/store";
import { Bandwidth } from "./bandwidth";
import type { CallConnection, CallOptions } from "./call-session";
import { deviceProblem } from "./device-problem";
import { LocalDevices } from "./devices";
import { Interruptions } from "./interruptions";
import { LinkKeeper } from "./link-keeper";
import { Monitor } from "./monitor";
import { onNetworkChange } from "./network-changes";
import { slots, type Slot } from "./peer-link";
import { captureScreen } from "./screen";
import { firstDivisor, isSent, limit } from "./sending";
import { Signalling, type VideoPush } from "./signalling";
import { nothingSent, withTrouble, type CallPhase, type CallState, type OtherState, type Over, type SelfState, type Trouble } from "./state";
import { verdictOf } from "./stats";
import type { Watch } from "./watchdog";
import type { CallMode, Joined, JoinTicket, Media, Peer, Step } from "./wire";

export interface Ending {
  readonly phase: "ended" | "removed" | "failed";
  readonly over: Over;
}

/** Between one and two seconds: by then the browser knows what the way carries. */
const firstLooks = 2;

export class RunningCall {
  readonly devices: LocalDevices;
  readonly signalling: Signalling;
  private readonly _bandwidth: Bandwidth;
  private readonly _keeper: LinkKeeper;
  private readonly _monitor: Monitor;
  private readonly _interruptions: Interruptions;
  private readonly _undo: (() => void)[] = [];
  private _screen: MediaStreamTrack | null = null;
  private _isOpening = true;
  private _isInterrupted = false;
  /** Something that the other side says it sends does not come, while something else does. */
  private _isPartial = false;
  private _isQuiet = false;
  /** How often the link has been looked at since it is connected, once a second. */
  private _looks = 0;
  private _soundOnly = false;
  private _isClosed = false;
  private _told: { media: Media; step: Step } = { media: nothingSent, step: "steady" };

  constructor(
    connection: CallConnection,
    { microphone = true, camera = true, devices = {}, lowBandwidth = "take" }: CallOptions,
    private readonly store: Store<CallState>,
    private readonly onEnd: (ending: Ending) => void,
  ) {
    this.devices = new LocalDevices({ microphone, camera, ids: devices });
    this._bandwidth = new Bandwidth(lowBandwidth);
    this.signalling = new Signalling({
      ...connection,
      onJoined: (joined, ticket, resumed) => this._joined(joined, ticket, resumed),
      onPush: (push) => this._pushed(push),
      onLost: () => this._lost(),
      onRefused: (problem) => this._refused(problem),
    });
    this._keeper = new LinkKeeper({
      tracks: () => ({ audio: this._sent("audio"), camera: this._sent("camera"), screen: this._sent("screen") }),
      send: (to, signal) => this.signalling.signal(to, signal),
      iceServers: () => this.signalling.iceServers(),
      rejoin: () => this.signalling.rejoin(),
      soundOnly: () => {
        this._bandwidth.soundOnly();
        this._applyMode();
      },
      onStep: () => this._refresh(),
      onLink: (link) => {
        this._isPartial = this._isQuiet = false;
        this._looks = 0;
        this._monitor.watch(link);
        if (!link) this._other({ stream: null, screen: null });
      },
      onStreams: (stream, screen) => this._other({ stream, screen }),
      onConnected: () => {
        this._monitor.anew();
        this._patch({ connectedAt: this.store.value.connectedAt ?? Date.now() });
        this._refresh();
        // Said again: what was said before may be lost with a dead connection to the portal.
        this.signalling.step(this._step);
      },
      onSenders: () => this._limit(),
    });
    this._monitor = new Monitor({
      bandwidth: this._bandwidth,
      due: () => {
        const media = this.store.value.other?.media ?? nothingSent;
        return { audio: media.audio, camera: media.video };
      },
      mode: () => this._mode,
      onWatch: (watch) => this._watched(watch),
      onSample: (sample) => {
        this.signalling.quality(sample);
        this._patch({ quality: this._keeper.link?.state === "connected" ? verdictOf(sample) : "none" });
      },
      onSecond: () => {
        this._keeper.tell("tick");
        this._applyMode();
      },
    });
    this._interruptions = new Interruptions({
      onChange: (interrupted) => {
        this._isInterrupted = interrupted;
        this._refresh();
      },
      onEvent: () => this._refresh(),
      reacquire: (what) => this.devices.reacquire(what),
    });
  }

  /** Resolves when the devices are open, or are known not to be. Joining goes on beside it: who waits for a permission is seen to be there. */
  async open(): Promise<void> {
    this.devices.onTrack = (what, track) => {
      this._interruptions.watch(what, track);
      void this._keeper.put(what, this._sent(what));
      this._refresh();
    };
    this._undo.push(this.devices.state.subscribe(() => this._refresh()), onNetworkChange(() => this._networkChanged()));
    const visible = () => {
      if (document.visibilityState === "visible") this.signalling.wake();
    };
    document.addEventListener("visibilitychange", visible);
    this._undo.push(() => document.removeEventListener("visibilitychange", visible));
    this._monitor.start();
    this.signalling.start();
    await this.devices.open();
    this._isOpening = false;
    this._refresh();
  }

  async share(): Promise<void> {
    try {
      const track = await captureScreen();
      if (this._isClosed) return track.stop();
      this.stopSharing();
      this._screen = track;
      track.onended = () => this.stopSharing();
      this._patch({ self: { ...this.store.value.self, screen: new MediaStream([track]) } });
      this._trouble("screen", null);
      this._sendScreen();
    } catch (error) {
      const code = deviceProblem(error, "getDisplayMedia");
      // Closing the browser's dialogue says no as well, and needs no words.
      this._trouble("screen", code === "denied" ? null : { kind: "screen", code });
    }
  }

  stopSharing(): void {
    const track = this._screen;
    if (!track) return;
    track.onended = null;
    track.stop();
    this._screen = null;
    this._patch({ self: { ...this.store.value.self, screen: null } });
    this._sendScreen();
  }

  audioOnly(on: boolean): void {
    this._soundOnly = on;
    this._applyMode();
    this._refresh();
  }

  setLowBandwidth(on: boolean | "auto"): void {
    this._bandwidth.choose(on);
    this._applyMode();
  }

  retry(): void {
    this.signalling.wake();
    this._keeper.tell("retry");
  }

  close(stopSignalling: boolean): void {
    this._isClosed = true;
    for (const undo of this._undo.splice(0)) undo();
    this._monitor.stop();
    this._keeper.close();
    this._interruptions.close();
    this.devices.close();
    if (this._screen) this._screen.onended = null;
    this._screen?.stop();
    if (stopSignalling) this.signalling.stop();
  }

  private get _mode(): CallMode {
    const { mode } = this._bandwidth;
    const step = this.store.value.other?.step;
    if (this._soundOnly || step === "audioOnly") return "audio";
    return step === "low" && mode === "full" ? "low" : mode;
  }

  private get _step(): Step {
    if (this._keeper.step !== "steady") return this._keeper.step;
    if (this._isInterrupted) return "interrupted";
    if (this._isPartial) return "frozen";
    if (this._soundOnly) return "audioOnly";
    // By the own network alone: what the other asks for is not asked back.
    return this._bandwidth.mode === "full" ? "steady" : "low";
  }

  private _sent(slot: Slot): MediaStreamTrack | null {
    const track = slot === "screen" ? this._screen : this.devices.track(slot);
    return isSent(slot, this._mode) ? track : null;
  }

  private _joined({ peers }: Joined, { iceServers }: JoinTicket, resumed: boolean): void {
    const servesTurn = iceServers.some(({ urls }) => [urls].flat().some((url) => /^turns?:/.test(url)));
    this._trouble("network", servesTurn ? null : { kind: "network", code: "noRelay" });
    this._trouble("signalling", null);
    const again = this._joinedBefore && !resumed;
    this._joinedBefore = true;
    const peer = peers[0];
    if (!resumed || peer?.id !== this._keeper.peerId) {
      this._servers = iceServers;
      if (peer) this._meet(peer, again);
      else this._part(null);
    } else if (peer) {
      this._other({ media: peer.media, step: peer.step });
      this._keeper.missed();
    }
    this._keeper.tell("signallingBack");
    this._refresh();
  }

  private _joinedBefore = false;
  private _servers: readonly RTCIceServer[] = [];

  private _meet(peer: Peer, again: boolean): void {
    this._patch({ other: { ...peer, stream: null, screen: null }, otherLeft: null });
    this._keeper.meet(peer, this._servers, again);
    this._refresh();
  }

  private _part(reason: CallState["otherLeft"]): void {
    if (this._keeper.peerId) this.signalling.drop(this._keeper.peerId);
    this._keeper.part(reason === "left");
    this._patch({ other: null, otherLeft: reason, quality: "none" });
    this._refresh();
  }

  private _lost(): void {
    this._trouble("signalling", { kind: "signalling", code: "offline" });
    this._keeper.tell("signallingLost");
    if (this._isQuiet) this._keeper.tell("network");
  }

  private _refused(problem: PortalError): void {
    this.onEnd({ phase: "failed", over: problem.reason ?? problem.problem });
  }

  private _networkChanged(): void {
    this._monitor.anew();
    this.signalling.reconnect();
    this._keeper.tell("network");
  }

  private _pushed({ name, push }: VideoPush): void {
    const isOther = (id: string) => id === this._keeper.peerId;
    switch (name) {
      case "peerJoined":
        // Two are in a room: a newcomer is the other, come back in another browser.
        return this._meet(push, false);
      case "peerLeft":
        return isOther(push.id) ? this._part(push.reason) : undefined;
      case "signal":
        return this._keeper.receive(push);
      case "media":
        return isOther(push.from) ? this._other({ media: { audio: push.audio, video: push.video, screen: push.screen } }) : undefined;
      case "step":
        return isOther(push.from) ? this._otherStep(push.step) : undefined;
      case "removed":
        return this.onEnd({ phase: "removed", over: push.reason });
      case "ended":
        return this.onEnd({ phase: "ended", over: push.reason });
    }
  }

  private _otherStep(step: Step): void {
    this._other({ step });
    this._applyMode();
    // A sign of life: it may have been away when an offer was made.
    this._keeper.link?.repeat();
    // It misses something of ours, while the way to it is good: our device, then, or our sender.
    if (step === "frozen") void this._revive();
  }

  private async _revive(): Promise<void> {
    for (const slot of ["audio", "camera"] as const) {
      await this.devices.reacquire(slot);
      await this._keeper.put(slot, null);
      await this._keeper.put(slot, this._sent(slot));
    }
  }

  private _watched({ flowing, quiet, stalled, partial }: Watch): void {
    if (++this._looks === firstLooks) this._limit();
    // Both at once mean another network: a new connection to the portal is needed before anything can be mended.
    if (quiet && !this._isQuiet) this.signalling.probe();
    this._isQuiet = quiet;
    if (stalled) this._keeper.tell("stalled");
    else if (flowing) this._keeper.tell("flowing");
    if (partial === this._isPartial) return;
    this._isPartial = partial;
    this._refresh();
  }

  private _applied: CallMode = "full";

  private _applyMode(): void {
    const mode = this._mode;
    const { low } = this._bandwidth;
    if (mode === this.store.value.mode && low === this.store.value.lowBandwidth && mode === this._applied) return;
    this._applied = mode;
    this._patch({ mode, lowBandwidth: low });
    for (const slot of slots) void this._keeper.put(slot, this._sent(slot));
    this._limit();
    this._refresh();
  }

  private _limit(): void {
    for (const slot of slots) {
      const sender = this._keeper.link?.sender(slot);
      if (sender) void limit(sender, slot, this._mode, this._looks < firstLooks ? firstDivisor : 1);
    }
  }

  private _sendScreen(): void {
    void this._keeper.put("screen", this._sent("screen"));
    this._refresh();
  }

  /** Brings the state up to what the parts say, and tells the others what changed of it. */
  private _refresh(): void {
    if (this._isClosed) return;
    const { devices, microphone, camera, troubles } = this.devices.state.value;
    const sends = (slot: Slot) => {
      const track = this._sent(slot);
      return track !== null && track.readyState === "live" && track.enabled && !track.muted;
    };
    const media: Media = { audio: sends("audio"), video: sends("camera"), screen: sends("screen") };
    const self: SelfState = { ...this.store.value.self, media, microphone, camera, step: this._step, restarts: this._keeper.restarts };
    let state: CallState = { ...this.store.value, self, devices, phase: this._phase };
    for (const kind of ["microphone", "camera"] as const) state = withTrouble(state, kind, troubles.find((one) => one.kind === kind) ?? null);
    this.store.set(state);
    if (!same(media, this._told.media)) this.signalling.media(media);
    if (self.step !== this._told.step) this.signalling.step(self.step);
    this._told = { media, step: self.step };
  }

  private get _phase(): CallPhase {
    if (!this._joinedBefore) return this._isOpening ? "acquiring" : "joining";
    if (this._keeper.step === "failed") return "failed";
    if (this._keeper.step !== "steady") return "recovering";
    if (this._keeper.link?.state === "connected") return "connected";
    return this._isOpening ? "acquiring" : "connecting";
  }

  private _other(patch: Partial<OtherState>): void {
    const { other } = this.store.value;
    if (other) this._patch({ other: { ...other, ...patch } });
  }

  private _trouble(kind: Trouble["kind"], trouble: Trouble | null): void {
    if (!this._isClosed) this.store.set(withTrouble(this.store.value, kind, trouble));
  }

  private _patch(patch: Partial<CallState>): void {
    if (!this._isClosed) this.store.set({ ...this.store.value, ...patch });
  }
}

const same = (a: Media, b: Media): boolean => (["audio", "video", "screen"] as const).every((what) => a[what] === b[what]);
