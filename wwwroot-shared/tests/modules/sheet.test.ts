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
  const closed = vi.fn();
  const escape = (from: Element) => from.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));

  beforeEach(() => {
    closed.mockClear();
    document.body.innerHTML = `<button id="sentence"></button><textarea></textarea><aside id="sources"><button id="close"></button><a href="/">x</a></aside>`;
    Element.prototype.scrollIntoView = () => undefined;
    document.getElementById("close")!.addEventListener("click", closed);
    document.getElementById("sentence")!.focus();
    showSources();
  });
  afterEach(leaveSources);

  /** As the page does that draws without the panel. */
  function putAway() {
    document.getElementById("sources")!.remove();
    leaveSources();
  }

  it("take the focus and give it back, whether the panel is gone by then or not", () => {
    expect(document.activeElement?.id).toBe("close");
    putAway();
    expect(document.activeElement?.id).toBe("sentence");
    document.body.append(Object.assign(document.createElement("aside"), { id: "sources" }));
    document.getElementById("sources")!.append(document.createElement("button"));
    showSources();
    expect(document.activeElement?.id).toBe("");
    leaveSources();
    expect(document.activeElement?.id).toBe("sentence");
  });

  it("are put away by Escape from a field, which keeps the focus", () => {
    plan().focus();
    escape(plan());
    expect(closed).toHaveBeenCalledOnce();
    putAway();
    expect(document.activeElement).toBe(plan());
    escape(plan());
    expect(closed).toHaveBeenCalledOnce();
  });

  it.each(["<dialog open></dialog>", `<details class="menu" open></details>`])("leave Escape to %s", (other) => {
    document.body.insertAdjacentHTML("beforeend", other);
    escape(plan());
    expect(closed).not.toHaveBeenCalled();
  });
});
