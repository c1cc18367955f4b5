import { describe, expect, it } from "vitest";
import { firstDivisor, isSent, limit } from "../../src/call/sending";
import { FakeSender } from "./fakes/peer-connection";

const encodingOf = async (slot: "audio" | "camera" | "screen", mode: "full" | "low" | "audio", sender = new FakeSender()) => {
  expect(await limit(sender as unknown as RTCRtpSender, slot, mode)).toBe(true);
  return sender.parameters.encodings[0] as RTCRtpEncodingParameters;
};

describe("what a sender may use", () => {
  it("puts the sound before every picture", async () => {
    expect(await encodingOf("audio", "full")).toMatchObject({ priority: "high", networkPriority: "high", active: true });
    for (const slot of ["camera", "screen"] as const) expect(["high"]).not.toContain((await encodingOf(slot, "full")).priority);
  });

  it("leaves the sound its floor in every mode", async () => {
    for (const mode of ["full", "low", "audio"] as const) expect((await encodingOf("audio", mode)).maxBitrate).toBeGreaterThanOrEqual(24_000);
  });

  it("fits sound and a small picture into 150 kbit/s in low mode", async () => {
    const [sound, picture] = [await encodingOf("audio", "low"), await encodingOf("camera", "low")];
    expect(sound.maxBitrate! + picture.maxBitrate!).toBeLessThan(150_000);
    expect(picture).toMatchObject({ scaleResolutionDownBy: 4, maxFramerate: 12 });
  });

  it("sends no picture in a call by sound", () => {
    expect([isSent("audio", "audio"), isSent("camera", "audio"), isSent("screen", "audio")]).toEqual([true, false, false]);
    expect([isSent("camera", "low"), isSent("screen", "low")]).toEqual([true, true]);
  });

  it("comes back whole from low mode", async () => {
    const sender = new FakeSender();
    await encodingOf("camera", "low", sender);
    expect(await encodingOf("camera", "full", sender)).toMatchObject({ scaleResolutionDownBy: 1, maxFramerate: 30, maxBitrate: 1_200_000 });
  });

  it("begins with a smaller picture, and with the whole screen", async () => {
    const [camera, screen] = [new FakeSender(), new FakeSender()];
    await limit(camera as unknown as RTCRtpSender, "camera", "full", firstDivisor);
    await limit(screen as unknown as RTCRtpSender, "screen", "full", firstDivisor);
    expect([camera, screen].map(({ parameters }) => parameters.encodings[0])).toMatchObject([{ scaleResolutionDownBy: 2 }, { maxFramerate: 15 }]);
    expect(screen.parameters.encodings[0]).not.toHaveProperty("scaleResolutionDownBy");
    expect(await encodingOf("camera", "full", camera)).toMatchObject({ scaleResolutionDownBy: 1 });
    await limit(camera as unknown as RTCRtpSender, "camera", "low", firstDivisor);
    expect(camera.parameters.encodings[0]).toMatchObject({ scaleResolutionDownBy: 4 });
  });

  it("keeps a screen sharp and a face moving", async () => {
    const [screen, camera] = [new FakeSender(), new FakeSender()];
    await encodingOf("screen", "full", screen);
    await encodingOf("camera", "full", camera);
    expect([screen.parameters.degradationPreference, camera.parameters.degradationPreference]).toEqual(["maintain-resolution", "balanced"]);
  });

  it("asks for the ceiling alone where a browser refuses the rest", async () => {
    const sender = new FakeSender();
    const set = sender.setParameters.bind(sender);
    sender.setParameters = async (parameters) => {
      if ("networkPriority" in parameters.encodings[0]!) throw new TypeError();
      await set(parameters);
    };
    expect(await encodingOf("camera", "full", sender)).toEqual({ maxBitrate: 1_200_000 });
  });

  it("says so where a browser refuses everything, and gives encodings to one that has none", async () => {
    const sender = new FakeSender();
    sender.parameters.encodings = [];
    expect((await encodingOf("audio", "full", sender)).maxBitrate).toBe(40_000);
    sender.setParameters = () => Promise.reject(new TypeError());
    expect(await limit(sender as unknown as RTCRtpSender, "audio", "full")).toBe(false);
  });
});
