import { useEffect, useRef, useState } from "preact/hooks";
import type { Timeline } from "../sdk/timeline";
import { say } from "./texts";
import { useAround } from "./context";

/** Tells a screen reader of messages that come in while the thread is open, and of own ones that failed: never of the history. */
export function Announcer({ timeline }: { readonly timeline: Timeline }) {
  const { texts } = useAround();
  const told = useRef({ sequence: Math.max(timeline.opened.head, timeline.last), failed: 0 });
  const [words, setWords] = useState("");

  useEffect(() => {
    const { items, pending, selfId, last } = timeline;
    const lines = items.flatMap((item) =>
      item.sequence > told.current.sequence && item.kind === "message" && item.actor.id !== selfId && item.text !== null
        ? [say(texts, "announce", { name: item.actor.displayName, text: item.text })]
        : [],
    );
    const failed = pending.filter(({ failure }) => failure !== null).length;
    if (failed > told.current.failed) lines.push(say(texts, "Failed"));
    told.current = { sequence: Math.max(told.current.sequence, last), failed };
    if (lines.length > 0) setWords(lines.join("\n"));
  }, [timeline]);

  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {words}
    </div>
  );
}
