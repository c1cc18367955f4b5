import { describe, expect, it } from "vitest";
import { backoff } from "../../src/sdk/backoff";
import { inboxChanged, inboxPaged, inboxStarted } from "../../src/sdk/inbox";
import { PortalError, problemOfHub, problemOfResponse } from "../../src/sdk/problem";
import type { ConversationView } from "../../src/sdk/protocol";
import { messageLimit, objectionTo, withoutForbidden } from "../../src/sdk/text-rules";
import { uuidV7 } from "../../src/sdk/uuid";

describe("a client message id", () => {
  it("is a UUIDv7 that begins with the time", () => {
    const at = Date.UTC(2025, 2, 3, 10, 0, 0);
    const id = uuidV7(at);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(at);
  });

  it("is another one each time", () => expect(new Set(Array.from({ length: 1000 }, () => uuidV7(0))).size).toBe(1000));
});

describe("the wait before another try", () => {
  it("doubles from half a second to twenty seconds", () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 20].map((attempt) => backoff(attempt, null, () => 1));
    expect(longest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
  });

  it("is spread over the upper half", () => expect([0, 0.5, 1].map((r) => backoff(3, null, () => r))).toEqual([2_000, 3_000, 4_000]));
  it("is never shorter than the server asked for", () => expect(backoff(0, 60_000, () => 0)).toBe(60_000));
});

describe("text", () => {
  it.each([
    ["", "empty"],
    [" \n\t\u3000", "empty"],
    ["\u200b\u2060\ufeff\u00ad\u034f\u2800", "empty"],
    ["\u0000hello", "characters"],
    ["bell \u0007", "characters"],
    ["next line \u0085", "characters"],
    ["half \ud83d", "characters"],
    ["\udc00 half", "characters"],
    ["x".repeat(messageLimit + 1), "too-long"],
    ["x".repeat(messageLimit), null],
    ["💊".repeat(messageLimit / 2), null],
    [" a", null],
    ["one\r\n\ttwo", null],
    ["<script>alert(1)</script>", null],
    ["שלום \u202eabc", null],
    ["👩\u200d⚕️", null],
  ])("%j: %s", (text, objection) => expect(objectionTo(text, messageLimit)).toBe(objection));

  it("loses what no message may hold, and nothing else", () => {
    expect(withoutForbidden("a\u0000b\u0085c\ud83dd\r\n\te👩\u200d⚕️")).toBe("abcd\r\n\te👩\u200d⚕️");
  });
});

describe("a refusal of the hub", () => {
  const said = (text: string) => problemOfHub(new Error(`An unexpected error occurred invoking 'Send' on the server. HubException: ${text}`));

  it.each([
    ["urn:portal:problem:validation", "validation", null, null, true],
    ["urn:portal:problem:refused;reason=conversation-closed", "refused", "conversation-closed", null, true],
    ["urn:portal:problem:conflict;reason=reused-id", "conflict", "reused-id", null, true],
    ["urn:portal:problem:conflict;reason=scanning", "conflict", "scanning", null, false],
    ["urn:portal:problem:rate-limited;retry-after=3", "rate-limited", null, 3_000, false],
    ["urn:portal:problem:not-ready;reason=full;retry-after=1", "not-ready", "full", 1_000, false],
    ["urn:portal:problem:session-expired", "session-expired", null, null, false],
    ["urn:portal:problem:something-new", "internal", null, null, false],
  ])("%s", (text, problem, reason, retryAfter, isPermanent) => {
    expect(said(text)).toMatchObject({ problem, reason, retryAfter, isPermanent });
  });

  it.each([
    "An unexpected error occurred invoking 'Send' on the server.",
    "Failed to invoke 'Send' due to an error on the server. HubException: Method does not exist.",
  ])("is the server's own fault where it names no problem: %s", (text) => expect(problemOfHub(new Error(text)).problem).toBe("internal"));

  it("is a lost connection where the server said nothing", () => {
    expect(problemOfHub(new Error("WebSocket closed with status code: 1006")).problem).toBe("offline");
    expect(problemOfHub("odd").problem).toBe("offline");
  });
});

describe("a refusal of REST", () => {
  it("is read from problem details", async () => {
    const body = JSON.stringify({ type: "urn:portal:problem:refused", reason: "too-late", status: 422 });
    expect(await problemOfResponse(new Response(body, { status: 422 }))).toMatchObject({ problem: "refused", reason: "too-late" });
  });

  it("is read from the status where a proxy answers with a page of its own", async () => {
    const answer = new Response("<html>busy</html>", { status: 503, headers: { "Retry-After": "7" } });
    expect(await problemOfResponse(answer)).toMatchObject({ problem: "not-ready", retryAfter: 7_000 });
  });

  it("never holds a text of a person", () => expect(new PortalError("refused", "moderated").message).toBe("refused: moderated"));
});

describe("the list of conversations", () => {
  const view = (id: string, lastActivityAt: string, headSequence = 1) => ({ id, lastActivityAt, headSequence, deliveredSequence: 0, readSequence: 0 }) as ConversationView;
  const ids = (inbox: { conversations: readonly ConversationView[] }) => inbox.conversations.map(({ id }) => id).join("");
  const start = inboxStarted({ conversations: [view("a", "1"), view("c", "3"), view("b", "2")], cursor: "next" });

  it("has the newest activity first", () => expect(ids(start)).toBe("cba"));
  it("moves what changed", () => expect(ids(inboxChanged(start, view("a", "4")))).toBe("acb"));
  it("does not go back to an older view that was overtaken", () => {
    const now = inboxChanged(start, view("a", "4", 7));
    expect(inboxChanged(now, view("a", "3", 6))).toBe(now);
  });
  it("takes in what is new", () => expect(ids(inboxChanged(start, view("d", "0")))).toBe("cbad"));
  it("drops what is gone", () => expect(ids(inboxChanged(start, { id: "b", gone: true }))).toBe("ca"));

  it("keeps what it knows when an older page repeats it", () => {
    const paged = inboxPaged(start, { items: [view("a", "0"), view("z", "0")], next: null });
    expect(ids(paged)).toBe("cbaz");
    expect(paged.conversations.find(({ id }) => id === "a")?.lastActivityAt).toBe("1");
    expect(paged.cursor).toBeNull();
  });
});
