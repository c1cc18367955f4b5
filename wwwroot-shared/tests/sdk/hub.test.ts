/** The hub's connection, over a real WebSocket, over long polling, and in silence. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { signalRHub, type Hub } from "../../src/sdk/hub";
import { eventually } from "../eventually";
import { FakePortal, Refused } from "../fakes/fake-portal";
import { ana, knee, noor } from "../fakes/people";

const hubs: Hub[] = [];
let server: Server;
let portal: FakePortal;
let negotiateStatus = 200;
const made = () => {
  const hub = signalRHub();
  hubs.push(hub);
  return hub;
};

beforeAll(async () => {
  const { serveHub } = (await import("../../dev/hub.mjs" as string)) as { serveHub(server: Server, portal: FakePortal, refused: unknown): () => unknown };
  portal = new FakePortal();
  portal.add(knee, "Knee", [ana, noor]);
  server = createServer((_, response) => response.writeHead(negotiateStatus).end(JSON.stringify(negotiate())));
  const negotiate = serveHub(server, portal, Refused);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

beforeEach(() => {
  vi.stubGlobal("location", { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  vi.stubGlobal("WebSocket", WebSocket);
});

afterEach(async () => {
  negotiateStatus = 200;
  for (const hub of hubs.splice(0)) await hub.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function connected(): Promise<Hub> {
  const hub = made();
  await hub.start();
  await hub.invoke("Authenticate", portal.grant(ana).token);
  return hub;
}

it("calls, is answered and is told", async () => {
  const hub = await connected();
  const told = new Promise((resolve) => hub.on("event", resolve));
  await hub.invoke("Subscribe", knee, 0);
  const text = "to the letter: \u001e </script> 👩\u200d⚕️ שלום";
  const receipt = await hub.invoke<{ sequence: number }>("Send", knee, { clientMessageId: "0198c1a0-0000-7000-9000-000000000001", text });
  expect(receipt.sequence).toBe(1);
  expect(await told).toMatchObject({ type: "messagePosted", sequence: 1, text });
});

it("hands on the words of a refusal", async () => {
  const hub = await connected();
  portal.refusals.set("Send", [new Refused("refused", 422, "conversation-closed")]);
  const sent = hub.invoke("Send", knee, { clientMessageId: "0198c1a0-0000-7000-9000-000000000002", text: "x" });
  await expect(sent).rejects.toThrow(/HubException: urn:portal:problem:refused;reason=conversation-closed$/);
});

it("says once that the connection is gone, whichever side ended it", async () => {
  const [mine, theirs] = [vi.fn(), vi.fn()];
  const stopped = await connected();
  stopped.onclose(mine);
  await stopped.stop();
  const dropped = await connected();
  dropped.onclose(theirs);
  const unanswered = dropped.invoke("Subscribe", knee, 0);
  for (const connection of portal.connections) (connection as unknown as { socket: WebSocket }).socket.terminate();
  await Promise.allSettled([unanswered]);
  await eventually(() => expect(theirs).toHaveBeenCalledOnce());
  expect(mine).toHaveBeenCalledOnce();
});

it("gives up a socket that does not open, when it is stopped: the next one would wait for it", async () => {
  const close = vi.fn();
  const opened = vi.fn();
  vi.stubGlobal("WebSocket", class {
    constructor() {
      opened();
    }
    close = close;
  });
  const asked = vi.spyOn(globalThis, "fetch");
  const hub = made();
  const started = hub.start();
  await eventually(() => expect(opened).toHaveBeenCalledOnce());
  await hub.stop();
  await expect(started).rejects.toThrow();
  expect(close).toHaveBeenCalledOnce();
  // Nor does long polling take over what nobody wants any more.
  expect(asked).toHaveBeenCalledOnce();
});

it("says that the portal refuses the page's origin", async () => {
  negotiateStatus = 403;
  await expect(made().start()).rejects.toThrow(/Status code '403'/);
});

it("goes on with what came along when one handler fails, and lets the page report it", async () => {
  const hub = await connected();
  const reported: unknown[] = [];
  const report = (error: unknown) => reported.push(error);
  process.once("uncaughtException", report);
  const heads: number[] = [];
  hub.on("event", () => {
    throw new Error("a handler's own");
  });
  hub.on("head", ({ headSequence }) => heads.push(headSequence));
  await hub.invoke("Subscribe", knee, 1);
  await hub.invoke("Send", knee, { clientMessageId: "0198c1a0-0000-7000-9000-000000000003", text: "x" });
  portal.tellHeads();
  await eventually(() => expect(heads).toEqual([portal.conversations.get(knee)!.head]));
  await eventually(() => expect(reported).toEqual([new Error("a handler's own")]));
});

/** A socket in the test's hands: opens at once, answers the greeting, and then says what it is told to. */
class HeldSocket {
  static last: HeldSocket;
  readonly sent: string[] = [];
  isClosed = false;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  constructor(readonly url: string) {
    HeldSocket.last = this;
    queueMicrotask(() => this.onopen?.());
  }
  send(text: string) {
    this.sent.push(text);
    if (text.includes("protocol")) queueMicrotask(() => this.say("{}"));
  }
  say(frame: string) {
    this.onmessage?.({ data: frame + "\u001e" });
  }
  close() {
    this.isClosed = true;
  }
}

describe("in silence", () => {
  const held = async () => {
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", HeldSocket);
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ connectionToken: "t", availableTransports: [{ transport: "WebSockets" }] })));
    const hub = made();
    const closed = vi.fn();
    hub.onclose(closed);
    await hub.start();
    return { hub, closed, socket: HeldSocket.last };
  };

  it("says every 15 s that it is there, and takes half a minute without a word for the end", async () => {
    const { hub, closed, socket } = await held();
    const unanswered = expect(hub.invoke("Subscribe", knee, 0)).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(29_999);
    expect(socket.sent.filter((text) => text === '{"type":6}\u001e')).toHaveLength(1);
    expect(closed).not.toHaveBeenCalled();
    socket.say('{"type":6}');
    await vi.advanceTimersByTimeAsync(29_999);
    expect(closed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(closed).toHaveBeenCalledOnce();
    expect(socket.isClosed).toBe(true);
    await unanswered;
  });

  it("answers what the server says where the page's own timers sleep", async () => {
    const { socket } = await held();
    vi.setSystemTime(Date.now() + 16_000);
    socket.say('{"type":6}');
    expect(socket.sent.at(-1)).toBe('{"type":6}\u001e');
  });

  it("is over when the server says so", async () => {
    const { closed, socket } = await held();
    socket.say('{"type":7}');
    expect(closed).toHaveBeenCalledOnce();
  });
});

describe("where no WebSocket passes", () => {
  it("polls: calls in order, is answered, is told, and says good-bye", async () => {
    class NoSocket {
      onclose: (() => void) | null = null;
      constructor() {
        queueMicrotask(() => this.onclose?.());
      }
      close() {}
    }
    const asked: string[] = [];
    let waiting: ((text: string) => void) | null = null;
    const ready: string[] = [];
    const say = (frame: unknown) => {
      ready.push(JSON.stringify(frame) + "\u001e");
      waiting?.(ready.splice(0).join(""));
      waiting = null;
    };
    let tokens = 0;
    let polls = 0;
    vi.stubGlobal("WebSocket", NoSocket);
    vi.stubGlobal("fetch", async (url: string, { method, body, signal }: RequestInit) => {
      asked.push(`${method} ${new URL(url).search}`);
      if (url.includes("negotiate")) return new Response(JSON.stringify({ connectionToken: `t${++tokens}`, availableTransports: [{ transport: "WebSockets" }, { transport: "LongPolling" }] }));
      if (method === "GET" && polls++ === 0) return new Response("");
      if (method === "GET" && ready.length > 0) return new Response(ready.splice(0).join(""));
      if (method === "GET")
        return new Promise<Response>((resolve, reject) => {
          waiting = (text) => resolve(new Response(text));
          signal!.addEventListener("abort", () => reject(new Error("aborted")));
        });
      if (method === "POST")
        for (const text of String(body).split("\u001e").filter(Boolean)) {
          const frame = JSON.parse(text) as { protocol?: string; invocationId?: string; arguments?: unknown[] };
          say(frame.protocol ? {} : { type: 3, invocationId: frame.invocationId, result: frame.arguments?.[0] });
        }
      return new Response("");
    });
    const hub = made();
    const [told, closed] = [vi.fn(), vi.fn()];
    hub.on("head", told);
    hub.onclose(closed);
    await hub.start();
    expect(await Promise.all([hub.invoke("Echo", 1), hub.invoke("Echo", 2)])).toEqual([1, 2]);
    say({ type: 1, target: "head", arguments: [{ conversationId: knee, headSequence: 7 }] });
    await eventually(() => expect(told).toHaveBeenCalledWith({ conversationId: knee, headSequence: 7 }));
    await hub.stop();
    expect(closed).toHaveBeenCalledOnce();
    expect(asked.filter((what) => /negotiate/.test(what))).toHaveLength(2);
    expect(asked.slice(2).every((what) => what.endsWith("?id=t2"))).toBe(true);
    expect(asked.at(-1)).toBe("DELETE ?id=t2");
  });
});
