// @vitest-environment jsdom
// Sealing is real work of the browser's crypto, which fake timers do not move: these wait on conditions in real time.
import { afterEach, beforeEach, expect, it } from "vitest";
import { Vault, type VaultStorage } from "../../src/sdk/vault";
import { eventually } from "../eventually";
import { FakePortal, Refused, type FakeConversation } from "../fakes/fake-portal";
import { ana, knee, noor } from "../fakes/people";
import { installObservers } from "../ui/fake-observers";
import { Screen } from "./screen";

let portal: FakePortal;
let conversation: FakeConversation;
let storage: Map<string, string>;
const screens: Screen[] = [];

const browser: VaultStorage = {
  getItem: (name) => storage.get(name) ?? null,
  setItem: (name, value) => void storage.set(name, value),
  removeItem: (name) => void storage.delete(name),
};
const load = () => {
  const made = new Screen(portal, { storage: browser });
  screens.push(made);
  made.chat.start();
  return made;
};
const opened = async (made: Screen) => {
  await eventually(() => made.get(".row").click());
  await eventually(() => made.get("textarea"));
  return made;
};
const write = (made: Screen, text: string) => {
  const area = made.get("textarea") as HTMLTextAreaElement;
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  made.get(".composer form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
};
const sealed = (count: number) => eventually(() => expect(storage.get("portal.outbox") ?? "").toContain(`"count":${count}`));
const cut = (made: Screen) => {
  made.online = false;
  made.hub.cut();
};

beforeEach(() => {
  installObservers();
  document.body.innerHTML = "";
  storage = new Map();
  portal = new FakePortal();
  conversation = portal.add(knee, "Knee", [ana, noor]);
});

afterEach(async () => {
  for (const made of screens.splice(0)) await made.close();
});

it("messages that were not sent come back after a reload and go out under the same ids, once, in order", async () => {
  const before = await opened(load());
  await eventually(() => expect(portal.calls).toContain("POST /api/v1/sessions/current/outbox-key"));
  cut(before);
  write(before, "The wound weeps");
  write(before, "since Tuesday");
  await sealed(2);
  expect([...storage.values()].join()).not.toMatch(/wound|Tuesday/);
  const ids = before.chat.open.value!.timeline!.pending.map(({ clientMessageId }) => clientMessageId);
  await before.close();

  const after = await opened(load());
  await eventually(() => expect(after.states()).toEqual(["Sent", "Sent"]));
  expect(after.bubbles()).toEqual(["The wound weeps", "since Tuesday"]);
  expect(conversation.events.map((event) => event.type === "messagePosted" && event.clientMessageId)).toEqual(ids);
  await eventually(() => expect(storage.size).toBe(0));
});

it("a message that was taken although the answer was lost is not doubled by the reload", async () => {
  const before = await opened(load());
  await eventually(() => expect(portal.calls).toContain("POST /api/v1/sessions/current/outbox-key"));
  cut(before);
  write(before, "Only once");
  await sealed(1);
  const [pending] = before.chat.open.value!.timeline!.pending;
  await before.close();
  portal.post(ana, conversation, { clientMessageId: pending!.clientMessageId, text: "Only once" });

  const after = await opened(load());
  await eventually(() => expect(storage.size).toBe(0));
  expect(after.bubbles()).toEqual(["Only once"]);
  expect(conversation.events).toHaveLength(1);
});

it("a refused message and a half-written one come back as they were", async () => {
  const before = await opened(load());
  await eventually(() => expect(portal.calls).toContain("POST /api/v1/sessions/current/outbox-key"));
  portal.refusals.set("Send", [new Refused("refused", 422, "moderated")]);
  write(before, "refused");
  await eventually(() => before.get(".message-failure"));
  const area = before.get("textarea") as HTMLTextAreaElement;
  area.value = "half a sent";
  area.dispatchEvent(new Event("input", { bubbles: true }));
  await eventually(async () => expect((await Vault.open(browser, portal.outboxKey!, ana.id)).kept?.drafts[knee]).toBe("half a sent"));
  await before.close();

  const after = await opened(load());
  await eventually(() => after.get(".message-failure"));
  await eventually(() => expect((after.get("textarea") as HTMLTextAreaElement).value).toBe("half a sent"));
  expect(conversation.events).toEqual([]);
});

it("says that messages were lost when their key is gone", async () => {
  const before = await opened(load());
  await eventually(() => expect(portal.calls).toContain("POST /api/v1/sessions/current/outbox-key"));
  cut(before);
  write(before, "sealed by another key");
  await sealed(1);
  await before.close();
  portal.outboxKey = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY";

  const after = load();
  await eventually(() => after.get(".banner", "1 message that you wrote earlier was not sent and could not be restored."));
});

it("leaves nothing in the browser where the server gives no key, and sends all the same", async () => {
  portal.outboxKey = null;
  const made = await opened(load());
  cut(made);
  write(made, "kept in memory");
  made.online = true;
  made.chat.client.wake();
  await eventually(() => expect(made.states()).toEqual(["Sent"]));
  expect(storage.size).toBe(0);
});
