import { useEffect, useRef, useState } from "preact/hooks";
import { PortalError } from "../sdk/problem";
import type { CareTeam } from "../sdk/protocol";
import { objectionTo, topicLimit } from "../sdk/text-rules";
import { Icon } from "./icons";
import { PaneState, Skeleton } from "./pane-state";
import { say, type Word } from "./texts";
import { useAround } from "./context";

export function NewConversation({ onBack }: { readonly onBack: () => void }) {
  const { chat, texts } = useAround();
  const [teams, setTeams] = useState<readonly CareTeam[] | "failed" | null>(null);
  const [wrong, setWrong] = useState<Word | null>(null);
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const team = useRef<HTMLSelectElement>(null);
  const topic = useRef<HTMLInputElement>(null);

  const load = () => {
    setTeams(null);
    chat.careTeams().then(setTeams, () => setTeams("failed"));
  };
  useEffect(() => {
    load();
    heading.current?.focus();
  }, []);

  const start = async (event: Event) => {
    event.preventDefault();
    const careTeam = team.current?.value ?? "";
    const about = topic.current?.value ?? "";
    const missing = careTeam === "" ? "teamMissing" : objectionTo(about, topicLimit) ? "topicMissing" : null;
    setWrong(missing);
    if (missing || busy) return (missing === "teamMissing" ? team : topic).current?.focus();
    setBusy(true);
    try {
      await chat.startConversation(careTeam, about);
    } catch (error) {
      setWrong(error instanceof PortalError && error.problem === "offline" ? "offline" : "error");
      setBusy(false);
    }
  };

  const describe = (word: Word) => wrong === word && { "aria-invalid": true, "aria-describedby": "wrong" };
  return (
    <section class="thread" aria-labelledby="new-heading">
      <header class="thread-head pane-head">
        <button type="button" class="button button-quiet button-icon" aria-label={say(texts, "back")} onClick={onBack}>
          <Icon name="back" />
        </button>
        <h1 id="new-heading" class="thread-title" tabIndex={-1} ref={heading}>
          {say(texts, "new")}
        </h1>
      </header>
      {teams === null && <Skeleton />}
      {teams === "failed" && (
        <PaneState title={say(texts, "error")}>
          <button type="button" class="button" onClick={load}>
            {say(texts, "retry")}
          </button>
        </PaneState>
      )}
      {teams?.length === 0 && <PaneState title={say(texts, "noTeams")} />}
      {teams !== null && teams !== "failed" && teams.length > 0 && (
        <form class="new-form" onSubmit={start} noValidate>
          <p class="field-hint">{say(texts, "newLead")}</p>
          <div class="field">
            <label class="field-label" for="team">
              {say(texts, "careTeam")}
            </label>
            <select id="team" class="select" ref={team} {...describe("teamMissing")}>
              {teams.length > 1 && <option value="">{say(texts, "choose")}</option>}
              {teams.map(({ identifier, name }) => (
                <option key={identifier} value={identifier}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label class="field-label" for="topic">
              {say(texts, "topic")}
            </label>
            <input id="topic" class="input" dir="auto" maxLength={topicLimit} autocomplete="off" ref={topic} {...describe("topicMissing")} />
          </div>
          {wrong && (
            <p id="wrong" class="field-error" role="alert">
              {say(texts, wrong)}
            </p>
          )}
          <button class="button button-primary" aria-disabled={busy}>
            {say(texts, "start")}
          </button>
        </form>
      )}
    </section>
  );
}
