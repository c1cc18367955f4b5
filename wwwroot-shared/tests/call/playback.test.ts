import { describe, expect, it, vi } from "vitest";
import { Playback } from "../../src/call/playback";

class Element {
  srcObject: unknown = null;
  muted = false;
  autoplay = false;
  playsInline = false;
  play = vi.fn(async () => {});
  setSinkId = vi.fn(async (_: string) => {});
}

function playing() {
  const streams: Record<string, object | null> = { self: {}, other: null };
  const speaker = { id: null as string | null };
  const blocked: boolean[] = [];
  const playback = new Playback<"self" | "other">({
    streamOf: (which) => streams[which] as MediaStream | null,
    isOwn: (which) => which === "self",
    speaker: () => speaker.id,
    onBlocked: (is) => blocked.push(is),
  });
  const show = (which: "self" | "other") => {
    const element = new Element();
    return { element, end: playback.show(element as unknown as HTMLMediaElement, which) };
  };
  return { playback, streams, speaker, blocked, show };
}

const notAllowed = () => Promise.reject(Object.assign(new Error(), { name: "NotAllowedError" }));

describe("playback", () => {
  it("plays a stream as soon as there is one, and follows its changes", () => {
    const { playback, streams, show } = playing();
    const { element } = show("other");
    expect(element.play).not.toHaveBeenCalled();
    streams["other"] = {};
    playback.refresh();
    playback.refresh();
    expect(element.srcObject).toBe(streams["other"]);
    expect(element.play).toHaveBeenCalledOnce();
    expect(element.playsInline).toBe(true);
    streams["other"] = null;
    playback.refresh();
    expect(element.srcObject).toBeNull();
  });

  it("lets nobody hear himself", () => {
    const { show } = playing();
    expect([show("self").element.muted, show("other").element.muted]).toEqual([true, false]);
  });

  it("sounds from the chosen speaker, set once", () => {
    const { playback, speaker, show } = playing();
    const [own, other] = [show("self").element, show("other").element];
    speaker.id = "speaker-2";
    playback.refresh();
    playback.refresh();
    expect(other.setSinkId.mock.calls).toEqual([["speaker-2"]]);
    expect(own.setSinkId).not.toHaveBeenCalled();
  });

  it("says when the browser wants a click first, and plays in it", async () => {
    const { playback, streams, blocked, show } = playing();
    streams["other"] = {};
    const element = new Element();
    element.play.mockImplementation(notAllowed);
    playback.show(element as unknown as HTMLMediaElement, "other");
    await vi.waitFor(() => expect(blocked).toEqual([true]));
    element.play.mockImplementation(async () => {});
    await playback.play();
    expect(blocked).toEqual([true, false]);
    show("other");
  });

  it("takes a change of streams for no refusal", async () => {
    const { playback, streams, blocked } = playing();
    streams["other"] = {};
    const element = new Element();
    element.play.mockImplementation(() => Promise.reject(Object.assign(new Error(), { name: "AbortError" })));
    playback.show(element as unknown as HTMLMediaElement, "other");
    await playback.play();
    expect(blocked).toEqual([false]);
  });

  it("lets an element go, and not one that shows something else by now", () => {
    const { playback, streams, show } = playing();
    streams["other"] = {};
    const { element, end } = show("other");
    playback.show(element as unknown as HTMLMediaElement, "self");
    end();
    expect(element.srcObject).toBe(streams["self"]);
  });
});
