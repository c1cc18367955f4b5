// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Hold } from "../../src/interop/dot-net";
import { attach } from "../../src/modules/idle";
import { FakeDotNet } from "./fake-dot-net";

const minute = 60_000;

class QuietChannel extends EventTarget {
  static sent = 0;
  postMessage() {
    QuietChannel.sent++;
  }
  close() {}
}

describe("idle sign-out", () => {
  let dotNet: FakeDotNet;
  let hold: Hold;
  const leave = vi.fn();
  const act = () => window.dispatchEvent(new Event("keydown"));

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("BroadcastChannel", QuietChannel);
    leave.mockClear();
    dotNet = new FakeDotNet();
    hold = attach(dotNet, { endAfter: 15 * minute, warnFor: 2 * minute, signOutUrl: "/sign-out", leave });
  });

  afterEach(() => {
    hold.dispose();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("warns two minutes before the end, once, and then ends", async () => {
    await vi.advanceTimersByTimeAsync(13 * minute - 1);
    expect(dotNet.calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(dotNet.of("OnIdleWarning")).toEqual([[120]]);
    await vi.advanceTimersByTimeAsync(2 * minute);
    expect(dotNet.of("OnIdleEnd")).toHaveLength(1);
    expect(dotNet.of("OnIdleWarning")).toHaveLength(1);
  });

  it("is put off by any key, and tells that somebody is there now and then", async () => {
    for (let second = 0; second < 20 * 60; second++) {
      act();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(dotNet.of("OnIdleWarning")).toEqual([]);
    expect(dotNet.of("OnActivity").length).toBeGreaterThanOrEqual(35);
    expect(dotNet.of("OnActivity").length).toBeLessThanOrEqual(40);
  });

  it("takes the warning back by one key", async () => {
    await vi.advanceTimersByTimeAsync(14 * minute);
    act();
    expect(dotNet.of("OnActivity")).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(12 * minute);
    expect(dotNet.of("OnIdleEnd")).toEqual([]);
  });

  it("counts what the machine slept", async () => {
    vi.setSystemTime(Date.now() + 16 * minute);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(dotNet.of("OnIdleEnd")).toHaveLength(1);
  });

  it("leaves the page by itself when the end comes on a lost circuit", async () => {
    dotNet.state = "lost";
    await vi.advanceTimersByTimeAsync(15 * minute);
    expect(leave).toHaveBeenCalledExactlyOnceWith("/sign-out");
  });
});
