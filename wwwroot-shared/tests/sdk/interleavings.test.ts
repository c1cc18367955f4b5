/**
 * Random interleavings of sending, retrying, dropping, reconnecting, reordering and duplicating, over a portal that keeps the
 * protocol. Whatever happened: every acknowledged message is there once, in sequence, on every device, each sender's messages
 * in the order of writing, and a device's state with its events is what a fresh read gives.
 */
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PortalChat } from "../../src/sdk/portal-chat";
import type { EventActor } from "../../src/sdk/protocol";
import { apply, startTimeline } from "../../src/sdk/timeline";
import { entriesOf } from "../../src/sdk/timeline-view";
import { FakeHub, FakePortal, Refused, type FakeConversation, type Packet, type Wire } from "../fakes/fake-portal";
import { ana, knee, noor } from "../fakes/people";

/** Holds every packet until the test lets it through, in whatever order. */
class HeldWire implements Wire {
  packets: Packet[] = [];
  direct = false;

  put(packet: Packet): void {
    if (this.direct) queueMicrotask(() => packet.deliver());
    else this.packets.push(packet);
  }
}

const settled = () => vi.advanceTimersByTimeAsync(0);

class World {
  readonly portal = new FakePortal();
  readonly conversation: FakeConversation = this.portal.add(knee, "Knee", [ana, noor]);
  readonly wire = new HeldWire();
  readonly devices: { chat: PortalChat; person: EventActor; hub: FakeHub | null; written: string[] }[] = [];
  #texts = 0;

  constructor() {
    this.portal.pageSize = 3;
    for (const person of [ana, ana, noor]) {
      const device = { person, hub: null as FakeHub | null, written: [] as string[], chat: null as unknown as PortalChat };
      device.chat = new PortalChat({
        ask: async () => this.portal.grant(person),
        connect: () => (device.hub = new FakeHub(this.portal, this.wire)),
        fetch: this.portal.fetch,
        storage: null,
        onOtherPerson: () => expect.unreachable(),
      });
      this.devices.push(device);
    }
  }

  async open(): Promise<void> {
    this.wire.direct = true;
    for (const { chat } of this.devices) chat.start();
    await settled();
    for (const { chat } of this.devices) chat.openConversation(knee);
    await settled();
    this.wire.direct = false;
  }

  send(index: number): void {
    const text = `text ${++this.#texts}`;
    this.devices[index]!.written.push(text);
    this.devices[index]!.chat.send(knee, text, null);
  }

  deliver(choose: (packets: readonly Packet[]) => number): void {
    const { packets } = this.wire;
    if (packets.length === 0) return;
    packets.splice(choose(packets), 1)[0]!.deliver();
  }

  /** Pushes come again and out of order; calls and answers of one connection are never repeated by its transport. */
  repeatPush(n: number): void {
    const pushes = this.wire.packets.filter(({ kind }) => kind === "push");
    pushes[n % Math.max(1, pushes.length)]?.deliver();
  }

  /** Connected but silent: an event that never comes. The heads tell of it. */
  loseEvent(n: number): void {
    const { packets } = this.wire;
    const events = packets.filter(({ name }) => name === "event");
    const lost = events[n % Math.max(1, events.length)];
    if (lost) packets.splice(packets.indexOf(lost), 1);
  }

  /** The network is well again: everything held arrives, everybody comes back, the heads are told. */
  async heal(): Promise<void> {
    this.wire.direct = true;
    for (const packet of this.wire.packets.splice(0)) packet.deliver();
    await vi.advanceTimersByTimeAsync(60_000);
    this.portal.tellHeads();
    await vi.advanceTimersByTimeAsync(60_000);
  }

  check(): void {
    const { events } = this.conversation;
    const posted = events.flatMap((event) => (event.type === "messagePosted" ? [event.text] : []));
    expect(posted.length).toBe(new Set(posted).size);
    expect([...posted].sort()).toEqual(this.devices.flatMap(({ written }) => written).sort());

    for (const { chat, person, written } of this.devices) {
      expect(posted.filter((text) => written.includes(text))).toEqual(written);
      const timeline = chat.open.value!.timeline!;
      expect(timeline.pending).toEqual([]);
      const start = startTimeline({ conversationId: knee, selfId: person.id, after: 0, readSequence: 0, headSequence: 0 });
      let fresh = apply(start, { kind: "events", events }).timeline;
      for (const marker of this.conversation.markers.values()) fresh = apply(fresh, { kind: "marker", ...marker }).timeline;
      expect(entriesOf(timeline)).toEqual(entriesOf(fresh));
      expect(timeline.head).toBe(events.length);
      expect(chat.inbox.value!.conversations).toEqual([this.portal.view(this.conversation, person.id)]);
    }
  }

  async close(): Promise<void> {
    for (const { chat } of this.devices) {
      await chat.client.stop();
      chat.session.stop();
    }
  }
}

type Step = (world: World) => void | Promise<void>;

const device = fc.nat({ max: 2 });
const step: fc.Arbitrary<readonly [string, Step]> = fc.oneof(
  { weight: 5, arbitrary: device.map((i) => [`send ${i}`, (world: World) => world.send(i)] as const) },
  { weight: 9, arbitrary: fc.constant(["deliver the oldest", (world: World) => world.deliver(() => 0)] as const) },
  { weight: 4, arbitrary: fc.nat().map((n) => [`deliver ${n}`, (world: World) => world.deliver(({ length }) => n % length)] as const) },
  { weight: 3, arbitrary: fc.nat({ max: 40 }).map((n) => [`repeat a push ${n}`, (world: World) => world.repeatPush(n)] as const) },
  { weight: 2, arbitrary: fc.nat({ max: 40 }).map((n) => [`lose an event ${n}`, (world: World) => world.loseEvent(n)] as const) },
  { weight: 2, arbitrary: device.map((i) => [`drop ${i}`, (world: World) => world.devices[i]!.hub?.cut()] as const) },
  { weight: 3, arbitrary: fc.integer({ min: 100, max: 30_000 }).map((ms) => [`wait ${ms}`, async () => void (await vi.advanceTimersByTimeAsync(ms))] as const) },
  { weight: 1, arbitrary: fc.constant(["heads", (world: World) => world.portal.tellHeads()] as const) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<[string, number]>(["not-ready", 503], ["rate-limited", 429], ["internal", 500]).map(
      ([problem, status]) =>
        [
          `next send: ${problem}`,
          (world: World) => void world.portal.refusals.set("Send", [...(world.portal.refusals.get("Send") ?? []).slice(0, 3), new Refused(problem, status)]),
        ] as const,
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(device, fc.nat({ max: 30 })).map(
      ([i, n]) => [`see ${i} ${n}`, (world: World) => world.devices[i]!.chat.open.value?.seen(Math.min(n, world.conversation.head))] as const,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 30 }).map(
      (n) =>
        [
          `correct ${n}`,
          ({ portal, conversation }: World) => {
            const event = conversation.events[n];
            if (event?.type === "messagePosted") portal.append(conversation, { type: "messageCorrected", actor: event.actor, target: event.sequence, text: `corrected ${n}` });
          },
        ] as const,
    ),
  },
);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});

afterEach(() => {
  vi.useRealTimers();
});

it(
  "whatever happens on the way, every acknowledged message is there once, in sequence, on every device",
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 120 }), async (steps) => {
        const world = new World();
        try {
          await world.open();
          for (const [, act] of steps) {
            await act(world);
            await settled();
          }
          await world.heal();
          world.check();
        } finally {
          await world.close();
        }
      }),
      { numRuns: Number(process.env["PORTAL_INTERLEAVINGS"] ?? 150) },
    );
  },
);
