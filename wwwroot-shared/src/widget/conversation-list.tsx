import { useState } from "preact/hooks";
import { Icon } from "./icons";
import { PaneState, Skeleton } from "./pane-state";
import { say, sayCount } from "./texts";
import { shortLabel } from "./times";
import { useAround } from "./context";
import { useStore } from "./use-store";

interface Props {
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
  readonly onNew: () => void;
  readonly onRecord: () => void;
}

export function ConversationList({ openId, onOpen, onNew, onRecord }: Props) {
  const { chat, texts } = useAround();
  const inbox = useStore(chat.inbox);
  const [failed, setFailed] = useState(false);
  const more = () => {
    setFailed(false);
    chat.moreConversations().catch(() => setFailed(true));
  };
  return (
    <section class="list-pane" aria-label={say(texts, "conversations")}>
      <header class="pane-head">
        <h1>{say(texts, "conversations")}</h1>
        <button type="button" class="button button-small" aria-label={say(texts, "new")} onClick={onNew}>
          <Icon name="plus" />
          {say(texts, "newShort")}
        </button>
      </header>
      {inbox === null && <Skeleton />}
      {inbox?.conversations.length === 0 && <PaneState title={say(texts, "none")} text={say(texts, "noneText")} />}
      {inbox && inbox.conversations.length > 0 && (
        <ul class="list" role="list">
          {inbox.conversations.map(({ id, topic, careTeam, status, unreadCount, lastActivityAt }) => (
            <li key={id}>
              <button type="button" class="row" data-unread={unreadCount > 0 || undefined} aria-current={id === openId} onClick={() => onOpen(id)}>
                <span class="row-title" dir="auto">
                  {topic}
                </span>
                <time class="row-time" dateTime={lastActivityAt}>
                  {shortLabel(lastActivityAt, texts.locale)}
                </time>
                <span class="row-sub" dir="auto">
                  {careTeam.name}
                </span>
                {status === "closed" && <span class="tag">{say(texts, "closed")}</span>}
                {unreadCount > 0 && (
                  <span class="badge">
                    <span aria-hidden="true">{unreadCount.toLocaleString(texts.locale)}</span>
                    <span class="visually-hidden">{sayCount(texts, "unread", unreadCount)}</span>
                  </span>
                )}
              </button>
            </li>
          ))}
          {inbox.cursor !== null && (
            <li class="thread-older">
              <button type="button" class="button button-quiet" onClick={more}>
                {say(texts, failed ? "retry" : "more")}
              </button>
            </li>
          )}
        </ul>
      )}
      <button type="button" class="button button-quiet" onClick={onRecord}>
        {say(texts, "record")}
      </button>
    </section>
  );
}
