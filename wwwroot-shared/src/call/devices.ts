/**
 * The person's microphone and camera: opened, chosen, replaced when they go away, released. What fails stands in the state as a code and
 * leaves the other device alone: without a camera the sound goes on.
 *
 * What was asked for is done one after the other: phones give a camera to one taker at a time, and iOS mutes the first capture of a page for
 * the second, so a device is always let go before the next is taken.
 */
import { Store } from "../sdk/store";
import { deviceProblem } from "./device-problem";
import type { Captured } from "./interruptions";
import type { Device, Devices, Trouble } from "./state";

export interface DevicesState {
  readonly devices: Devices;
  readonly wants: { readonly microphone: boolean; readonly camera: boolean };
  readonly microphone: MediaStream | null;
  readonly camera: MediaStream | null;
  readonly troubles: readonly Trouble[];
}

export interface LocalDevicesOptions {
  readonly microphone?: boolean;
  readonly camera?: boolean;
  /** Taken where they are there. */
  readonly ids?: { readonly microphone?: string | null; readonly camera?: string | null; readonly speaker?: string | null };
}

const nameOf = { audio: "microphone", camera: "camera" } as const;

export class LocalDevices {
  readonly state: Store<DevicesState>;
  /** Told of each track that is there now, or of null. */
  onTrack: (what: Captured, track: MediaStreamTrack | null) => void = () => {};
  private readonly _tracks: { [C in Captured]: MediaStreamTrack | null } = { audio: null, camera: null };
  private readonly _ids: { [C in Captured]: string | null };
  private _row: Promise<void> = Promise.resolve();
  private _isOpen = false;

  constructor({ microphone = true, camera = true, ids = {} }: LocalDevicesOptions) {
    this._ids = { audio: ids.microphone ?? null, camera: ids.camera ?? null };
    const devices: Devices = { microphones: [], cameras: [], speakers: [], microphone: null, camera: null, speaker: ids.speaker ?? null };
    this.state = new Store<DevicesState>({ devices, wants: { microphone, camera }, microphone: null, camera: null, troubles: [] });
  }

  track(what: Captured): MediaStreamTrack | null {
    return this._tracks[what];
  }

  /** Asks for what is wanted, in one question where it can be. Resolves when the answers are in. */
  open(): Promise<void> {
    return this._then(async () => {
      this._isOpen = true;
      media()?.addEventListener("devicechange", this._changed);
      const { microphone, camera } = this.state.value.wants;
      if (microphone && camera && !(await this._takeBoth())) {
        await this._take("audio");
        // One no is enough: a second question about the camera would follow at once.
        if (this._trouble("microphone") === "denied") this._fail("camera", "denied");
        else await this._take("camera");
      } else if (microphone !== camera) await this._take(microphone ? "audio" : "camera");
      await this._list();
    });
  }

  setMicrophone(on: boolean): Promise<void> {
    // At once, not behind what is under way: who mutes must not be heard a moment longer. And before it is told, as it is told from here.
    if (this._tracks.audio) this._tracks.audio.enabled = on;
    this._want({ microphone: on });
    return this._then(async () => {
      const { microphone } = this.state.value.wants;
      if (microphone && !isLive(this._tracks.audio)) await this._take("audio");
      if (this._tracks.audio) this._tracks.audio.enabled = this.state.value.wants.microphone;
      if (!microphone) this._fail("microphone", null);
    });
  }

  /** Off lets the camera go: its light goes out. */
  setCamera(on: boolean): Promise<void> {
    this._want({ camera: on });
    return this._then(async () => {
      if (!this.state.value.wants.camera) {
        this._set("camera", null);
        this._fail("camera", null);
      } else if (!isLive(this._tracks.camera)) await this._take("camera");
    });
  }

  choose(what: Captured, id: string): Promise<void> {
    this._ids[what] = id;
    return this._then(async () => {
      // Not in use now: taken when it is wanted again.
      if (this._wants(what)) await this._take(what);
      else this._set(what, null);
    });
  }

  chooseSpeaker(id: string): void {
    this._patch({ devices: { ...this.state.value.devices, speaker: id } });
  }

  /** Takes the device anew, where it is wanted and gives nothing. */
  reacquire(what: Captured): Promise<void> {
    return this._then(async () => {
      const track = this._tracks[what];
      if (!isLive(track) || track?.muted) await this._take(what);
    });
  }

  /** Lets everything go. */
  close(): void {
    this._isOpen = false;
    media()?.removeEventListener("devicechange", this._changed);
    this._set("audio", null);
    this._set("camera", null);
    this.onTrack = () => {};
  }

  private readonly _changed = (): void => {
    void this._then(async () => {
      await this._list();
      // Plugged in again, or another one: what had failed is tried with it.
      for (const what of ["audio", "camera"] as const) if (this._wants(what) && !isLive(this._tracks[what])) await this._take(what);
    });
  };

  private _then(act: () => Promise<void>): Promise<void> {
    return (this._row = this._row.then(act).catch(() => undefined));
  }

  private _wants(what: Captured): boolean {
    return this._isOpen && this.state.value.wants[nameOf[what]];
  }

  private async _takeBoth(): Promise<boolean> {
    try {
      const stream = await capture(["audio", "camera"], this._ids);
      this._keep("audio", stream.getAudioTracks()[0]);
      this._keep("camera", stream.getVideoTracks()[0]);
      return true;
    } catch {
      return false;
    }
  }

  private async _take(what: Captured): Promise<void> {
    if (!this._wants(what)) return;
    this._release(what);
    try {
      this._keep(what, (await capture([what], this._ids)).getTracks()[0]);
    } catch (error) {
      this._set(what, null);
      this._fail(nameOf[what], deviceProblem(error));
    }
    await this._list();
  }

  /** The person may have changed its mind, or gone, while the browser asked. */
  private _keep(what: Captured, track: MediaStreamTrack | undefined): void {
    if (!track || !this._wants(what)) {
      track?.stop();
      this._set(what, null);
      return;
    }
    // For speech and faces: what the encoder is to keep when there is little room.
    track.contentHint = what === "audio" ? "speech" : "motion";
    this._set(what, track);
    this._fail(nameOf[what], null);
  }

  /** Stops a device without telling: another one follows in its place. */
  private _release(what: Captured): void {
    const track = this._tracks[what];
    track?.stop();
  }

  private _set(what: Captured, track: MediaStreamTrack | null): void {
    if (this._tracks[what] === track) return;
    this._release(what);
    this._tracks[what] = track;
    const name = nameOf[what];
    const id = track?.getSettings().deviceId ?? null;
    this._patch({ [name]: track ? new MediaStream([track]) : null, devices: { ...this.state.value.devices, [name]: id } });
    this.onTrack(what, track);
  }

  private async _list(): Promise<void> {
    const all = (await media()?.enumerateDevices().catch(() => [])) ?? [];
    const of = (kind: MediaDeviceKind): Device[] =>
      all
        // Before the permission there is one of each kind, without a name; Windows' second copy of the default is no choice.
        .filter((device) => device.kind === kind && device.deviceId !== "" && device.deviceId !== "communications")
        .map(({ deviceId, label }) => ({ id: deviceId, label }));
    if (!this._isOpen) return;
    const speakers = "setSinkId" in HTMLMediaElement.prototype ? of("audiooutput") : [];
    this._patch({ devices: { ...this.state.value.devices, microphones: of("audioinput"), cameras: of("videoinput"), speakers } });
  }

  private _trouble(kind: "microphone" | "camera"): string | undefined {
    return this.state.value.troubles.find((trouble) => trouble.kind === kind)?.code;
  }

  private _fail(kind: "microphone" | "camera", code: ReturnType<typeof deviceProblem> | null): void {
    const others = this.state.value.troubles.filter((trouble) => trouble.kind !== kind);
    if (code !== null) this._patch({ troubles: [...others, { kind, code }] });
    else if (others.length < this.state.value.troubles.length) this._patch({ troubles: others });
  }

  private _want(wants: Partial<DevicesState["wants"]>): void {
    this._patch({ wants: { ...this.state.value.wants, ...wants } });
  }

  private _patch(patch: Partial<DevicesState>): void {
    this.state.set({ ...this.state.value, ...patch });
  }
}

const media = (): MediaDevices | undefined => globalThis.navigator?.mediaDevices as MediaDevices | undefined;

/** Demanded, as a wish alone does not move Chromium off the default device; where it is gone, the next one is as good. */
async function capture(what: readonly Captured[], ids: { readonly [C in Captured]: string | null }): Promise<MediaStream> {
  const ask = (from: typeof ids) =>
    navigator.mediaDevices.getUserMedia({
      ...(what.includes("audio") ? { audio: soundOf(from.audio) } : {}),
      ...(what.includes("camera") ? { video: pictureOf(from.camera) } : {}),
    });
  try {
    return await ask(ids);
  } catch (error) {
    if ((error as { readonly name?: unknown }).name !== "OverconstrainedError") throw error;
    return ask({ audio: null, camera: null });
  }
}

const wished = (id: string | null): MediaTrackConstraints => (id === null ? {} : { deviceId: { exact: id } });

const soundOf = (id: string | null): MediaTrackConstraints => ({ ...wished(id), echoCancellation: true, noiseSuppression: true, autoGainControl: true });

const pictureOf = (id: string | null): MediaTrackConstraints => ({
  ...(id === null ? { facingMode: "user" } : wished(id)),
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
});

const isLive = (track: MediaStreamTrack | null): boolean => track?.readyState === "live";
