import { useEffect, useRef, useState } from "preact/hooks";
import { useAround } from "./context";
import { Icon } from "./icons";
import { loadExtras } from "./load-visit";
import { PaneState, Skeleton } from "./pane-state";
import { say } from "./texts";

/** What is opened seldom, in the place of a conversation: its head at once, the rest when the part that draws it is here. */
export function Extra({ kind, onBack }: { readonly kind: "new" | "record"; readonly onBack: () => void }) {
  const { chat, texts } = useAround();
  const [part, setPart] = useState<typeof import("../extras") | 0 | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const load = () => {
    setPart(null);
    loadExtras().then(setPart, () => setPart(0));
  };
  useEffect(() => {
    load();
    heading.current?.focus();
  }, []);
  const Part = part && (kind === "new" ? part.NewConversation : part.RecordLog);
  return (
    <section class="thread" aria-labelledby="extra">
      <header class="thread-head pane-head">
        <button type="button" class="button button-quiet button-icon" aria-label={say(texts, "back")} onClick={onBack}>
          <Icon name="back" />
        </button>
        <h1 id="extra" class="thread-title" tabIndex={-1} ref={heading}>
          {say(texts, kind)}
        </h1>
      </header>
      {Part ? (
        <Part chat={chat} locale={texts.locale} />
      ) : part === 0 ? (
        <PaneState title={say(texts, "error")}>
          <button type="button" class="button" onClick={load}>
            {say(texts, "retry")}
          </button>
        </PaneState>
      ) : (
        <Skeleton />
      )}
    </section>
  );
}
