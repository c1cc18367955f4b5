/**
 * A person's part in a visit's call: the one class that the patient's widget and the clinician's pane use. It outlives a call: what the person
 * chose, and the elements that show it, stay for the next one; what a call takes of the device is `RunningCall`'s, and goes with it.
 */
import { Store } from "../sdk/store";
import type { LocalDevicesOptions } from "./devices";
import { Playback } from "./playback";
import { RunningCall, type Ending } from "./running-call";
import type { SignallingOptions } from "./signalling";
import { idle, withTrouble, type CallState } from "./state";

export interface CallOptions {
  /** Wanted from the start; both by default. */
  readonly microphone?: boolean;
  readonly camera?: boolean;
  /** Chosen in the device check. */
  readonly devices?: NonNullable<LocalDevicesOptions["ids"]>;
  /** Whether low-bandwidth mode is taken when the network calls for it, or offered. */
  readonly lowBandwidth?: "take" | "offer";
}

export type CallConnection = Pick<SignallingOptions, "visitId" | "connect" | "call" | "session">;
export type Shown = "self" | "selfScreen" | "other" | "otherScreen";

export class CallSession {
  readonly state = new Store<CallState>(idle);
  private readonly _playback: Playback<Shown>;
  private _wants: CallState["self"]["wants"];
  private _chosen: NonNullable<LocalDevicesOptions["ids"]>;
  private _call: RunningCall | null = null;

  constructor(
    private readonly _connection: CallConnection,
    private readonly _options: CallOptions = {},
  ) {
    const { microphone = true, camera = true, devices = {} } = _options;
    this._wants = { microphone, camera };
    this._chosen = devices;
    this.state.set({ ...idle, self: { ...idle.self, wants: this._wants } });
    this._playback = new Playback<Shown>({
      streamOf: (which) => streamOf(this.state.value, which),
      isOwn: (which) => which.startsWith("self"),
      speaker: () => this.state.value.devices.speaker,
      onBlocked: (blocked) => this.state.set(withTrouble(this.state.value, "playback", blocked ? { kind: "playback", code: "blocked" } : null)),
    });
    this.state.subscribe(() => this._playback.refresh());
  }

  /** Opens the devices and joins, both at once. In a click where it can be: iOS plays sound after one only. Resolves when the devices are open, or are known not to be. */
  async start(): Promise<void> {
    if (this._call) return;
    this.state.set({ ...idle, phase: "acquiring", self: { ...idle.self, wants: this._wants } });
    const call = new RunningCall(this._connection, { ...this._options, ...this._wants, devices: this._chosen }, this.state, (ending) => this._end(ending));
    this._call = call;
    await call.open();
  }

  async setMicrophone(on: boolean): Promise<void> {
    this._want({ microphone: on });
    await this._call?.devices.setMicrophone(on);
  }

  /** Off lets the camera go: its light goes out. */
  async setCamera(on: boolean): Promise<void> {
    this._want({ camera: on });
    await this._call?.devices.setCamera(on);
  }

  async chooseMicrophone(id: string): Promise<void> {
    this._chosen = { ...this._chosen, microphone: id };
    await this._call?.devices.choose("audio", id);
  }

  async chooseCamera(id: string): Promise<void> {
    this._chosen = { ...this._chosen, camera: id };
    await this._call?.devices.choose("camera", id);
  }

  async chooseSpeaker(id: string): Promise<void> {
    this._chosen = { ...this._chosen, speaker: id };
    this._call?.devices.chooseSpeaker(id);
  }

  /** In a click. Ends by `stopSharing`, or by the browser's own button. */
  async shareScreen(): Promise<void> {
    await this._call?.share();
  }

  stopSharing(): void {
    this._call?.stopSharing();
  }

  /** No pictures, in either direction: the other side is asked to send none. */
  audioOnly(on: boolean): void {
    this._call?.audioOnly(on);
  }

  /** True and false hold; `auto` leaves it to what the network does. Answers an offer, too. */
  setLowBandwidth(on: boolean | "auto"): void {
    this._call?.setLowBandwidth(on);
  }

  /** Once more at once, whatever was being waited for; after `failed` with a reason, a new start. */
  retry(): void {
    if (this._call) this._call.retry();
    else if (this.state.value.phase === "failed") void this.start();
  }

  /** Leaves the call and releases everything. Resolves when the others were told, or could not be. */
  async hangUp(): Promise<void> {
    const signalling = this._call?.signalling;
    this._end({ phase: "ended", over: "left" }, false);
    await signalling?.leave();
  }

  /** Shows a stream in this element for as long as there is one: plays it, follows changes, on the chosen speaker. Gives the function that ends it. */
  show(element: HTMLMediaElement, which: Shown): () => void {
    return this._playback.show(element, which);
  }

  /** In a click, after the trouble `playback`. */
  play(): Promise<void> {
    return this._playback.play();
  }

  private _end({ phase, over }: Ending, stopSignalling = true): void {
    const call = this._call;
    if (!call) return;
    this._call = null;
    call.close(stopSignalling);
    const { connectedAt } = this.state.value;
    this.state.set({ ...idle, phase, over, connectedAt, self: { ...idle.self, wants: this._wants } });
  }

  private _want(wants: Partial<CallState["self"]["wants"]>): void {
    this._wants = { ...this._wants, ...wants };
    this.state.set({ ...this.state.value, self: { ...this.state.value.self, wants: this._wants } });
  }
}

function streamOf({ self, other }: CallState, which: Shown): MediaStream | null {
  switch (which) {
    case "self":
      return self.camera;
    case "selfScreen":
      return self.screen;
    case "other":
      return other?.stream ?? null;
    case "otherScreen":
      return other?.screen ?? null;
  }
}
