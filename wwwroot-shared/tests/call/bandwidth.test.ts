import { describe, expect, it } from "vitest";
import { Bandwidth } from "../../src/call/bandwidth";

const wide = { availableKbps: 2_000, lossPercent: 0 };
const tight = { availableKbps: 120, lossPercent: 0 };
const lossy = { availableKbps: 2_000, lossPercent: 9 };
const tiny = { availableKbps: 40, lossPercent: 0 };

/** A reading each second for so many seconds. */
function network(bandwidth: Bandwidth, from = 0) {
  let at = from;
  return (flow: { availableKbps: number | null; lossPercent: number }, seconds: number) => {
    for (let i = 0; i < seconds; i++) bandwidth.take({ at: (at += 1_000), ...flow });
    return bandwidth.mode;
  };
}

describe("low-bandwidth mode", () => {
  it("is taken after five seconds under 150 kbit/s, and not after four", () => {
    const is = network(new Bandwidth("take"));
    expect(is(tight, 5)).toBe("full");
    expect(is(tight, 1)).toBe("low");
  });

  it("is taken after five seconds of 8 % loss", () => expect(network(new Bandwidth("take"))(lossy, 6)).toBe("low"));

  it("minds the loss where the browser estimates no bandwidth", () => {
    const is = network(new Bandwidth("take"));
    expect(is({ availableKbps: null, lossPercent: 0 }, 30)).toBe("full");
    expect(is({ availableKbps: null, lossPercent: 8 }, 6)).toBe("low");
  });

  it("forgives a bad moment", () => {
    const is = network(new Bandwidth("take"));
    for (let i = 0; i < 5; i++) {
      expect(is(tight, 4)).toBe("full");
      expect(is(wide, 1)).toBe("full");
    }
  });

  it("goes back after fifteen good seconds in a row", () => {
    const is = network(new Bandwidth("take"));
    is(tight, 6);
    expect(is(wide, 14)).toBe("low");
    expect(is(tight, 1)).toBe("low");
    expect(is(wide, 15)).toBe("low");
    expect(is(wide, 1)).toBe("full");
  });

  it("believes a network less each time that it relapses", () => {
    const is = network(new Bandwidth("take"));
    is(tight, 6);
    expect(is(wide, 16)).toBe("full");
    is(tight, 6);
    expect(is(wide, 16)).toBe("low");
    expect(is(wide, 15)).toBe("full");
  });

  it("leaves the sound alone where not even a small picture has room, and comes back by way of it", () => {
    const is = network(new Bandwidth("take"));
    expect(is(tiny, 6)).toBe("audio");
    expect(is(wide, 16)).toBe("low");
    expect(is(wide, 16)).toBe("full");
  });

  it("is only offered where that is wished, and the offer goes when the network is good", () => {
    const bandwidth = new Bandwidth("offer");
    const is = network(bandwidth);
    expect(is(tight, 6)).toBe("full");
    expect(bandwidth.low).toBe("offered");
    is(wide, 1);
    expect(bandwidth.low).toBe("off");
    is(tight, 6);
    bandwidth.choose(true);
    expect([bandwidth.mode, bandwidth.low]).toEqual(["low", "on"]);
  });

  it("keeps to what the person chose", () => {
    const bandwidth = new Bandwidth("take");
    const is = network(bandwidth);
    bandwidth.choose(true);
    expect(is(wide, 60)).toBe("low");
    expect(is(tiny, 6)).toBe("audio");
    expect(is(wide, 60)).toBe("low");
    bandwidth.choose(false);
    expect(is(tight, 60)).toBe("full");
    expect(bandwidth.low).toBe("off");
    bandwidth.choose("auto");
    expect(is(tight, 6)).toBe("low");
  });

  it("brings the picture back that the ladder took, when the network allows", () => {
    const bandwidth = new Bandwidth("take");
    bandwidth.soundOnly();
    const is = network(bandwidth);
    expect(is(wide, 14)).toBe("audio");
    expect(is(wide, 40)).toBe("full");
  });
});
