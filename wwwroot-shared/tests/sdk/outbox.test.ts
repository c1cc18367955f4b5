import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Outbox, type OutgoingMessage } from "../../src/sdk/outbox";
import { PortalError, type Problem } from "../../src/sdk/problem";
import type { Receipt } from "../../src/sdk/protocol";

const message = (clientMessageId: string, conversationId = "c"): OutgoingMessage => ({ conversationId, clientMessageId, text: "text", replyTo: null, at: "", failure: null });
const receipt: Receipt = { sequence: 1, sentAt: "2025-03-03T10:00:00.000Z" };

describe("the outbox", () => {
  let answers: Map<string, (Receipt | PortalError | "silence")[]>;
  let sent: string[];
  let accepted: string[];
  let failed: [id: string, reason: string][];
  let outbox: Outbox;

  const answer = (id: string, ...list: (Problem | PortalError | "ok" | "silence")[]) =>
    answers.set(id, list.map((item) => (item === "ok" ? receipt : item === "silence" || item instanceof PortalError ? item : new PortalError(item))));
  const soon = () => vi.advanceTimersByTimeAsync(0);

  beforeEach(() => {
    vi.useFakeTimers();
    answers = new Map();
    [sent, accepted, failed] = [[], [], []];
    outbox = new Outbox({
      async send({ clientMessageId }) {
        sent.push(clientMessageId);
        const next = answers.get(clientMessageId)?.shift() ?? receipt;
        if (next === "silence") return new Promise(() => undefined);
        if (next instanceof PortalError) throw next;
        return next;
      },
      onAccepted: ({ clientMessageId }) => accepted.push(clientMessageId),
      onFailed: ({ clientMessageId }, reason) => failed.push([clientMessageId, reason]),
      onChanged: () => undefined,
    });
    outbox.resume();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it("sends in the order of writing, one after the other", async () => {
    for (const id of ["1", "2", "3"]) outbox.add(message(id));
    expect(sent).toEqual(["1"]);
    await soon();
    expect(sent).toEqual(["1", "2", "3"]);
    expect(accepted).toEqual(["1", "2", "3"]);
    expect(outbox.messages).toEqual([]);
  });

  it("lets no message pass one that must be tried again, and tries it under the same id", async () => {
    answer("1", "not-ready", "rate-limited", "ok");
    outbox.add(message("1"));
    outbox.add(message("2"));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual(["1", "1", "1", "2"]);
  });

  it("waits as long as the server asks", async () => {
    answer("1", new PortalError("rate-limited", null, 30_000), "ok");
    outbox.add(message("1"));
    await vi.advanceTimersByTimeAsync(29_999);
    expect(sent).toEqual(["1"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(accepted).toEqual(["1"]);
  });

  it.each([
    ["validation", null],
    ["refused", "conversation-closed"],
    ["conflict", "reused-id"],
    ["forbidden", null],
    ["not-found", null],
    ["too-large", null],
  ] as const)("fails a message that is refused for good (%s %s) and goes on with the next", async (problem, reason) => {
    answer("1", new PortalError(problem, reason));
    outbox.add(message("1"));
    outbox.add(message("2"));
    await soon();
    expect(failed).toEqual([["1", reason ?? problem]]);
    expect(accepted).toEqual(["2"]);
    expect(outbox.messages.map(({ clientMessageId, failure }) => [clientMessageId, failure])).toEqual([["1", reason ?? problem]]);
  });

  it("fails a message at which the server breaks again and again, so that the next can go", async () => {
    answer("1", "internal", "internal", "internal", "internal", "internal");
    outbox.add(message("1"));
    outbox.add(message("2"));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(failed).toEqual([["1", "internal"]]);
    expect(accepted).toEqual(["2"]);
  });

  it("does not count what broke in between by another cause", async () => {
    answer("1", "internal", "internal", "internal", "internal", "offline", "internal", "ok");
    outbox.add(message("1"));
    await vi.advanceTimersByTimeAsync(300_000);
    expect(accepted).toEqual(["1"]);
  });

  it("tries nothing while the connection is away, and at once when it is back", async () => {
    answer("1", "offline", "ok");
    outbox.add(message("1"));
    outbox.pause();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual(["1"]);
    outbox.resume();
    await soon();
    expect(accepted).toEqual(["1"]);
  });

  it("does not wait out its pause when the connection comes back sooner", async () => {
    answer("1", new PortalError("not-ready", null, 60_000), "ok");
    outbox.add(message("1"));
    await soon();
    outbox.pause();
    outbox.resume();
    await soon();
    expect(accepted).toEqual(["1"]);
  });

  it("never has two tries of one message under way, however often it resumes", async () => {
    answer("1", "silence");
    outbox.add(message("1"));
    outbox.resume();
    outbox.resume();
    await soon();
    expect(sent).toEqual(["1"]);
  });

  it("keeps conversations apart: one that waits holds up no other", async () => {
    answer("1", new PortalError("not-ready", null, 60_000));
    outbox.add(message("1", "a"));
    outbox.add(message("2", "b"));
    await soon();
    expect(accepted).toEqual(["2"]);
  });

  it("sends a failed message again on demand, behind those that wait, under its id", async () => {
    answer("1", "validation", "ok");
    answer("2", new PortalError("not-ready", null, 5_000), "ok");
    outbox.add(message("1"));
    outbox.add(message("2"));
    await soon();
    outbox.retry("c", "1");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toEqual(["1", "2", "2", "1"]);
    expect(accepted).toEqual(["2", "1"]);
  });

  it("forgets a failed message on demand, but not one under way", async () => {
    answer("1", "validation");
    answer("2", "silence");
    outbox.add(message("1"));
    outbox.add(message("2"));
    await soon();
    outbox.discard("c", "1");
    outbox.discard("c", "2");
    expect(outbox.messages.map(({ clientMessageId }) => clientMessageId)).toEqual(["2"]);
  });

  it("takes the same message once", async () => {
    answer("1", "silence");
    outbox.add(message("1"));
    outbox.add(message("1"));
    expect(outbox.messages).toHaveLength(1);
  });

  it("sends what was written before a reload first", async () => {
    outbox.pause();
    outbox.add(message("new"));
    outbox.restore([message("old"), message("new")]);
    outbox.resume();
    await soon();
    expect(accepted).toEqual(["old", "new"]);
  });
});
