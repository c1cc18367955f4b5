/**
 * What goes over `/hubs/video` and the part of REST that a call needs. JSON, camelCase; ids are UUIDs in lower case, durations are
 * milliseconds. Fields that are not named here may come and are to be ignored.
 */
import type { ActorKind } from "../sdk/protocol";

/** What somebody sends: a muted microphone is `audio: false`. */
export interface Media {
  readonly audio: boolean;
  readonly video: boolean;
  readonly screen: boolean;
}

/**
 * Where a participant stands on the recovery ladder, or what else keeps media away. `low`: its network is narrow, so it sends a small
 * picture and asks for one; `audioOnly` asks for none.
 */
export type Step = "steady" | "low" | "waiting" | "restarting" | "rebuilding" | "audioOnly" | "rejoining" | "interrupted" | "frozen" | "failed";

export interface Peer {
  /** The participant: a person who joins anew is another one. */
  readonly id: string;
  readonly personId: string;
  readonly kind: ActorKind;
  readonly displayName: string;
  /** Whoever receives this record gives way to that peer when both make an offer at once. */
  readonly polite: boolean;
  readonly media: Media;
  readonly step: Step;
}

/** The answer of `POST /visits/{id}/join`. The token works once; the ICE servers' credentials last minutes. */
export interface JoinTicket {
  readonly room: string;
  readonly iceServers: readonly RTCIceServer[];
  readonly mode: "peer" | "sfu";
  readonly mediaToken: string;
  readonly expiresAt: string;
}

/** The answer of `Join` and `Resume`. */
export interface Joined {
  readonly self: string;
  readonly leaseSeconds: number;
  readonly peers: readonly Peer[];
}

/**
 * At most 64 KB. `attempt` counts the peer connections built between the two; one without a description and without a candidate
 * only says that its sender has begun a new one.
 */
export interface Signal {
  readonly attempt: number;
  readonly description?: { readonly type: RTCSdpType; readonly sdp: string };
  readonly candidate?: RTCIceCandidateInit;
}

export type CallMode = "full" | "low" | "audio";

/** How the call was in the last 5 s, as the visit's record keeps it. */
export interface QualitySample {
  readonly roundTripMs: number;
  readonly jitterMs: number;
  /** Of what was to be received. */
  readonly lossPercent: number;
  readonly sentKbps: number;
  readonly receivedKbps: number;
  /** Times that the other's picture stood still, and for how long altogether. */
  readonly freezes: number;
  readonly frozenMs: number;
  /** The longest time without any sound from the other, while it said that it sent some. */
  readonly audioGapMs: number;
  /** Media goes by a TURN server. */
  readonly relayed: boolean;
  readonly mode: CallMode;
}

export type LeftReason = "left" | "lost" | "elsewhere";
export type RemovedReason = "elsewhere" | "removed" | "returned" | "access";
export type EndedReason = "ended" | "cancelled";

/** What the hub calls at the client. */
export interface VideoPushes {
  peerJoined: Peer;
  peerLeft: { readonly id: string; readonly reason: LeftReason };
  signal: Signal & { readonly from: string };
  media: Media & { readonly from: string };
  step: { readonly from: string; readonly step: Step };
  /** This participant is out, and does not come back by itself. */
  removed: { readonly reason: RemovedReason };
  ended: { readonly reason: EndedReason };
}
