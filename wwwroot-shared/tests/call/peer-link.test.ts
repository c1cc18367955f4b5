import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PeerLink, type LinkSignal, type LinkState, type Tracks } from "../../src/call/peer-link";
import { fakeBrowser, FakeTrack } from "./fakes/media";
import { FakeNetwork, type FakePeerConnection } from "./fakes/peer-connection";

let network: FakeNetwork;

beforeEach(() => {
  fakeBrowser();
  begin();
});

afterEach(() => void vi.unstubAllGlobals());

function begin(): void {
  network = new FakeNetwork();
  vi.stubGlobal("RTCPeerConnection", network.RTCPeerConnection);
}

class Side {
  readonly sent: LinkSignal[] = [];
  readonly states: LinkState[] = [];
  readonly streams: { getTracks(): FakeTrack[] }[] = [];
  readonly tracks = { audio: new FakeTrack("audio"), camera: new FakeTrack("video"), screen: null };
  readonly link: PeerLink;

  constructor(polite: boolean) {
    this.link = new PeerLink({
      polite,
      iceServers: [],
      tracks: () => this.tracks as unknown as Tracks,
      send: (signal) => this.sent.push(structuredClone(signal)),
      onState: (state) => this.states.push(state),
      onStreams: (...streams) => this.streams.push(...(streams as unknown as { getTracks(): FakeTrack[] }[])),
      onSenders: () => {},
    });
  }

  get pc(): FakePeerConnection {
    return (this.link as unknown as { _pc: FakePeerConnection })._pc;
  }
}

const ticks = async (count: number) => {
  for (let i = 0; i < count; i++) await Promise.resolve();
};

/** Delivers until nobody has anything to say. */
async function drain(a: Side, b: Side): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await ticks(30);
    const [toB, toA] = [a.sent.shift(), b.sent.shift()];
    if (toB) b.link.receive(toB);
    if (toA) a.link.receive(toA);
    quiet = toA || toB ? 0 : quiet + 1;
  }
}

async function talking(): Promise<[Side, Side]> {
  const [impolite, polite] = [new Side(false), new Side(true)];
  polite.link.begin();
  impolite.link.begin();
  await drain(impolite, polite);
  return [impolite, polite];
}

describe("a peer link", () => {
  it("brings three m-lines, both ways, in one round", async () => {
    const [impolite, polite] = await talking();
    for (const { pc, states } of [impolite, polite]) {
      expect(pc.getTransceivers().map(({ receiver, direction, mid }) => [receiver.track.kind, direction, mid])).toEqual([
        ["audio", "sendrecv", "0"],
        ["video", "sendrecv", "1"],
        ["video", "sendrecv", "2"],
      ]);
      expect(pc.signalingState).toBe("stable");
      expect(states.at(-1)).toBe("connected");
      expect(pc.candidates.length).toBeGreaterThan(0);
    }
  });

  it("sends what there is, and shows the other's sound and picture in one stream, its screen in another", async () => {
    const sides = await talking();
    for (const { pc, tracks, streams } of sides) {
      expect(pc.getTransceivers().map(({ sender }) => sender.track)).toEqual([tracks.audio, tracks.camera, null]);
      expect(streams.map((stream) => stream.getTracks())).toEqual([pc.getTransceivers().slice(0, 2), pc.getTransceivers().slice(2)].map((some) => some.map(({ receiver }) => receiver.track)));
    }
  });

  it("changes what it sends without a word to the other side", async () => {
    const [impolite, polite] = await talking();
    const screen = new FakeTrack("video");
    await impolite.link.put("screen", screen as unknown as MediaStreamTrack);
    await polite.link.put("camera", null);
    await drain(impolite, polite);
    expect(impolite.pc.getTransceivers()[2]!.sender.track).toBe(screen);
    expect(polite.pc.getTransceivers()[1]!.sender.track).toBeNull();
    expect([impolite.sent, polite.sent]).toEqual([[], []]);
  });

  it("restarts from either side", async () => {
    const [impolite, polite] = await talking();
    for (const side of [impolite, polite]) {
      const before = side.pc.localDescription!.sdp;
      side.link.restart([{ urls: "turn:example.test" }]);
      await drain(impolite, polite);
      expect(side.pc.localDescription!.sdp).not.toBe(before);
      expect(side.pc.getConfiguration().iceServers).toEqual([{ urls: "turn:example.test" }]);
      expect(network.otherOf(impolite.pc)).toBe(polite.pc);
    }
  });

  it("begins nothing on the polite side: neither an offer nor a restart, before the other has offered", async () => {
    const polite = new Side(true);
    polite.link.begin();
    polite.link.restart([]);
    await ticks(30);
    expect(polite.sent).toEqual([]);
  });

  it("keeps candidates until the description is there", async () => {
    const [impolite, polite] = [new Side(false), new Side(true)];
    impolite.link.begin();
    await ticks(30);
    const [first, ...others] = impolite.sent.splice(0);
    for (const signal of others) polite.link.receive(signal);
    await ticks(30);
    polite.link.receive(first!);
    await drain(impolite, polite);
    expect(polite.pc.candidates).toHaveLength(others.length);
    expect(polite.link.dropped).toBe(0);
  });

  it("drops and counts what is malformed, and goes on", async () => {
    const [impolite, polite] = await talking();
    const bad: unknown[] = [
      { description: { type: "offer", sdp: "what?" } },
      { description: { type: "rollback", sdp: "" } },
      { description: { type: "offer" } },
      { description: { type: "offer", sdp: "v=fake" + "x".repeat(70_000) } },
      { candidate: { candidate: "x", usernameFragment: "nobody's" } },
    ];
    for (const signal of bad) polite.link.receive(signal as LinkSignal);
    await ticks(60);
    expect(polite.link.dropped).toBe(bad.length);
    impolite.link.restart([]);
    await drain(impolite, polite);
    expect(network.otherOf(impolite.pc)).toBe(polite.pc);
  });

  it("takes an offer and an answer twice, as a lost connection makes them come", async () => {
    const [impolite, polite] = [new Side(false), new Side(true)];
    const twice = (from: Side, to: Side) => {
      for (const signal of from.sent.splice(0)) {
        to.link.receive(signal);
        to.link.receive(signal);
      }
    };
    impolite.link.begin();
    for (let i = 0; i < 6; i++) {
      await ticks(30);
      twice(impolite, polite);
      await ticks(30);
      twice(polite, impolite);
    }
    expect(network.otherOf(impolite.pc)).toBe(polite.pc);
    expect(impolite.link.dropped + polite.link.dropped).toBe(0);
  });

  it("says an offer again that was lost: when it restarts, and when the other offers against it", async () => {
    for (const again of [(one: Side) => one.link.restart([]), () => {}]) {
      const [impolite, polite] = await talking();
      impolite.link.restart([]);
      await ticks(60);
      impolite.sent.splice(0);
      polite.link.restart([]);
      again(impolite);
      await drain(impolite, polite);
      expect(network.otherOf(impolite.pc)).toBe(polite.pc);
      expect(impolite.link.state).toBe("connected");
    }
  });

  it("repeats an offer that is not answered, and nothing else", async () => {
    const [impolite] = await talking();
    expect(impolite.link.repeat()).toBe(false);
    impolite.link.restart([]);
    await ticks(60);
    const first = impolite.sent.find(({ description }) => description);
    impolite.sent.splice(0);
    impolite.link.restart([]);
    expect(impolite.sent).toEqual([first]);
  });

  it("is quiet once closed", async () => {
    const [impolite, polite] = await talking();
    impolite.link.close();
    impolite.link.receive({ description: { type: "offer", sdp: "v=fake" } });
    impolite.link.restart([]);
    await ticks(30);
    expect(impolite.link.state).toBe("closed");
    expect(impolite.link.dropped).toBe(0);
    expect(impolite.sent).toEqual([]);
    polite.link.close();
    expect(network.open).toEqual([]);
  });

  it("agrees in the end, whoever restarts when and however late each signal comes", async () => {
    const act = fc.constantFrom("toA", "toB", "restartA", "restartB");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(act, fc.integer({ min: 0, max: 12 })), { maxLength: 40 }), async (acts) => {
        begin();
        const [a, b] = [new Side(false), new Side(true)];
        b.link.begin();
        a.link.begin();
        for (const [what, pause] of acts) {
          if (what === "restartA") a.link.restart([]);
          if (what === "restartB") b.link.restart([]);
          const [from, to] = what === "toA" ? [b, a] : [a, b];
          const signal = what.startsWith("to") ? from.sent.shift() : undefined;
          if (signal) to.link.receive(signal);
          await ticks(pause);
        }
        await drain(a, b);
        for (const { pc, link } of [a, b]) {
          expect(pc.signalingState).toBe("stable");
          expect(link.state).toBe("connected");
          expect(pc.getTransceivers()).toHaveLength(3);
        }
        expect(network.otherOf(a.pc)).toBe(b.pc);
        expect(a.link.dropped + b.link.dropped).toBe(0);
      }),
      { numRuns: 400 },
    );
  });
});
