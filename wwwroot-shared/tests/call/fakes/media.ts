/** Tracks, streams and devices of no browser. */
import { vi } from "vitest";

let made = 0;

export class FakeTrack extends EventTarget {
  readonly id = `track-${++made}`;
  enabled = true;
  muted = false;
  contentHint = "";
  readyState: "live" | "ended" = "live";
  onmute: (() => void) | null = null;
  onunmute: (() => void) | null = null;
  onended: (() => void) | null = null;

  constructor(
    readonly kind: "audio" | "video",
    readonly deviceId = "",
  ) {
    super();
  }

  getSettings(): { deviceId: string } {
    return { deviceId: this.deviceId };
  }

  stop(): void {
    this.readyState = "ended";
  }

  /** The system takes it away, or gives it back. */
  setMuted(muted: boolean): void {
    this.muted = muted;
    this.#tell(muted ? "mute" : "unmute");
  }

  /** It is gone: pulled out, or forbidden. */
  end(): void {
    this.readyState = "ended";
    this.#tell("ended");
  }

  #tell(name: "mute" | "unmute" | "ended"): void {
    this[`on${name}`]?.();
    this.dispatchEvent(new Event(name));
  }
}

export class FakeStream {
  readonly id = `stream-${++made}`;

  constructor(readonly tracks: readonly FakeTrack[] = []) {}

  getTracks(): readonly FakeTrack[] {
    return this.tracks;
  }

  getAudioTracks(): readonly FakeTrack[] {
    return this.tracks.filter(({ kind }) => kind === "audio");
  }

  getVideoTracks(): readonly FakeTrack[] {
    return this.tracks.filter(({ kind }) => kind === "video");
  }
}

type Kind = "audioinput" | "videoinput" | "audiooutput";

const named = (name: string): Error => Object.assign(new Error("refused"), { name });

/** What is plugged in, what the person allows, and every track that was ever given. */
export class FakeDevices extends EventTarget {
  plugged: { kind: Kind; deviceId: string; label: string }[] = [
    { kind: "audioinput", deviceId: "mic-1", label: "Headset" },
    { kind: "audioinput", deviceId: "mic-2", label: "Laptop" },
    { kind: "videoinput", deviceId: "cam-1", label: "Front" },
    { kind: "videoinput", deviceId: "cam-2", label: "Desk" },
    { kind: "audiooutput", deviceId: "speaker-1", label: "Headset" },
  ];
  /** Names of errors, by what was asked for. */
  readonly refuse: { audio?: string; video?: string; screen?: string } = {};
  readonly given: FakeTrack[] = [];
  readonly asked: string[] = [];
  /** Held until the test lets it go. */
  gate: Promise<void> = Promise.resolve();
  listeners = 0;

  override addEventListener(...args: Parameters<EventTarget["addEventListener"]>): void {
    this.listeners++;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget["removeEventListener"]>): void {
    this.listeners--;
    super.removeEventListener(...args);
  }

  get live(): FakeTrack[] {
    return this.given.filter(({ readyState }) => readyState === "live");
  }

  getUserMedia = vi.fn(async (wanted: { audio?: { deviceId?: { exact: string } }; video?: { deviceId?: { exact: string } } }): Promise<FakeStream> => {
    this.asked.push([wanted.audio && "audio", wanted.video && "video"].filter(Boolean).join("+"));
    await this.gate;
    const problem = (wanted.audio && this.refuse.audio) || (wanted.video && this.refuse.video);
    if (problem) throw named(problem);
    const tracks: FakeTrack[] = [];
    for (const [kind, input, constraint] of [
      ["audio", "audioinput", wanted.audio],
      ["video", "videoinput", wanted.video],
    ] as const) {
      if (!constraint) continue;
      const there = this.plugged.filter((device) => device.kind === input);
      if (there.length === 0) throw named("NotFoundError");
      const one = there.find(({ deviceId }) => deviceId === (constraint.deviceId?.exact ?? there[0]!.deviceId));
      if (!one) throw named("OverconstrainedError");
      tracks.push(new FakeTrack(kind, one.deviceId));
    }
    this.given.push(...tracks);
    return new FakeStream(tracks);
  });

  getDisplayMedia = vi.fn(async (): Promise<FakeStream> => {
    if (this.refuse.screen) throw named(this.refuse.screen);
    const track = new FakeTrack("video", "screen");
    this.given.push(track);
    return new FakeStream([track]);
  });

  async enumerateDevices(): Promise<FakeDevices["plugged"]> {
    return this.plugged;
  }

  unplug(deviceId: string): void {
    this.plugged = this.plugged.filter((device) => device.deviceId !== deviceId);
    for (const track of this.live) if (track.deviceId === deviceId) track.end();
    this.dispatchEvent(new Event("devicechange"));
  }

  plug(kind: Kind, deviceId: string): void {
    this.plugged = [...this.plugged, { kind, deviceId, label: deviceId }];
    this.dispatchEvent(new Event("devicechange"));
  }
}

/** An event target that counts who listens. */
export class Counting extends EventTarget {
  listeners = 0;

  override addEventListener(...args: Parameters<EventTarget["addEventListener"]>): void {
    this.listeners++;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget["removeEventListener"]>): void {
    this.listeners--;
    super.removeEventListener(...args);
  }
}

export interface FakeBrowser {
  readonly devices: FakeDevices;
  readonly document: Counting & { visibilityState: "visible" | "hidden" };
  readonly window: Counting;
}

/** Puts a browser's devices in place of the real ones that Node has not. Undone by `vi.unstubAllGlobals`. */
export function fakeBrowser(): FakeBrowser {
  const devices = new FakeDevices();
  const document = Object.assign(new Counting(), { visibilityState: "visible" as const });
  const window = new Counting();
  vi.stubGlobal("navigator", { mediaDevices: devices });
  vi.stubGlobal("document", document);
  vi.stubGlobal("window", window);
  vi.stubGlobal("MediaStream", FakeStream);
  vi.stubGlobal("HTMLMediaElement", class { setSinkId(): void {} });
  vi.stubGlobal("isSecureContext", true);
  return { devices, document, window };
}
