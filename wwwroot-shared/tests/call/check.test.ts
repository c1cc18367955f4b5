import { describe, expect, it } from "vitest";
import { levelOf } from "../../src/call/meter";
import { judge, type NetworkFindings } from "../../src/call/network-check";

describe("a network's verdict", () => {
  const fine: NetworkFindings = { connected: true, relayed: true, roundTripMs: 60, lossPercent: 0, kbps: 350 };
  it.each([
    [{}, "good", []],
    [{ kbps: 240 }, "fair", ["slow"]],
    [{ kbps: 100 }, "poor", ["slow"]],
    [{ lossPercent: 3 }, "fair", ["loss"]],
    [{ lossPercent: 20, kbps: 300 }, "poor", ["loss"]],
    [{ roundTripMs: 350 }, "fair", ["far"]],
    [{ roundTripMs: 900 }, "poor", ["far"]],
    [{ connected: false, relayed: false, roundTripMs: null, kbps: 0 }, "poor", ["blocked"]],
    [{ relayed: false }, "good", ["notRelayed"]],
    [{ relayed: false, roundTripMs: 400 }, "fair", ["far", "notRelayed"]],
    [{ relayed: false, roundTripMs: null }, "good", ["notRelayed"]],
  ] as const)("of %j is %s because of %j", (what, verdict, reasons) => expect(judge({ ...fine, ...what })).toMatchObject({ verdict, reasons }));
});

describe("a level", () => {
  const tone = (amplitude: number) => Float32Array.from({ length: 1024 }, (_, i) => amplitude * Math.sin(i / 5));

  it("is nothing in silence, and in the hiss of a quiet room", () => {
    expect(levelOf(new Float32Array(1024))).toBe(0);
    expect(levelOf(tone(0.001))).toBe(0);
    expect(levelOf([])).toBe(0);
  });

  it("rises with the sound, and is whole for a loud voice", () => {
    const levels = [0.005, 0.02, 0.1, 0.3].map((amplitude) => levelOf(tone(amplitude)));
    expect([...levels].sort((a, b) => a - b)).toEqual(levels);
    expect(levels[0]).toBeGreaterThan(0);
    expect(levels[2]).toBeGreaterThan(0.5);
    expect(levelOf(tone(0.9))).toBe(1);
  });
});
