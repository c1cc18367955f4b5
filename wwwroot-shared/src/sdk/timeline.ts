/**
 * A conversation as a client holds it: pure, a timeline and an input give a timeline. The C# reducer is held to the same vectors
 * (`vectors/`).
 *
 * Held is one unbroken run of the log, `first` to `last`, and behind it what this device has yet to see in the log (`pending`).
 * An event that does not follow `last` is never put in: the outcome `gap` tells the caller to read again from `last`.
 */
import type { Attachment, ConversationEvent, EventActor, Marker, MessagePosted, Sequence } from "./protocol";

export interface TimelineMessage {
  readonly kind: "message";
  readonly sequence: Sequence;
  readonly at: string;
  readonly actor: EventActor;
  readonly clientMessageId: string;
  /** What stands now; null once retracted. */
  readonly text: string | null;
  readonly replyTo: Sequence | null;
  readonly attachments: readonly Attachment[];
  readonly corrected: boolean;
}

/** Anything else of the log that a reader is told in one line. */
export interface TimelineNotice {
  readonly kind: "notice";
  readonly sequence: Sequence;
  readonly event: ConversationEvent;
}

export type TimelineItem = TimelineMessage | TimelineNotice;

export interface PendingMessage {
  readonly clientMessageId: string;
  readonly text: string;
  readonly replyTo: Sequence | null;
  /** When it was written; once accepted, the server's time. */
  readonly at: string;
  /** Set by the server's receipt, which may come before the event itself. */
  readonly sequence: Sequence | null;
  /** Why the server will never take it, or null. */
  readonly failure: string | null;
}

interface Amendment {
  readonly text: string | null;
}

export interface Timeline {
  readonly conversationId: string;
  /** The viewer: whose pending messages these are, and whose markers do not count as receipts. */
  readonly selfId: string;
  /** The oldest sequence held; `last + 1` while nothing is. */
  readonly first: Sequence;
  readonly last: Sequence;
  /** The highest sequence heard of. */
  readonly head: Sequence;
  readonly items: readonly TimelineItem[];
  readonly pending: readonly PendingMessage[];
  readonly markers: readonly Marker[];
  /** Latest correction or retraction by its target, also of targets that are not held: they may be loaded later. */
  readonly amendments: ReadonlyMap<Sequence, Amendment>;
  /** Own read marker and head as the viewer opened the conversation: between them stands the unread separator. */
  readonly opened: { readonly read: Sequence; readonly head: Sequence };
}

export type TimelineInput =
  | { readonly kind: "events"; readonly events: readonly ConversationEvent[]; readonly headSequence?: Sequence }
  | { readonly kind: "older"; readonly events: readonly ConversationEvent[] }
  | { readonly kind: "head"; readonly headSequence: Sequence }
  | ({ readonly kind: "marker" } & Marker)
  | { readonly kind: "send"; readonly clientMessageId: string; readonly text: string; readonly replyTo: Sequence | null; readonly at: string }
  | { readonly kind: "accepted"; readonly clientMessageId: string; readonly sequence: Sequence; readonly sentAt: string }
  | { readonly kind: "failed"; readonly clientMessageId: string; readonly reason: string }
  | { readonly kind: "retry"; readonly clientMessageId: string }
  | { readonly kind: "discard"; readonly clientMessageId: string }
  | { readonly kind: "trim"; readonly keep: number };

/** `repeated`: nothing new. `gap`: something is missing after `last`; the timeline holds what came before it. */
export type TimelineOutcome = "applied" | "repeated" | "gap";

export interface Applied {
  readonly timeline: Timeline;
  readonly outcome: TimelineOutcome;
}

export interface TimelineStart {
  readonly conversationId: string;
  readonly selfId: string;
  /** Held from behind this sequence on. */
  readonly after: Sequence;
  readonly readSequence: Sequence;
  readonly headSequence: Sequence;
}

export function startTimeline({ conversationId, selfId, after, readSequence, headSequence }: TimelineStart): Timeline {
  const opened = { read: readSequence, head: headSequence };
  const none = { items: [], pending: [], markers: [], amendments: new Map<Sequence, Amendment>() };
  return { conversationId, selfId, first: after + 1, last: after, head: Math.max(after, headSequence), opened, ...none };
}

export function apply(timeline: Timeline, input: TimelineInput): Applied {
  switch (input.kind) {
    case "events":
      return append(timeline, input.events, input.headSequence ?? 0);
    case "older":
      return prepend(timeline, input.events);
    case "head":
      return raiseHead(timeline, input.headSequence);
    case "marker":
      return mark(timeline, input);
    case "send":
      return send(timeline, input);
    case "accepted":
      return accept(timeline, input);
    case "failed":
      return amendPending(timeline, input.clientMessageId, { failure: input.reason });
    case "retry":
      return retry(timeline, input.clientMessageId);
    case "discard":
      return withoutPending(timeline, input.clientMessageId);
    case "trim":
      return trim(timeline, input.keep);
  }
}

const changed = (timeline: Timeline, change: Partial<Timeline>): Applied => ({ timeline: { ...timeline, ...change }, outcome: "applied" });
const repeated = (timeline: Timeline): Applied => ({ timeline, outcome: "repeated" });

function append(timeline: Timeline, events: readonly ConversationEvent[], headSequence: Sequence): Applied {
  const ascending = events.filter((event) => event.conversationId === timeline.conversationId).sort((a, b) => a.sequence - b.sequence);
  const head = Math.max(timeline.head, headSequence, ascending.at(-1)?.sequence ?? 0);
  const next: ConversationEvent[] = [];
  let last = timeline.last;
  let gap = false;
  for (const event of ascending) {
    if (event.sequence <= last) continue;
    gap = event.sequence > last + 1;
    if (gap) break;
    next.push(event);
    last = event.sequence;
  }
  if (next.length === 0 && head === timeline.head) return gap ? { timeline, outcome: "gap" } : repeated(timeline);
  const amendments = merged(timeline.amendments, amendmentsIn(next));
  const touched = new Set(next.flatMap((event) => ("target" in event ? [event.target] : [])));
  const held = touched.size === 0 ? timeline.items : timeline.items.map((item) => (touched.has(item.sequence) ? amended(item, amendments) : item));
  const posted = new Set(next.flatMap((event) => (isOwn(timeline, event) ? [event.clientMessageId] : [])));
  const change = {
    last,
    head: Math.max(head, last),
    items: [...held, ...itemsOf(next, amendments)],
    amendments,
    pending: posted.size === 0 ? timeline.pending : timeline.pending.filter((message) => !posted.has(message.clientMessageId)),
  };
  return { timeline: { ...timeline, ...change }, outcome: gap ? "gap" : "applied" };
}

/** A page from before `first`. One that does not reach up to it is left out: it was asked for by an older state. */
function prepend(timeline: Timeline, events: readonly ConversationEvent[]): Applied {
  const older = events.filter((event) => event.sequence < timeline.first);
  if (older.length === 0) return repeated(timeline);
  if (older.at(-1)!.sequence !== timeline.first - 1) return { timeline, outcome: "gap" };
  const amendments = merged(amendmentsIn(older), timeline.amendments);
  return changed(timeline, { first: older[0]!.sequence, items: [...itemsOf(older, amendments), ...timeline.items], amendments });
}

/** Corrections and retractions among the events, by target. */
function amendmentsIn(events: readonly ConversationEvent[]): Map<Sequence, Amendment> {
  const found = new Map<Sequence, Amendment>();
  for (const event of events) {
    if (event.type === "messageRetracted") found.set(event.target, { text: null });
    else if (event.type === "messageCorrected" && found.get(event.target)?.text !== null) found.set(event.target, { text: event.text });
  }
  return found;
}

/** The newer ones win, but a retraction stands whatever comes after it. */
function merged(older: ReadonlyMap<Sequence, Amendment>, newer: ReadonlyMap<Sequence, Amendment>): ReadonlyMap<Sequence, Amendment> {
  if (newer.size === 0 || older.size === 0) return newer.size === 0 ? older : newer;
  const all = new Map(older);
  for (const [target, amendment] of newer) if (all.get(target)?.text !== null) all.set(target, amendment);
  return all;
}

function itemsOf(events: readonly ConversationEvent[], amendments: ReadonlyMap<Sequence, Amendment>): TimelineItem[] {
  return events.flatMap((event): TimelineItem[] => {
    if (event.type === "messagePosted") return [amended(messageOf(event), amendments)];
    if (event.type === "messageCorrected" || event.type === "messageRetracted") return [];
    return [{ kind: "notice", sequence: event.sequence, event }];
  });
}

function messageOf({ sequence, at, actor, clientMessageId, text, replyTo, attachments }: MessagePosted): TimelineMessage {
  return { kind: "message", sequence, at, actor, clientMessageId, text, replyTo: replyTo ?? null, attachments: attachments ?? [], corrected: false };
}

function amended<T extends TimelineItem>(item: T, amendments: ReadonlyMap<Sequence, Amendment>): T {
  const amendment = amendments.get(item.sequence);
  return amendment && item.kind === "message" ? { ...item, text: amendment.text, corrected: amendment.text !== null } : item;
}

function isOwn(timeline: Timeline, event: ConversationEvent): event is MessagePosted {
  return event.type === "messagePosted" && event.actor.id === timeline.selfId;
}

function raiseHead(timeline: Timeline, headSequence: Sequence): Applied {
  const head = Math.max(timeline.head, headSequence);
  const next = head === timeline.head ? timeline : { ...timeline, head };
  return { timeline: next, outcome: head > timeline.last ? "gap" : "repeated" };
}

function mark(timeline: Timeline, { personId, delivered, read }: Marker): Applied {
  const before = timeline.markers.find((marker) => marker.personId === personId) ?? { personId, delivered: 0, read: 0 };
  const furthestRead = Math.max(before.read, read);
  const after = { personId, delivered: Math.max(before.delivered, delivered, furthestRead), read: furthestRead };
  if (after.read === before.read && after.delivered === before.delivered) return repeated(timeline);
  return changed(timeline, { markers: [...timeline.markers.filter((marker) => marker.personId !== personId), after] });
}

function send(timeline: Timeline, { clientMessageId, text, replyTo, at }: TimelineInput & { kind: "send" }): Applied {
  const known = (message: { clientMessageId: string }) => message.clientMessageId === clientMessageId;
  const inLog = timeline.items.some((item) => item.kind === "message" && item.actor.id === timeline.selfId && known(item));
  if (inLog || timeline.pending.some(known)) return repeated(timeline);
  return withPending(timeline, [...timeline.pending, { clientMessageId, text, replyTo, at, sequence: null, failure: null }]);
}

/** A message tried again goes behind those that are waiting already, as it will in the log. */
function retry(timeline: Timeline, clientMessageId: string): Applied {
  const failed = timeline.pending.find((message) => message.clientMessageId === clientMessageId && message.failure !== null);
  if (!failed) return repeated(timeline);
  return withPending(timeline, [...timeline.pending.filter((message) => message !== failed), { ...failed, failure: null }]);
}

/** A message restored after a reload may turn out to stand in the log already, perhaps above what is held. */
function accept(timeline: Timeline, { clientMessageId, sequence, sentAt }: TimelineInput & { kind: "accepted" }): Applied {
  if (sequence <= timeline.last) return withoutPending(timeline, clientMessageId);
  return amendPending(timeline, clientMessageId, { sequence, at: sentAt, failure: null });
}

function withoutPending(timeline: Timeline, clientMessageId: string): Applied {
  return withPending(timeline, timeline.pending.filter((message) => message.clientMessageId !== clientMessageId));
}

function amendPending(timeline: Timeline, clientMessageId: string, change: Partial<PendingMessage>): Applied {
  if (!timeline.pending.some((message) => message.clientMessageId === clientMessageId)) return repeated(timeline);
  return withPending(timeline, timeline.pending.map((message) => (message.clientMessageId === clientMessageId ? { ...message, ...change } : message)));
}

function withPending(timeline: Timeline, pending: readonly PendingMessage[]): Applied {
  return pending.length === timeline.pending.length && pending.every((message, i) => message === timeline.pending[i])
    ? repeated(timeline)
    : changed(timeline, { pending });
}

/** Lets go of the oldest items beyond `keep`; they can be read again from before `first`. */
function trim(timeline: Timeline, keep: number): Applied {
  const kept = timeline.items.slice(-keep);
  if (keep < 1 || kept.length === timeline.items.length) return repeated(timeline);
  return changed(timeline, { items: kept, first: kept[0]!.sequence });
}
