import type { Timeline } from "../sdk/timeline";
import { Icon } from "./icons";
import { say } from "./texts";
import { useAround } from "./context";
import { useStore } from "./use-store";

/** Who has taken part, as far as it is loaded: names with their part, and who is here now. */
export function People({ timeline }: { readonly timeline: Timeline }) {
  const { chat, texts } = useAround();
  const presence = useStore(chat.presence);
  const people = new Map(
    timeline.items.flatMap((item) => {
      const actor = item.kind === "message" ? item.actor : item.event.actor;
      return actor.kind === "system" || actor.id === timeline.selfId ? [] : [[actor.id, actor] as const];
    }),
  );
  return (
    <details class="people">
      <summary class="button button-quiet button-small">
        <Icon name="people" />
        <span class="visually-hidden">{say(texts, "people")}</span>
        {(people.size + 1).toLocaleString(texts.locale)}
      </summary>
      <ul role="list">
        <li>{say(texts, "you")}</li>
        {[...people.values()].map(({ id, displayName, kind }) => (
          <li key={id}>
            <span dir="auto">{displayName}</span> <span class="message-role">{say(texts, kind)}</span>
            {presence.get(id) === "available" && (
              <span class="tag" data-tone="ok">
                {say(texts, "available")}
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
