import { describe, expect, it } from "vitest";
import { Watchdog, type Watch } from "../../src/call/watchdog";

const both = { audio: true, camera: true };
const soundOnly = { audio: true, camera: false };

/** A connection of which each second so many bytes come. */
function looking(due = both) {
  const dog = new Watchdog(0);
  let at = 0;
  const received = { audio: 0, camera: 0, screen: 0 };
  return (audio: number, camera: number, seconds = 1, now = due): Watch => {
    let watch: Watch | null = null;
    for (let i = 0; i < seconds; i++) {
      at += 1_000;
      received.audio += audio;
      received.camera += camera;
      watch = dog.look({ at, received: { ...received } }, now);
    }
    return watch!;
  };
}

describe("the watchdog", () => {
  it("sees what flows", () => expect(looking()(4_000, 100_000, 10)).toEqual({ flowing: true, quiet: false, stalled: false, partial: false, audioGapMs: 0 }));

  it("bites when nothing has come for two looks, and not before", () => {
    const look = looking();
    look(4_000, 100_000, 5);
    expect(look(0, 0)).toMatchObject({ stalled: false, flowing: false });
    expect(look(0, 0)).toMatchObject({ stalled: true, flowing: false });
    expect(look(10, 0)).toMatchObject({ stalled: false, flowing: true });
  });

  it("bites in a connection that never brought anything", () => expect(looking()(0, 0, 5).stalled).toBe(true));

  it("is suspicious of the first look that shows nothing", () => {
    const look = looking();
    look(4_000, 100_000, 5);
    expect(look(0, 0)).toMatchObject({ quiet: true, stalled: false });
    expect(look(0, 10)).toMatchObject({ quiet: false });
  });

  it("is not misled by silence, of which a packet comes in 400 ms", () => {
    const dog = new Watchdog(0);
    const looks = Array.from({ length: 60 }, (_, i) => dog.look({ at: i * 1_000, received: { audio: Math.floor((i * 1_000) / 400), camera: 0, screen: 0 } }, soundOnly));
    expect(looks.slice(1).some(({ quiet }) => quiet)).toBe(false);
  });

  it("misses nothing that the other does not send", () => {
    const look = looking({ audio: false, camera: false });
    expect(look(0, 0, 60)).toEqual({ flowing: true, quiet: false, stalled: false, partial: false, audioGapMs: 0 });
  });

  it("gives what begins to be due its time", () => {
    const look = looking(soundOnly);
    look(4_000, 0, 20);
    expect(look(4_000, 0, 1, both)).toMatchObject({ partial: false });
    expect(look(4_000, 0, 3, both)).toMatchObject({ partial: false });
    expect(look(4_000, 0, 1, both)).toMatchObject({ partial: true, stalled: false, flowing: true });
  });

  it("tells a silent source from a dead way", () => {
    const look = looking();
    look(4_000, 100_000, 5);
    expect(look(0, 100_000, 4)).toMatchObject({ partial: true, stalled: false, flowing: true });
  });

  it("measures how long no sound has come", () => {
    const look = looking();
    look(4_000, 100_000, 5);
    expect(look(0, 100_000, 7).audioGapMs).toBe(7_000);
    expect(look(4_000, 100_000).audioGapMs).toBe(0);
    expect(look(0, 0, 3, { audio: false, camera: true }).audioGapMs).toBe(0);
  });

  it("gives a way that was found again its time, and goes on counting the gap", () => {
    const dog = new Watchdog(0);
    const look = (at: number) => dog.look({ at, received: { audio: 0, camera: 0, screen: 0 } }, both);
    look(0);
    expect(look(9_000)).toMatchObject({ stalled: true });
    dog.anew(9_500);
    expect(look(10_000)).toMatchObject({ stalled: false, quiet: false, audioGapMs: 10_000 });
    expect(look(11_500)).toMatchObject({ stalled: true, audioGapMs: 11_500 });
  });

  it("takes nothing that came before a change of the network for a sign of the new one", () => {
    const dog = new Watchdog(0);
    const look = (at: number, audio: number) => dog.look({ at, received: { audio, camera: 0, screen: 0 } }, soundOnly).flowing;
    expect(look(2_000, 1)).toBe(true);
    dog.anew(2_100);
    expect([look(3_000, 2), look(4_000, 2), look(5_000, 3)]).toEqual([false, false, true]);
  });

  it("is not misled by a screen", () => {
    const dog = new Watchdog(0);
    let watch: Watch | null = null;
    for (let second = 1; second <= 5; second++) watch = dog.look({ at: second * 1_000, received: { audio: 0, camera: 0, screen: second } }, soundOnly);
    expect(watch).toMatchObject({ stalled: true });
  });
});
