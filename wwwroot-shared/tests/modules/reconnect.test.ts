// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Hold } from "../../src/interop/dot-net";
import { beforeLeaving } from "../../src/interop/leaving";
import { start } from "../../src/modules/reconnect";
import { FakeDotNet } from "./fake-dot-net";

describe("the reconnect banner", () => {
  let banner: HTMLElement;
  let dotNet: FakeDotNet;
  let watch: Hold;
  const reload = vi.fn();
  const reconnect = vi.fn<() => Promise<boolean>>();
  const reachable = vi.fn<() => Promise<boolean>>();

  const shown = () => banner.hasAttribute("data-shown");
  const blazorSays = async (state: string) => {
    banner.className = `reconnect components-reconnect-${state}`;
    await vi.advanceTimersByTimeAsync(0);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    vi.resetAllMocks();
    reachable.mockResolvedValue(true);
    document.body.innerHTML =
      '<div id="components-reconnect-modal" class="reconnect" data-lost="Connection lost." data-reloading="Loading again." data-calling="Your call goes on."><span class="reconnect-text"></span></div>';
    banner = document.getElementById("components-reconnect-modal")!;
    dotNet = new FakeDotNet();
    watch = start(dotNet, { reload, reconnect, reachable });
  });

  afterEach(() => {
    watch.dispose();
    vi.useRealTimers();
  });

  it("is not there while the circuit answers", async () => {
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shown()).toBe(false);
    expect(dotNet.of("Alive").length).toBeGreaterThan(20);
  });

  it("shows at once when Blazor tries to reconnect, and goes when it is back", async () => {
    await blazorSays("show");
    expect(shown()).toBe(true);
    expect(banner.textContent).toBe("Connection lost.");
    await blazorSays("hide");
    expect(shown()).toBe(false);
  });

  it("does not load the page again while a call runs in it, and does so when it is over", async () => {
    const pane = Object.assign(document.createElement("div"), { id: "call-pane" });
    pane.dataset["call"] = "on";
    document.body.append(pane);
    await blazorSays("rejected");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reload).not.toHaveBeenCalled();
    expect(banner.textContent).toBe("Your call goes on.");
    pane.remove();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(reload).toHaveBeenCalledOnce();
  });

  it("shows within five seconds when the circuit falls silent, which Blazor notices much later", async () => {
    dotNet.state = "silent";
    await vi.advanceTimersByTimeAsync(5_000);
    expect(shown()).toBe(true);
    dotNet.state = "live";
    await vi.advanceTimersByTimeAsync(5_000);
    expect(shown()).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });

  it("reloads a frozen page, one that is silent while Blazor sees nothing wrong", async () => {
    dotNet.state = "silent";
    await vi.advanceTimersByTimeAsync(45_000);
    expect(reload).toHaveBeenCalledOnce();
    expect(banner.textContent).toBe("Loading again.");
  });

  it("does not reload while Blazor is still trying", async () => {
    dotNet.state = "lost";
    await blazorSays("show");
    await vi.advanceTimersByTimeAsync(120_000);
    expect(reload).not.toHaveBeenCalled();
  });

  it("goes on trying where Blazor gives up", async () => {
    reconnect.mockRejectedValueOnce(new Error("out of reach")).mockResolvedValue(true);
    await blazorSays("failed");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(reconnect).toHaveBeenCalledTimes(2);
    await blazorSays("hide");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(shown()).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });

  it("reloads when the server knows the circuit no more", async () => {
    await blazorSays("rejected");
    expect(reload).toHaveBeenCalledOnce();
  });

  it("reloads when bringing it back is refused", async () => {
    reconnect.mockResolvedValue(false);
    await blazorSays("failed");
    await vi.advanceTimersByTimeAsync(0);
    expect(reload).toHaveBeenCalledOnce();
  });

  it("reloads only into a server that can be reached", async () => {
    reachable.mockResolvedValueOnce(false).mockRejectedValueOnce(new Error("no network"));
    await blazorSays("rejected");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(reload).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(reload).toHaveBeenCalledOnce();
  });

  it("waits with the reload until typed text is safe", async () => {
    let safe = () => {};
    const end = beforeLeaving(() => new Promise<void>((resolve) => (safe = resolve)));
    await blazorSays("rejected");
    expect(reload).not.toHaveBeenCalled();
    safe();
    await vi.advanceTimersByTimeAsync(0);
    expect(reload).toHaveBeenCalledOnce();
    end();
  });
});
