// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RecordAccess } from "../../src/sdk/protocol";
import { messageLimit } from "../../src/sdk/text-rules";
import { loadTexts } from "../../src/widget/texts";
import { FakePortal, Refused, type FakeConversation } from "../fakes/fake-portal";
import { ana, knee, noor, skin } from "../fakes/people";
import { installObservers } from "../ui/fake-observers";
import { Screen, settled } from "./screen";

vi.mock("../../src/widget/load-visit", async (original) => {
  const extras = await import("../../src/extras");
  return {
    ...(await original<object>()),
    loadInstructions: async () => {
      const part = await import("../../src/instructions");
      document.querySelector("link[href*=instructions]")!.dispatchEvent(new Event("load"));
      return part;
    },
    loadExtras: () => (extrasAreAway ? Promise.reject(new TypeError("Failed to fetch")) : Promise.resolve(extras)),
  };
});

let extrasAreAway = false;
let portal: FakePortal;
let conversation: FakeConversation;
const screens: Screen[] = [];
const screen = (...args: ConstructorParameters<typeof Screen> extends [unknown, ...infer Rest] ? Rest : never) => {
  const made = new Screen(portal, ...args);
  screens.push(made);
  return made;
};
let nurseCount = 0;
const nurseSays = async (text: string) => {
  portal.post(noor, conversation, { clientMessageId: `nurse-${++nurseCount}`, text });
  await settled();
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "requestAnimationFrame", "cancelAnimationFrame", "Date"] });
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  installObservers();
  document.body.innerHTML = "";
  portal = new FakePortal();
  conversation = portal.add(knee, "Knee", [ana, noor]);
});

afterEach(async () => {
  for (const made of screens.splice(0)) await made.close();
  extrasAreAway = false;
  vi.useRealTimers();
});

describe("the list", () => {
  it("shows its shape while it loads, then each conversation with its care team and unread count in words", async () => {
    await nurseSays("Hello");
    const s = screen();
    expect(s.all(".skeleton").length).toBe(1);
    await s.live();
    expect(s.get(".row").textContent).toContain("Knee");
    expect(s.get(".row").textContent).toContain("Orthopaedics");
    expect(s.get(".row .badge .visually-hidden").textContent).toBe("1 unread message");
  });

  it("says what to do when there is none yet", async () => {
    portal.conversations.clear();
    const s = await screen().live();
    expect(s.has("No conversations yet")).toBe(true);
  });

  it("counts by the server and follows it", async () => {
    const s = await screen().live();
    expect(s.all(".badge")).toEqual([]);
    await nurseSays("One");
    await nurseSays("Two");
    expect(s.get(".badge [aria-hidden]").textContent).toBe("2");
  });
});

describe("a thread", () => {
  it("shows who wrote what, and in which part", async () => {
    await nurseSays("Good morning.");
    const s = await screen().openFirst();
    expect(s.bubbles()).toEqual(["Good morning."]);
    expect(s.get(".message-author").textContent).toBe("Noor Haddad Care team");
    expect(s.get("h1", "Knee")).toBeTruthy();
  });

  it("draws any text as text, to the letter", async () => {
    const hostile = '<img src=x onerror="alert(1)"><script>alert(1)</script> &amp; \u202eabc {name} $& 👩\u200d⚕️\n  second line';
    portal.conversations.clear();
    const angry = { ...noor, displayName: "<b>Noor</b>" };
    conversation = portal.add(skin, "<i>Skin</i>", [ana, angry]);
    portal.post(angry, conversation, { clientMessageId: "n1", text: hostile });
    const s = await screen().openFirst();
    expect(s.bubbles()).toEqual([hostile]);
    expect(s.root.querySelector("img, script, b, i")).toBeNull();
    expect(s.get(".message-author").textContent).toContain("<b>Noor</b>");
    expect(s.all(".message-text, .thread-title, .row-title").every((element) => element.getAttribute("dir") === "auto")).toBe(true);
  });

  it("separates what is unread on opening, and days", async () => {
    await nurseSays("Old");
    portal.mark(conversation, ana.id, 1, 1);
    vi.setSystemTime(Date.now() + 26 * 3_600_000);
    await nurseSays("New");
    const s = await screen().openFirst();
    const kinds = s.all(".thread-items > li").map((element) => element.className);
    expect(kinds).toEqual(["thread-day", "message", "thread-day", "thread-unread", "message"]);
  });

  it("shows corrections, withdrawals, and what was answered", async () => {
    await nurseSays("Take four.");
    portal.append(conversation, { type: "messageCorrected", actor: noor, target: 1, text: "Take three." });
    await nurseSays("Not for you");
    portal.append(conversation, { type: "messageRetracted", actor: noor, target: 3 });
    portal.post(ana, conversation, { clientMessageId: "a1", text: "I will.", replyTo: 1 });
    const s = await screen().openFirst();
    expect(s.bubbles()).toEqual(["Take three.", "Message withdrawn", "I will."]);
    expect(s.get(".message-meta", "Edited")).toBeTruthy();
    expect(s.get(".message-quote").textContent).toBe("Take three.");
  });

  it("names those who take part", async () => {
    await nurseSays("Hello");
    const s = await screen().openFirst();
    expect(s.get(".people").textContent).toContain("Noor Haddad");
    expect(s.get(".people").textContent).toContain("here now");
  });

  it("says who is writing", async () => {
    await nurseSays("Hello");
    const s = await screen().openFirst();
    s.hub.push("typing", { conversationId: knee, personId: noor.id, isTyping: true });
    await settled();
    expect(s.get(".typing").textContent).toBe("Noor Haddad is writing…");
  });

  it("shows the instructions that the care team shared, and none that it took back", async () => {
    const share = (summaryId: string, text: string | null) => portal.append(conversation, { type: "summaryShared", actor: noor, summaryId, version: 1, text });
    share("a", "Rest your leg.");
    share("b", "Take a walk.");
    share("b", null);
    share("a", "Raise your leg.");
    const s = await screen().openFirst();
    await vi.waitFor(() => expect(s.all(".told").length).toBe(1));
    expect(s.get(".told").textContent).toContain("Raise your leg.");
    expect(s.get(".told-from").textContent).toContain("Noor Haddad");
    expect(s.has("Rest your leg.")).toBe(false);
    expect(s.has("Take a walk.")).toBe(false);
    expect(s.has("were replaced by newer ones")).toBe(true);
    expect(s.has("Please do not follow them any more.")).toBe(true);
    expect(s.has("Noor Haddad took back instructions")).toBe(true);
  });

  it("that was closed takes no more, and offers a new one", async () => {
    await nurseSays("Bye");
    conversation.status = "closed";
    portal.append(conversation, { type: "statusChanged", actor: noor, status: "closed" });
    const s = await screen().openFirst();
    expect(s.all("textarea")).toEqual([]);
    expect(s.has("This conversation is closed.")).toBe(true);
    await s.click(s.get(".composer-closed button"));
    expect(s.get("form", "What is it about?")).toBeTruthy();
  });

  it("that is taken away says so, and shows nothing of it any more", async () => {
    await nurseSays("Private");
    const s = await screen().openFirst();
    portal.revoke(conversation, ana.id);
    await settled();
    expect(s.has("This conversation is not available")).toBe(true);
    expect(s.has("Private")).toBe(false);
  });

  it("invites to the first message when it is empty", async () => {
    const s = await screen().openFirst();
    expect(s.has("Write the first message.")).toBe(true);
  });
});

describe("writing", () => {
  it("shows the message at once and follows it in words: sending, sent, delivered, seen", async () => {
    const s = await screen().openFirst();
    await s.type("It is warm.");
    s.get("form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await vi.advanceTimersByTimeAsync(0);
    expect(s.bubbles()).toEqual(["It is warm."]);
    await settled();
    expect(s.states()).toEqual(["Sent"]);
    portal.mark(conversation, noor.id, 1, 0);
    await settled();
    expect(s.states()).toEqual(["Delivered"]);
    portal.mark(conversation, noor.id, 1, 1);
    await settled();
    expect(s.states()).toEqual(["Seen"]);
  });

  it("sends by Enter and empties the field, with the focus in it", async () => {
    const s = await screen().openFirst();
    await s.write("Hello");
    const area = s.get("textarea") as HTMLTextAreaElement;
    expect(area.value).toBe("");
    expect(document.activeElement).toBe(area);
    expect(conversation.events).toHaveLength(1);
  });

  it("sends nothing on Shift+Enter, while composing, or of white space alone", async () => {
    const s = await screen().openFirst();
    await s.type("半");
    await s.press("Enter", { shiftKey: true });
    await s.press("Enter", { isComposing: true });
    await s.write(" \n\u200b ");
    expect(conversation.events).toEqual([]);
  });

  it("changes nothing of the text, but leaves out what no message may hold", async () => {
    const s = await screen().openFirst();
    await s.write("  two\n\tlines \u0007 ");
    expect(conversation.events).toMatchObject([{ text: "  two\n\tlines  " }]);
  });

  it("counts near the limit and does not send what is over it, nor cut it", async () => {
    const s = await screen().openFirst();
    await s.type("x".repeat(7_000));
    expect(s.all(".composer-count")).toEqual([]);
    await s.write("x".repeat(messageLimit + 1));
    expect(s.get(".composer-count").textContent).toContain("8,001 of 8,000");
    expect((s.get("textarea") as HTMLTextAreaElement).value).toHaveLength(messageLimit + 1);
    expect(conversation.events).toEqual([]);
    await s.write("x".repeat(messageLimit));
    expect(conversation.events).toHaveLength(1);
  });

  it("that is refused says why in words, and can be tried again or discarded", async () => {
    const s = await screen().openFirst();
    portal.refusals.set("Send", [new Refused("refused", 422, "moderated"), new Refused("validation", 400)]);
    await s.write("buy cheap pills");
    expect(s.has("Not sent: the care team does not take such messages.")).toBe(true);
    await s.click(s.button("Try again"));
    expect(s.has("Not sent: the text cannot be taken as it is.")).toBe(true);
    await s.click(s.button("Try again"));
    expect(s.states()).toEqual(["Sent"]);
    portal.refusals.set("Send", [new Refused("refused", 422, "some-new-reason")]);
    await s.write("again");
    expect(s.get(".message-failure").textContent).toContain("Not sent");
    await s.click(s.button("Discard"));
    expect(s.bubbles()).toEqual(["buy cheap pills"]);
  });

  it("keeps what was typed while the person looks elsewhere", async () => {
    portal.add(skin, "Skin", [ana]);
    const s = await screen().live();
    await s.click(s.get(".row", "Knee"));
    await s.type("half a sentence");
    await s.click(s.get(".row", "Skin"));
    expect((s.get("textarea") as HTMLTextAreaElement).value).toBe("");
    await s.click(s.get(".row", "Knee"));
    expect((s.get("textarea") as HTMLTextAreaElement).value).toBe("half a sentence");
  });
});

describe("a new conversation", () => {
  it("asks for what is missing, in words, where it is missing", async () => {
    const s = await screen().live();
    await s.click(s.button("New conversation"));
    await s.click(s.button("Start conversation"));
    const topic = s.get("#topic");
    expect(s.get("[role=alert]").textContent).toBe("Please write a few words.");
    expect(topic.getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(topic);
  });

  it("opens at once", async () => {
    const s = await screen().live();
    await s.click(s.button("New conversation"));
    (s.get("#topic") as HTMLInputElement).value = "My shoulder";
    await s.click(s.button("Start conversation"));
    expect(s.get("h1", "My shoulder")).toBeTruthy();
    await s.write("It hurts.");
    expect(s.states()).toEqual(["Sent"]);
  });

  it("says that it did not work, and keeps what was written", async () => {
    const s = await screen().live();
    await s.click(s.button("New conversation"));
    const topic = s.get("#topic") as HTMLInputElement;
    topic.value = "My shoulder";
    portal.refusals.set("conversations", [new Refused("internal", 500)]);
    await s.click(s.button("Start conversation"));
    expect(s.get("[role=alert]").textContent).toBe("That did not work. Please try again.");
    expect((s.get("#topic") as HTMLInputElement).value).toBe("My shoulder");
  });

  it("says that the care teams could not be loaded, and loads them on demand", async () => {
    const s = await screen().live();
    portal.refusals.set("care-teams", [new Refused("not-ready", 503)]);
    await s.click(s.button("New conversation"));
    await s.click(s.button("Try again"));
    expect(s.get("select").textContent).toContain("Orthopaedics");
  });
});

describe("what is opened seldom", () => {
  it("says that it could not be loaded, and loads it on demand", async () => {
    extrasAreAway = true;
    const s = await screen().live();
    await s.click(s.button("New conversation"));
    expect(s.get("h1", "New conversation")).toBe(document.activeElement);
    expect(s.has("That did not work. Please try again.")).toBe(true);
    extrasAreAway = false;
    await s.click(s.button("Try again"));
    expect(s.get("#topic")).toBeTruthy();
  });

  it("is left by the way back, and by opening a conversation", async () => {
    const s = await screen().live();
    await s.click(s.button("Who opened my record"));
    await s.click(s.button("Back to conversations"));
    expect(s.all(".accesses").length).toBe(0);
    await s.click(s.button("Who opened my record"));
    await s.click(s.get(".row"));
    expect(s.all("textarea").length).toBe(1);
  });
});

describe("who opened the record", () => {
  const line = (id: number, more: Partial<RecordAccess> = {}): RecordAccess => ({
    id: `${id}`,
    at: "2026-03-02T09:30:00.000Z",
    kind: "practitioner",
    name: "Noor Haddad",
    roles: ["practitioner", "supervisor"],
    what: "conversationViewed",
    purpose: null,
    isBreakGlass: false,
    isDelegated: false,
    ...more,
  });
  const opened = async () => {
    const s = await screen().live();
    await s.click(s.button("Who opened my record"));
    return s;
  };

  it("is told with name, role, act, and the marks of emergency and of a host", async () => {
    portal.accesses.push(
      line(1),
      line(2, { what: "breakGlassDeclared", isBreakGlass: true, purpose: "emergency-treatment" }),
      line(3, { isDelegated: true }),
      line(4, { kind: "patient", name: null, roles: [], what: "sessionCreated" }),
      line(5, { what: "somethingNewer" }),
    );
    const s = await opened();
    const told = s.all(".accesses li").map((item) => [...item.children].slice(1).map((part) => part.textContent!.trim()));
    expect(told).toEqual([
      ["Noor Haddad", "Clinician, Supervisor", "Opened the conversation"],
      ["Noor Haddad", "Clinician, Supervisor", "Declared an emergency", "Emergency access for treatment in an emergency"],
      ["Noor Haddad", "Clinician, Supervisor", "Opened the conversation", "Through the hospital's own page"],
      ["You, or somebody with your sign-in", "Sign-in to the messages"],
      ["Noor Haddad", "Clinician, Supervisor", "Opened the record"],
    ]);
  });

  it("comes page by page, each line once", async () => {
    portal.accesses.push(...Array.from({ length: 120 }, (_, index) => line(index)));
    const s = await opened();
    expect(s.all(".accesses li").length).toBe(50);
    await s.click(s.button("Show more"));
    await s.click(s.button("Show more"));
    expect(s.all(".accesses li").length).toBe(120);
    expect(s.all(".accesses > button").length).toBe(0);
  });

  it("says when it could not be loaded, keeps what is there, and goes on from there", async () => {
    portal.accesses.push(...Array.from({ length: 60 }, (_, index) => line(index)));
    const s = await opened();
    portal.refusals.set("accesses", [new Refused("internal", 500)]);
    await s.click(s.button("Show more"));
    expect(s.has("That did not work. Please try again.")).toBe(true);
    expect(s.all(".accesses li").length).toBe(50);
    await s.click(s.button("Try again"));
    expect(s.all(".accesses li").length).toBe(60);
  });

  it("says when nobody has", async () => expect((await opened()).has("Nobody has opened it yet.")).toBe(true));
});

describe("the connection", () => {
  it("that is lost is said after a moment, and what is written waits in words", async () => {
    const s = await screen().openFirst();
    s.online = false;
    s.hub.cut();
    await settled();
    expect(s.all(".banner")).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(s.get(".banner").textContent).toBe("Connection lost. Trying again. What you write is kept.");
    await s.write("from the tunnel");
    expect(s.states()).toEqual(["Waiting to be sent"]);
    s.online = true;
    s.chat.client.wake();
    await settled();
    expect(s.states()).toEqual(["Sent"]);
    expect(s.all(".banner")).toEqual([]);
  });

  it("that the host ends says so, keeps everything, and goes on once the person signed in again", async () => {
    const s = await screen().openFirst();
    s.hostSaysNo = true;
    portal.tokens.clear();
    s.hub.cut();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(s.has("Your session has ended")).toBe(true);
    await s.write("unsent");
    s.hostSaysNo = false;
    await s.click(s.get(".banner button"));
    expect(s.states()).toEqual(["Sent"]);
  });
});

describe("a screen reader", () => {
  const announced = (s: Screen) => s.get(".thread [role=status].visually-hidden").textContent;

  it("hears new messages of others and failures, never the history or one's own", async () => {
    await nurseSays("History");
    const s = await screen().openFirst();
    expect(announced(s)).toBe("");
    await s.write("mine");
    expect(announced(s)).toBe("");
    await nurseSays("fresh");
    expect(announced(s)).toBe("Noor Haddad: fresh");
    portal.refusals.set("Send", [new Refused("validation", 400)]);
    await s.write("bad");
    expect(announced(s)).toBe("Not sent");
  });

  it("finds every control by a name, and every list as one", async () => {
    await nurseSays("Hello");
    const s = await screen().openFirst();
    const nameless = s.all("button, textarea, input, select, summary").filter((element) => !element.getAttribute("aria-label") && !(element.textContent ?? "").trim() && !element.id);
    expect(nameless.map((element) => element.outerHTML)).toEqual([]);
    expect(s.all("svg").every((icon) => icon.getAttribute("aria-hidden") === "true")).toBe(true);
    expect(s.all("ul").every((list) => list.getAttribute("role") === "list")).toBe(true);
    expect(s.all("[aria-live=assertive], [role=alert]")).toEqual([]);
    expect(s.get(".thread-log").tabIndex).toBe(0);
  });
});

describe("in Spanish", () => {
  it("is all Spanish", async () => {
    await nurseSays("Buenos días");
    const s = screen({ texts: await loadTexts("es") });
    await s.openFirst();
    await s.write("Gracias");
    expect(s.get("textarea").getAttribute("placeholder")).toBe("Escriba un mensaje");
    expect(s.states()).toEqual(["Enviado"]);
    expect(s.get(".message-role").textContent).toBe("Equipo de atención");
    expect(s.get(".thread-day").textContent).toBe("Hoy");
  });
});

it("always says where to turn in an emergency, with a number to call", async () => {
  const s = screen();
  expect(s.get(".emergency a").getAttribute("href")).toBe("tel:112");
  await s.openFirst();
  expect(s.get(".emergency").textContent).toBe("Not for emergencies. In an emergency call 112.");
});
