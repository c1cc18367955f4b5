/**
 * What `getStats` says, brought to one form. Browsers differ: Safari and Firefox name no selected pair in the transport (theirs is the
 * nominated one that succeeded), Firefox estimates no bandwidth and says `selected` on its pair, older ones know no freezes.
 */
import type { Slot } from "./peer-link";
import type { CallMode, QualitySample } from "./wire";

/** Counters since the connection began, and what was measured last. */
export interface Reading {
  /** ms, of the clock that counts the samples. */
  readonly at: number;
  readonly roundTripMs: number | null;
  /** Of the sound, which suffers from it. */
  readonly jitterMs: number;
  readonly relayed: boolean;
  /** Bytes of media. */
  readonly received: { readonly [S in Slot]: number };
  readonly sentBytes: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** What the other side says it lost of ours lately; null: it says nothing. */
  readonly lossThere: number | null;
  readonly freezes: number;
  readonly frozenMs: number;
  /** What the browser thinks that the way there carries; null: it does not tell. */
  readonly availableKbps: number | null;
}

interface Entry {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly kind?: string;
  readonly mid?: string;
  readonly trackIdentifier?: string;
  readonly bytesReceived?: number;
  readonly bytesSent?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly jitter?: number;
  readonly freezeCount?: number;
  readonly totalFreezesDuration?: number;
  readonly fractionLost?: number;
  readonly roundTripTime?: number;
  readonly currentRoundTripTime?: number;
  readonly availableOutgoingBitrate?: number;
  readonly selectedCandidatePairId?: string;
  readonly nominated?: boolean;
  readonly selected?: boolean;
  readonly state?: string;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  readonly candidateType?: string;
}

export interface StatsSource {
  forEach(visit: (entry: Entry) => void): void;
}

/** The last report about what is not sent any more stands for ever: after so many ms it says nothing. */
const staleAfter = 8_000;

type SlotOf = (mid: string | undefined, trackId: string | undefined) => Slot | null;

export function readingOf(report: StatsSource, slotOf: SlotOf, at: number): Reading {
  const entries = new Map<string, Entry>();
  let newest = 0;
  report.forEach((entry) => {
    entries.set(entry.id, entry);
    newest = Math.max(newest, entry.timestamp);
  });
  const received = { audio: 0, camera: 0, screen: 0 };
  let [sentBytes, packetsReceived, packetsLost, jitter, freezes, frozen] = [0, 0, 0, 0, 0, 0];
  let lossThere: number | null = null;
  let roundTrip: number | undefined;
  for (const entry of entries.values()) {
    if (entry.type === "inbound-rtp") {
      received[slotOf(entry.mid, entry.trackIdentifier) ?? (entry.kind === "audio" ? "audio" : "camera")] += entry.bytesReceived ?? 0;
      packetsReceived += entry.packetsReceived ?? 0;
      packetsLost += entry.packetsLost ?? 0;
      if (entry.kind === "audio") jitter = entry.jitter ?? 0;
      freezes += entry.freezeCount ?? 0;
      frozen += entry.totalFreezesDuration ?? 0;
    } else if (entry.type === "outbound-rtp") sentBytes += entry.bytesSent ?? 0;
    else if (entry.type === "remote-inbound-rtp" && newest - entry.timestamp < staleAfter) {
      if (entry.fractionLost !== undefined) lossThere = Math.max(lossThere ?? 0, entry.fractionLost * 100);
      roundTrip ??= entry.roundTripTime;
    }
  }
  const pair = selectedPair(entries);
  roundTrip = pair?.currentRoundTripTime ?? roundTrip;
  const isRelay = (id: string | undefined) => id !== undefined && entries.get(id)?.candidateType === "relay";
  return {
    at,
    roundTripMs: roundTrip === undefined ? null : roundTrip * 1000,
    jitterMs: jitter * 1000,
    relayed: isRelay(pair?.localCandidateId) || isRelay(pair?.remoteCandidateId),
    received,
    sentBytes,
    packetsReceived,
    packetsLost,
    lossThere,
    freezes,
    frozenMs: frozen * 1000,
    availableKbps: pair?.availableOutgoingBitrate === undefined ? null : pair.availableOutgoingBitrate / 1000,
  };
}

function selectedPair(entries: ReadonlyMap<string, Entry>): Entry | undefined {
  const all = [...entries.values()];
  const named = all.find(({ selectedCandidatePairId }) => selectedCandidatePairId)?.selectedCandidatePairId;
  const pairs = all.filter(({ type }) => type === "candidate-pair");
  return entries.get(named ?? "") ?? pairs.find(({ selected }) => selected) ?? pairs.find(({ nominated, state }) => nominated && state === "succeeded");
}

/** Before anything was counted. */
export const noReading = (at: number): Reading => readingOf([], () => null, at);

/** From one reading to another of the same connection. */
export function sampleOf(before: Reading, after: Reading, mode: CallMode, audioGapMs: number): QualitySample {
  const seconds = Math.max(after.at - before.at, 1) / 1000;
  const lost = Math.max(0, after.packetsLost - before.packetsLost);
  const came = Math.max(0, after.packetsReceived - before.packetsReceived);
  const kbps = (bytes: number) => Math.max(0, Math.round((bytes * 8) / 1000 / seconds));
  return {
    roundTripMs: Math.round(after.roundTripMs ?? 0),
    jitterMs: Math.round(after.jitterMs),
    lossPercent: lost + came === 0 ? 0 : Math.round((1000 * lost) / (lost + came)) / 10,
    sentKbps: kbps(after.sentBytes - before.sentBytes),
    receivedKbps: kbps(total(after) - total(before)),
    freezes: Math.max(0, after.freezes - before.freezes),
    frozenMs: Math.max(0, Math.round(after.frozenMs - before.frozenMs)),
    audioGapMs: Math.round(audioGapMs),
    relayed: after.relayed,
    mode,
  };
}

const total = ({ received }: Reading): number => received.audio + received.camera + received.screen;

/** Words for numbers: from when on people hear and see it (ITU-T G.114 for the delay). */
export function verdictOf({ roundTripMs, lossPercent, jitterMs, frozenMs, audioGapMs }: QualitySample): "good" | "fair" | "poor" {
  if (roundTripMs >= 600 || lossPercent >= 8 || jitterMs >= 100 || frozenMs >= 1500 || audioGapMs >= 1500) return "poor";
  return roundTripMs >= 300 || lossPercent >= 2.5 || jitterMs >= 40 || frozenMs > 0 ? "fair" : "good";
}
