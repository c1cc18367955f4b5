import { describe, expect, it } from "vitest";
import { judge, testNetwork } from "../../src/visit/network-test";

describe("the way to the portal", () => {
  it.each([
    [40, 5_000, "good"],
    [299, 800, "good"],
    [300, 5_000, "fair"],
    [40, 799, "fair"],
    [700, 5_000, "poor"],
    [40, 149, "poor"],
  ] as const)("of %i ms and %i kbit/s is %3$s", (ms, kbps, verdict) => expect(judge(ms, kbps)).toBe(verdict));

  /** A clock that only the network moves. */
  const network = (answers: number[], kbps: number) => {
    let clock = 0;
    const size = 15_000;
    return {
      probe: async () => void (clock += answers.shift() ?? 0),
      load: async () => {
        clock += 50 + (size * 8) / kbps;
        return size;
      },
      now: () => clock,
    };
  };

  it("counts the quickest of three answers: one late one is chance", async () => expect(await testNetwork(network([900, 50, 900], 2_000))).toBe("good"));
  it("takes the way there and back off the speed", async () => expect(await testNetwork(network([50, 50, 50], 790))).toBe("fair"));
  it("asks no more where the first answers took all the time", async () => {
    const slow = network([6_500], 2_000);
    expect(await testNetwork(slow)).toBe("poor");
  });
  it("is poor where nothing answers", async () => expect(await testNetwork({ ...network([], 1), probe: () => Promise.reject(new Error("offline")) })).toBe("poor"));
});
