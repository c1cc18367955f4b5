import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Interruptions } from "../../src/call/interruptions";
import { fakeBrowser, FakeTrack, type FakeBrowser } from "./fakes/media";

let browser: FakeBrowser;
let changes: boolean[];
let asked: string[];
let watching: Interruptions;
/** What the browser gives when it is asked again. */
let give: (what: "audio" | "camera") => FakeTrack | null;

beforeEach(() => {
  vi.useFakeTimers();
  browser = fakeBrowser();
  [changes, asked] = [[], []];
  give = () => null;
  watching = new Interruptions({
    onChange: (interrupted) => changes.push(interrupted),
    onEvent: () => {},
    reacquire: async (what) => {
      asked.push(what);
      const track = give(what);
      if (track) watch(what, track);
    },
  });
});

afterEach(() => {
  watching.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function watch(what: "audio" | "camera", track: FakeTrack | null = new FakeTrack(what === "audio" ? "audio" : "video")): FakeTrack {
  watching.watch(what, track as unknown as MediaStreamTrack);
  return track!;
}

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("an interruption", () => {
  it("is told, and over when the system gives the device back", async () => {
    const track = watch("audio");
    track.setMuted(true);
    await wait(600);
    expect(changes).toEqual([true]);
    track.setMuted(false);
    expect(changes).toEqual([true, false]);
    await wait(60_000);
    expect(asked).toEqual([]);
  });

  it("is none when it lasts for a moment only", async () => {
    const track = watch("camera");
    track.setMuted(true);
    await wait(300);
    track.setMuted(false);
    await wait(60_000);
    expect([changes, asked]).toEqual([[], []]);
  });

  it("ends with another capture where the system forgets to give it back", async () => {
    const track = watch("audio");
    const next = new FakeTrack("audio");
    give = () => next;
    track.setMuted(true);
    await wait(3_000);
    expect(asked).toEqual(["audio"]);
    expect(changes).toEqual([true, false]);
    await wait(60_000);
    expect(asked).toEqual(["audio"]);
  });

  it("is told at once, and the next device taken at once, when one is gone", async () => {
    const track = watch("camera");
    give = () => new FakeTrack("video");
    track.end();
    expect(changes).toEqual([true]);
    await wait(0);
    expect(asked).toEqual(["camera"]);
    expect(changes).toEqual([true, false]);
  });

  it("asks ever less often where it is in vain, and never from the background", async () => {
    const track = watch("audio");
    track.setMuted(true);
    await wait(63_000);
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(asked.length).toBeLessThanOrEqual(6);
    browser.document.visibilityState = "hidden";
    const before = asked.length;
    await wait(300_000);
    expect(asked.length).toBe(before);
    browser.document.visibilityState = "visible";
    browser.document.dispatchEvent(new Event("visibilitychange"));
    await wait(600);
    expect(asked.length).toBe(before + 1);
  });

  it("goes on waiting where the device that came back is muted as well", async () => {
    const track = watch("audio");
    give = () => Object.assign(new FakeTrack("audio"), { muted: true });
    track.setMuted(true);
    await wait(60_000);
    expect(changes[0]).toBe(true);
    expect(changes.at(-1)).toBe(true);
    expect(asked.length).toBeLessThan(8);
  });

  it("lasts until nothing is away any more", async () => {
    const [sound, picture] = [watch("audio"), watch("camera")];
    sound.setMuted(true);
    picture.setMuted(true);
    await wait(600);
    sound.setMuted(false);
    expect(changes).toEqual([true]);
    picture.setMuted(false);
    expect(changes).toEqual([true, false]);
  });

  it("is none of a device that was switched off", async () => {
    const track = watch("camera");
    track.setMuted(true);
    await wait(600);
    watch("camera", null);
    expect(changes).toEqual([true, false]);
    await wait(60_000);
    expect(asked).toEqual([]);
  });

  it("leaves nothing behind", async () => {
    const track = watch("audio");
    track.setMuted(true);
    watching.close();
    expect(browser.document.listeners).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    track.setMuted(false);
    await wait(60_000);
    expect(asked).toEqual([]);
  });
});
