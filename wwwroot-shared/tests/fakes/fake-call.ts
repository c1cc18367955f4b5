/** A call in the test's hands: shows the state that it is told to, and remembers what it was asked. */
import { idle, type CallSession, type CallState, type OtherState } from "../../src/call";
import { Store } from "../../src/sdk/store";
import { ana, noor } from "./people";

export class FakeCall {
  readonly state = new Store<CallState>(idle);
  readonly asked: string[] = [];
  /** What the video elements show. */
  streamOf: (which: string) => MediaStream | null = () => null;
  readonly shown = new Map<string, HTMLMediaElement>();

  /** As the screens take it. */
  get session(): CallSession {
    return this as unknown as CallSession;
  }

  set(patch: Partial<CallState>): void {
    this.state.set({ ...this.state.value, ...patch });
  }

  self(patch: Partial<CallState["self"]>): void {
    this.set({ self: { ...this.state.value.self, ...patch } });
  }

  other(patch: Partial<OtherState>): void {
    this.set({ other: { ...this.state.value.other!, ...patch } });
  }

  async start(): Promise<void> {
    this.asked.push("start");
    if (this.state.value.phase !== "connected") this.set({ phase: "acquiring", over: null });
  }

  async setMicrophone(on: boolean): Promise<void> {
    this.asked.push(`microphone ${on}`);
    const { self } = this.state.value;
    this.self({ wants: { ...self.wants, microphone: on }, media: { ...self.media, audio: on } });
  }

  async setCamera(on: boolean): Promise<void> {
    this.asked.push(`camera ${on}`);
    const { self } = this.state.value;
    this.self({ wants: { ...self.wants, camera: on }, media: { ...self.media, video: on } });
  }

  async chooseMicrophone(id: string): Promise<void> {
    this.asked.push(`chooseMicrophone ${id}`);
  }

  async chooseCamera(id: string): Promise<void> {
    this.asked.push(`chooseCamera ${id}`);
  }

  async chooseSpeaker(id: string): Promise<void> {
    this.asked.push(`chooseSpeaker ${id}`);
  }

  async shareScreen(): Promise<void> {
    this.asked.push("share");
    this.self({ media: { ...this.state.value.self.media, screen: true } });
  }

  stopSharing(): void {
    this.asked.push("stopSharing");
    this.self({ media: { ...this.state.value.self.media, screen: false } });
  }

  audioOnly(on: boolean): void {
    this.asked.push(`audioOnly ${on}`);
    this.set({ mode: on ? "audio" : "full" });
  }

  setLowBandwidth(on: boolean | "auto"): void {
    this.asked.push(`low ${on}`);
    this.set({ lowBandwidth: on === true ? "on" : "off" });
  }

  retry(): void {
    this.asked.push("retry");
  }

  async hangUp(): Promise<void> {
    this.asked.push("hangUp");
    if (!this.state.value.over) this.set({ phase: "ended", over: "left", other: null });
  }

  show(element: HTMLMediaElement, which: string): () => void {
    this.shown.set(which, element);
    element.muted = true;
    element.srcObject = this.streamOf(which);
    return () => this.shown.delete(which);
  }

  async play(): Promise<void> {
    this.asked.push("play");
  }
}

export const noorHere: OtherState = {
  id: "p1",
  personId: noor.id,
  kind: noor.kind,
  displayName: noor.displayName,
  media: { audio: true, video: true, screen: false },
  step: "steady",
  stream: null,
  screen: null,
};
export const anaHere: OtherState = { ...noorHere, personId: ana.id, kind: ana.kind, displayName: ana.displayName };

export const sending = { audio: true, video: true, screen: false };

/** A call in which both see and hear each other. */
export function connectedCall(other: OtherState = noorHere): FakeCall {
  const call = new FakeCall();
  call.set({ phase: "connected", other, quality: "good", connectedAt: 0 });
  call.self({ media: sending });
  return call;
}
