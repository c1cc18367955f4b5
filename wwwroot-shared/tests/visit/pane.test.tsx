// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { VisitView } from "../../src/sdk/visits";
import { FakeDotNet } from "../modules/fake-dot-net";
import { anaHere, connectedCall, FakeCall } from "../fakes/fake-call";
import { visitOf } from "../fakes/visits";
import { settled } from "../widget/screen";
import { within } from "../../src/visit/pane-place";

const held = vi.hoisted(() => ({ call: null as unknown }));
vi.mock("../../src/call", async (original) => ({ ...(await original<typeof import("../../src/call")>()), staffCall: () => held.call }));
const pane = await import("../../src/modules/call-pane");
const idle = await import("../../src/modules/idle");

let call: FakeCall;
let visit: VisitView;
let status = 200;
/** Else a colleague is taken out, who has the clinician's own place. */
let patientIsIn = true;
const colleague = { id: "p2", displayName: "Jonas Weber" };
const asked: { readonly method: string; readonly url: string; readonly init: RequestInit }[] = [];
const root = () => document.getElementById("call-pane");
const button = (name: string) => [...root()!.querySelectorAll<HTMLButtonElement>("button")].find((one) => one.textContent!.includes(name) || one.getAttribute("aria-label") === name)!;
const click = async (name: string) => {
  button(name).click();
  await settled();
};
const press = async (key: string) => {
  document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await settled();
};
const removals = () => asked.filter(({ url }) => url.endsWith("/remove")).map(({ init }) => JSON.parse(init.body as string) as unknown);
const change = async (patch: Partial<VisitView>) => {
  visit = { ...visit, ...patch, version: visit.version! + 1 };
  await vi.advanceTimersByTimeAsync(10_000);
  await settled();
};
const open = async (patch: Partial<VisitView>) => {
  visit = visitOf(patch);
  pane.open(visit.id, visit.conversationId);
  await settled();
};
const inVisit = { waiting: "inVisit", status: "inProgress" } as const;

class QuietChannel extends EventTarget {
  postMessage() {}
  close() {}
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("BroadcastChannel", QuietChannel);
  status = 200;
  patientIsIn = true;
  asked.length = 0;
  sessionStorage.clear();
  held.call = call = connectedCall(anaHere);
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    asked.push({ method: init.method!, url, init });
    if (url.endsWith("/admit")) visit = { ...visit, waiting: "admitted", version: visit.version! + 1 };
    if (url.endsWith("/return-to-waiting")) visit = { ...visit, waiting: "returnedToWaiting", version: visit.version! + 1 };
    if (url.endsWith("/remove")) visit = { ...visit, waiting: patientIsIn ? "returnedToWaiting" : visit.waiting, version: visit.version! + 1 };
    if (url.endsWith("/participants")) return new Response(JSON.stringify({ items: [{ ...colleague, kind: "practitioner" }], next: null }));
    if (url.endsWith("/end")) visit = { ...visit, waiting: "completed", status: "finished", version: visit.version! + 1 };
    return new Response(JSON.stringify(status === 200 ? visit : {}), { status });
  });
});

afterEach(async () => {
  pane.close();
  await settled();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the pane", () => {
  it("stands in the body, outside of what Blazor draws, and asks by cookie with the header of the portal's own pages", async () => {
    await open(inVisit);
    expect(root()!.parentElement).toBe(document.body);
    expect(pane.openVisit()).toBe(visit.id);
    expect(asked[0]!.url).toBe(`/api/v1/visits/${visit.id}`);
    expect(asked[0]!.init.credentials).toBe("same-origin");
    expect((asked[0]!.init.headers as Record<string, string>)["X-Portal-Request"]).toBe("call");
    expect(call.asked).toEqual(["start"]);
    expect(root()!.dataset["call"]).toBe("on");
  });

  it("admits whoever waits, and joins then", async () => {
    await open({ waiting: "waiting" });
    expect(root()!.textContent).toContain("Ana Ruiz is in the waiting room.");
    expect(call.asked).toEqual([]);
    await click("Admit");
    expect(call.asked).toEqual(["start"]);
  });

  it("says that one may be heard while it is not known how the visit stands, and nothing of the kind before", async () => {
    status = 503;
    await open(inVisit);
    expect(root()!.textContent).not.toContain("microphone");
    pane.close();
    pane.open(visit.id, visit.conversationId, true);
    await settled();
    expect(root()!.querySelector("[role=status]")!.textContent).toBe("You are joining the call. Your microphone and camera are on.");
    status = 200;
    await change({});
    expect(root()!.textContent).not.toContain("You are joining");
  });

  it("joins before the portal has said how the visit stands, where it was opened by admitting", async () => {
    visit = visitOf(inVisit);
    pane.open(visit.id, visit.conversationId, true);
    await settled();
    expect(call.asked).toEqual(["start"]);
    expect(root()!.dataset["call"]).toBe("on");
  });

  it("lets go of a call that was joined early and is none any more", async () => {
    visit = visitOf({ waiting: "returnedToWaiting" });
    pane.open(visit.id, visit.conversationId, true);
    await settled();
    expect(call.asked).toEqual(["start", "hangUp"]);
    expect(root()!.dataset["call"]).toBeUndefined();
  });

  it("lets go of a call that was joined early when it is closed before anything was heard", async () => {
    visit = visitOf(inVisit);
    vi.stubGlobal("fetch", () => new Promise(() => undefined));
    pane.open(visit.id, visit.conversationId, true);
    await settled();
    pane.close();
    await settled();
    expect(call.asked).toEqual(["start", "hangUp"]);
  });

  it("returns to the waiting room, and lets go of camera and microphone", async () => {
    await open(inVisit);
    await click("Return to waiting room");
    expect(call.asked).toEqual(["start", "hangUp"]);
    expect(button("Admit")).toBeTruthy();
    expect(root()!.dataset["call"]).toBeUndefined();
  });

  it("ends for all only when that was meant", async () => {
    await open(inVisit);
    await click("End visit for all");
    expect(asked.some(({ url }) => url.endsWith("/end"))).toBe(false);
    expect(root()!.textContent).toContain("This ends the visit for everybody.");
    await click("End visit for all");
    expect(asked.some(({ url }) => url.endsWith("/end"))).toBe(true);
    expect(root()!.textContent).toContain("The visit has ended");
  });

  it("takes the other out of the call only when that was meant, by the place that it has there", async () => {
    await open(inVisit);
    await click("Take out of the call");
    expect(removals()).toEqual([]);
    expect(root()!.textContent).toContain("Ana Ruiz is taken out of the call at once, and comes back only when admitted again.");
    await click("Take out of the call");
    expect(removals()).toEqual([{ participant: "p1" }]);
    expect(root()!.textContent).toContain("Ana Ruiz is in the waiting room.");
    expect(call.asked).toEqual(["start", "hangUp"]);
  });

  it("has nobody to take out while nobody else is in, and takes the question back when they go", async () => {
    await open(inVisit);
    await click("Take out of the call");
    call.set({ other: null, otherLeft: "left" });
    await settled();
    expect(button("Take out of the call")).toBeUndefined();
    expect(root()!.textContent).not.toContain("comes back only");
    expect(button("Return to waiting room")).toBeTruthy();
  });

  it("says who has the clinician's place in the call, and takes it over when that was meant", async () => {
    patientIsIn = false;
    await open(inVisit);
    call.set({ phase: "failed", over: "call-full", other: null });
    await settled();
    expect(root()!.textContent).toContain("Jonas Weber is in this call.");
    await click("Take out of the call");
    expect(removals()).toEqual([]);
    await click("Take out of the call");
    expect(removals()).toEqual([{ participant: "p2" }]);
    expect(call.asked).toEqual(["start", "start"]);
  });

  it.each([["End visit for all"], ["Take out of the call"]])("%s: the keyboard goes to the harmless answer and back to what asked", async (name) => {
    await open(inVisit);
    for (const no of [() => click("Cancel"), () => press("Escape")]) {
      await click(name);
      expect(document.activeElement).toBe(button("Cancel"));
      await no();
      expect(document.activeElement).toBe(button(name));
    }
    expect(asked.filter(({ method }) => method === "POST")).toEqual([]);
  });

  it("has the keyboard wherever it leads, and gives it back to what opened it", async () => {
    const opener = document.body.appendChild(document.createElement("button"));
    opener.focus();
    await open({ waiting: "waiting" });
    expect(document.activeElement!.textContent).toBe("Ana Ruiz is in the waiting room.");
    await click("Admit");
    expect((document.activeElement as HTMLElement).getAttribute("aria-label")).toBe("Visit with Ana Ruiz");
    button("Return to waiting room").focus();
    await click("Return to waiting room");
    expect(document.activeElement!.textContent).toBe("Ana Ruiz is in the waiting room.");
    button("Close").focus();
    await click("Close");
    expect(document.activeElement).toBe(opener);
    opener.remove();
  });

  it("leaves the keyboard in the page, where somebody works there", async () => {
    await open({ waiting: "expected" });
    const field = document.body.appendChild(document.createElement("input"));
    field.focus();
    await change({ waiting: "waiting" });
    expect(root()!.textContent).toContain("Ana Ruiz is in the waiting room.");
    expect(document.activeElement).toBe(field);
    pane.close();
    expect(document.activeElement).toBe(field);
    field.remove();
  });

  it("goes to the page's heading where what opened it is gone", async () => {
    const main = document.body.appendChild(document.createElement("main"));
    const opener = main.appendChild(document.createElement("button"));
    const heading = main.appendChild(document.createElement("h1"));
    opener.focus();
    await open(inVisit);
    opener.remove();
    pane.close();
    expect(document.activeElement).toBe(heading);
    main.remove();
  });

  it("says that something did not work", async () => {
    await open(inVisit);
    status = 500;
    await click("Return to waiting room");
    expect(root()!.querySelector("[role=alert]")!.textContent).toBe("That did not work. Please try again.");
    expect(call.asked).toEqual(["start"]);
  });

  it("is gone, and the call with it, once the session has ended", async () => {
    await open(inVisit);
    status = 401;
    await vi.advanceTimersByTimeAsync(10_000);
    await settled();
    expect(root()).toBeNull();
    expect(call.asked).toEqual(["start", "hangUp"]);
  });

  it("lives on while the portal cannot be reached", async () => {
    await open(inVisit);
    status = 503;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(root()!.dataset["call"]).toBe("on");
  });

  it("tells the page of a knock and of the end, by events and by Blazor's own", async () => {
    const dotNet = new FakeDotNet();
    const hold = pane.attach(dotNet);
    const news: unknown[] = [];
    const hear = (event: Event) => news.push((event as CustomEvent<{ kind: string }>).detail.kind);
    window.addEventListener("portal:call", hear);
    await open({ waiting: "expected" });
    await change({ waiting: "waiting" });
    expect(dotNet.of("OnCallKnock")).toEqual([[visit.id]]);
    await change(inVisit);
    pane.close();
    await settled();
    expect(dotNet.of("OnCallEnded")).toEqual([[visit.id]]);
    expect(news).toEqual(["knock", "ended"]);
    window.removeEventListener("portal:call", hear);
    hold.dispose();
  });

  it("does not take a return to the waiting room for a knock", async () => {
    const news: string[] = [];
    const hear = (event: Event) => news.push((event as CustomEvent<{ kind: string }>).detail.kind);
    window.addEventListener("portal:call", hear);
    await open(inVisit);
    await click("Return to waiting room");
    await change({ waiting: "left" });
    await change({ waiting: "waiting" });
    expect(news).toEqual(["ended", "knock"]);
    window.removeEventListener("portal:call", hear);
  });

  it("shows one visit at a time: another one hangs up the first", async () => {
    await open(inVisit);
    const first = call;
    held.call = call = connectedCall(anaHere);
    visit = visitOf({ ...inVisit, id: "0198c1a0-0000-7000-8000-00000000f002" });
    pane.open(visit.id, visit.conversationId);
    await settled();
    expect(first.asked).toEqual(["start", "hangUp"]);
    expect(call.asked).toEqual(["start"]);
  });
});

describe("its place", () => {
  const frame = () => root()!.querySelector<HTMLElement>(".pane")!;
  const sized = (width: number, height: number) => {
    const at = () => ({ left: parseFloat(frame().style.left || "600"), top: parseFloat(frame().style.top || "300") });
    vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockImplementation(() => ({ ...at(), width, height }) as DOMRect);
  };

  it("is moved by the arrow keys, never out of the window, and kept for the next time", async () => {
    await open(inVisit);
    sized(400, 300);
    const grip = root()!.querySelector(".pane-move")!;
    const press = async (key: string, shiftKey = false) => {
      grip.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
      await settled();
    };
    await press("ArrowLeft");
    await press("ArrowUp", true);
    expect([frame().style.left, frame().style.top]).toEqual(["584px", "236px"]);
    for (let i = 0; i < 20; i++) await press("ArrowUp", true);
    expect(frame().style.top).toBe("0px");
    pane.close();
    pane.open(visit.id, visit.conversationId);
    await settled();
    expect([frame().style.left, frame().style.top]).toEqual(["584px", "0px"]);
  });

  it("is moved by the pointer", async () => {
    await open(inVisit);
    sized(400, 300);
    const grip = root()!.querySelector<HTMLElement>(".pane-move")!;
    grip.setPointerCapture = () => {};
    const point = async (type: string, clientX: number, clientY: number) => {
      grip.dispatchEvent(Object.assign(new MouseEvent(type, { bubbles: true, clientX, clientY, button: 0 }), { pointerId: 1 }));
      await settled();
    };
    await point("pointerdown", 610, 310);
    await point("pointermove", 210, 110);
    await point("pointerup", 210, 110);
    await point("pointermove", 0, 0);
    expect([frame().style.left, frame().style.top]).toEqual(["200px", "100px"]);
  });

  it("shrinks to a strip and back", async () => {
    await open(inVisit);
    await click("Shrink");
    expect(frame().hasAttribute("data-shrunk")).toBe(true);
    await click("Enlarge");
    expect(frame().hasAttribute("data-shrunk")).toBe(false);
  });

  it("fits a window that became smaller", () => {
    expect(within({ x: 900, y: 700 }, { width: 400, height: 300 }, { width: 800, height: 600 })).toEqual({ x: 400, y: 300 });
    expect(within({ x: -5, y: 700 }, { width: 900, height: 700 }, { width: 800, height: 600 })).toEqual({ x: 0, y: 0 });
  });
});

describe("left alone during a call", () => {
  const minute = 60_000;
  let dotNet: FakeDotNet;
  let hold: ReturnType<typeof idle.attach>;
  const leave = vi.fn();

  beforeEach(() => {
    leave.mockClear();
    dotNet = new FakeDotNet();
    hold = idle.attach(dotNet, { endAfter: 15 * minute, warnFor: 2 * minute, signOutUrl: "/", leave });
  });
  afterEach(() => hold.dispose());
  const locked = () => document.documentElement.hasAttribute("data-locked");
  const alone = async () => {
    await open(inVisit);
    document.title = "Ana Ruiz";
    await vi.advanceTimersByTimeAsync(15 * minute);
    await settled();
  };

  it("the page is locked, the session kept for the call, and nobody's name is in the title", async () => {
    await alone();
    expect(locked()).toBe(true);
    expect(document.title).toBe("The screen is locked");
    expect(dotNet.of("OnIdleEnd")).toEqual([]);
    expect(dotNet.of("OnLocked")).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5 * minute);
    expect(dotNet.of("OnLocked")).toHaveLength(6);
    expect(call.asked).toEqual(["start"]);
    expect(button("Return to waiting room")).toBeUndefined();
  });

  it("no key lifts the lock, a wrong password neither, the right one does", async () => {
    await alone();
    window.dispatchEvent(new Event("keydown"));
    const field = root()!.querySelector<HTMLInputElement>("input[type=password]")!;
    dotNet.answers.set("OnUnlock", false);
    field.value = "wrong";
    await click("Unlock");
    expect(root()!.textContent).toContain("That is not your password.");
    expect(field.value).toBe("");
    expect(locked()).toBe(true);
    dotNet.answers.set("OnUnlock", true);
    field.value = "right";
    await click("Unlock");
    expect(dotNet.of("OnUnlock")).toEqual([["wrong"], ["right"]]);
    expect(locked()).toBe(false);
    expect(document.title).toBe("Ana Ruiz");
    await vi.advanceTimersByTimeAsync(14 * minute);
    expect(dotNet.of("OnIdleEnd")).toEqual([]);
    expect(dotNet.of("OnLocked")).toHaveLength(1);
  });

  it("says when the password cannot be asked about", async () => {
    await alone();
    dotNet.state = "lost";
    await click("Unlock");
    expect(root()!.textContent).toContain("The portal cannot be reached just now.");
  });

  it("the call's end is the session's", async () => {
    await alone();
    call.set({ phase: "ended", over: "ended" });
    await settled();
    expect(dotNet.of("OnIdleEnd")).toHaveLength(1);
  });

  it("signing out is always there", async () => {
    await alone();
    await click("Sign out (ends the call)");
    expect(dotNet.of("OnIdleEnd")).toHaveLength(1);
  });

  it("without a call the session ends as ever", async () => {
    await vi.advanceTimersByTimeAsync(15 * minute);
    expect(dotNet.of("OnIdleEnd")).toHaveLength(1);
    expect(locked()).toBe(false);
  });
});
