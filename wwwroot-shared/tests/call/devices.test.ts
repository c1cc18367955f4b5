import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LocalDevices, type LocalDevicesOptions } from "../../src/call/devices";
import { deviceProblem } from "../../src/call/device-problem";
import { eventually } from "../eventually";
import { fakeBrowser, type FakeDevices } from "./fakes/media";

let devices: FakeDevices;
const opened: LocalDevices[] = [];

beforeEach(() => void ({ devices } = fakeBrowser()));

afterEach(() => {
  for (const local of opened.splice(0)) local.close();
  vi.unstubAllGlobals();
});

async function open(options: LocalDevicesOptions = {}): Promise<LocalDevices> {
  const local = new LocalDevices(options);
  opened.push(local);
  await local.open();
  return local;
}

const troublesOf = (local: LocalDevices) => Object.fromEntries(local.state.value.troubles.map(({ kind, code }) => [kind, code]));

describe("devices", () => {
  it("asks once for both, and lists what there is", async () => {
    const local = await open();
    expect(devices.asked).toEqual(["audio+video"]);
    expect(local.state.value.devices).toEqual({
      microphones: [{ id: "mic-1", label: "Headset" }, { id: "mic-2", label: "Laptop" }],
      cameras: [{ id: "cam-1", label: "Front" }, { id: "cam-2", label: "Desk" }],
      speakers: [{ id: "speaker-1", label: "Headset" }],
      microphone: "mic-1",
      camera: "cam-1",
      speaker: null,
    });
    expect(local.state.value.troubles).toEqual([]);
  });

  it("asks for nothing that is not wanted", async () => {
    await open({ camera: false });
    expect(devices.asked).toEqual(["audio"]);
    await open({ camera: false, microphone: false });
    expect(devices.asked).toEqual(["audio"]);
  });

  it("asks no second time who said no", async () => {
    devices.refuse.audio = devices.refuse.video = "NotAllowedError";
    const local = await open();
    expect(troublesOf(local)).toEqual({ microphone: "denied", camera: "denied" });
    expect(devices.asked).toEqual(["audio+video", "audio"]);
  });

  it.each([
    ["NotFoundError", "none"],
    ["NotReadableError", "inUse"],
    ["AbortError", "inUse"],
    ["NotAllowedError", "denied"],
    ["SomethingNew", "other"],
  ])("goes on by sound where the camera gives %s", async (name, code) => {
    devices.refuse.video = name;
    const local = await open();
    expect(troublesOf(local)).toEqual({ camera: code });
    expect(local.track("audio")?.readyState).toBe("live");
  });

  it("goes on by picture where there is no microphone, and says so", async () => {
    devices.refuse.audio = "NotFoundError";
    const local = await open();
    expect(troublesOf(local)).toEqual({ microphone: "none" });
    expect(local.track("camera")?.readyState).toBe("live");
  });

  it("takes what was chosen before, and the next where that is gone", async () => {
    const local = await open({ ids: { microphone: "mic-2", camera: "gone" } });
    expect(local.state.value.devices.camera).toBe("cam-1");
    expect(local.track("audio")?.readyState).toBe("live");
    expect((await open({ ids: { camera: "cam-2" } })).state.value.devices.camera).toBe("cam-2");
  });

  it("lets the one go before it takes the other", async () => {
    const local = await open();
    const before = local.track("camera")!;
    let stateThen = "";
    const ask = devices.getUserMedia.getMockImplementation()!;
    devices.getUserMedia.mockImplementationOnce((wanted) => {
      stateThen = before.readyState;
      return ask(wanted);
    });
    await local.choose("camera", "cam-2");
    expect(stateThen).toBe("ended");
    expect(local.state.value.devices.camera).toBe("cam-2");
  });

  it("keeps a choice for later where the device is not in use", async () => {
    const local = await open();
    await local.setCamera(false);
    await local.choose("camera", "cam-2");
    expect(local.track("camera")).toBeNull();
    await local.setCamera(true);
    expect(local.state.value.devices.camera).toBe("cam-2");
  });

  it("mutes at once, while the browser still asks about something else", async () => {
    const local = await open();
    devices.gate = new Promise(() => {});
    void local.choose("camera", "cam-2");
    void local.setMicrophone(false);
    expect(local.track("audio")!.enabled).toBe(false);
  });

  it("ends where the person was last, however quickly it changed its mind", async () => {
    const local = await open();
    await Promise.all([false, true, false, true, false].map((on) => local.setCamera(on)));
    expect(local.track("camera")).toBeNull();
    expect(devices.live.filter(({ kind }) => kind === "video")).toEqual([]);
    await Promise.all([true, false, true].map((on) => local.setCamera(on)));
    expect(local.track("camera")?.readyState).toBe("live");
    expect(devices.live.filter(({ kind }) => kind === "video")).toHaveLength(1);
  });

  it("takes what is plugged in when it had nothing", async () => {
    devices.plugged = devices.plugged.filter(({ kind }) => kind !== "videoinput");
    const local = await open();
    expect(troublesOf(local)).toEqual({ camera: "none" });
    devices.plug("videoinput", "cam-3");
    await eventually(() => expect(local.state.value.devices.camera).toBe("cam-3"));
    expect(troublesOf(local)).toEqual({});
  });

  it("says nothing of trouble with what is not wanted any more", async () => {
    devices.refuse.video = "NotReadableError";
    const local = await open();
    await local.setCamera(false);
    expect(troublesOf(local)).toEqual({});
  });

  it("gives back what comes after it was closed", async () => {
    let allow = () => {};
    devices.gate = new Promise((resolve) => (allow = resolve));
    const local = new LocalDevices({});
    const opening = local.open();
    await eventually(() => expect(devices.asked).toHaveLength(1));
    local.close();
    allow();
    await opening;
    expect(devices.given).toHaveLength(2);
    expect(devices.live).toEqual([]);
    expect(devices.listeners).toBe(0);
  });

  it("offers no speakers where the browser lets nobody choose", async () => {
    vi.stubGlobal("HTMLMediaElement", class {});
    expect((await open()).state.value.devices.speakers).toEqual([]);
  });
});

describe("a device's problem", () => {
  it("is a page without HTTPS, or a browser that cannot, before anything else", () => {
    const denied = Object.assign(new Error(), { name: "NotAllowedError" });
    expect(deviceProblem(denied)).toBe("denied");
    vi.stubGlobal("navigator", {});
    expect(deviceProblem(denied)).toBe("unsupported");
    vi.stubGlobal("isSecureContext", false);
    expect(deviceProblem(denied)).toBe("insecure");
  });

  it("is something else where nobody knows", () => {
    for (const error of [null, undefined, "x", new Error(), { name: "constructor" }]) expect(deviceProblem(error)).toBe("other");
  });
});
