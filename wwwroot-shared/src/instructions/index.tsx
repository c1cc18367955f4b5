/** What the care team signed and shared as instructions: a part of its own, loaded when a conversation has some. */
import { useEffect, useState } from "preact/hooks";
import type { SummaryShared } from "../sdk/protocol";
import type { Timeline } from "../sdk/timeline";
import { styleSheet } from "../ui/style-sheet";
import { blocksOf, type Block } from "./blocks";
import { print } from "./paper";
import { say } from "./words";

let isStyled = false;
/** What is drawn before its style would grow afterwards, and the thread's end would no longer be in sight. */
const styled = styleSheet(new URL("./instructions.css", import.meta.url).href).then(() => {
  isStyled = true;
});

export interface InstructionsProps {
  readonly event: SummaryShared;
  readonly timeline: Timeline;
  readonly locale: string;
}

/** Of several words on the same summary the last one stands; the others say what became of them, and no more. */
export function Instructions({ event, timeline, locale }: InstructionsProps) {
  const { summaryId, sequence, text, actor, at } = event;
  const name = actor.displayName;
  const [isReady, setReady] = useState(isStyled);
  useEffect(() => void styled.then(() => setReady(true)), []);
  const last = timeline.items.reduce((found, item) => (item.kind === "notice" && item.event.type === "summaryShared" && item.event.summaryId === summaryId ? item.event : found), event);
  if (!isReady) return null;
  if (text === null) return <span>{say(locale, "withdrawal", { name })}</span>;
  if (last.sequence !== sequence) return <span>{say(locale, last.text === null ? "withdrawn" : "replaced", { name })}</span>;
  const time = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" }).format(new Date(at));
  return (
    <article class="told" aria-label={say(locale, "title")}>
      <h2>{say(locale, "title")}</h2>
      <p class="told-from">{say(locale, "from", { name, time })}</p>
      <div class="told-words" dir="auto">
        {blocksOf(text).map(drawn)}
      </div>
      <button type="button" class="button button-small" onClick={({ currentTarget }) => print(currentTarget.closest("article")!)}>
        {say(locale, "print")}
      </button>
    </article>
  );
}

function drawn(block: Block) {
  if (block.kind === "list")
    return (
      <ul>
        {block.items.map((item) => (
          <li>{item}</li>
        ))}
      </ul>
    );
  return block.kind === "heading" ? <h3>{block.text}</h3> : <p>{block.text}</p>;
}
