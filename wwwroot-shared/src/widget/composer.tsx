import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../sdk/conversation";
import { messageLimit, objectionTo, withoutForbidden } from "../sdk/text-rules";
import { autosize } from "../ui/autosize";
import { isSendKey } from "../ui/send-key";
import { Icon } from "./icons";
import { say } from "./texts";
import { useAround } from "./context";
import { useStore } from "./use-store";

/** From here on the count is shown. */
const nearLimit = messageLimit * 0.9;

/** The text lives in the field itself: nothing that is drawn anew can take it away. */
export function Composer({ conversation, onSent }: { readonly conversation: Conversation; readonly onSent: () => void }) {
  const { chat, texts } = useAround();
  const draft = useStore(chat.drafts)[conversation.id] ?? "";
  const area = useRef<HTMLTextAreaElement>(null);
  const [length, setLength] = useState(0);
  const over = length > messageLimit;

  const changed = () => {
    autosize(area.current!);
    setLength(area.current!.value.length);
  };

  useEffect(() => {
    // A draft of before a reload may come in late, and never over what was typed since.
    if (area.current!.value !== "" || draft === "") return;
    area.current!.value = draft;
    changed();
  }, [draft]);

  const onInput = () => {
    const field = area.current!;
    const clean = withoutForbidden(field.value);
    if (clean !== field.value) field.value = clean;
    changed();
    chat.keepDraft(conversation.id, clean);
    if (clean === "") conversation.stopTyping();
    else conversation.typed();
  };

  const send = (event: Event) => {
    event.preventDefault();
    const field = area.current!;
    if (objectionTo(field.value, messageLimit)) return field.focus();
    chat.send(conversation.id, field.value, null);
    chat.keepDraft(conversation.id, "");
    conversation.stopTyping();
    field.value = "";
    changed();
    field.focus();
    onSent();
  };

  const count = say(texts, "count", { n: length.toLocaleString(texts.locale), max: messageLimit.toLocaleString(texts.locale) });
  return (
    <form onSubmit={send}>
      <div class="composer-box">
        <textarea
          ref={area}
          class="composer-text"
          rows={1}
          dir="auto"
          enterkeyhint="send"
          aria-label={say(texts, "message")}
          aria-describedby="composer-foot"
          aria-invalid={over}
          placeholder={say(texts, "write")}
          onInput={onInput}
          onKeyDown={(event) => isSendKey(event) && send(event)}
          onBlur={() => conversation.stopTyping()}
        />
        <button class="button button-primary button-icon composer-send" aria-label={say(texts, "send")} aria-disabled={over}>
          <Icon name="send" />
        </button>
      </div>
      <div class="composer-foot" id="composer-foot">
        <span class="composer-hint">{say(texts, "hint")}</span>
        {length >= nearLimit && (
          <span class="composer-count" data-over={over || undefined} role="status">
            {over && say(texts, "tooLong")} {count}
          </span>
        )}
      </div>
    </form>
  );
}
