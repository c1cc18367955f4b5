import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PortalError } from "../../src/sdk/problem";
import { FakeCall, following } from "./fakes/call";
import type { FakeTrack } from "./fakes/media";

let call: FakeCall;

beforeEach(() => void (call = new FakeCall()));
afterEach(() => call.end());

describe("a call", () => {
  it("brings two people together, and says who is there and what is sent", async () => {
    const [clinician, patient] = await call.talking();
    for (const [session, other] of [
      [clinician, "patient"],
      [patient, "clinician"],
    ] as const) {
      const state = session.state.value;
      expect(state.phase).toBe("connected");
      expect(state.self.media).toEqual({ audio: true, video: true, screen: false });
      expect(state.other).toMatchObject({ displayName: other, media: { audio: true, video: true, screen: false }, step: "steady" });
      expect(state.other!.stream!.getTracks()).toHaveLength(2);
      expect(state.troubles).toEqual([]);
      expect(state.connectedAt).not.toBeNull();
    }
    expect(call.network.all).toHaveLength(2);
  });

  it("sends a small picture first and the whole one within two seconds of being connected", async () => {
    const divisors = () => call.links.map((pc) => (pc.getTransceivers()[1]!.sender.parameters.encodings[0] as RTCRtpEncodingParameters).scaleResolutionDownBy);
    await call.join("clinician");
    await call.join("patient");
    expect(divisors()).toEqual([2, 2]);
    await call.wait(2_500);
    expect(divisors()).toEqual([1, 1]);
    // A connection made anew begins so again.
    await call.join("patient");
    expect(divisors()).toEqual([2, 2]);
    await call.wait(2_500);
    expect(divisors()).toEqual([1, 1]);
  });

  it("goes through its phases in order", async () => {
    const session = call.session("clinician");
    const phases = following(session, ({ phase }) => phase);
    void session.start();
    await call.wait(1_000);
    expect(phases.at(-1)).toBe("connecting");
    await call.join("patient");
    await call.wait(1_000);
    expect(phases).toEqual(["idle", "acquiring", "joining", "connecting", "connected"]);
  });

  it("is in the room while the browser still asks for the camera, and sends as soon as it may", async () => {
    let allow = () => {};
    call.browser.devices.gate = new Promise((resolve) => (allow = resolve));
    const [clinician, patient] = [call.session("clinician"), call.session("patient")];
    void clinician.start();
    void patient.start();
    await call.wait(2_000);
    expect(call.room.participants.size).toBe(2);
    expect(patient.state.value.self.media.audio).toBe(false);
    allow();
    await call.wait(2_000);
    expect(patient.state.value.self.media).toEqual({ audio: true, video: true, screen: false });
    expect(clinician.state.value.other!.media).toEqual({ audio: true, video: true, screen: false });
    expect(call.links.every((pc) => pc.getTransceivers()[0]!.sender.track?.readyState === "live")).toBe(true);
  });

  it("tells the other side of a muted microphone, a camera that is off, a shared screen, and negotiates nothing for it", async () => {
    const [clinician, patient] = await call.talking();
    const offers = () => call.room.calls.filter(({ what, args }) => what === "Signal" && (args[1] as { description?: object }).description).length;
    const before = offers();
    await patient.setMicrophone(false);
    await call.wait(500);
    expect(clinician.state.value.other!.media).toEqual({ audio: false, video: true, screen: false });
    expect((patient.state.value.self.microphone!.getTracks()[0] as unknown as FakeTrack).enabled).toBe(false);
    await patient.setCamera(false);
    await call.wait(500);
    expect(clinician.state.value.other!.media.video).toBe(false);
    await patient.shareScreen();
    await call.wait(500);
    expect(clinician.state.value.other!.media).toEqual({ audio: false, video: false, screen: true });
    patient.stopSharing();
    await patient.setMicrophone(true);
    await patient.setCamera(true);
    await call.wait(500);
    expect(clinician.state.value.other!.media).toEqual({ audio: true, video: true, screen: false });
    expect(offers()).toBe(before);
  });

  it("lets the camera go when it is off: its light goes out", async () => {
    const [, patient] = await call.talking();
    const track = patient.state.value.self.camera!.getTracks()[0]!;
    await patient.setCamera(false);
    expect(track.readyState).toBe("ended");
    expect(patient.state.value.self.camera).toBeNull();
  });

  it("stops sharing by the browser's own button", async () => {
    const [clinician, patient] = await call.talking();
    await clinician.shareScreen();
    (clinician.state.value.self.screen!.getTracks()[0] as unknown as FakeTrack).end();
    await call.wait(500);
    expect(clinician.state.value.self).toMatchObject({ screen: null, media: { screen: false } });
    expect(patient.state.value.other!.media.screen).toBe(false);
  });

  it("says nothing of a closed dialogue, and what is wrong where there is no sharing at all", async () => {
    const [clinician] = await call.talking();
    call.browser.devices.refuse.screen = "NotAllowedError";
    await clinician.shareScreen();
    expect(clinician.state.value.troubles).toEqual([]);
    call.browser.devices.getDisplayMedia = undefined as never;
    await clinician.shareScreen();
    expect(clinician.state.value.troubles).toEqual([{ kind: "screen", code: "unsupported" }]);
  });

  it("says that there is no TURN server", async () => {
    call.room.iceServers = [];
    const session = await call.join("patient");
    expect(session.state.value.troubles).toEqual([{ kind: "network", code: "noRelay" }]);
  });

  it("reports its quality every five seconds", async () => {
    const [, patient] = await call.talking();
    await call.wait(20_000);
    const samples = call.room.calls.filter(({ what, who }) => what === "Quality" && who === "patient").map(({ args }) => args[0]);
    expect(samples.length).toBeGreaterThanOrEqual(4);
    expect(samples.length).toBeLessThanOrEqual(5);
    expect(samples.at(-1)).toMatchObject({ receivedKbps: 32, audioGapMs: 0, mode: "full", relayed: false });
    expect(Object.keys(samples.at(-1) as object).sort()).toEqual(
      ["audioGapMs", "freezes", "frozenMs", "jitterMs", "lossPercent", "mode", "receivedKbps", "relayed", "roundTripMs", "sentKbps"],
    );
    expect(patient.state.value.quality).toBe("good");
  });

  it("sends no picture in a call by sound alone, and asks the other side for none", async () => {
    const [clinician, patient] = await call.talking();
    patient.audioOnly(true);
    await call.wait(1_000);
    for (const session of [clinician, patient]) expect(session.state.value).toMatchObject({ mode: "audio", phase: "connected", self: { media: { audio: true, video: false } } });
    patient.audioOnly(false);
    await call.wait(1_000);
    for (const session of [clinician, patient]) expect(session.state.value).toMatchObject({ mode: "full", self: { media: { audio: true, video: true } } });
  });

  it("takes low-bandwidth mode when it is asked to, and asks the other side for a small picture too", async () => {
    const [clinician, patient] = await call.talking();
    const cameras = () =>
      [clinician, patient].map((session) => {
        const own = session.state.value.self.camera!.getTracks()[0] as unknown;
        return call.links.find((pc) => pc.getTransceivers()[1]!.sender.track === own)!.getTransceivers()[1]!.sender.parameters.encodings![0];
      });
    patient.setLowBandwidth(true);
    await call.wait(1_000);
    expect(patient.state.value).toMatchObject({ mode: "low", lowBandwidth: "on", self: { step: "low" }, phase: "connected" });
    // It is not asked back, or neither would ever end it.
    expect(clinician.state.value).toMatchObject({ mode: "low", lowBandwidth: "off", self: { step: "steady" }, phase: "connected" });
    expect(cameras()).toMatchObject([{ maxBitrate: 90_000 }, { maxBitrate: 90_000 }]);
    patient.setLowBandwidth(false);
    await call.wait(1_000);
    for (const session of [clinician, patient]) expect(session.state.value).toMatchObject({ mode: "full", self: { step: "steady" } });
    expect(cameras()).toMatchObject([{ maxBitrate: 1_200_000 }, { maxBitrate: 1_200_000 }]);
  });

  it("knows of who is there already what was asked before, also after coming back", async () => {
    const [clinician, patient] = await call.talking();
    patient.setLowBandwidth(true);
    await call.wait(1_000);
    await clinician.hangUp();
    await clinician.start();
    await call.wait(3_000);
    expect(clinician.state.value).toMatchObject({ phase: "connected", mode: "low", other: { step: "low" } });
    expect(patient.state.value.phase).toBe("connected");
  });
});

describe("a bad network", () => {
  it("waits, restarts, and is back", async () => {
    const [clinician, patient] = await call.talking();
    const steps = following(patient, ({ self }) => self.step);
    const seen = following(clinician, ({ other }) => other?.step);
    call.network.cut();
    await call.wait(3_000);
    expect(patient.state.value).toMatchObject({ phase: "recovering", self: { step: "waiting" } });
    await call.wait(3_500);
    // One of them begins, and the other leaves it to that for a while.
    expect([clinician, patient].map((session) => session.state.value.self.step)).toContain("restarting");
    await call.wait(5_000);
    expect([clinician, patient].map((session) => session.state.value.self.step)).toEqual(["restarting", "restarting"]);
    call.network.restore();
    await call.wait(2_000);
    expect(patient.state.value.phase).toBe("connected");
    expect(steps).toEqual(["steady", "waiting", "restarting", "steady"]);
    expect(seen).toEqual(steps);
  });

  it("asks for fresh servers before each restart", async () => {
    await call.talking();
    const before = call.room.count("POST visits/visit-1/join", "clinician");
    call.network.cut();
    await call.wait(22_000);
    const restarts = call.links.flatMap(({ restarts }) => restarts);
    expect(Math.max(...restarts)).toBe(3);
    expect(call.room.count("POST visits/visit-1/join", "clinician") - before).toBe(3);
  });

  it("climbs to the end where nothing helps: a new connection, sound alone, a new place in the room, and says that it failed", async () => {
    const [, patient] = await call.talking();
    const phases = following(patient, ({ phase }) => phase);
    call.network.cut();
    await call.wait(90_000);
    expect(phases).toContain("failed");
    expect(call.network.all.length).toBeGreaterThan(4);
    expect(call.room.count("Join")).toBeGreaterThan(2);
    call.network.restore();
    patient.retry();
    await call.wait(60_000);
    expect(patient.state.value.phase).toBe("connected");
  });

  it("goes on over a lost portal: media is not touched, and nobody else notices", async () => {
    const [clinician, patient] = await call.talking();
    const seen = following(clinician, ({ phase, other }) => `${phase} ${other?.step}`);
    call.room.of("patient")!.hub!.cut();
    await call.wait(0);
    expect(patient.state.value).toMatchObject({ phase: "connected", troubles: [{ kind: "signalling", code: "offline" }] });
    await call.wait(3_000);
    expect(patient.state.value.troubles).toEqual([]);
    expect(call.room.count("Resume", "patient")).toBe(1);
    expect(call.network.all).toHaveLength(2);
    expect(new Set(seen)).toEqual(new Set(["connected steady"]));
  });

  it("knows after a lost portal what the other began to send, and asks for, meanwhile", async () => {
    const [clinician, patient] = await call.talking();
    call.room.of("clinician")!.hub!.cut();
    patient.setLowBandwidth(true);
    await patient.setMicrophone(false);
    await call.wait(3_000);
    expect(clinician.state.value).toMatchObject({ phase: "connected", mode: "low", troubles: [], other: { step: "low", media: { audio: false } } });
  });

  it.each(["clinician", "patient"] as const)("comes about although what was said to the %s went into a dead connection", async (who) => {
    const [clinician, patient] = [call.session("clinician"), call.session("patient")];
    call.room.deaf.add(who);
    void clinician.start();
    void patient.start();
    await call.wait(1_000);
    expect(patient.state.value.phase).toBe("connecting");
    call.room.deaf.delete(who);
    call.room.of(who)!.hub!.cut();
    await call.wait(4_000);
    for (const session of [clinician, patient]) expect(session.state.value.phase).toBe("connected");
  });

  it("notices a portal that answers no more, by what it asks anyway", async () => {
    const [, patient] = await call.talking();
    call.room.unreachable = true;
    await call.wait(14_000);
    expect(patient.state.value.troubles).toEqual([{ kind: "signalling", code: "offline" }]);
    expect(patient.state.value.phase).toBe("connected");
  });

  it.each([10_000, 20_000, 40_000])("is back within five seconds of a network that was gone for %i ms", async (ms) => {
    const [clinician, patient] = await call.talking();
    call.cut();
    await call.wait(ms);
    if (ms > 15_000) call.network.forget();
    call.restore();
    await call.wait(5_000);
    for (const session of [clinician, patient]) {
      expect(session.state.value.phase).toBe("connected");
      expect(session.state.value.other!.step).toBe("steady");
    }
  });

  it.each(["clinician", "patient"] as const)("is back within five seconds when the network of one alone (%s) was gone, and what was signalled to it is lost", async (who) => {
    const [clinician, patient] = await call.talking();
    for (const ms of [8_000, 20_000, 40_000]) {
      call.network.cut();
      call.room.cutOff.add(who);
      await call.wait(ms);
      call.network.forget();
      call.network.restore();
      call.room.cutOff.delete(who);
      await call.wait(5_000);
      for (const session of [clinician, patient]) expect([ms, session.state.value.phase]).toEqual([ms, "connected"]);
      await call.wait(30_000);
    }
  });

  it("uses no rung up while the portal is away too, and restarts as soon as it is back", async () => {
    const [clinician, patient] = await call.talking();
    call.room.unreachable = true;
    for (const { hub } of call.room.participants.values()) hub!.cut();
    call.network.cut();
    await call.wait(15_000);
    expect(patient.state.value.self.step).toBe("waiting");
    expect(call.links.map(({ restarts }) => restarts)).toEqual([0, 0]);
    call.network.forget();
    call.restore();
    await call.wait(5_000);
    for (const session of [clinician, patient]) expect(session.state.value.phase).toBe("connected");
    expect(Math.max(...call.links.map(({ restarts }) => restarts))).toBe(1);
  });

  it("restarts at once when the device has another network", async () => {
    const [, patient] = await call.talking();
    const steps = following(patient, ({ self }) => self.step);
    const before = call.links.map((pc) => pc.localDescription!.sdp);
    call.browser.window.dispatchEvent(new Event("online"));
    await call.wait(3_000);
    expect(steps).toEqual(["steady", "restarting", "steady"]);
    for (const pc of call.links) expect(before).not.toContain(pc.localDescription!.sdp);
    expect(patient.state.value.phase).toBe("connected");
  });

  it("sees that a connection is frozen, says so and acts", async () => {
    const [clinician, patient] = await call.talking();
    const steps = following(patient, ({ self }) => self.step);
    const own = call.links.find((pc) => pc.getTransceivers()[0]!.sender.track === (patient.state.value.self.microphone!.getTracks()[0] as unknown))!;
    own.frozen = true;
    await call.wait(6_000);
    expect(steps).toEqual(["steady", "frozen"]);
    expect(own.restarts).toBeGreaterThan(0);
    expect(clinician.state.value.other!.step).toBe("frozen");
    own.frozen = false;
    await call.wait(2_000);
    expect(patient.state.value.self.step).toBe("steady");
  });

  it("builds anew what cannot be mended, on both sides, and counts the attempt", async () => {
    const [clinician, patient] = await call.talking();
    await call.wait(60_000);
    // Whatever happens to these two connections, no way is found between them again.
    for (const pc of call.links) pc.frozen = true;
    await call.wait(90_000);
    for (const session of [clinician, patient]) expect(session.state.value.phase).toBe("connected");
    // What the new one brought is not held against what the old one had brought.
    expect(call.network.all).toHaveLength(4);
    expect(call.links).toHaveLength(2);
    expect(call.room.calls.some(({ what, args }) => what === "Signal" && (args[1] as { attempt: number }).attempt === 1)).toBe(true);
  });
});

describe("coming and going", () => {
  it("ends for whoever hangs up, and the other is told", async () => {
    const [clinician, patient] = await call.talking();
    await patient.hangUp();
    await call.wait(500);
    expect(patient.state.value).toMatchObject({ phase: "ended", over: "left", other: null });
    expect(clinician.state.value).toMatchObject({ phase: "connecting", other: null, otherLeft: "left" });
  });

  it("begins again with whoever comes back", async () => {
    const [clinician, patient] = await call.talking();
    await patient.hangUp();
    await call.wait(500);
    await patient.start();
    await call.wait(3_000);
    for (const session of [clinician, patient]) expect(session.state.value.phase).toBe("connected");
    expect(clinician.state.value.otherLeft).toBeNull();
  });

  it.each(["elsewhere", "removed", "returned", "access"] as const)("is over when the portal takes a person out (%s), and does not come back by itself", async (reason) => {
    const [, patient] = await call.talking();
    const joins = call.room.count("Join", "patient");
    call.room.tell("patient", "removed", { reason });
    await call.wait(60_000);
    expect(patient.state.value).toMatchObject({ phase: "removed", over: reason });
    expect(call.room.count("Join", "patient") + call.room.count("Resume", "patient")).toBe(joins);
  });

  it("is over for all when the visit ends", async () => {
    const [, patient] = await call.talking();
    call.room.tell("patient", "ended", { reason: "ended" });
    await call.wait(500);
    expect(patient.state.value).toMatchObject({ phase: "ended", over: "ended" });
  });

  it("fails with the portal's reason where it lets nobody in, and tries again when asked to", async () => {
    call.room.refuseJoin = new PortalError("refused", "not-admitted");
    const patient = await call.join("patient");
    await call.wait(10_000);
    expect(patient.state.value).toMatchObject({ phase: "failed", over: "not-admitted" });
    expect(call.browser.devices.live).toEqual([]);
    call.room.refuseJoin = null;
    patient.retry();
    await call.wait(2_000);
    expect(patient.state.value.phase).toBe("connecting");
  });

  it("waits for a portal that is not there, without end", async () => {
    call.room.unreachable = true;
    const patient = await call.join("patient");
    await call.wait(120_000);
    expect(patient.state.value.phase).toBe("joining");
    call.room.unreachable = false;
    await call.wait(16_000);
    expect(patient.state.value.phase).toBe("connecting");
  });

  it("tries by way of proxies too, where a socket does not come about", async () => {
    call.room.unreachable = true;
    await call.join("patient");
    await call.wait(60_000);
    expect(call.room.hubs.map(({ directly }) => directly).slice(0, 6)).toEqual([true, true, false, false, true, true]);
  });

  it("meets the other again after its lease ended: as somebody new, in a new connection", async () => {
    const [clinician, patient] = await call.talking();
    const before = clinician.state.value.other!.id;
    call.room.unreachable = true;
    await call.wait(45_000);
    call.room.unreachable = false;
    await call.wait(12_000);
    expect(clinician.state.value.other!.id).not.toBe(before);
    for (const session of [clinician, patient]) expect(session.state.value.phase).toBe("connected");
    expect(call.links).toHaveLength(2);
  });
});

describe("devices in a call", () => {
  it("goes on by sound where there is no camera", async () => {
    call.browser.devices.plugged = call.browser.devices.plugged.filter(({ kind }) => kind !== "videoinput");
    const [clinician, patient] = await call.talking();
    expect(patient.state.value).toMatchObject({ phase: "connected", troubles: [{ kind: "camera", code: "none" }], self: { media: { audio: true, video: false } } });
    expect(clinician.state.value.other!.media.video).toBe(false);
  });

  it("changes the camera without a negotiation", async () => {
    const [, patient] = await call.talking();
    await patient.chooseCamera("cam-2");
    expect(patient.state.value.devices.camera).toBe("cam-2");
    expect(patient.state.value.self.media.video).toBe(true);
    const sent = call.links.map((pc) => pc.getTransceivers()[1]!.sender.track?.deviceId);
    expect(sent).toContain("cam-2");
  });

  it("takes the next microphone when the one in use is pulled out", async () => {
    const [, patient] = await call.talking();
    const steps = following(patient, ({ self }) => self.step);
    call.browser.devices.unplug("mic-1");
    await call.wait(1_000);
    expect(patient.state.value.devices.microphone).toBe("mic-2");
    expect(patient.state.value.self.media.audio).toBe(true);
    expect(steps.at(-1)).toBe("steady");
  });

  it("tells both sides when the system takes the microphone away, and takes it again", async () => {
    const [clinician, patient] = await call.talking();
    const own = patient.state.value.self.microphone!.getTracks()[0] as unknown as FakeTrack;
    own.setMuted(true);
    await call.wait(1_000);
    expect(patient.state.value.self).toMatchObject({ step: "interrupted", media: { audio: false } });
    expect(clinician.state.value.other).toMatchObject({ step: "interrupted", media: { audio: false } });
    await call.wait(3_000);
    expect(patient.state.value.self).toMatchObject({ step: "steady", media: { audio: true } });
    expect(patient.state.value.self.microphone!.getTracks()[0]).not.toBe(own);
    expect(clinician.state.value.other).toMatchObject({ step: "steady", media: { audio: true } });
  });
});

describe("the end of a call", () => {
  it("leaves nothing behind: no capture, no connection, no timer, no listener", async () => {
    const { devices, document, window } = call.browser;
    const [clinician, patient] = await call.talking();
    await clinician.shareScreen();
    await call.wait(12_000);
    expect(devices.live.length).toBe(5);
    expect(devices.listeners + document.listeners + window.listeners).toBeGreaterThan(0);
    await Promise.all([clinician.hangUp(), patient.hangUp()]);
    await call.wait(0);
    expect(devices.live).toEqual([]);
    expect(call.network.open).toEqual([]);
    expect(call.room.participants.size).toBe(0);
    expect(call.room.hubs.filter(({ state }) => state === "open")).toEqual([]);
    expect([devices.listeners, document.listeners, window.listeners]).toEqual([0, 0, 0]);
    expect(vi.getTimerCount()).toBe(0);
    for (const session of [clinician, patient]) expect(session.state.value.self).toMatchObject({ camera: null, microphone: null, screen: null });
  });

  it("leaves nothing behind in the middle of a recovery, or of the browser's question", async () => {
    const [clinician, patient] = await call.talking();
    call.cut();
    await call.wait(17_000);
    await Promise.all([clinician.hangUp(), call.wait(2_000)]);
    void patient.hangUp();
    await call.wait(20_000);
    expect(call.network.open).toEqual([]);
    expect(call.browser.devices.live).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);

    call.restore();
    let allow = () => {};
    call.browser.devices.gate = new Promise((resolve) => (allow = resolve));
    void patient.start();
    await call.wait(1_000);
    void patient.hangUp();
    await call.wait(1_000);
    allow();
    await call.wait(1_000);
    expect(call.browser.devices.given.length).toBeGreaterThan(0);
    expect(call.browser.devices.live).toEqual([]);
  });
});
