// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HostChannel } from "../../src/embed/host-channel";
import { readFrameMessage, readHostMessage } from "../../src/embed/messages";
import type { SessionGrant } from "../../src/sdk/protocol";

const hospital = "https://hospital.example";
const grant: SessionGrant = { token: "t1", expiresAt: "2025-03-03T10:15:00.000Z", personId: "p", conversationId: null };
const hello = { kind: "portal.hello", locale: "es-MX", theme: "dark" };

/** Whatever a page may throw at another one. */
const hostileShapes: unknown[] = [
  null, undefined, 0, 1, -1, NaN, "", "portal.hello", true, [], [hello], {}, { kind: null }, { kind: 1 }, { kind: "hello" }, { kind: "portal.Hello" }, { kind: ["portal.hello"] },
  { kind: "portal.hello" }, { kind: "portal.hello", locale: 1 }, { kind: "portal.hello", locale: null }, { kind: "portal.hello", locale: "x".repeat(36) }, { kind: "portal.hello", locale: {} },
  { ...hello, kept: 5 }, { ...hello, kept: {} }, { ...hello, kept: "x".repeat(2_000_001) },
  { kind: "portal.token" }, { kind: "portal.token", id: 1 }, { kind: "portal.token", id: 1, grant: null }, { kind: "portal.token", id: 1, grant: "t1" }, { kind: "portal.token", id: 1, grant: [] },
  { kind: "portal.token", id: 1, grant: {} }, { kind: "portal.token", id: 1, grant: { ...grant, token: "" } }, { kind: "portal.token", id: 1, grant: { ...grant, token: 5 } },
  { kind: "portal.token", id: 1, grant: { ...grant, token: { toString: 1 } } }, { kind: "portal.token", id: 1, grant: { ...grant, expiresAt: 5 } }, { kind: "portal.token", id: 1, grant: { ...grant, personId: null } },
  { kind: "portal.token", id: 1, grant: { ...grant, conversationId: 5 } }, { kind: "portal.token", id: "1", grant }, { kind: "portal.token", id: 1.5, grant }, { kind: "portal.token", id: -1, grant },
  { kind: "portal.token", id: null, grant }, { kind: "portal.token", id: Infinity, grant }, { kind: "portal.token-refused" }, { kind: "portal.token-refused", id: 1 }, { kind: "portal.token-refused", id: 1, status: "401" },
  { kind: "portal.token-refused", id: 1, status: NaN }, { kind: "portal.token-refused", id: {}, status: 401 }, { kind: "portal.ready" }, { kind: "portal.unread", count: 1 }, { kind: "portal.token-needed", id: 1 },
  { kind: "__proto__" }, JSON.parse('{"__proto__":{"kind":"portal.hello","locale":"en"}}'), { constructor: "portal.hello" }, new Map([["kind", "portal.hello"]]), new Date(0), { data: hello },
];

describe("what the host may say", () => {
  it.each(hostileShapes.map((shape, i) => [i, shape] as const))("shape %i is not for us", (_, shape) => {
    expect(readHostMessage(shape)).toBeNull();
  });

  it("is more than fifty shapes short of anything", () => expect(hostileShapes.length).toBeGreaterThanOrEqual(50));

  it("is read without what came with it", () => {
    expect(readHostMessage({ ...hello, theme: "purple", extra: 1 })).toEqual({ kind: "portal.hello", locale: "es-MX", theme: "auto", kept: null });
    expect(readHostMessage({ kind: "portal.token", id: 1, grant: { ...grant, extra: 1 } })).toEqual({ kind: "portal.token", id: 1, grant });
  });
});

describe("what the frame may say", () => {
  it.each([null, "portal.ready", {}, { kind: "portal.unread", count: -1 }, { kind: "portal.unread", count: "3" }, { kind: "portal.token-needed" }, hello])("%j is not for the host", (shape) => {
    expect(readFrameMessage(shape)).toBeNull();
  });
});

describe("the frame's channel", () => {
  const say = vi.fn<(message: unknown, origin: string) => void>();
  let parent: { postMessage: typeof say };
  let frame: Window & EventTarget;
  let channel: HostChannel;

  const receive = (data: unknown, origin = hospital, source: unknown = parent) => {
    const event = new MessageEvent("message", { data, origin });
    Object.defineProperty(event, "source", { value: source });
    frame.dispatchEvent(event);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    say.mockReset();
    parent = { postMessage: say };
    frame = Object.assign(new EventTarget(), { parent }) as unknown as Window & EventTarget;
    channel = new HostChannel(frame, [hospital, "https://clinic.example"]);
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it("says nothing before it was spoken to by an allowed host", async () => {
    channel.ask().catch(() => undefined);
    channel.tellUnread(3);
    expect(say).not.toHaveBeenCalled();
  });

  it("answers an allowed host at its exact origin, and asks it what was waiting", () => {
    channel.ask().catch(() => undefined);
    receive(hello);
    expect(say.mock.calls).toEqual([
      [{ kind: "portal.ready" }, hospital],
      [{ kind: "portal.token-needed", id: 1 }, hospital],
    ]);
    expect(channel.hello.value).toEqual({ locale: "es-MX", theme: "dark" });
  });

  it("answers every greeting, for the host may have loaded anew", () => {
    receive(hello);
    receive({ ...hello, theme: "light" });
    expect(say).toHaveBeenCalledTimes(2);
    expect(channel.hello.value?.theme).toBe("light");
  });

  it.each([
    ["another origin", "https://evil.example", undefined],
    ["an origin that begins like an allowed one", `${hospital}.evil.example`, undefined],
    ["an origin that ends like one", "https://evil-hospital.example", undefined],
    ["another scheme", "http://hospital.example", undefined],
    ["another port", `${hospital}:8443`, undefined],
    ["an opaque origin", "null", undefined],
    ["no origin", "", undefined],
    ["a window that is not the parent", hospital, { postMessage: say }],
    ["itself", hospital, "self"],
    ["nobody", hospital, null],
  ])("does not hear %s", (_, origin, source) => {
    receive(hello, origin, source === undefined ? parent : source === "self" ? frame : source);
    expect(channel.hello.value).toBeNull();
    expect(say).not.toHaveBeenCalled();
  });

  it("gets a session from its host", async () => {
    receive(hello);
    const asked = channel.ask();
    receive({ kind: "portal.token", id: 1, grant });
    expect(await asked).toEqual(grant);
  });

  it("takes no session that it did not ask for, and none from another origin", async () => {
    receive(hello);
    const asked = channel.ask();
    receive({ kind: "portal.token", id: 2, grant: { ...grant, token: "stale" } });
    receive({ kind: "portal.token", id: 1, grant: { ...grant, token: "forged" } }, "https://evil.example");
    receive({ kind: "portal.token", id: 1, grant });
    expect((await asked).token).toBe("t1");
  });

  it.each([
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "unauthorized"],
    [0, "offline"],
    [429, "offline"],
    [502, "offline"],
  ])("takes the host's %i for %s", async (status, problem) => {
    receive(hello);
    const asked = channel.ask();
    receive({ kind: "portal.token-refused", id: 1, status });
    await expect(asked).rejects.toMatchObject({ problem });
  });

  it("has the host keep what the browser does not let it keep itself", () => {
    receive({ ...hello, kept: "from before the reload" });
    expect(channel.storage.getItem("x")).toBe("from before the reload");
    channel.storage.setItem("x", "sealed");
    receive({ ...hello, kept: "an old one, by a second greeting" });
    expect(channel.storage.getItem("x")).toBe("sealed");
    channel.storage.removeItem("x");
    expect(say.mock.calls.filter(([message]) => (message as { kind: string }).kind === "portal.keep")).toEqual([
      [{ kind: "portal.keep", kept: "sealed" }, hospital],
      [{ kind: "portal.keep", kept: null }, hospital],
    ]);
  });

  it("does not wait for a silent host for ever", async () => {
    receive(hello);
    const asked = channel.ask();
    const refused = expect(asked).rejects.toMatchObject({ problem: "offline" });
    await vi.advanceTimersByTimeAsync(20_000);
    await refused;
  });
});
