import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { apply, startTimeline, type Timeline, type TimelineInput, type TimelineOutcome, type TimelineStart } from "../../src/sdk/timeline";
import { entriesOf, type TimelineEntry } from "../../src/sdk/timeline-view";

interface Vector {
  readonly name: string;
  readonly start: TimelineStart;
  readonly inputs: readonly TimelineInput[];
  readonly expected: { readonly outcomes: readonly TimelineOutcome[] } & ReturnType<typeof shape>;
}

const folder = new URL("../../vectors/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

function shapeOfEntry(entry: TimelineEntry): unknown {
  if (entry.kind === "unread") return { kind: "unread" };
  if (entry.kind === "notice") return { kind: "notice", sequence: entry.sequence, type: entry.event.type };
  const { kind, sequence, own, clientMessageId, text, replyTo, corrected, state, failure } = entry;
  return { kind, sequence, actorId: entry.actor?.id ?? null, own, clientMessageId, text, replyTo, corrected, state, failure };
}

function shape(timeline: Timeline) {
  const markers = [...timeline.markers].sort((a, b) => (a.personId < b.personId ? -1 : 1));
  return { first: timeline.first, last: timeline.last, head: timeline.head, entries: entriesOf(timeline).map(shapeOfEntry), markers };
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

it("finds the vectors", () => expect(files.length).toBeGreaterThanOrEqual(6));

describe.each(files)("%s", (file) => {
  const { vectors } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { vectors: Vector[] };

  it.each(vectors.map((vector) => [vector.name, vector] as const))("%s", (_, { start, inputs, expected }) => {
    let timeline = frozen(startTimeline(start));
    const outcomes = inputs.map((input) => {
      const applied = apply(timeline, frozen(input));
      timeline = frozen(applied.timeline);
      return applied.outcome;
    });
    expect({ outcomes, ...shape(timeline) }).toEqual(expected);
  });
});

describe("a timeline that nothing new reaches", () => {
  it("is the very same object, so that nothing is drawn again", () => {
    const timeline = startTimeline({ conversationId: "c", selfId: "me", after: 3, readSequence: 3, headSequence: 3 });
    for (const input of [{ kind: "head", headSequence: 3 }, { kind: "retry", clientMessageId: "x" }, { kind: "trim", keep: 10 }] as const)
      expect(apply(timeline, input).timeline).toBe(timeline);
  });
});

describe("the keys of entries", () => {
  it("stay the same from pending to the log", () => {
    const start = startTimeline({ conversationId: "c", selfId: "me", after: 0, readSequence: 0, headSequence: 0 });
    const pending = apply(start, { kind: "send", clientMessageId: "m1", text: "Hello", replyTo: null, at: "2025-03-03T10:00:00.000Z" }).timeline;
    const actor = { id: "me", kind: "patient", displayName: "Ana" } as const;
    const posted = { conversationId: "c", sequence: 1, at: "2025-03-03T10:00:01.000Z", type: "messagePosted", actor, clientMessageId: "m1", text: "Hello", replyTo: null, attachments: [] } as const;
    const inLog = apply(pending, { kind: "events", events: [posted] }).timeline;
    expect(entriesOf(inLog).map((entry) => entry.key)).toEqual(entriesOf(pending).map((entry) => entry.key));
  });
});
