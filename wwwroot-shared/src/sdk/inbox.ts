/** The list of conversations, newest activity first; pure. */
import type { ConversationChange, ConversationView, InboxStart, Page } from "./protocol";

export interface Inbox {
  readonly conversations: readonly ConversationView[];
  /** Of the next older page, or null when all are here. */
  readonly cursor: string | null;
}

/** A fresh start replaces everything: it is the server's list of now. */
export function inboxStarted({ conversations, cursor }: InboxStart): Inbox {
  return { conversations: sorted(conversations), cursor };
}

/** Head and markers only rise: a view with less of them was overtaken on its way. */
export function inboxChanged(inbox: Inbox, change: ConversationChange): Inbox {
  const known = inbox.conversations.find(({ id }) => id === change.id);
  if (known && !("gone" in change) && progress(change) < progress(known)) return inbox;
  const others = inbox.conversations.filter(({ id }) => id !== change.id);
  return { ...inbox, conversations: "gone" in change ? others : sorted([...others, change]) };
}

/** An older page. What changed since stands in the list already, and newer. */
export function inboxPaged(inbox: Inbox, { items, next }: Page<ConversationView>): Inbox {
  const known = new Set(inbox.conversations.map(({ id }) => id));
  return { conversations: sorted([...inbox.conversations, ...items.filter(({ id }) => !known.has(id))]), cursor: next };
}

function progress({ headSequence, deliveredSequence, readSequence }: ConversationView): number {
  return headSequence + deliveredSequence + readSequence;
}

/** Times are of one format and one zone, so that they compare as text. */
function sorted(conversations: readonly ConversationView[]): ConversationView[] {
  return [...conversations].sort((a, b) => (a.lastActivityAt === b.lastActivityAt ? (a.id < b.id ? 1 : -1) : a.lastActivityAt < b.lastActivityAt ? 1 : -1));
}
