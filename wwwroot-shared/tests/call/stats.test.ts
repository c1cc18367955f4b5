import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { noReading, readingOf, sampleOf, verdictOf, type Reading, type StatsSource } from "../../src/call/stats";
import type { QualitySample } from "../../src/call/wire";

const chromium = JSON.parse(readFileSync(new URL("fixtures/chromium-stats.json", import.meta.url), "utf8")) as { id: string; type: string; timestamp: number; [more: string]: unknown }[];
const byMid = (mid: string | undefined) => (mid === undefined ? null : (["audio", "camera", "screen"] as const)[Number(mid)]!);
const report = (entries: object[]) => entries as unknown as StatsSource;
const entry = (more: object) => ({ id: Math.random().toString(), timestamp: 1_000, ...more });

describe("a reading", () => {
  it("is had from what Chromium says", () => {
    expect(readingOf(report(chromium), byMid, 5_000)).toEqual({
      at: 5_000,
      roundTripMs: 1,
      jitterMs: 0,
      relayed: false,
      received: { audio: 26_829, camera: 181_247, screen: 0 },
      sentBytes: 27_181 + 78_379,
      packetsReceived: 367 + 1 + 235,
      packetsLost: 0,
      lossThere: 0,
      freezes: 0,
      frozenMs: 0,
      availableKbps: 2_371,
    });
  });

  it("is had where the transport names no pair: by the selected one (Firefox), or the nominated one that succeeded (Safari)", () => {
    const ways = [
      entry({ id: "relay", type: "local-candidate", candidateType: "relay" }),
      entry({ id: "failed", type: "candidate-pair", state: "failed", nominated: true, currentRoundTripTime: 9 }),
    ];
    for (const mark of [{ selected: true }, { nominated: true }]) {
      const pair = entry({ type: "candidate-pair", state: "succeeded", localCandidateId: "relay", currentRoundTripTime: 0.12, ...mark });
      expect(readingOf(report([...ways, pair]), byMid, 0)).toMatchObject({ relayed: true, roundTripMs: 120, availableKbps: null });
    }
  });

  it("tells streams by their track where no m-line is named, and by their kind where nothing is", () => {
    const inbound = [
      entry({ type: "inbound-rtp", kind: "video", trackIdentifier: "screen-track", bytesReceived: 7 }),
      entry({ type: "inbound-rtp", kind: "video", bytesReceived: 5 }),
      entry({ type: "inbound-rtp", kind: "audio", bytesReceived: 3 }),
    ];
    expect(readingOf(report(inbound), (_, track) => (track === "screen-track" ? "screen" : null), 0).received).toEqual({ audio: 3, camera: 5, screen: 7 });
  });

  it("counts the worst loss that the other side reports, and forgets reports about what is not sent any more", () => {
    const reports = [
      entry({ type: "remote-inbound-rtp", kind: "audio", fractionLost: 0.02, timestamp: 60_000, roundTripTime: 0.2 }),
      entry({ type: "remote-inbound-rtp", kind: "video", fractionLost: 0.3, timestamp: 59_000 }),
    ];
    expect(readingOf(report(reports), byMid, 0)).toMatchObject({ lossThere: 30, roundTripMs: 200 });
    expect(readingOf(report([...reports, entry({ type: "transport", timestamp: 67_500 })]), byMid, 0).lossThere).toBe(2);
    expect(readingOf(report([]), byMid, 0)).toEqual(noReading(0));
  });
});

describe("a sample", () => {
  const before: Reading = { ...noReading(10_000), received: { audio: 1_000, camera: 10_000, screen: 0 }, sentBytes: 5_000, packetsReceived: 100, packetsLost: 10, freezes: 1, frozenMs: 500 };
  const after: Reading = { ...before, at: 15_000, roundTripMs: 80.4, jitterMs: 12.6, relayed: true, received: { audio: 26_000, camera: 110_000, screen: 0 }, sentBytes: 67_500, packetsReceived: 190, packetsLost: 20, freezes: 3, frozenMs: 1_250 };

  it("is what happened since the last one", () => {
    expect(sampleOf(before, after, "low", 1_800.4)).toEqual({
      roundTripMs: 80,
      jitterMs: 13,
      lossPercent: 10,
      sentKbps: 100,
      receivedKbps: 200,
      freezes: 2,
      frozenMs: 750,
      audioGapMs: 1_800,
      relayed: true,
      mode: "low",
    });
  });

  it("is never negative, though counters of packets may go back", () => {
    const odd = sampleOf(after, { ...before, at: 20_000 }, "full", 0);
    expect(Object.values(odd).filter((value) => typeof value === "number" && value < 0)).toEqual([]);
  });

  const fine: QualitySample = { roundTripMs: 40, jitterMs: 5, lossPercent: 0, sentKbps: 500, receivedKbps: 500, freezes: 0, frozenMs: 0, audioGapMs: 0, relayed: false, mode: "full" };
  it.each([
    [{}, "good"],
    [{ roundTripMs: 300 }, "fair"],
    [{ roundTripMs: 600 }, "poor"],
    [{ lossPercent: 2.5 }, "fair"],
    [{ lossPercent: 8 }, "poor"],
    [{ jitterMs: 40 }, "fair"],
    [{ jitterMs: 100 }, "poor"],
    [{ frozenMs: 200 }, "fair"],
    [{ frozenMs: 1_500 }, "poor"],
    [{ audioGapMs: 1_500 }, "poor"],
  ] as const)("%j is %s", (what, verdict) => expect(verdictOf({ ...fine, ...what })).toBe(verdict));
});
