import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LinkKeeper } from "../../src/call/link-keeper";
import type { Tracks } from "../../src/call/peer-link";
import type { Signal } from "../../src/call/wire";
import { fakeBrowser } from "./fakes/media";
import { FakeNetwork, type FakePeerConnection } from "./fakes/peer-connection";

let network: FakeNetwork;
let servers: () => Promise<RTCIceServer[]>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  fakeBrowser();
  network = new FakeNetwork();
  vi.stubGlobal("RTCPeerConnection", network.RTCPeerConnection);
  servers = async () => [{ urls: "turn:fresh.example.test" }];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function keeping(polite: boolean) {
  const sent: Signal[] = [];
  const calls: string[] = [];
  const keeper = new LinkKeeper({
    tracks: () => ({ audio: null, camera: null, screen: null }) as Tracks,
    send: (_, signal) => sent.push(signal),
    iceServers: () => servers(),
    rejoin: () => calls.push("rejoin"),
    soundOnly: () => calls.push("soundOnly"),
    onStep: () => {},
    onLink: () => {},
    onStreams: () => {},
    onConnected: () => {},
    onSenders: () => {},
  });
  keeper.meet({ id: "other", personId: "p", kind: "patient", displayName: "", polite, media: { audio: true, video: true, screen: false }, step: "steady" }, [{ urls: "turn:old.example.test" }], false);
  return { keeper, sent, calls };
}

const wait = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const offer = (attempt: number) => ({ from: "other", attempt, description: { type: "offer" as const, sdp: "v=fake ufrag=theirs of=- audio,video,video" } });
const last = (): FakePeerConnection => network.all[network.all.length - 1]!;

/** Lets the ladder climb until it builds anew. */
async function climb(keeper: LinkKeeper): Promise<void> {
  keeper.tell("broken");
  for (let i = 0; i < 60 && network.all.length === 1; i++) {
    await wait(1_000);
    keeper.tell("tick");
  }
}

describe("the link's keeper", () => {
  it("counts each connection that it builds, and says the number with every signal", async () => {
    const { keeper, sent } = keeping(false);
    await wait();
    expect(new Set(sent.map(({ attempt }) => attempt))).toEqual(new Set([0]));
    await climb(keeper);
    await wait();
    expect(network.open).toHaveLength(1);
    expect(sent[sent.length - 1]!.attempt).toBe(1);
    expect(sent.some(({ attempt, description }) => attempt === 1 && description?.type === "offer")).toBe(true);
  });

  it("asks the other side to begin where this one cannot", async () => {
    const { keeper, sent } = keeping(true);
    await climb(keeper);
    expect(network.all).toHaveLength(2);
    expect(sent).toEqual([{ attempt: 1 }]);
  });

  it("follows a higher attempt, also by a signal that says nothing else", async () => {
    const { keeper, sent } = keeping(false);
    keeper.receive({ from: "other", attempt: 3 });
    await wait();
    expect(network.all).toHaveLength(2);
    expect(network.open).toHaveLength(1);
    expect(sent.filter(({ attempt }) => attempt === 3).map(({ description }) => description?.type)).toContain("offer");
    const polite = keeping(true);
    polite.keeper.receive(offer(2));
    await wait();
    expect(polite.sent.find(({ description }) => description)).toMatchObject({ attempt: 2, description: { type: "answer" } });
  });

  it("drops what belongs to an older attempt, and says which one holds", async () => {
    const { keeper, sent } = keeping(true);
    keeper.receive({ from: "other", attempt: 2 });
    const before = network.all.length;
    keeper.receive({ from: "other", attempt: 1, candidate: { candidate: "x" } });
    keeper.receive(offer(1));
    await wait();
    expect(network.all).toHaveLength(before);
    expect(last().signalingState).toBe("stable");
    expect(last().remoteDescription).toBeNull();
    expect(sent).toEqual([{ attempt: 2 }]);
  });

  it("says its offer again to whoever has not heard of the newer attempt", async () => {
    const { keeper, sent } = keeping(false);
    keeper.receive({ from: "other", attempt: 1 });
    await wait();
    sent.splice(0);
    keeper.receive(offer(0));
    expect(sent).toMatchObject([{ attempt: 1, description: { type: "offer" } }]);
  });

  it.each([-1, 1.5, NaN, Infinity, "1", null, undefined])("takes no attempt of %s", async (attempt) => {
    const { keeper } = keeping(true);
    keeper.receive({ ...offer(0), attempt: attempt as number });
    await wait();
    expect(network.all).toHaveLength(1);
    expect(last().remoteDescription).toBeNull();
  });

  it("hears nobody but the other", async () => {
    const { keeper } = keeping(true);
    keeper.receive({ ...offer(0), from: "a stranger" });
    await wait();
    expect(last().remoteDescription).toBeNull();
  });

  it("restarts over servers with fresh credentials, and over the old ones where none are to be had in time", async () => {
    const { keeper } = keeping(true);
    keeper.receive(offer(0));
    await wait();
    keeper.tell("network");
    await wait();
    expect(last().restarts).toBe(1);
    expect(last().getConfiguration().iceServers).toEqual([{ urls: "turn:fresh.example.test" }]);
    servers = () => new Promise(() => {});
    keeper.tell("network");
    await wait(2_900);
    expect(last().restarts).toBe(1);
    await wait(200);
    expect(last().restarts).toBe(2);
  });

  it("does not restart what came back while it asked for servers", async () => {
    const { keeper } = keeping(true);
    keeper.receive(offer(0));
    await wait();
    servers = () => new Promise((resolve) => setTimeout(resolve, 1_000, []));
    keeper.tell("network");
    keeper.tell("flowing");
    await wait(2_000);
    expect(last().restarts).toBe(0);
  });

  it("takes the picture away before it joins anew", async () => {
    const { keeper, calls } = keeping(false);
    keeper.tell("broken");
    for (let i = 0; i < 60; i++) {
      await wait(1_000);
      keeper.tell("tick");
      if (calls.includes("rejoin")) break;
    }
    expect(calls).toEqual(["soundOnly", "rejoin"]);
  });

  it("leaves nothing open when the other is gone, and begins at the bottom with the next", async () => {
    const { keeper } = keeping(false);
    keeper.tell("broken");
    keeper.part(true);
    expect(network.open).toEqual([]);
    expect(keeper.step).toBe("steady");
    await wait(5_000);
    expect(network.open).toEqual([]);
  });
});
