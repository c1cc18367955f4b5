import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../sdk/conversation";
import type { Timeline } from "../sdk/timeline";
import { attachThreadScroll, type ThreadScroll } from "../ui/thread-scroll";
import { Announcer } from "./announcer";
import { Composer } from "./composer";
import { Icon } from "./icons";
import { PaneState, Skeleton } from "./pane-state";
import { People } from "./people";
import { ThreadLog } from "./thread-log";
import { say, sayCount } from "./texts";
import { VisitPlace } from "./visit-place";
import { useAround } from "./context";
import { useStore } from "./use-store";

/** So many items are drawn at most while the reader is at the end; older ones come back when they are scrolled to. */
const drawnAtMost = 400;

interface Props {
  readonly conversation: Conversation;
  /** The person opened it just now, so the keyboard goes there. */
  readonly focused: boolean;
  readonly onBack: () => void;
  readonly onNew: () => void;
}

export function Thread({ conversation, focused, onBack, onNew }: Props) {
  const { chat, texts } = useAround();
  const state = useStore(conversation.state);
  const inbox = useStore(chat.inbox);
  const heading = useRef<HTMLHeadingElement>(null);
  const view = inbox?.conversations.find(({ id }) => id === conversation.id);

  useEffect(() => {
    if (focused) heading.current?.focus();
  }, [conversation]);

  return (
    <section class="thread" aria-labelledby="thread-heading">
      <header class="thread-head pane-head">
        <button type="button" class="button button-quiet button-icon only-narrow" aria-label={say(texts, "back")} onClick={onBack}>
          <Icon name="back" />
        </button>
        <div class="thread-names">
          <h1 id="thread-heading" class="thread-title" tabIndex={-1} ref={heading} dir="auto">
            {view?.topic ?? say(texts, "title")}
          </h1>
          <p class="thread-sub" dir="auto">
            {view?.careTeam.name}
          </p>
        </div>
        {state.kind === "ready" && <People timeline={state.timeline} />}
      </header>
      {state.kind === "ready" && <VisitPlace unread={view?.unreadCount ?? 0} />}
      {state.kind === "loading" && <Skeleton />}
      {state.kind === "refused" && (
        <PaneState title={say(texts, "gone")} text={say(texts, "goneText")}>
          <button type="button" class="button" onClick={onBack}>
            {say(texts, "back")}
          </button>
        </PaneState>
      )}
      {state.kind === "ready" && <History conversation={conversation} timeline={state.timeline} closed={view?.status === "closed"} onNew={onNew} />}
    </section>
  );
}

interface HistoryProps {
  readonly conversation: Conversation;
  readonly timeline: Timeline;
  readonly closed: boolean;
  readonly onNew: () => void;
}

function History({ conversation, timeline, closed, onNew }: HistoryProps) {
  const { chat, texts } = useAround();
  const connection = useStore(chat.client.connection);
  const older = useStore(conversation.older);
  const typing = useStore(conversation.typing);
  const log = useRef<HTMLDivElement>(null);
  const scroll = useRef<ThreadScroll | null>(null);
  /** Where the log ended when the reader left its end; null while at the end. */
  const [leftAt, setLeftAt] = useState<number | null>(null);
  const latest = useRef(timeline);
  latest.current = timeline;

  useLayoutEffect(() => {
    const attached = attachThreadScroll(log.current!, {
      onOlder: () => void conversation.loadOlder(),
      onSeen: (sequence) => conversation.seen(sequence),
      onAtEnd: (atEnd) => setLeftAt(atEnd ? null : latest.current.last),
    });
    scroll.current = attached;
    return () => attached.dispose();
  }, [conversation]);

  // Once everything up to the head is here: to the first unread message, or to the end.
  const whole = timeline.last >= timeline.opened.head;
  useLayoutEffect(() => {
    const unread = whole && log.current!.querySelector(".thread-unread");
    if (unread) scroll.current!.toElement(unread);
  }, [whole]);

  useEffect(() => {
    if (leftAt === null && timeline.items.length > drawnAtMost) conversation.trim(drawnAtMost / 2);
  }, [leftAt, timeline.items.length]);

  const fresh = leftAt === null ? 0 : timeline.items.filter((item) => item.sequence > leftAt && item.kind === "message" && item.actor.id !== timeline.selfId).length;
  const empty = timeline.items.length === 0 && timeline.pending.length === 0 && whole;
  return (
    <div class="thread-body">
      <div class="thread-log" ref={log} role="group" aria-label={say(texts, "history")} tabIndex={0}>
        {(older === "idle" || older === "loading") && whole && <p class="thread-older">{say(texts, "older")}</p>}
        {older === "failed" && (
          <p class="thread-older">
            {say(texts, "olderFailed")}
            <button type="button" class="button button-quiet button-small" onClick={() => void conversation.loadOlder()}>
              {say(texts, "retry")}
            </button>
          </p>
        )}
        {older === "none" && !empty && <p class="notice">{say(texts, "beginning")}</p>}
        {!whole && timeline.items.length === 0 && <Skeleton />}
        {empty && <PaneState title={say(texts, "first")} />}
        <ThreadLog timeline={timeline} live={connection.kind === "live"} />
      </div>
      <p class="typing" aria-hidden="true">
        {typing.length > 0 && say(texts, typing.length > 1 ? "typingMany" : "typing", { name: nameOf(timeline, typing[0]!) ?? say(texts, "someone") })}
      </p>
      <Announcer timeline={timeline} />
      <div class="composer">
        {leftAt !== null && (
          <button type="button" class="button button-small thread-jump" onClick={() => scroll.current!.toEnd()}>
            <Icon name="down" />
            {fresh > 0 ? sayCount(texts, "jump", fresh) : say(texts, "jump")}
          </button>
        )}
        {closed ? (
          <p class="composer-closed">
            {say(texts, "closedText")}
            <button type="button" class="button button-small" onClick={onNew}>
              {say(texts, "new")}
            </button>
          </p>
        ) : (
          <Composer conversation={conversation} onSent={() => scroll.current!.toEnd()} />
        )}
      </div>
    </div>
  );
}

function nameOf({ items }: Timeline, personId: string): string | undefined {
  for (const item of [...items].reverse()) {
    const actor = item.kind === "message" ? item.actor : item.event.actor;
    if (actor.id === personId) return actor.displayName;
  }
  return undefined;
}
