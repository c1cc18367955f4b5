/** What of a timeline is drawn, in order: the log, the unread separator, and what is yet to come into the log. */
import type { Attachment, ConversationEvent, EventActor, Sequence } from "./protocol";
import type { Timeline, TimelineItem } from "./timeline";

/**
 * Of own messages. `Delivered`: on a device of somebody else; `Displayed`: on somebody else's screen; the furthest of all the
 * others counts, whose own devices do not. Whoever has written has read up to there, and no marker says so: posting moves it.
 */
export type DeliveryState = "Pending" | "Accepted" | "Delivered" | "Displayed" | "Failed";

export interface MessageEntry {
  readonly kind: "message";
  /** Stays the same from pending to displayed. */
  readonly key: string;
  readonly sequence: Sequence | null;
  readonly at: string;
  /** Null for one's own that is not in the log yet. */
  readonly actor: EventActor | null;
  readonly own: boolean;
  /** The client's id of it, for own messages: by which a failed one is tried again or discarded. */
  readonly clientMessageId: string | null;
  /** Null once retracted. */
  readonly text: string | null;
  readonly replyTo: Sequence | null;
  readonly attachments: readonly Attachment[];
  readonly corrected: boolean;
  /** Null for messages of others. */
  readonly state: DeliveryState | null;
  readonly failure: string | null;
}

export interface NoticeEntry {
  readonly kind: "notice";
  readonly key: string;
  readonly sequence: Sequence;
  readonly at: string;
  readonly event: ConversationEvent;
}

/** Unread from here. */
export interface UnreadEntry {
  readonly kind: "unread";
  readonly key: "unread";
}

export type TimelineEntry = MessageEntry | NoticeEntry | UnreadEntry;

export function entriesOf(timeline: Timeline): TimelineEntry[] {
  const [delivered, displayed] = furthestOfOthers(timeline);
  const receipt = (sequence: Sequence): DeliveryState => (sequence <= displayed ? "Displayed" : sequence <= delivered ? "Delivered" : "Accepted");
  const unreadAt = firstUnread(timeline);

  const entries: TimelineEntry[] = [];
  for (const item of timeline.items) {
    if (item.sequence === unreadAt) entries.push({ kind: "unread", key: "unread" });
    entries.push(entryOf(timeline, item, receipt));
  }
  for (const { clientMessageId, sequence, failure, ...message } of timeline.pending) {
    const state = failure !== null ? "Failed" : sequence === null ? "Pending" : receipt(sequence);
    const rest = { actor: null, own: true, attachments: [], corrected: false };
    entries.push({ kind: "message", key: clientMessageId, clientMessageId, sequence, state, failure, ...message, ...rest });
  }
  return entries;
}

function entryOf(timeline: Timeline, item: TimelineItem, receipt: (sequence: Sequence) => DeliveryState): TimelineEntry {
  const { sequence } = item;
  if (item.kind === "notice") return { kind: "notice", key: String(sequence), sequence, at: item.event.at, event: item.event };
  const own = item.actor.id === timeline.selfId;
  // The id is unique for one sender only, so another's never serves as a key.
  const key = own ? item.clientMessageId : String(sequence);
  return { ...item, key, own, clientMessageId: own ? item.clientMessageId : null, state: own ? receipt(sequence) : null, failure: null };
}

function furthestOfOthers({ items, markers, selfId }: Timeline): [delivered: Sequence, displayed: Sequence] {
  const others = markers.filter((marker) => marker.personId !== selfId);
  const answered = items.filter((item) => item.kind === "message" && item.actor.id !== selfId).at(-1)?.sequence ?? 0;
  return [Math.max(answered, ...others.map((marker) => marker.delivered)), Math.max(answered, ...others.map((marker) => marker.read))];
}

/** The first standing message of others between the own read marker and the head of when the viewer opened it; null until it is loaded. */
function firstUnread({ opened, first, items, selfId }: Timeline): Sequence | null {
  if (first > opened.read + 1) return null;
  const found = items.find((item) => item.sequence > opened.read && item.kind === "message" && item.actor.id !== selfId && item.text !== null);
  return found && found.sequence <= opened.head ? found.sequence : null;
}
