// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { announceLeaving } from "../../src/interop/leaving";
import { attach, type Composer } from "../../src/modules/composer";
import { FakeDotNet } from "./fake-dot-net";

describe("the portal's composer", () => {
  let area: HTMLTextAreaElement;
  let dotNet: FakeDotNet;
  let composer: Composer;
  const put = vi.fn(async () => new Response());

  const type = (text: string) => {
    area.value = text;
    area.dispatchEvent(new Event("input"));
  };
  const press = (init: KeyboardEventInit) => {
    const event = new KeyboardEvent("keydown", { cancelable: true, bubbles: true, ...init });
    area.dispatchEvent(event);
    return event;
  };

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("fetch", put);
    put.mockClear();
    document.body.innerHTML = "<form><textarea></textarea><button>Send</button></form>";
    area = document.querySelector("textarea")!;
    dotNet = new FakeDotNet();
    dotNet.answers.set("OnSend", true);
    composer = attach(area, dotNet, { draftUrl: "/drafts/1", draftHeader: ["X-Token", "t"] });
  });

  afterEach(() => {
    composer.dispose();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("sends on Enter and empties the field", async () => {
    type("Please come at two.");
    expect(press({ key: "Enter" }).defaultPrevented).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(dotNet.of("OnSend")).toEqual([["Please come at two."]]);
    expect(area.value).toBe("");
  });

  it("sends by the form's button as well", async () => {
    type("Yes.");
    area.form!.dispatchEvent(new Event("submit", { cancelable: true }));
    await vi.advanceTimersByTimeAsync(0);
    expect(dotNet.of("OnSend")).toEqual([["Yes."]]);
  });

  it("leaves the line break to the text area on Shift+Enter", () => {
    type("one");
    expect(press({ key: "Enter", shiftKey: true }).defaultPrevented).toBe(false);
    expect(dotNet.of("OnSend")).toEqual([]);
  });

  it("sends no white space", async () => {
    type("  \n ");
    press({ key: "Enter" });
    await vi.advanceTimersByTimeAsync(0);
    expect(dotNet.of("OnSend")).toEqual([]);
  });

  it("sends once, however often Enter is pressed before the answer", async () => {
    type("once");
    press({ key: "Enter" });
    press({ key: "Enter" });
    await vi.advanceTimersByTimeAsync(0);
    expect(dotNet.of("OnSend")).toHaveLength(1);
  });

  it("keeps what is typed while the answer is on its way", async () => {
    type("first");
    press({ key: "Enter" });
    area.value = "first and more";
    await vi.advanceTimersByTimeAsync(0);
    expect(area.value).toBe(" and more");
  });

  it("keeps the text when the component does not take it", async () => {
    dotNet.answers.set("OnSend", false);
    type("to a closed conversation");
    press({ key: "Enter" });
    await vi.advanceTimersByTimeAsync(0);
    expect(area.value).toBe("to a closed conversation");
  });

  it("keeps the text when the circuit is lost, and hands the draft over once it is back", async () => {
    dotNet.state = "lost";
    type("typed in a tunnel");
    press({ key: "Enter" });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(area.value).toBe("typed in a tunnel");
    dotNet.state = "live";
    await vi.advanceTimersByTimeAsync(5_000);
    expect(dotNet.of("OnDraft")).toEqual([["typed in a tunnel"]]);
  });

  it("keeps the draft on the server a moment after the last key, not at every key", async () => {
    type("a");
    await vi.advanceTimersByTimeAsync(300);
    type("ab");
    await vi.advanceTimersByTimeAsync(300);
    expect(dotNet.of("OnDraft")).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(dotNet.of("OnDraft")).toEqual([["ab"]]);
  });

  it("takes an unsaved text to the server before the page reloads by itself", async () => {
    dotNet.state = "lost";
    type("not lost");
    await announceLeaving();
    expect(put).toHaveBeenCalledExactlyOnceWith("/drafts/1", {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-Token": "t" },
      body: '{"text":"not lost"}',
      keepalive: true,
    });
  });

  it("takes an unsaved text to the server when the page goes, and nothing when all is saved", async () => {
    window.dispatchEvent(new Event("pagehide"));
    expect(put).not.toHaveBeenCalled();
    type("closing the window");
    window.dispatchEvent(new Event("pagehide"));
    expect(put).toHaveBeenCalledOnce();
  });

  it("hands over what is not saved yet when it is disposed of", async () => {
    type("going to another conversation");
    expect(composer.dispose()).toBe("going to another conversation");
    await vi.advanceTimersByTimeAsync(1_000);
    composer = attach(area, dotNet);
    expect(composer.dispose()).toBeNull();
  });

  it("does not write over what was typed already when a draft comes in late", () => {
    type("mine");
    composer.restore("older");
    expect(area.value).toBe("mine");
  });

  it("says that somebody types at most every three seconds, and that it is over", async () => {
    type("a");
    await vi.advanceTimersByTimeAsync(1_000);
    type("ab");
    area.dispatchEvent(new Event("blur"));
    expect(dotNet.of("OnTyping")).toEqual([[true], [false]]);
  });
});
