import { describe, expect, it } from "vitest";
import type { CallState } from "../../src/call";
import { noticesOf, qualityWords, spoken, stageWords } from "../../src/visit/call-words";
import { tongue } from "../../src/visit/words";
import { connectedCall, FakeCall, noorHere } from "../fakes/fake-call";

const t = tongue("en");
const name = "Noor Haddad";
const texts = (call: FakeCall, telephone?: string) => noticesOf(call.state.value, name, telephone, t).map(({ text }) => text);

describe("where there is no picture yet", () => {
  const cases: [Partial<CallState>, string | null][] = [
    [{ phase: "acquiring" }, "Allow camera and microphone, if the browser asks."],
    [{ phase: "joining" }, "Going in…"],
    [{ phase: "connecting", other: null }, "Noor Haddad is not here yet."],
    [{ phase: "connecting", other: noorHere }, "Connecting you with Noor Haddad…"],
    [{ phase: "connecting", other: null, otherLeft: "left" }, "Noor Haddad has left the call."],
    [{ phase: "connecting", other: null, otherLeft: "lost" }, "Noor Haddad has lost the connection. Please wait."],
    [{ phase: "connected", other: noorHere }, null],
    [{ phase: "recovering", other: noorHere }, null],
  ];
  it.each(cases)("%o", (patch, words) => {
    const call = new FakeCall();
    call.set(patch);
    expect(stageWords(call.state.value, name, t)).toBe(words);
  });
});

describe("the recovery ladder", () => {
  const steps: [CallState["self"]["step"], string][] = [
    ["waiting", "Your connection is weak: waiting for it to come back."],
    ["restarting", "Your connection is weak: trying again (2 of 3)."],
    ["rebuilding", "Your connection is weak: connecting anew."],
    ["audioOnly", "Your connection is weak: trying with sound only."],
    ["rejoining", "Your connection is weak: joining again."],
    ["frozen", "Nothing is arriving: trying again."],
  ];
  it.each(steps)("says %s of this side in plain words, with a way to try at once", (step, words) => {
    const call = connectedCall();
    call.set({ phase: "recovering" });
    call.self({ step, restarts: 2 });
    expect(noticesOf(call.state.value, name, undefined, t)).toEqual([{ tone: "warn", text: words, act: "retry" }]);
  });

  it.each(["waiting", "restarting", "rebuilding", "rejoining", "failed"] as const)("says of the other's %s that it is reconnecting", (step) => {
    const call = connectedCall();
    call.other({ step });
    expect(texts(call)).toEqual(["Noor Haddad is reconnecting."]);
  });

  it.each(["steady", "low", "audioOnly"] as const)("says nothing of the other's %s: it is no trouble", (step) => {
    const call = connectedCall();
    call.other({ step });
    expect(texts(call)).toEqual([]);
  });

  it("does not blame the other while this side falls", () => {
    const call = connectedCall();
    call.set({ phase: "recovering" });
    call.self({ step: "waiting" });
    call.other({ step: "restarting" });
    expect(texts(call)).toEqual(["Your connection is weak: waiting for it to come back."]);
  });

  it("gives the telephone once the quick ways have failed, and not before", () => {
    const call = connectedCall();
    call.set({ phase: "recovering" });
    call.self({ step: "restarting", restarts: 3 });
    expect(texts(call, "+1 555 0100")).toHaveLength(1);
    call.self({ step: "rebuilding" });
    expect(texts(call, "+1 555 0100")).toContain("If nothing else works, call +1 555 0100.");
    call.set({ phase: "failed", troubles: [{ kind: "network", code: "noRelay" }] });
    call.self({ step: "failed" });
    expect(texts(call, "+1 555 0100")).toEqual([
      "There is no connection. It is tried again every half minute.",
      "If nothing else works, call +1 555 0100.",
      "Some networks let no calls through to this portal.",
    ]);
  });
});

describe("what is in the way", () => {
  it("of sound: a tap is offered", () => {
    const call = connectedCall();
    call.set({ troubles: [{ kind: "playback", code: "blocked" }] });
    expect(noticesOf(call.state.value, name, undefined, t)).toEqual([{ tone: "warn", text: "The browser plays no sound until you tap.", act: "play" }]);
  });

  it("of a microphone that was taken: both sides are told", () => {
    const call = connectedCall();
    call.self({ step: "interrupted" });
    expect(noticesOf(call.state.value, name, undefined, t)[0]).toMatchObject({ act: "goOn", tone: "danger" });
    call.self({ step: "steady" });
    call.other({ step: "interrupted" });
    expect(texts(call)).toEqual(["Noor Haddad was interrupted, by a phone call perhaps."]);
  });

  it.each(["denied", "none", "inUse", "insecure", "unsupported", "other"] as const)("of the camera (%s): what to do, and that the visit goes on without", (code) => {
    const call = connectedCall();
    call.set({ troubles: [{ kind: "camera", code }] });
    const [notice] = noticesOf(call.state.value, name, undefined, t);
    expect(notice!.text).toMatch(/^Camera: .+ The visit works without a picture\.$/);
    expect(notice!.act).toBe("camera");
  });

  it("of sharing the screen: nothing where the person changed the mind, words where it failed", () => {
    const call = connectedCall();
    call.set({ troubles: [{ kind: "screen", code: "denied" }] });
    expect(texts(call)).toEqual([]);
    call.set({ troubles: [{ kind: "screen", code: "unsupported" }] });
    expect(texts(call)).toHaveLength(1);
  });

  it("of a chosen sound-only call: nothing, it only says so", () => {
    const call = connectedCall();
    call.set({ mode: "audio" });
    call.self({ step: "audioOnly" });
    expect(noticesOf(call.state.value, name, undefined, t)).toEqual([{ tone: "info", text: "Sound only, to keep the call going." }]);
  });

  it("of a picture, by a slow network: less data is offered, or said to be in use", () => {
    const call = connectedCall();
    call.set({ lowBandwidth: "offered" });
    expect(noticesOf(call.state.value, name, undefined, t)[0]!.act).toBe("low");
    call.set({ lowBandwidth: "on", mode: "low" });
    expect(texts(call)).toEqual(["Slow network: the picture is small, so that the sound stays clear."]);
  });
});

it("says the quality in words, each its own", () => {
  const call = connectedCall();
  const words = (["good", "fair", "poor", "none"] as const).map((quality) => {
    call.set({ quality });
    return qualityWords(call.state.value, t);
  });
  expect(words).toEqual(["Good connection", "Fair connection", "Weak connection", "No connection"]);
});

it("tells a screen reader who is there, who is muted and who shares", () => {
  const call = connectedCall({ ...noorHere, media: { audio: false, video: true, screen: true } });
  expect(spoken(call.state.value, name, undefined, t)).toEqual(["You are connected with Noor Haddad.", "Noor Haddad is muted", "Noor Haddad is sharing the screen"]);
});
