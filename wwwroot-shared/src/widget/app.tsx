import { useEffect, useState } from "preact/hooks";
import { Banners } from "./banners";
import { ConversationList } from "./conversation-list";
import { Extra } from "./extra";
import { PaneState } from "./pane-state";
import { say, type Texts } from "./texts";
import { Thread } from "./thread";
import { useAround } from "./context";
import { useStore } from "./use-store";

/** The list, and beside or over it the open conversation or the form for a new one. */
export function App({ emergencyNumber }: { readonly emergencyNumber: string | null }) {
  const { chat, texts } = useAround();
  const open = useStore(chat.open);
  const [extra, setExtra] = useState<"new" | "record" | null>(null);
  const [chosen, setChosen] = useState(false);

  useEffect(() => setExtra(null), [open]);

  const onOpen = (id: string) => {
    setChosen(true);
    setExtra(null);
    chat.openConversation(id);
  };
  const onBack = () => {
    setExtra(null);
    chat.closeConversation();
  };
  const onNew = () => setExtra("new");

  return (
    <>
      <Emergency texts={texts} number={emergencyNumber} />
      <Banners />
      <main class="panes" data-view={extra || open ? "thread" : "list"}>
        <ConversationList openId={extra ? null : (open?.id ?? null)} onOpen={onOpen} onNew={onNew} onRecord={() => setExtra("record")} />
        {extra ? (
          <Extra key={extra} kind={extra} onBack={() => setExtra(null)} />
        ) : open ? (
          <Thread key={open.id} conversation={open} focused={chosen} onBack={onBack} onNew={onNew} />
        ) : (
          <PaneState title={say(texts, "pick")} />
        )}
      </main>
    </>
  );
}

function Emergency({ texts, number }: { readonly texts: Texts; readonly number: string | null }) {
  return (
    <header class="emergency">
      {say(texts, "emergency")} {number === null ? say(texts, "emergencyNumber") : <a href={`tel:${number.replace(/[^\d+]/g, "")}`}>{number}</a>}.
    </header>
  );
}
