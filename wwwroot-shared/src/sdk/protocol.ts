/**
 * What goes over the wire: REST under `/api/v1` and the hub `/hubs/conversations`. JSON, camelCase; times are RFC 3339 UTC with
 * milliseconds; ids are UUIDs in lower case; sequences are integers from 1, without gaps in a conversation. Fields that are not
 * named here may come and are to be ignored.
 */
import type { VisitView } from "./visits";

export type Sequence = number;

export type ActorKind = "patient" | "relatedPerson" | "practitioner" | "system" | "bot";

export interface Person {
  readonly id: string;
  readonly displayName: string;
}

/** Who did it, with the name of that time: an event never changes once given out. */
export interface EventActor extends Person {
  readonly kind: ActorKind;
}

export interface CareTeam {
  readonly id: string;
  readonly identifier: string;
  readonly name: string;
}

export type ConversationStatus = "open" | "waiting" | "closed";
export type Priority = "routine" | "urgent" | "asap" | "stat";

/** A conversation as the caller sees it: markers and counts are the caller's own, computed by the server. */
export interface ConversationView {
  readonly id: string;
  readonly kind: "patient" | "team";
  readonly topic: string;
  readonly status: ConversationStatus;
  readonly careTeam: CareTeam;
  readonly headSequence: Sequence;
  readonly deliveredSequence: Sequence;
  readonly readSequence: Sequence;
  readonly unreadCount: number;
  readonly lastActivityAt: string;
  /** For staff only. */
  readonly priority?: Priority;
  /** For staff only. */
  readonly assignee?: Person;
  readonly patient?: Person;
}

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
}

interface EventBase {
  readonly conversationId: string;
  readonly sequence: Sequence;
  readonly at: string;
  readonly actor: EventActor;
}

export interface MessagePosted extends EventBase {
  readonly type: "messagePosted";
  readonly clientMessageId: string;
  readonly text: string;
  readonly replyTo: Sequence | null;
  readonly attachments: readonly Attachment[];
}

export interface MessageCorrected extends EventBase {
  readonly type: "messageCorrected";
  readonly target: Sequence;
  readonly text: string;
}

export interface MessageRetracted extends EventBase {
  readonly type: "messageRetracted";
  readonly target: Sequence;
}

export interface ParticipantChanged extends EventBase {
  readonly type: "participantJoined" | "participantLeft";
  readonly participant?: Partial<EventActor>;
}

export interface StatusChanged extends EventBase {
  readonly type: "statusChanged";
  readonly status: ConversationStatus;
}

/** Events that a thread shows as one line, or that belong to features of their own. */
export interface CareEvent extends EventBase {
  readonly type:
    | "formRequested"
    | "formAnswered"
    | "visitScheduled"
    | "visitCheckedIn"
    | "visitStarted"
    | "visitEnded"
    | "assigned"
    | "priorityChanged";
}

/** The care team's signed instructions for the patient. A later one of the same summary takes the place of the one before; where the text is null they are withdrawn. */
export interface SummaryShared extends EventBase {
  readonly type: "summaryShared";
  readonly summaryId: string;
  readonly version: number;
  readonly text: string | null;
}

/** Team conversations only. */
export interface SummarySigned extends EventBase {
  readonly type: "summarySigned";
  readonly summaryId: string;
  readonly version: number;
  readonly change: "first" | "correction" | "entered-in-error";
}

/** Team conversations only. */
export interface SummaryFiled extends EventBase {
  readonly type: "summaryFiled";
  readonly summaryId: string;
  readonly version: number;
  readonly outcome: "filed" | "needs-attention";
}

/** Team conversations only: whoever acts has opened this patient by emergency access until then. */
export interface BreakGlassDeclared extends EventBase {
  readonly type: "breakGlassDeclared";
  readonly breakGlassId: string;
  readonly purpose: "emergency-treatment" | "cover" | "patient-asked" | "safety";
  readonly reason: string;
  readonly until: string;
}

export type ConversationEvent =
  | MessagePosted
  | MessageCorrected
  | MessageRetracted
  | ParticipantChanged
  | StatusChanged
  | SummaryShared
  | SummarySigned
  | SummaryFiled
  | BreakGlassDeclared
  | CareEvent;

/** How far a person has come: what reached a device, and what stood on a screen. Only ever rises. */
export interface Marker {
  readonly personId: string;
  readonly delivered: Sequence;
  readonly read: Sequence;
}

export type PresenceState = "available" | "away" | "offline";

export interface Presence {
  readonly personId: string;
  readonly state: PresenceState;
}

/** The answer to a message: durable when it is given. `sentAt` is the event's `at`. */
export interface Receipt {
  readonly sequence: Sequence;
  readonly sentAt: string;
}

export interface MessageDraft {
  readonly clientMessageId: string;
  readonly text: string;
  readonly replyTo?: Sequence;
}

/** The answer of `POST /api/v1/sessions`, `/exchange` and `/renew`, relayed by the host. */
export interface SessionGrant {
  readonly token: string;
  readonly expiresAt: string;
  readonly personId: string;
  readonly conversationId: string | null;
}

export interface Authenticated {
  readonly personId: string;
  readonly displayName: string;
  readonly serverTime: string;
  readonly expiresAt: string;
}

export interface InboxStart {
  readonly conversations: readonly ConversationView[];
  readonly cursor: string | null;
}

export type ConversationChange = ConversationView | { readonly id: string; readonly gone: true };

/** While `more` is true nothing is live yet and the client calls again from its last. */
export interface SubscribeStart {
  readonly events: readonly ConversationEvent[];
  readonly headSequence: Sequence;
  readonly more: boolean;
  readonly markers: readonly Marker[];
  readonly presence: readonly Presence[];
}

export interface EventPage {
  readonly items: readonly ConversationEvent[];
  readonly headSequence: Sequence;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** What the hub calls at the client. */
export interface HubPushes {
  event: ConversationEvent;
  conversationChanged: ConversationChange;
  marker: Marker & { readonly conversationId: string };
  typing: { readonly conversationId: string; readonly personId: string; readonly isTyping: boolean };
  presence: Presence;
  head: { readonly conversationId: string; readonly headSequence: Sequence };
  /** Of a subscribed conversation. */
  visit: VisitView;
  unsubscribed: { readonly conversationId: string; readonly reason: string };
  sessionEnding: { readonly at: string };
}

/** One opening of a patient's record. Staff have a name and roles; a purpose stands where it was under emergency access. */
export interface RecordAccess {
  readonly id: string;
  readonly at: string;
  readonly kind: "patient" | "relatedPerson" | "practitioner" | "integration" | "bot" | "system";
  readonly name: string | null;
  readonly roles: readonly string[];
  /** A code of the audit trail; more may come. */
  readonly what: string;
  readonly purpose: "emergency-treatment" | "cover" | "patient-asked" | "safety" | null;
  readonly isBreakGlass: boolean;
  /** What a host's token did in a member of staff's name. */
  readonly isDelegated: boolean;
}
