import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PortalError } from "../../src/sdk/problem";
import { Signalling, type VideoPush } from "../../src/call/signalling";
import type { Joined } from "../../src/call/wire";
import { FakeRoom, type Person } from "./fakes/room";

let room: FakeRoom;
const all: Signalling[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  room = new FakeRoom();
});

afterEach(() => {
  for (const one of all.splice(0)) one.stop();
  vi.useRealTimers();
});

function joining(who: Person, more: object = {}) {
  const joins: { joined: Joined; resumed: boolean }[] = [];
  const pushes: VideoPush[] = [];
  const refused = vi.fn();
  const lost = vi.fn();
  const signalling = new Signalling({
    ...room.connection(who),
    onJoined: (joined, _, resumed) => joins.push({ joined, resumed }),
    onPush: (push) => pushes.push(push),
    onLost: lost,
    onRefused: refused,
    ...more,
  });
  all.push(signalling);
  signalling.start();
  return { signalling, joins, pushes, refused, lost };
}

const wait = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const description = (n: number) => ({ attempt: 0, description: { type: "offer" as const, sdp: `v=${n}` } });

describe("signalling", () => {
  it("proves who is there, then joins with a fresh ticket", async () => {
    const { joins } = joining("patient");
    await wait();
    expect(room.calls.map(({ what }) => what).sort()).toEqual(["Authenticate", "Join", "POST visits/visit-1/join"]);
    expect(joins).toMatchObject([{ resumed: false, joined: { peers: [] } }]);
  });

  it("says nothing of who is there where the cookie does", async () => {
    const { joins } = joining("clinician", room.connection("clinician", { cookie: true }));
    await wait();
    expect(joins).toHaveLength(1);
    expect(room.count("Authenticate")).toBe(0);
  });

  it("resumes as the same participant, with another ticket, and says again what it sends and where it stands", async () => {
    const { signalling, joins, lost } = joining("patient");
    await wait();
    signalling.media({ audio: true, video: false, screen: false });
    signalling.step("waiting");
    room.of("patient")!.hub!.cut();
    await wait();
    expect(lost).toHaveBeenCalledOnce();
    const before = room.calls.length;
    await wait(5_000);
    expect(joins.map(({ resumed }) => resumed)).toEqual([false, true]);
    expect(joins[1]!.joined.self).toBe(joins[0]!.joined.self);
    const again = room.calls.slice(before).map(({ what }) => what);
    expect(again).toEqual(expect.arrayContaining(["Resume", "Media", "Step"]));
    const tickets = room.calls.filter(({ what }) => what === "Join" || what === "Resume").map(({ args }) => args[0]);
    expect(new Set(tickets).size).toBe(2);
  });

  it("keeps signals in order over a loss, and sends again what was not answered", async () => {
    const [patient, clinician] = [joining("patient"), joining("clinician")];
    await wait();
    const to = clinician.joins[0]!.joined.self;
    patient.signalling.signal(to, description(1));
    await wait();
    // Sent, and not answered: nobody knows whether it came.
    room.unreachable = true;
    patient.signalling.signal(to, description(2));
    patient.signalling.signal(to, description(3));
    await wait(7_000);
    patient.signalling.signal(to, description(4));
    room.unreachable = false;
    await wait(20_000);
    const came = clinician.pushes.filter(({ name }) => name === "signal").map(({ push }) => (push as { description: { sdp: string } }).description.sdp);
    expect(came).toEqual(["v=1", "v=2", "v=3", "v=4"]);
    await wait(20_000);
    expect(clinician.pushes.filter(({ name }) => name === "signal")).toHaveLength(4);
  });

  it("forgets what was for somebody who is gone, or from a place in the room that is lost", async () => {
    const [patient, clinician] = [joining("patient"), joining("clinician")];
    await wait();
    room.unreachable = true;
    patient.signalling.signal(clinician.joins[0]!.joined.self, description(1));
    patient.signalling.signal("nobody", description(2));
    patient.signalling.drop("nobody");
    await wait(60_000);
    room.unreachable = false;
    const before = room.calls.length;
    await wait(20_000);
    expect(patient.joins.at(-1)!.resumed).toBe(false);
    expect(room.calls.slice(before).filter(({ what }) => what === "Signal")).toEqual([]);
  });

  it("hands on what came together with the room's answer, after it", async () => {
    const clinician = joining("clinician");
    await wait();
    const order: string[] = [];
    joining("patient", { onJoined: () => order.push("joined"), onPush: ({ name }: VideoPush) => order.push(name) });
    room.handle = new Proxy(room.handle, {
      apply(handle, self: FakeRoom, args: Parameters<FakeRoom["handle"]>) {
        const answer = Reflect.apply(handle, self, args) as unknown;
        if (args[1] === "Join") args[0].deliver("media", { from: clinician.joins[0]!.joined.self, audio: true, video: true, screen: false });
        return answer;
      },
    });
    await wait();
    expect(order).toEqual(["joined", "media"]);
  });

  it("joins as another where it is told to", async () => {
    const { signalling, joins } = joining("patient");
    await wait();
    signalling.rejoin();
    await wait(3_000);
    expect(joins.map(({ resumed }) => resumed)).toEqual([false, false]);
    expect(joins[1]!.joined.self).not.toBe(joins[0]!.joined.self);
    expect(room.participants.size).toBe(1);
  });

  it("comes back within its lease, whatever the pause of before", async () => {
    const { joins } = joining("patient");
    await wait();
    for (let i = 0; i < 6; i++) {
      room.of("patient")!.hub!.cut();
      await wait(5_000);
    }
    expect(joins.map(({ resumed }) => resumed)).toEqual([false, true, true, true, true, true, true]);
  });

  it("ends where the portal says no for good, and goes on where it only cannot", async () => {
    room.refuseJoin = new PortalError("not-ready");
    const { refused, joins } = joining("patient");
    await wait(10_000);
    expect(refused).not.toHaveBeenCalled();
    room.refuseJoin = new PortalError("refused", "not-admitted");
    await wait(10_000);
    expect(refused).toHaveBeenCalledOnce();
    expect(refused.mock.calls[0]![0]).toMatchObject({ problem: "refused", reason: "not-admitted" });
    room.refuseJoin = null;
    await wait(60_000);
    expect(joins).toEqual([]);
  });

  it("waits as long as the portal asks", async () => {
    room.refuseJoin = new PortalError("rate-limited", null, 30_000);
    joining("patient");
    await wait(29_000);
    expect(room.count("POST visits/visit-1/join")).toBe(1);
    await wait(2_000);
    expect(room.count("POST visits/visit-1/join")).toBe(2);
  });

  it("does not end a call that runs because a clinician's sign-in ended: that is the screen's to say", async () => {
    const { refused, joins } = joining("clinician", room.connection("clinician", { cookie: true }));
    await wait();
    room.refuseJoin = new PortalError("unauthorized");
    room.of("clinician")!.hub!.cut();
    await wait(15_000);
    expect(refused).not.toHaveBeenCalled();
    room.refuseJoin = null;
    await wait(5_000);
    expect(joins.at(-1)!.resumed).toBe(true);
  });

  it("says goodbye, and is then quiet", async () => {
    const { signalling } = joining("patient");
    await wait();
    void signalling.leave();
    await wait();
    expect(room.count("Leave")).toBe(1);
    expect(room.participants.size).toBe(0);
    const before = room.calls.length;
    signalling.signal("x", description(1));
    signalling.step("steady");
    await wait(60_000);
    expect(room.calls.length).toBe(before);
    expect(vi.getTimerCount()).toBe(0);
  });
});
