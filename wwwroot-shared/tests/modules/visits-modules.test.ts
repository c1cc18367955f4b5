// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attach as attachElapsed, elapsed } from "../../src/modules/elapsed";
import { attach as attachKnock, isMuted, mute, ring } from "../../src/modules/knock";
import { eventually } from "../eventually";

beforeEach(() => (document.body.innerHTML = ""));

describe("elapsed", () => {
  it("says minutes and seconds, and hours when there are any", () => {
    expect([0, 7_400, 247_000, 3_847_000, -5_000].map(elapsed)).toEqual(["0:00", "0:07", "4:07", "1:04:07", "0:00"]);
  });

  it("ticks, by the server's clock and not by this machine's", () => {
    vi.useFakeTimers({ now: Date.parse("2026-01-15T12:00:00Z") });
    document.body.innerHTML = '<main><span data-since="2026-01-15T09:00:00.000Z"></span></main>';
    const hold = attachElapsed(document.querySelector("main")!, "2026-01-15T09:04:07.000Z");
    const place = document.querySelector("span")!;
    expect(place.textContent).toBe("4:07");
    vi.advanceTimersByTime(2_000);
    expect(place.textContent).toBe("4:09");
    hold.dispose();
    vi.advanceTimersByTime(60_000);
    expect(place.textContent).toBe("4:09");
    vi.useRealTimers();
  });

  it("fills a place that comes later or changes, at once", async () => {
    document.body.innerHTML = "<main></main>";
    const now = new Date().toISOString();
    const hold = attachElapsed(document.querySelector("main")!, now);
    const place = document.createElement("span");
    place.dataset["since"] = new Date(Date.now() - 90_000).toISOString();
    document.querySelector("main")!.append(place);
    await eventually(() => expect(place.textContent).toMatch(/^1:3\d$/));
    hold.dispose();
  });
});

/** What a browser's sound machine does, without sound. */
class FakeAudio {
  static made: FakeAudio[] = [];
  static allowed = true;
  readonly destination = {};
  readonly currentTime = 0;
  state = "suspended";
  notes = 0;

  constructor() {
    FakeAudio.made.push(this);
  }

  resume(): Promise<void> {
    if (!FakeAudio.allowed) return new Promise(() => undefined);
    this.state = "running";
    return Promise.resolve();
  }

  createOscillator() {
    this.notes++;
    return { frequency: { value: 0 }, connect: (next: unknown) => next, start: () => undefined, stop: () => undefined };
  }

  createGain() {
    return { gain: { setValueAtTime: () => undefined, exponentialRampToValueAtTime: () => undefined }, connect: (next: unknown) => next };
  }
}

describe("a knock", () => {
  let seen: DocumentVisibilityState;
  const notes = () => FakeAudio.made.reduce((sum, { notes }) => sum + notes, 0);

  beforeEach(() => {
    vi.stubGlobal("AudioContext", FakeAudio);
    vi.spyOn(document, "visibilityState", "get").mockImplementation(() => seen);
    vi.spyOn(document, "hasFocus").mockImplementation(() => seen === "visible");
    seen = "visible";
    FakeAudio.allowed = true;
    document.title = "Inbox";
  });

  afterEach(() => {
    mute(false);
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it("is heard", async () => {
    const before = notes();
    ring("Somebody is waiting");
    await eventually(() => expect(notes()).toBe(before + 2));
  });

  it("is not heard by whoever switched it off, and that is remembered", async () => {
    mute(true);
    expect(isMuted()).toBe(true);
    const before = notes();
    seen = "hidden";
    const hold = attachKnock();
    ring("Somebody is waiting");
    await eventually(() => expect(document.title).toBe("Somebody is waiting · Inbox"));
    expect(notes()).toBe(before);
    hold.dispose();
  });

  it("stands in the title of a window that nobody looks at, also when the page writes another title, until somebody looks", async () => {
    const hold = attachKnock();
    seen = "hidden";
    ring("Somebody is waiting");
    expect(document.title).toBe("Somebody is waiting · Inbox");
    document.title = "(1) Waiting room";
    await eventually(() => expect(document.title).toBe("Somebody is waiting · (1) Waiting room"));
    seen = "visible";
    window.dispatchEvent(new Event("focus"));
    expect(document.title).toBe("(1) Waiting room");
    hold.dispose();
  });

  it("leaves the title of a window that is looked at alone", () => {
    ring("Somebody is waiting");
    expect(document.title).toBe("Inbox");
  });
});
