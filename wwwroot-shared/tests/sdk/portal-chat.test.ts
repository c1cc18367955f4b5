import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Connection } from "../../src/sdk/chat-client";
import type { Conversation } from "../../src/sdk/conversation";
import { PortalChat } from "../../src/sdk/portal-chat";
import { PortalError } from "../../src/sdk/problem";
import type { EventActor } from "../../src/sdk/protocol";
import { entriesOf, type MessageEntry } from "../../src/sdk/timeline-view";
import { DirectWire, FakeHub, FakePortal, Refused, type FakeConversation } from "../fakes/fake-portal";
import { ana, jonas, knee, noor, skin } from "../fakes/people";

let portal: FakePortal;
let conversation: FakeConversation;
const chats: PortalChat[] = [];

class Device {
  hub!: FakeHub;
  online = true;
  hubs = 0;
  readonly ask = vi.fn(async () => {
    if (!this.online) throw new PortalError("offline");
    return portal.grant(this.person);
  });
  readonly onOtherPerson = vi.fn();
  readonly chat: PortalChat;

  constructor(public person: EventActor) {
    this.chat = new PortalChat({
      ask: this.ask,
      connect: () => {
        this.hubs++;
        return (this.hub = new FakeHub(portal, new DirectWire(), () => this.online));
      },
      fetch: (url, init) => (this.online ? portal.fetch(url, init) : Promise.reject(new TypeError("Failed to fetch"))),
      storage: null,
      onOtherPerson: this.onOtherPerson,
    });
    chats.push(this.chat);
  }

  get connection(): Connection {
    return this.chat.client.connection.value;
  }

  async live(): Promise<this> {
    this.chat.start();
    await settled();
    expect(this.connection.kind).toBe("live");
    return this;
  }

  async opened(id = knee): Promise<Conversation> {
    await this.live();
    const open = this.chat.openConversation(id);
    await settled();
    return open;
  }
}

const settled = () => vi.advanceTimersByTimeAsync(0);
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const messages = (open: Conversation) => entriesOf(open.timeline!).filter((entry): entry is MessageEntry => entry.kind === "message");
const texts = (open: Conversation) => messages(open).map(({ text }) => text);
const states = (open: Conversation) => messages(open).map(({ state }) => state);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  portal = new FakePortal();
  conversation = portal.add(knee, "Knee", [ana, noor, jonas]);
});

afterEach(async () => {
  for (const chat of chats.splice(0)) {
    await chat.client.stop();
    chat.session.stop();
  }
  vi.useRealTimers();
});

describe("a message", () => {
  it("goes from pending to displayed", async () => {
    const patient = await new Device(ana).opened();
    const nurse = await new Device(noor).opened();
    chats[0]!.send(knee, "It is warm.", null);
    expect(states(patient)).toEqual(["Pending"]);
    await settled();
    expect(texts(nurse)).toEqual(["It is warm."]);
    expect(states(patient)).toEqual(["Delivered"]);
    nurse.seen(1);
    await settled();
    expect(states(patient)).toEqual(["Displayed"]);
  });

  it("comes to the sender's other device too, and to no receipt by that", async () => {
    const [phone, tablet] = [await new Device(ana).opened(), await new Device(ana).opened()];
    chats[0]!.send(knee, "From the phone", null);
    await settled();
    tablet.seen(1);
    await settled();
    expect(texts(tablet)).toEqual(["From the phone"]);
    expect(states(phone)).toEqual(["Accepted"]);
  });

  it("that is refused fails with the reason, and can be discarded", async () => {
    const patient = await new Device(ana).opened();
    conversation.status = "closed";
    chats[0]!.send(knee, "Too late", null);
    await settled();
    expect(messages(patient)[0]).toMatchObject({ state: "Failed", failure: "conversation-closed" });
    chats[0]!.discard(knee, messages(patient)[0]!.clientMessageId!);
    expect(messages(patient)).toEqual([]);
  });

  it("is tried again under the same id, which the server takes once", async () => {
    const patient = await new Device(ana).opened();
    portal.refusals.set("Send", [new Refused("validation", 400)]);
    chats[0]!.send(knee, "Again", null);
    await settled();
    chats[0]!.retry(knee, messages(patient)[0]!.clientMessageId!);
    await settled();
    expect(states(patient)).toEqual(["Accepted"]);
    expect(conversation.events).toHaveLength(1);
  });

  it("goes under a new id where the old one is taken by another text", async () => {
    const patient = await new Device(ana).opened();
    portal.refusals.set("Send", [new Refused("conflict", 409, "reused-id")]);
    chats[0]!.send(knee, "Mine", null);
    await settled();
    const old = messages(patient)[0]!.clientMessageId!;
    chats[0]!.retry(knee, old);
    await settled();
    expect(states(patient)).toEqual(["Accepted"]);
    expect(messages(patient)[0]!.clientMessageId).not.toBe(old);
  });
});

describe("a lost connection", () => {
  it("loses nothing that was written meanwhile, on either side", async () => {
    const patient = new Device(ana);
    const open = await patient.opened();
    patient.online = false;
    patient.hub.cut();
    patient.chat.send(knee, "written in a tunnel", null);
    portal.post(noor, conversation, { clientMessageId: "n1", text: "are you there?" });
    await later(30_000);
    expect(patient.connection.kind).toBe("waiting");
    expect(states(open)).toEqual(["Pending"]);
    patient.online = true;
    await later(20_000);
    expect(texts(open)).toEqual(["are you there?", "written in a tunnel"]);
    expect(conversation.events).toHaveLength(2);
  });

  it("is tried again for ever, at most twenty seconds apart", async () => {
    const patient = await new Device(ana).live();
    patient.online = false;
    patient.hub.cut();
    await later(60 * 60_000);
    expect(patient.hubs).toBeGreaterThan((60 * 60) / 21);
    patient.online = true;
    await later(20_000);
    expect(patient.connection.kind).toBe("live");
  });

  it("is tried again at once when the network comes back", async () => {
    const patient = await new Device(ana).live();
    patient.online = false;
    patient.hub.cut();
    await later(120_000);
    patient.online = true;
    patient.chat.client.wake();
    await settled();
    expect(patient.connection.kind).toBe("live");
  });

  it("is noticed at once where the device says that it is offline", async () => {
    const patient = await new Device(ana).live();
    patient.online = false;
    patient.chat.client.drop();
    await settled();
    expect(patient.connection.kind).toBe("waiting");
  });

  it("reads many missed messages page by page until it is live", async () => {
    portal.pageSize = 3;
    const patient = new Device(ana);
    const open = await patient.opened();
    patient.hub.cut();
    for (let i = 1; i <= 10; i++) portal.post(noor, conversation, { clientMessageId: `n${i}`, text: `${i}` });
    await later(1_000);
    expect(texts(open)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
  });
});

describe("a message that did not arrive although the connection stands", () => {
  it("is read again when the next one shows the hole", async () => {
    const patient = new Device(ana);
    const open = await patient.opened();
    patient.hub.live.clear();
    portal.post(noor, conversation, { clientMessageId: "n1", text: "lost" });
    patient.hub.live.add(knee);
    portal.post(noor, conversation, { clientMessageId: "n2", text: "seen" });
    await settled();
    expect(texts(open)).toEqual(["lost", "seen"]);
  });

  it("is read again when the head says that there is more", async () => {
    const patient = new Device(ana);
    const open = await patient.opened();
    patient.hub.live.clear();
    portal.post(noor, conversation, { clientMessageId: "n1", text: "lost" });
    patient.hub.live.add(knee);
    portal.tellHeads();
    await settled();
    expect(texts(open)).toEqual(["lost"]);
  });
});

describe("the session", () => {
  it("is renewed while the connection stands", async () => {
    const patient = await new Device(ana).live();
    await later(60 * 60_000);
    expect(patient.hubs).toBe(1);
    expect(patient.ask).toHaveBeenCalledOnce();
    expect(portal.calls.filter((call) => call === "POST /api/v1/sessions/renew").length).toBeGreaterThanOrEqual(4);
  });

  it("is asked of the host again when the portal takes the token no more", async () => {
    const patient = await new Device(ana).live();
    portal.tokens.clear();
    patient.hub.cut();
    await later(5_000);
    expect(patient.connection.kind).toBe("live");
    expect(patient.ask).toHaveBeenCalledTimes(2);
  });

  it("ends when the host gives none, and begins anew on demand", async () => {
    const patient = new Device(ana);
    patient.ask.mockRejectedValueOnce(new PortalError("unauthorized", "host"));
    patient.chat.start();
    await later(60_000);
    expect(patient.connection).toMatchObject({ kind: "ended", problem: { reason: "host" } });
    expect(patient.ask).toHaveBeenCalledOnce();
    await patient.live();
  });

  it("of somebody else is told before anything of hers is shown", async () => {
    const device = await new Device(ana).live();
    device.person = jonas;
    portal.tokens.clear();
    device.hub.cut();
    await later(5_000);
    expect(device.onOtherPerson).toHaveBeenCalled();
  });
});

describe("access", () => {
  it("that is taken away ends the conversation on the screen", async () => {
    const patient = new Device(ana);
    const open = await patient.opened();
    portal.revoke(conversation, ana.id);
    await settled();
    expect(open.state.value).toEqual({ kind: "refused", reason: "access-lost" });
    expect(patient.chat.inbox.value!.conversations).toEqual([]);
  });

  it("that never was: the conversation says so, and nothing is tried again", async () => {
    portal.add(skin, "Skin", [noor]);
    const patient = await new Device(ana).opened(skin);
    expect(patient.state.value).toEqual({ kind: "refused", reason: "not-found" });
  });
});

describe("the list", () => {
  it("follows what happens, with the server's own counts", async () => {
    const patient = await new Device(ana).live();
    portal.post(noor, conversation, { clientMessageId: "n1", text: "Hello" });
    await settled();
    expect(patient.chat.inbox.value!.conversations).toMatchObject([{ id: knee, unreadCount: 1 }]);
    const open = patient.chat.openConversation(knee);
    await settled();
    open.seen(1);
    await settled();
    expect(patient.chat.inbox.value!.conversations).toMatchObject([{ id: knee, unreadCount: 0 }]);
  });

  it("takes in a conversation that the patient begins, and opens it", async () => {
    const patient = await new Device(ana).live();
    await patient.chat.startConversation("ortho", "My shoulder");
    await settled();
    expect(patient.chat.open.value?.state.value.kind).toBe("ready");
    expect(patient.chat.inbox.value!.conversations.map(({ topic }) => topic)).toContain("My shoulder");
  });
});

describe("a long conversation", () => {
  beforeEach(() => {
    for (let i = 1; i <= 500; i++) portal.post(i % 2 ? noor : ana, conversation, { clientMessageId: `n${i}`, text: `${i}` });
  });

  it("opens with its newest messages and gives the older ones page by page", async () => {
    const open = await new Device(ana).opened();
    const count = messages(open).length;
    expect(count).toBeLessThanOrEqual(200);
    expect(texts(open).at(-1)).toBe("500");
    while (open.older.value === "idle") await open.loadOlder();
    expect(open.older.value).toBe("none");
    expect(texts(open)).toEqual(Array.from({ length: 500 }, (_, i) => `${i + 1}`));
  });

  it("says that older ones could not be loaded, and loads them on the next try", async () => {
    const open = await new Device(ana).opened();
    portal.refusals.set("events", [new Refused("not-ready", 503)]);
    await open.loadOlder();
    expect(open.older.value).toBe("failed");
    await open.loadOlder();
    expect(open.older.value).toBe("idle");
  });

  it("lets go of old messages, and gives them again", async () => {
    const open = await new Device(ana).opened();
    open.trim(20);
    expect(messages(open)).toHaveLength(20);
    await open.loadOlder();
    expect(messages(open)).toHaveLength(80);
  });
});

describe("typing", () => {
  it("shows at the others, and ends by itself when the end was lost", async () => {
    const patient = await new Device(ana).opened();
    const nurse = await new Device(noor).opened();
    nurse.typed();
    await settled();
    expect(patient.typing.value).toEqual([noor.id]);
    await later(6_000);
    expect(patient.typing.value).toEqual([]);
  });

  it("ends with the message", async () => {
    const patient = await new Device(ana).opened();
    const nurse = await new Device(noor).opened();
    nurse.typed();
    chats[1]!.send(knee, "Here it is", null);
    await settled();
    expect(patient.typing.value).toEqual([]);
  });

  it("is told at most every three seconds", async () => {
    const nurse = await new Device(noor).opened();
    for (let i = 0; i < 60; i++) {
      nurse.typed();
      await later(100);
    }
    expect(portal.calls.filter((call) => call === "Typing")).toHaveLength(2);
  });
});

describe("markers", () => {
  it("are told in one call, and again where the connection swallowed them", async () => {
    for (let i = 1; i <= 5; i++) portal.post(noor, conversation, { clientMessageId: `n${i}`, text: `${i}` });
    const patient = new Device(ana);
    const open = await patient.opened();
    portal.refusals.set("MarkRead", [new Refused("not-ready", 503)]);
    for (const sequence of [1, 2, 3, 4, 5]) open.seen(sequence);
    await settled();
    expect(conversation.markers.get(ana.id)?.read ?? 0).toBe(0);
    patient.hub.cut();
    await later(5_000);
    expect(conversation.markers.get(ana.id)?.read).toBe(5);
    expect(portal.calls.filter((call) => call === "MarkRead")).toHaveLength(2);
  });
});
