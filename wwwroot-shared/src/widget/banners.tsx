import { useEffect, useState } from "preact/hooks";
import { Icon } from "./icons";
import { say, sayCount } from "./texts";
import { useAround } from "./context";
import { useStore } from "./use-store";

/** Shorter losses than this are not worth a word. */
const mentionAfter = 1_000;

/** What is wrong with the connection, in words; nothing while nothing is. */
export function Banners() {
  const { chat, texts } = useAround();
  const connection = useStore(chat.client.connection);
  const lost = useStore(chat.lostMessages);
  const [mention, setMention] = useState(false);
  const away = connection.kind !== "live";
  useEffect(() => {
    setMention(false);
    if (!away) return;
    const timer = setTimeout(() => setMention(true), mentionAfter);
    return () => clearTimeout(timer);
  }, [away]);

  const host = connection.kind === "ended" && connection.problem.reason === "host";
  return (
    <div role="status">
      {connection.kind === "ended" && (
        <div class="banner" data-tone="danger">
          <Icon name="Failed" />
          <span class="banner-text">
            <strong>{say(texts, host ? "ended" : "refused")}.</strong> {say(texts, host ? "endedText" : "refusedText")}
          </span>
          <button type="button" class="button button-small" onClick={() => chat.start()}>
            {say(texts, "retry")}
          </button>
        </div>
      )}
      {mention && connection.kind === "waiting" && (
        <div class="banner" data-tone="warn">
          <Icon name="Pending" />
          <span class="banner-text">{say(texts, navigator.onLine ? "lost" : "offline")}</span>
        </div>
      )}
      {lost > 0 && (
        <div class="banner" data-tone="danger">
          <Icon name="Failed" />
          <span class="banner-text">{sayCount(texts, "lostMessages", lost)}</span>
          <button type="button" class="button button-small" onClick={() => chat.lostMessages.set(0)}>
            {say(texts, "dismiss")}
          </button>
        </div>
      )}
    </div>
  );
}
