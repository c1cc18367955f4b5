// @vitest-environment jsdom
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { VisitView } from "../../src/sdk/visits";
import { connectedCall, FakeCall } from "../fakes/fake-call";
import { FakePortal, Refused } from "../fakes/fake-portal";
import { ana, knee, noor } from "../fakes/people";
import { visitOf } from "../fakes/visits";
import { installObservers } from "../ui/fake-observers";
import { Screen, settled } from "../widget/screen";

const held = vi.hoisted(() => ({ loads: 0, fails: 0, options: [] as unknown[], call: null as unknown, visit: {}, devices: {} }));
vi.mock("../../src/widget/load-visit", () => ({
  loadVisit: async () => {
    if (held.fails-- > 0) throw new TypeError("Failed to fetch");
    held.loads++;
    return held.visit;
  },
  loadVisitWords: async () => null,
  loadDevices: async () => ({ ...held.devices, words: null }),
}));
vi.mock("../../src/call", async (original) => ({
  ...(await original<typeof import("../../src/call")>()),
  patientCall: (_: unknown, __: string, options: unknown) => {
    held.options.push(options);
    return held.call;
  },
}));

let portal: FakePortal;
let call: FakeCall;
let s: Screen;

const minutes = (n: number) => new Date(Date.now() + n * 60_000).toISOString();
const visit = () => [...portal.visits.values()][0]!;
const change = async (patch: Partial<VisitView>) => {
  portal.setVisit({ ...visit(), ...patch });
  await settled();
};
const open = async (patch: Partial<VisitView> = {}) => {
  portal.setVisit(visitOf(patch));
  s = new Screen(portal);
  await s.openFirst();
  for (let i = 0; i < 3; i++) await settled();
};
const posted = (act: string) => portal.calls.filter((one) => one === `POST /api/v1/visits/${visit().id}/${act}`).length;

beforeAll(async () => {
  held.visit = await import("../../src/visit");
  held.devices = await import("../../src/visit/devices-entry");
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "requestAnimationFrame", "cancelAnimationFrame", "Date"] });
  installObservers();
  document.body.innerHTML = "";
  Object.assign(held, { loads: 0, fails: 0, options: [] });
  held.call = call = new FakeCall();
  portal = new FakePortal();
  portal.add(knee, "Knee", [ana, noor]);
});

afterEach(async () => {
  await s.close();
  vi.useRealTimers();
});

describe("before the visit", () => {
  it("says when and with whom it is, and fetches nothing while it is far away", async () => {
    await open({ opensAt: minutes(61), scheduledFor: minutes(91) });
    expect(s.get(".banner").textContent).toContain("Your visit with Noor Haddad: ");
    expect(s.all(".banner button")).toEqual([]);
    expect(held.loads).toBe(0);
    await vi.advanceTimersByTimeAsync(2 * 60_000);
    await settled();
    expect(held.loads).toBe(1);
    expect(s.button("Get ready")).toBeTruthy();
  });

  it("tries again where its part could not be fetched", async () => {
    held.fails = 1;
    await open();
    expect(s.button("Get ready").getAttribute("aria-disabled")).toBe("true");
    await vi.advanceTimersByTimeAsync(20_000);
    await settled();
    expect(s.button("Get ready").getAttribute("aria-disabled")).toBe("false");
  });

  it("opens the device check in one tap, which the care team sees", async () => {
    await open();
    await s.click(s.button("Get ready"));
    await settled();
    expect(s.get("h2", "Before your visit")).toBeTruthy();
    expect(document.activeElement?.textContent).toBe("Before your visit");
    expect(visit().waiting).toBe("checkingIn");
  });

  it("does not let anybody knock before the door opens, and says when that is", async () => {
    await open({ opensAt: minutes(20), scheduledFor: minutes(50) });
    await s.click(s.button("Get ready"));
    await settled();
    expect(s.has("You can get ready from")).toBe(true);
    expect(s.has("I am ready")).toBe(false);
    await vi.advanceTimersByTimeAsync(20 * 60_000 + 20_000);
    await settled();
    expect(s.button("I am ready")).toBeTruthy();
  });

  it("can be put aside, and says nothing of a visit that is none", async () => {
    await open();
    await s.click(s.button("Get ready"));
    await s.click(s.button("Close"));
    expect(s.button("Get ready")).toBeTruthy();
    await change({ waiting: "cancelled", status: "cancelled" });
    expect(s.all(".banner, .visit")).toEqual([]);
  });
});

describe("the device check", () => {
  it("says plainly that camera and microphone need a secure page, and lets one go on", async () => {
    await open({ waiting: "checkingIn" });
    expect(s.has("This page is not secure (https)")).toBe(true);
    await s.click(s.button("Try camera and microphone"));
    await settled();
    expect(s.all(".check-warning").length).toBeGreaterThanOrEqual(2);
    expect(s.has("The visit works without a picture.") || s.has("allow")).toBe(true);
    await s.click(s.button("I am ready"));
    expect(visit().waiting).toBe("waiting");
  });

  it("lets each part be skipped, and the knock tells what was found", async () => {
    const bodies: unknown[] = [];
    await open({ waiting: "checkingIn" });
    const act = s.chat.visitCalls.act.bind(s.chat.visitCalls);
    s.chat.visitCalls.act = ((id: string, word: "check-in", body: object) => (bodies.push(body), act(id, word, body))) as typeof s.chat.visitCalls.act;
    for (const skip of s.all("button").filter((one) => one.textContent === "Skip")) await s.click(skip);
    expect(s.all(".check-row").every((row) => row.textContent!.includes("Skipped"))).toBe(true);
    await s.click(s.button("I am ready"));
    expect(bodies).toEqual([{ devices: { camera: "skipped", microphone: "skipped", speaker: "skipped", network: "skipped" } }]);
  });

  it("keeps a wish for no camera for the call", async () => {
    await open({ waiting: "checkingIn" });
    await s.click(s.get("input[type=checkbox]"));
    await s.click(s.button("I am ready"));
    await change({ waiting: "admitted" });
    expect(held.options).toEqual([{ camera: false }]);
  });

  it("says that the knock was not taken, and can be knocked again", async () => {
    await open({ waiting: "checkingIn" });
    portal.refusals.set("check-in", [new Refused("internal", 500)]);
    await s.click(s.button("I am ready"));
    expect(s.get("[role=alert].field-error").textContent).toBe("That did not work. Please try again.");
    await s.click(s.button("I am ready"));
    expect(visit().waiting).toBe("waiting");
  });
});

describe("the waiting room", () => {
  it("is there again after the page was loaded anew, with the place in words, and the chat goes on", async () => {
    await open({ waiting: "waiting", place: 3, estimatedMinutes: 23 });
    expect(s.get(".wait-place").textContent).toBe("2 people are before youabout 25 minutes");
    expect(s.get(".wait-place").getAttribute("role")).toBe("status");
    await s.write("I am here.");
    expect(s.bubbles()).toEqual(["I am here."]);
  });

  it.each([
    [1, 0, "You are nextIt should begin any moment"],
    [1, 2, "You are nextonly a minute or so"],
    [2, 7, "One person is before youabout 7 minutes"],
    [4, 31, "3 people are before youabout 35 minutes"],
  ])("at place %i with %i minutes says: %s", async (place, estimatedMinutes, words) => {
    await open({ waiting: "waiting", place, estimatedMinutes });
    expect(s.get(".wait-place").textContent).toBe(words);
  });

  it("gives a sign of life every 20 s, and believes its answer", async () => {
    await open({ waiting: "waiting", place: 2 });
    portal.visits.set(visit().id, { ...visit(), place: 1, version: 9 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(posted("here")).toBe(3);
    expect(s.has("You are next")).toBe(true);
  });

  it("never goes back to an older view", async () => {
    await open({ waiting: "waiting", place: 1, version: 5 });
    s.chat.takeVisit({ ...visit(), place: 4, version: 0 });
    await settled();
    expect(s.has("You are next")).toBe(true);
  });

  it("learns of an end that came while the connection was away", async () => {
    await open({ waiting: "waiting", place: 1 });
    s.hub.cut();
    const ended = { ...visit(), waiting: "cancelled", status: "cancelled", version: 7 } as const;
    portal.visits.clear();
    const fetch = portal.fetch;
    Object.assign(portal, { fetch: async (url: string, init: RequestInit) => (url.endsWith(`visits/${ended.id}`) ? new Response(JSON.stringify(ended)) : fetch(url, init)) });
    await vi.advanceTimersByTimeAsync(5_000);
    await settled();
    expect(s.get("h2").textContent).toBe("The visit will not take place");
  });

  it("says at once that the visit was moved, and to when", async () => {
    await open({ waiting: "waiting", place: 1 });
    await change({ waiting: "expected", status: "booked", scheduledFor: minutes(26 * 60) });
    expect(s.get(".banner[data-tone=warn]").textContent).toMatch(/^Your visit was moved\. It is now .+\.$/);
  });

  it("says at once that it was declined, in the care team's words, until that is closed", async () => {
    await open({ waiting: "waiting", place: 1 });
    await change({ waiting: "cancelled", status: "cancelled", words: "<b>An emergency</b> came in." });
    expect(s.get("h2").textContent).toBe("The visit will not take place");
    expect(s.get("blockquote").textContent).toBe("<b>An emergency</b> came in.");
    await s.click(s.button("Close"));
    expect(s.all(".visit, .banner")).toEqual([]);
  });

  it("after a return keeps the place, with the words", async () => {
    await open({ waiting: "inVisit", status: "inProgress" });
    await change({ waiting: "returnedToWaiting", place: 1, words: "Ten minutes." });
    expect(s.has("Noor Haddad asked you to wait a little longer. You keep your place.")).toBe(true);
    expect(s.get("blockquote").textContent).toBe("Ten minutes.");
    expect(call.asked).toContain("hangUp");
  });

  it("takes a number to be called at, and no word that is none", async () => {
    await open({ waiting: "waiting", place: 1 });
    await s.click(s.button("Call me instead"));
    const number = s.get("input[type=tel]") as HTMLInputElement;
    number.value = "my usual one";
    await s.click(s.button("Ask for a call"));
    expect(s.get("[role=alert]").textContent).toBe("Please write a telephone number.");
    expect(number.getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(number);
    expect(posted("call-me")).toBe(0);
    number.value = "+49 (0)30 123-456";
    await s.click(s.button("Ask for a call"));
    expect(posted("call-me")).toBe(1);
    expect(s.has("You asked to be called at +49 (0)30 123-456. Your place is kept.")).toBe(true);
  });

  it("takes the keyboard along with each question, and back", async () => {
    await open({ waiting: "waiting", place: 1 });
    expect(document.activeElement!.textContent).toBe("You are in the waiting room");
    await s.click(s.button("Call me instead"));
    expect(document.activeElement).toBe(s.get("input[type=tel]"));
    await s.click(s.get(".wait-form button", "Close"));
    expect(document.activeElement).toBe(s.button("Call me instead"));
    await s.click(s.button("Leave the waiting room"));
    expect(document.activeElement).toBe(s.button("Stay"));
    await s.click(s.button("Stay"));
    expect(document.activeElement).toBe(s.button("Call me instead"));
  });

  it("still says after the page was loaded anew that a call was asked for, until somebody has called", async () => {
    const callBack = { number: "+1 555 0199", askedAt: minutes(-1) };
    await open({ waiting: "waiting", place: 1, callBack });
    expect(s.has("You asked to be called at +1 555 0199. Your place is kept.")).toBe(true);
    await change({ callBack: { ...callBack, doneAt: minutes(0) } });
    expect(s.has("You asked to be called")).toBe(false);
  });

  it("asks before the place is given up", async () => {
    await open({ waiting: "waiting", place: 1 });
    await s.click(s.button("Leave the waiting room"));
    expect(s.has("You would give up your place.")).toBe(true);
    expect(posted("leave")).toBe(0);
    await s.click(s.button("Leave the waiting room"));
    expect(posted("leave")).toBe(1);
    expect(s.button("Get ready")).toBeTruthy();
  });
});

describe("the call", () => {
  it("begins when the patient is admitted, with the chat beside it", async () => {
    await open({ waiting: "waiting", place: 1 });
    await change({ waiting: "admitted" });
    expect(call.asked).toEqual(["start"]);
    expect(s.get(".thread").dataset["visit"]).toBe("call");
    expect(s.get(".thread").dataset["chat"]).toBe("false");
    await s.click(s.get(".call-key", "Chat"));
    expect(s.get(".thread").dataset["chat"]).toBe("true");
    expect(s.get(".call-key", "Chat").getAttribute("aria-pressed")).toBe("true");
  });

  it("goes on through a page loaded anew", async () => {
    held.call = call = connectedCall();
    await open({ waiting: "inVisit", status: "inProgress" });
    expect(call.asked).toEqual(["start"]);
    expect(s.get(".call-name").textContent).toContain("Noor Haddad");
  });

  it("that was hung up can be joined again, or left for good", async () => {
    held.call = call = connectedCall();
    await open({ waiting: "inVisit", status: "inProgress" });
    await s.click(s.get(".call-key", "Hang up"));
    expect(s.get("h2").textContent).toBe("You have left the call");
    await s.click(s.button("Join again"));
    expect(call.asked).toEqual(["start", "hangUp", "start"]);
    await s.click(s.get(".call-key", "Hang up"));
    await s.click(s.button("Leave the visit"));
    expect(posted("leave")).toBe(1);
    expect(s.get(".thread").dataset["visit"]).toBeUndefined();
  });

  it("that goes on elsewhere says so, and can be taken back", async () => {
    await open({ waiting: "inVisit", status: "inProgress" });
    call.set({ phase: "removed", over: "elsewhere" });
    await settled();
    expect(s.has("The call goes on at another device or window of yours")).toBe(true);
    await s.click(s.button("Go on here"));
    expect(call.asked.filter((one) => one === "start")).toHaveLength(2);
  });

  it("that may not be joined says so, gives the telephone, and can be tried again", async () => {
    await open({ waiting: "inVisit", status: "inProgress" });
    call.set({ phase: "failed", over: "not-admitted" });
    await settled();
    expect(s.has("The call cannot be joined")).toBe(true);
    expect(s.has("If nothing else works, call +1 555 0100.")).toBe(true);
    expect(s.button("Try again")).toBeTruthy();
  });

  it("ends with the visit", async () => {
    held.call = call = connectedCall();
    await open({ waiting: "inVisit", status: "inProgress" });
    await change({ waiting: "completed", status: "finished" });
    expect(call.asked).toContain("hangUp");
    expect(s.get("h2").textContent).toBe("The visit has ended");
    expect(document.activeElement?.textContent).toBe("The visit has ended");
  });

  it("counts what was written meanwhile, while the chat is closed", async () => {
    held.call = call = connectedCall();
    await open({ waiting: "inVisit", status: "inProgress" });
    portal.post(noor, portal.conversations.get(knee)!, { clientMessageId: "n1", text: "Look here" });
    await settled();
    expect(s.get(".call-key .badge .visually-hidden").textContent).toBe("1 unread");
  });
});
