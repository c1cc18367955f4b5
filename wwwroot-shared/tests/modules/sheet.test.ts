// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { announceLeaving } from "../../src/interop/leaving";
import { attach, leaveSources, showSources } from "../../src/modules/sheet";
import { FakeDotNet } from "./fake-dot-net";

const options = { draftUrl: "/api/v1/summaries/1/draft", draftHeader: ["X-Portal-Request", "draft"] as [string, string] };
const fetched = vi.fn(async () => new Response());

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", fetched);
  fetched.mockClear();
  document.body.innerHTML = `<div id="sheet" data-revision="7"><input data-field="Topic" value="Wound"><textarea data-field="Plan" data-kind="plan"></textarea></div>`;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const sheet = () => document.getElementById("sheet")!;
const plan = () => document.querySelector("textarea")!;
function type(text: string) {
  plan().value = text;
  plan().dispatchEvent(new Event("input", { bubbles: true }));
}

describe("the fields of a summary", () => {
  it("are handed over a moment after the last key", async () => {
    const dotNet = new FakeDotNet();
    const hold = attach(sheet(), dotNet, options);
    type("Re");
    await vi.advanceTimersByTimeAsync(1_000);
    type("Rest");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(dotNet.of("OnTyped")).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(dotNet.of("OnTyped")).toEqual([["Plan", "Rest"]]);
    hold.dispose();
    expect(fetched).not.toHaveBeenCalled();
  });

  it("are handed over at once when a field is left, or when asked for", async () => {
    const dotNet = new FakeDotNet();
    const hold = attach(sheet(), dotNet, options);
    type("Rest");
    plan().dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    await vi.advanceTimersByTimeAsync(0);
    type("Rest well");
    await hold.keep();
    expect(dotNet.of("OnTyped")).toEqual([["Plan", "Rest"], ["Plan", "Rest well"]]);
  });

  it("are handed over again where the circuit was lost", async () => {
    const calls: unknown[][] = [];
    let lost = true;
    const dotNet = {
      invokeMethodAsync: async (...call: unknown[]) => {
        calls.push(call);
        if (lost) throw new Error("lost");
      },
    };
    attach(sheet(), dotNet, options);
    type("Rest");
    await vi.advanceTimersByTimeAsync(1_200);
    lost = false;
    await vi.advanceTimersByTimeAsync(4_800);
    expect(calls).toEqual([["OnTyped", "Plan", "Rest"], ["OnTyped", "Plan", "Rest"]]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(2);
  });

  it("are put away as a whole before the page reloads by itself", async () => {
    attach(sheet(), new FakeDotNet(), options);
    await announceLeaving();
    expect(fetched).not.toHaveBeenCalled();
    type("Rest");
    await announceLeaving();
    expect(fetched).toHaveBeenCalledExactlyOnceWith("/api/v1/summaries/1/draft", {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-Portal-Request": "draft" },
      body: JSON.stringify({ revision: 7, topic: "Wound", sections: [{ kind: "plan", text: "Rest" }] }),
      keepalive: true,
    });
  });

  it("are put away where the screen goes before they were handed over", () => {
    const hold = attach(sheet(), new FakeDotNet(), options);
    type("Rest");
    hold.dispose();
    expect(fetched).toHaveBeenCalledOnce();
  });
});

describe("the messages of a sentence", () => {
  it("take the focus and give it back", () => {
    document.body.innerHTML = `<button id="sentence"></button><aside id="sources"><button id="close"></button></aside>`;
    Element.prototype.scrollIntoView = () => undefined;
    document.getElementById("sentence")!.focus();
    showSources();
    expect(document.activeElement?.id).toBe("close");
    leaveSources();
    expect(document.activeElement?.id).toBe("sentence");
  });
});
