// @vitest-environment jsdom
// @vitest-environment-options { "url": "https://hospital.example/patients" }
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PortalWidget } from "../../src/loader/portal-widget";

vi.mock("../../src/loader/portal-origin", () => ({ portal: "https://portal.example" }));
const portal = "https://portal.example";
const grant = { token: "t1", expiresAt: "2025-03-03T10:15:00.000Z", personId: "p", conversationId: null };

describe("the loader", () => {
  let widget: PortalWidget;
  let frame: HTMLIFrameElement;
  const say = vi.fn<(message: unknown, origin: string) => void>();
  const endpoint = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();

  const receive = (data: unknown, from: { source?: unknown; origin?: string } = {}) => {
    const event = new MessageEvent("message", { data, origin: from.origin ?? portal });
    Object.defineProperty(event, "source", { value: from.source ?? frame.contentWindow });
    window.dispatchEvent(event);
  };
  const load = () => frame.dispatchEvent(new Event("load"));
  const said = (kind: string) => say.mock.calls.map(([message]) => message as { kind: string }).filter((message) => message.kind === kind);

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("fetch", endpoint);
    say.mockReset();
    endpoint.mockReset().mockImplementation(async () => new Response(JSON.stringify(grant)));
    document.body.innerHTML = '<portal-widget integration="in/1" token-endpoint="/my/session" locale="es" theme="dark"></portal-widget>';
    widget = document.querySelector("portal-widget") as PortalWidget;
    frame = widget.querySelector("iframe")!;
    frame.contentWindow!.postMessage = say as unknown as typeof window.postMessage;
  });

  afterEach(() => {
    widget.remove();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("frames the portal's page for the integration, with what video will need and no token in the address", () => {
    expect(frame.src).toBe(`${portal}/embed/chat?integration=in%2F1`);
    expect(frame.allow).toBe("camera; microphone; display-capture; fullscreen; autoplay");
    expect(frame.title).not.toBe("");
  });

  it("greets the frame at the portal's exact origin until it answers", () => {
    load();
    vi.advanceTimersByTime(1_000);
    expect(say.mock.calls).toEqual(Array.from({ length: 3 }, () => [{ kind: "portal.hello", locale: "es", theme: "dark", kept: null }, portal]));
    receive({ kind: "portal.ready" });
    vi.advanceTimersByTime(10_000);
    expect(say).toHaveBeenCalledTimes(3);
  });

  it("gives up greeting a page that is none of the portal's", () => {
    load();
    vi.advanceTimersByTime(600_000);
    expect(say.mock.calls.length).toBeLessThan(50);
  });

  it("greets again when the frame has loaded anew", () => {
    load();
    receive({ kind: "portal.ready" });
    load();
    expect(said("portal.hello")).toHaveLength(2);
  });

  it("fetches a session by POST with the host's own cookies, and hands on its four fields alone", async () => {
    endpoint.mockImplementation(async () => new Response(JSON.stringify({ ...grant, internalNote: "not for the frame" })));
    receive({ kind: "portal.token-needed", id: 7 });
    await vi.advanceTimersByTimeAsync(0);
    expect(endpoint).toHaveBeenCalledExactlyOnceWith("/my/session", expect.objectContaining({ method: "POST", credentials: "same-origin" }));
    expect(say).toHaveBeenCalledExactlyOnceWith({ kind: "portal.token", id: 7, grant }, portal);
  });

  it.each([
    ["a person who is not signed in", async () => new Response("{}", { status: 401 }), 401],
    ["an endpoint that is down", async () => new Response("", { status: 502 }), 502],
    ["an answer that is a page", async () => new Response("<html>sign in</html>"), 401],
    ["an answer without a token", async () => new Response('{"ok":true}'), 401],
    ["no network", async () => Promise.reject(new TypeError("Failed to fetch")), 0],
  ])("says so for %s", async (_, answer, status) => {
    endpoint.mockImplementation(answer);
    receive({ kind: "portal.token-needed", id: 7 });
    await vi.advanceTimersByTimeAsync(0);
    expect(say).toHaveBeenCalledExactlyOnceWith({ kind: "portal.token-refused", id: 7, status }, portal);
  });

  it("takes the session from the host's own function where there is one", async () => {
    widget.getSession = async () => grant;
    receive({ kind: "portal.token-needed", id: 1 });
    await vi.advanceTimersByTimeAsync(0);
    expect(endpoint).not.toHaveBeenCalled();
    expect(said("portal.token")).toHaveLength(1);
  });

  it("tells the host's page how many messages are unread", () => {
    const told = vi.fn();
    widget.addEventListener("portal-unread", (event) => told((event as CustomEvent).detail));
    receive({ kind: "portal.unread", count: 3 });
    expect(told).toHaveBeenCalledExactlyOnceWith({ count: 3 });
  });

  it("tells the frame when the host changes language or theme", () => {
    widget.setAttribute("theme", "light");
    expect(said("portal.hello")).toEqual([{ kind: "portal.hello", locale: "es", theme: "light", kept: null }]);
  });

  it("keeps for this tab what the browser does not let the frame keep, and gives it back with the greeting", () => {
    receive({ kind: "portal.keep", kept: "sealed" });
    load();
    expect(said("portal.hello")).toMatchObject([{ kept: "sealed" }]);
    receive({ kind: "portal.keep", kept: null });
    expect(sessionStorage.length).toBe(0);
  });

  it("answers nobody but its frame, at the portal's origin", async () => {
    const sibling = document.body.appendChild(document.createElement("iframe")).contentWindow;
    receive({ kind: "portal.token-needed", id: 1 }, { origin: "https://evil.example" });
    receive({ kind: "portal.token-needed", id: 1 }, { origin: "null" });
    receive({ kind: "portal.token-needed", id: 1 }, { source: sibling });
    receive({ kind: "portal.token-needed", id: 1 }, { source: window });
    receive({ kind: "portal.token-needed", id: 1 }, { source: {} });
    await vi.advanceTimersByTimeAsync(0);
    expect(endpoint).not.toHaveBeenCalled();
    expect(say).not.toHaveBeenCalled();
  });

  it("leaves no listener behind", async () => {
    const source = frame.contentWindow;
    load();
    widget.remove();
    receive({ kind: "portal.token-needed", id: 1 }, { source });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(endpoint).not.toHaveBeenCalled();
    expect(said("portal.hello")).toHaveLength(1);
  });
});
