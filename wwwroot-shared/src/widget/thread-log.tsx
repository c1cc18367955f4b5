import { Fragment, type ComponentChildren } from "preact";
import type { ConversationEvent } from "../sdk/protocol";
import type { Timeline } from "../sdk/timeline";
import { entriesOf, type TimelineEntry } from "../sdk/timeline-view";
import { Message } from "./message";
import { SharedInstructions } from "./shared-instructions";
import { say, type Texts, type Word } from "./texts";
import { dayLabel, dayOf } from "./times";
import { useAround } from "./context";

/** Further apart than this, two messages of one person bear the name again. */
const continuesWithin = 5 * 60_000;

export function ThreadLog({ timeline, live }: { readonly timeline: Timeline; readonly live: boolean }) {
  const { chat, texts } = useAround();
  const { conversationId } = timeline;
  const entries = entriesOf(timeline);
  const byAuthor = new Map(timeline.items.map((item) => [item.sequence, item.kind === "message" ? item.text : null]));
  let before: TimelineEntry | null = null;
  let day = 0;
  let unread = false;
  return (
    <ul class="thread-items" role="list">
      {entries.map((entry) => {
        if (entry.kind === "unread") {
          unread = true;
          return null;
        }
        const firstUnread = unread;
        const newDay = dayOf(entry.at) !== day;
        const continued = !newDay && !firstUnread && continues(before, entry);
        day = dayOf(entry.at);
        before = entry;
        unread = false;
        return (
          <Fragment key={entry.key}>
            {newDay && <li class="thread-day">{dayLabel(day, texts.locale)}</li>}
            {firstUnread && <li class="thread-unread">{say(texts, "newMessages")}</li>}
            {entry.kind === "notice" ? (
              <li class="notice" data-sequence={entry.sequence}>
                <div dir="auto">{notice(texts, timeline, entry.event)}</div>
              </li>
            ) : (
              <Message
                message={entry}
                continued={continued}
                quote={entry.replyTo === null ? null : (byAuthor.get(entry.replyTo) ?? "…")}
                live={live}
                onRetry={(id) => chat.retry(conversationId, id)}
                onDiscard={(id) => chat.discard(conversationId, id)}
              />
            )}
          </Fragment>
        );
      })}
    </ul>
  );
}

function continues(before: TimelineEntry | null, entry: TimelineEntry): boolean {
  if (before?.kind !== "message" || entry.kind !== "message" || before.own !== entry.own) return false;
  return (entry.own || before.actor?.id === entry.actor?.id) && Date.parse(entry.at) - Date.parse(before.at) < continuesWithin;
}

const statusWords: Readonly<Record<string, Word>> = { open: "openedNotice", waiting: "waitingNotice", closed: "closedNotice" };

function notice(texts: Texts, timeline: Timeline, event: ConversationEvent): ComponentChildren {
  switch (event.type) {
    case "participantJoined":
    case "participantLeft": {
      const name = event.participant?.displayName ?? event.actor.displayName;
      return say(texts, event.type === "participantJoined" ? "joined" : "left", { name });
    }
    case "statusChanged":
      return say(texts, statusWords[event.status] ?? "openedNotice");
    case "summaryShared":
      return <SharedInstructions event={event} timeline={timeline} locale={texts.locale} />;
    default:
      return "";
  }
}
