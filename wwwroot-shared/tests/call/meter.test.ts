import { describe, expect, it } from "vitest";
import { levelOf } from "../../src/call/meter";

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
