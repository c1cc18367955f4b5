import type { MessageEntry } from "../sdk/timeline-view";
import { Icon } from "./icons";
import { say, type Word } from "./texts";
import { timeLabel } from "./times";
import { useAround } from "./context";

interface Props {
  readonly message: MessageEntry;
  /** The one before is of the same person. */
  readonly continued: boolean;
  /** What it answers, where that is loaded. */
  readonly quote: string | null;
  readonly live: boolean;
  readonly onRetry: (clientMessageId: string) => void;
  readonly onDiscard: (clientMessageId: string) => void;
}

export function Message({ message, continued, quote, live, onRetry, onDiscard }: Props) {
  const { texts } = useAround();
  const { actor, own, text, at, state, sequence, corrected, attachments, failure, clientMessageId } = message;
  const stateWord: Word | null = state === "Pending" && !live ? "waiting" : state;
  const reason = `failed_${failure ?? ""}`;
  return (
    <li
      class="message"
      data-own={own || undefined}
      data-continued={continued || undefined}
      data-state={state ?? undefined}
      data-retracted={text === null || undefined}
      data-sequence={sequence ?? undefined}
    >
      <div class={own ? "visually-hidden" : "message-author"}>
        <span dir="auto">{own ? say(texts, "you") : actor?.displayName}</span> {!own && actor && <span class="message-role">{say(texts, actor.kind)}</span>}
      </div>
      <div class="message-bubble">
        {quote !== null && (
          <div class="message-quote" dir="auto">
            {quote}
          </div>
        )}
        <div class="message-text" dir="auto">
          {text ?? say(texts, "retracted")}
        </div>
        {text !== null &&
          attachments.map(({ id, name }) => (
            <div key={id} class="message-file" dir="auto">
              <Icon name="file" />
              {name}
            </div>
          ))}
      </div>
      {state === "Failed" ? (
        <div class="message-failure">
          <span class="message-state">
            <Icon name="Failed" />
            <span>{say(texts, reason in texts.words ? (reason as Word) : "Failed")}</span>
          </span>
          <button type="button" class="button button-quiet button-small" onClick={() => onRetry(clientMessageId!)}>
            {say(texts, "retry")}
          </button>
          <button type="button" class="button button-quiet button-small" onClick={() => onDiscard(clientMessageId!)}>
            {say(texts, "discard")}
          </button>
        </div>
      ) : (
        <div class="message-meta">
          <time dateTime={at}>{timeLabel(at, texts.locale)}</time>
          {corrected && <span>{say(texts, "edited")}</span>}
          {state && stateWord && (
            <span class="message-state">
              <Icon name={state} />
              {say(texts, stateWord)}
            </span>
          )}
        </div>
      )}
    </li>
  );
}
