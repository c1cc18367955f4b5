/** The web SDK: what a page of one's own builds on. */
export { PortalChat, type PortalChatOptions } from "./portal-chat";
export { ChatClient, type ChatClientOptions, type Connection, type Push } from "./chat-client";
export { Conversation, type ConversationState, type OlderState } from "./conversation";
export { signalRHub, type Hub } from "./hub";
export type { Inbox } from "./inbox";
export { Outbox, type OutgoingMessage } from "./outbox";
export { PortalError, type Problem } from "./problem";
export * from "./protocol";
export { correctMessage, endSession, RestClient, retractMessage, type RetractionReason } from "./rest-client";
export { Session, type SessionSource } from "./session";
export { Store } from "./store";
export { messageLimit, objectionTo, topicLimit, type Objection } from "./text-rules";
export { apply, startTimeline, type Timeline, type TimelineInput, type TimelineOutcome } from "./timeline";
export { entriesOf, type DeliveryState, type TimelineEntry } from "./timeline-view";
export { uuidV7 } from "./uuid";
export * from "./visits";
