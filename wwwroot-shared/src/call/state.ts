/** What a screen draws of a call. Immutable: every change is another object. Codes, not texts: the words are the screen's. */
import type { Problem } from "../sdk/problem";
import type { ActorKind } from "../sdk/protocol";
import type { CallMode, EndedReason, Media, RemovedReason, Step } from "./wire";

export type CallPhase =
  /** Not started. */
  | "idle"
  /** The browser is asked for camera and microphone (a permission prompt may be open). */
  | "acquiring"
  /** Signalling: asking to be let in. */
  | "joining"
  /** In the room: the other is not there yet (`other` is null), or its media is on its way. */
  | "connecting"
  | "connected"
  /** Media is lost and is being brought back: `self.step` says how. */
  | "recovering"
  /** Over: `over` says why. `start` begins a new call. */
  | "ended"
  /** Taken out of the call: `over` says why. Only `start` comes back. */
  | "removed"
  /** With `over` null the ladder came to its end: it is tried again by itself every half minute, and at once by `retry`. Otherwise the portal does not let us in (`over`), and only `retry` tries again. */
  | "failed";

/** Why a call is over: ended by the other side, by this one (`left`), taken out, or not let in (a `Problem`, or the portal's reason, such as `not-admitted`). */
export type Over = EndedReason | "left" | RemovedReason | Problem | (string & {});

export type DeviceProblem =
  /** The person, the browser or the page around the frame said no. */
  | "denied"
  /** There is none. */
  | "none"
  /** Another program has it, or the system keeps it back. */
  | "inUse"
  /** The page did not come over HTTPS. */
  | "insecure"
  /** This browser cannot. */
  | "unsupported"
  | "other";

export interface Device {
  readonly id: string;
  /** Empty before the browser's permission: then a screen numbers them. */
  readonly label: string;
}

export interface Devices {
  readonly microphones: readonly Device[];
  readonly cameras: readonly Device[];
  /** Empty where the browser lets nobody choose (Safari before 18.4): the system's own setting counts there. */
  readonly speakers: readonly Device[];
  /** Ids of what is in use; null: none, or the browser's own choice. */
  readonly microphone: string | null;
  readonly camera: string | null;
  readonly speaker: string | null;
}

/** What is wrong at this moment, on this side. At most one of each `kind`; it goes when the cause goes. */
export type Trouble =
  | { readonly kind: "microphone" | "camera" | "screen"; readonly code: DeviceProblem }
  /** The browser plays no sound before a click: offer one that calls `play`. */
  | { readonly kind: "playback"; readonly code: "blocked" }
  /** The portal has no TURN server: strict networks may let no media through. */
  | { readonly kind: "network"; readonly code: "noRelay" }
  /** The portal cannot be reached; media goes on meanwhile. */
  | { readonly kind: "signalling"; readonly code: "offline" };

export type Verdict = "good" | "fair" | "poor" | "none";

/** Low-bandwidth mode: `offered` waits for `setLowBandwidth(true)` or `(false)`. */
export type LowBandwidth = "off" | "offered" | "on";

export interface SelfState {
  /** What is being sent at this moment. */
  readonly media: Media;
  /** What the person wants: `microphone` true with `media.audio` false means that something is in the way (`troubles`). */
  readonly wants: { readonly microphone: boolean; readonly camera: boolean };
  /** Own picture and sound, for a preview (muted!) and a meter; null where there is none. */
  readonly camera: MediaStream | null;
  readonly microphone: MediaStream | null;
  readonly screen: MediaStream | null;
  readonly step: Step;
  /** While `restarting`: the how many-th of three. */
  readonly restarts: number;
}

export interface OtherState {
  readonly id: string;
  readonly personId: string;
  readonly kind: ActorKind;
  readonly displayName: string;
  readonly media: Media;
  readonly step: Step;
  /** Sound and camera in one; the same object as long as the peer connection. */
  readonly stream: MediaStream | null;
  readonly screen: MediaStream | null;
}

export interface CallState {
  readonly phase: CallPhase;
  readonly over: Over | null;
  readonly self: SelfState;
  /** Null: nobody else is in the room. */
  readonly other: OtherState | null;
  /** Why the one before left, until somebody comes: `lost` may come back. */
  readonly otherLeft: "left" | "lost" | "elsewhere" | null;
  readonly quality: Verdict;
  readonly mode: CallMode;
  readonly lowBandwidth: LowBandwidth;
  readonly devices: Devices;
  readonly troubles: readonly Trouble[];
  /** When media first flowed, ms since 1970. */
  readonly connectedAt: number | null;
}

export const nothingSent: Media = { audio: false, video: false, screen: false };

export const idle: CallState = {
  phase: "idle",
  over: null,
  self: { media: nothingSent, wants: { microphone: true, camera: true }, camera: null, microphone: null, screen: null, step: "steady", restarts: 0 },
  other: null,
  otherLeft: null,
  quality: "none",
  mode: "full",
  lowBandwidth: "off",
  devices: { microphones: [], cameras: [], speakers: [], microphone: null, camera: null, speaker: null },
  troubles: [],
  connectedAt: null,
};

/** The state with this trouble of its kind, or without any. */
export function withTrouble(state: CallState, kind: Trouble["kind"], trouble: Trouble | null): CallState {
  const before = state.troubles.find((one) => one.kind === kind);
  if (before?.code === trouble?.code) return state;
  const others = state.troubles.filter((one) => one !== before);
  return { ...state, troubles: trouble ? [...others, trouble] : others };
}
