import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PortalError } from "../../src/sdk/problem";
import type { SessionGrant } from "../../src/sdk/protocol";
import { Session } from "../../src/sdk/session";

const minute = 60_000;

describe("a session", () => {
  let given = 0;
  const grant = (): SessionGrant => ({ token: `t${++given}`, expiresAt: "2025-03-03T10:15:00.000Z", personId: "p", conversationId: null });
  const ask = vi.fn<() => Promise<SessionGrant>>();
  const renew = vi.fn<(token: string) => Promise<SessionGrant>>();
  let session: Session;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.resetAllMocks();
    given = 0;
    ask.mockImplementation(async () => grant());
    renew.mockImplementation(async () => grant());
    session = new Session({ ask, renew });
  });

  afterEach(() => {
    session.stop();
    vi.useRealTimers();
  });

  it("is asked of the host once, however many need it at the same time", async () => {
    expect(await Promise.all([session.token(), session.token(), session.token()])).toEqual(["t1", "t1", "t1"]);
    expect(ask).toHaveBeenCalledOnce();
  });

  it("is renewed a minute before its end", async () => {
    await session.token();
    session.endsIn(15 * minute);
    await vi.advanceTimersByTimeAsync(14 * minute - 1);
    expect(renew).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(renew).toHaveBeenCalledExactlyOnceWith("t1");
    expect(await session.token()).toBe("t2");
  });

  it("is renewed when a third of a short life is left", async () => {
    await session.token();
    session.endsIn(minute);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(renew).toHaveBeenCalledOnce();
  });

  it("is renewed once, although timer and server both say so", async () => {
    await session.token();
    await Promise.all([session.renew(), session.renew()]);
    expect(renew).toHaveBeenCalledOnce();
  });

  it("tells of each token, and counts the sessions that the host gave", async () => {
    const told: string[] = [];
    session.onGrant(({ token }) => told.push(token));
    await session.token();
    await session.renew();
    session.refuse("t2");
    await session.token();
    expect(told).toEqual(["t1", "t2", "t3"]);
    expect(session.chain).toBe(2);
  });

  it("is asked of the host again when the server says that it is over", async () => {
    renew.mockRejectedValue(new PortalError("session-expired"));
    await session.token();
    await session.renew();
    expect(ask).toHaveBeenCalledTimes(2);
    expect(await session.token()).toBe("t2");
  });

  it("goes on renewing through a lost network", async () => {
    renew.mockRejectedValueOnce(new PortalError("offline")).mockRejectedValueOnce(new PortalError("not-ready", null, 9_000));
    await session.token();
    const renewed = session.renew();
    await vi.advanceTimersByTimeAsync(20_000);
    await renewed;
    expect(await session.token()).toBe("t2");
    expect(ask).toHaveBeenCalledOnce();
  });

  it("lets a late refusal of an old token not cost the new one", async () => {
    await session.token();
    await session.renew();
    session.refuse("t1");
    expect(await session.token()).toBe("t2");
  });

  it("hands on what the host says, and asks again the next time", async () => {
    ask.mockRejectedValueOnce(new PortalError("unauthorized", "host"));
    await expect(session.token()).rejects.toMatchObject({ problem: "unauthorized", reason: "host" });
    expect(await session.token()).toBe("t1");
  });
});
